#include "rights/authority.h"

#include <algorithm>

#include "gate/life.h"
#include "rights/apart.h"
#include "rights/events.h"
#include "rights/said.h"
#include "safety/may.h"

namespace almoner::rights {
namespace {

constexpr std::string_view kForTheLiving[] = {"parent",   "attorney",  "deputy",
                                              "advocate", "solicitor", "written"};
constexpr std::string_view kForTheDead[] = {"personal-representative", "claimant", "court-order"};

Date Birthday(Date birth, int age) { return standing::Add(birth, {.years = age}); }
Date DayBefore(Date day) { return sys_days(day) - std::chrono::days(1); }

Result<standing::Life> LifeOf(const Context& context, const State& state) {
  const gate::Context& on = context.gate.context();
  if (!state.subject) return standing::Life(on.notice);
  return on.store.Read([&](store::ReadTx& tx) {
    return gate::LoadLifeBeside(tx, on.keys, on.notice, *state.subject, on.clock.Now());
  });
}

Result<law::Nation> NationOf(const Context& context) {
  return law::ParseNation(context.gate.context().notice.organisation.nation);
}

Date Today(const Context& context) { return LondonDate(context.gate.context().clock.Now()); }

int ParentUntil(const law::Children& children, law::Nation nation) {
  return nation == law::Nation::kScotland ? children.parent_until_in_scotland
                                          : children.parent_until;
}

// What a parent has to show beyond being one.
Status CheckParent(const Shown& shown, law::Nation nation, const law::Children& children,
                   Date birth, Date today) {
  static constexpr std::string_view kViews[] = {"agrees", "objects", "not-asked"};
  TRY(Say(shown.orders, "Say what court orders say of this parent's responsibility, or “none”."));
  TRY(OneOf(shown.view, kViews, "Say what the child says of it: agrees, objects or not-asked."));
  if (!shown.understands)
    return Fail(Code::kInvalid, "Say whether the child understands what is asked for.");
  if (shown.view == "not-asked")
    TRY(Say(shown.why, "Say why the child was not asked, for example because they are too young."));
  const bool presumed =
      nation == law::Nation::kScotland &&
      sys_days(Birthday(birth, children.understands_in_scotland)) <= sys_days(today);
  if (presumed && !*shown.understands)
    TRY(Say(shown.why,
            "A child of this age is presumed to understand (section 208 of the Data Protection Act "
            "2018); say why this child does not."));
  if (*shown.understands && shown.view != "agrees")
    return Fail(Code::kConflict,
                "The child understands what is asked for and has not agreed to it, so it is theirs "
                "to ask; answer the child, or ask them.");
  return {};
}

Status CheckAttorney(const Shown& shown, Date today) {
  static constexpr std::string_view kTypes[] = {"health-and-welfare", "property-and-affairs"};
  TRY(OneOf(shown.type, kTypes,
            "A lasting power is for health-and-welfare or for property-and-affairs; say which."));
  if (!shown.registered || sys_days(*shown.registered) > sys_days(today))
    return Fail(Code::kConflict,
                "A lasting power counts once it is registered; give the day on which it was.");
  return {};
}

Status CheckAdvocate(const Shown& shown) {
  static constexpr std::string_view kTypes[] = {"care-act", "mental-capacity", "mental-health",
                                                "health-complaint"};
  return OneOf(shown.type, kTypes,
               "A statutory advocate acts under the care-act, mental-capacity, mental-health or "
               "health-complaint rules; say under which.");
}

// Whoever cannot decide about it gives nobody their word; whatever was shown before that was known.
Status OwnWordCounts(const State& state) {
  if (state.capacity != false ||
      (state.authority_kind != "written" && state.authority_kind != "solicitor"))
    return {};
  return Fail(Code::kConflict,
              "The person cannot decide about this themself, so their own word does not give "
              "this authority; an attorney, a deputy or an advocate may act for them.");
}

Status CheckShown(const Context& context, const State& state, const Shown& shown,
                  const law::Children& children) {
  TRY(Say(shown.evidence, "Say what they showed; a copy of it is not kept."));
  if (state.authority_kind == "attorney") return CheckAttorney(shown, Today(context));
  if (state.authority_kind == "advocate") return CheckAdvocate(shown);
  TRY(OwnWordCounts(state));
  if (state.authority_kind != "parent") return {};
  const law::Nation nation = TRY(NationOf(context));
  const standing::Life life = TRY(LifeOf(context, state));
  if (!life.birth)
    return Fail(Code::kConflict,
                "Nobody knows how old the child is; record the date of birth first.");
  if (sys_days(Birthday(*life.birth, ParentUntil(children, nation))) <= sys_days(Today(context)))
    return Fail(Code::kConflict,
                "They are grown up, and ask for themself; a parent as such has no authority any "
                "more.");
  return CheckParent(shown, nation, children, *life.birth, Today(context));
}

Facts FactsOf(const Shown& shown) {
  Facts facts{{"evidence", shown.evidence}};
  const auto add = [&](const char* key, const std::string& value) {
    if (!value.empty()) facts[key] = value;
  };
  add("orders", shown.orders);
  add("view", shown.view);
  add("reason", shown.why);
  add("type", shown.type);
  if (shown.understands) facts["understands"] = *shown.understands ? "yes" : "no";
  if (shown.registered) facts["registered"] = ToText(*shown.registered);
  return facts;
}

void Sooner(std::optional<AuthorityEnd>& end, Date last, std::string why) {
  if (!end || sys_days(last) < sys_days(end->last))
    end = AuthorityEnd{.last = last, .why = std::move(why)};
}

// The birthday at which a parent's authority is over or looked at anew, after the day it was shown.
void EndAtBirthdays(std::optional<AuthorityEnd>& end, const law::Children& children,
                    law::Nation nation, Date birth, Date shown) {
  const int grown = ParentUntil(children, nation);
  Sooner(end, DayBefore(Birthday(birth, grown)), "the child is grown up");
  for (const int age : children.looked_at_anew)
    if (age < grown && sys_days(Birthday(birth, age)) > sys_days(shown))
      Sooner(end, DayBefore(Birthday(birth, age)),
             "the child is older, and it is looked at anew whether somebody may ask for them");
}

}  // namespace

std::optional<AuthorityEnd> EndOfAuthority(const State& state, law::Nation nation,
                                           const law::Children& children,
                                           const standing::Life& life) {
  std::optional<AuthorityEnd> end;
  if (state.authority_until) Sooner(end, *state.authority_until, "it was given until then");
  if (life.death && !state.after_death) Sooner(end, DayBefore(*life.death), "the person has died");
  if (state.authority_kind == "parent" && life.birth && state.authority)
    EndAtBirthdays(end, children, nation, *life.birth, *state.authority);
  return end;
}

namespace {

// Where something is known of a person's safety, somebody who safeguards decides on whoever asks
// for them.
Status MayAnswerAnother(const Context& context, const State& state) {
  const bool decided = state.risk && state.risk->answer == "go-on";
  if (decided || !state.subject) return {};
  const gate::Context& on = context.gate.context();
  return on.store.Read([&](store::ReadTx& tx) -> Status {
    TRY(safety::MustMaySend(tx, on.keys, *state.subject, {.to_another = true}));
    return {};
  });
}

}  // namespace

Status MayBeAnswered(const Context& context, const State& state) {
  if (state.risk && state.risk->answer.empty())
    return Fail(Code::kConflict,
                "Whoever asks may be a danger to the person; somebody who safeguards decides first "
                "(`almoner request decide-risk`).");
  if (state.risk && state.risk->answer == "nothing")
    return Fail(Code::kConflict,
                "It was decided that whoever asks is given nothing; refuse it, on a ground that is "
                "not named to them.");
  const standing::Life life = TRY(LifeOf(context, state));
  if (life.death && !state.after_death)
    return Fail(Code::kConflict,
                "The person has died, and this request ends with them: close it as withdrawn. "
                "Whoever acts for the estate may ask for the records (a new request).");
  if (!state.authority_asked || state.ToPerson()) return {};
  TRY(OwnWordCounts(state));
  TRY(MayAnswerAnother(context, state));
  const law::Lawbook book = TRY(law::LoadLawbook(context.law_folder));
  const auto end = EndOfAuthority(state, TRY(NationOf(context)), book.children, life);
  if (!end || sys_days(Today(context)) <= sys_days(end->last)) return {};
  return Fail(Code::kConflict,
              "The authority of whoever asks has ended; answer the person, or have another shown.",
              Detail::Id("last-day", ToText(end->last)));
}

Done AskAuthority(const Context& context, const StaffId& actor, const State& state,
                  const Authority& authority) {
  if (state.after_death)
    TRY(OneOf(authority.kind, kForTheDead,
              "The records of somebody who has died are for their personal-representative, for a "
              "claimant, or for whoever has a court-order."));
  else
    TRY(OneOf(authority.kind, kForTheLiving,
              "Somebody acts for another as a parent, attorney, deputy, advocate or solicitor, or "
              "by the person's own written word; a relative as such has no authority."));
  TRY(InTime(context, state));
  TRY(Say(authority.scope, "Say what they ask for on the person's behalf."));
  Facts facts{{"kind", authority.kind}, {"scope", authority.scope}};
  if (authority.until) facts["until"] = ToText(*authority.until);
  return Advance(context, actor, state, Step::kAskAuthority, "request.authority-asked",
                 "authority-asked", std::move(facts));
}

Done ShowAuthority(const Context& context, const StaffId& actor, const State& state,
                   const Shown& shown) {
  const law::Lawbook book = TRY(law::LoadLawbook(context.law_folder));
  TRY(CheckShown(context, state, shown, book.children));
  Facts facts = TRY(
      WithDay(context, FactsOf(shown), shown.came, state.authority_asked.value_or(state.received)));
  return Advance(context, actor, state, Step::kShowAuthority, "request.authority-shown",
                 "authority-shown", std::move(facts));
}

Done AssessCapacity(const Context& context, const StaffId& actor, const State& state, bool can,
                    const Personal<std::string>& how) {
  TRY(Say(how.Expose(),
          "Say who assessed it, by role, when, and how; it counts for this decision alone."));
  return Advance(context, actor, state, Step::kAssessCapacity, "request.capacity-assessed",
                 "capacity", {{"can", can ? "yes" : "no"}, {"words", how.Expose()}});
}

Done NoteRisk(const Context& context, const StaffId& actor, const State& state,
              const Personal<std::string>& why) {
  TRY(Say(why.Expose(), "Say why whoever asks may be a danger; they are never told."));
  return Advance(context, actor, state, Step::kNoteRisk, "request.risk-noted", "risk-noted",
                 {{"words", why.Expose()}});
}

Done DecideRisk(const Context& context, const StaffId& actor, const State& state,
                const RiskDecision& decision) {
  static constexpr std::string_view kAnswers[] = {"go-on", "to-person", "nothing"};
  TRY(OneOf(decision.answer, kAnswers, "It is decided as go-on, to-person or nothing."));
  if (state.after_death && decision.answer == "to-person")
    return Fail(Code::kInvalid, "The person has died, so nobody but whoever asks can be answered.");
  TRY(Say(decision.reasons,
          "Say why, and, where the person was not asked alone, why that could not be."));
  if (state.risk && state.risk->noted_by == actor)
    return Fail(Code::kRefused,
                "What somebody saw as a danger is decided on by another person who safeguards.");
  if (state.risk) TRY(TwoPeople(context, state.risk->noted_by, actor));
  const auto ready = TRY(Prepare(
      context, actor, state, Step::kDecideRisk, "risk-decided",
      {{"answer", decision.answer}, {"said", decision.person_said}, {"words", decision.reasons}}));
  gate::Ask ask{.actor = actor, .purpose = "law.safeguarding"};
  if (state.subject) ask.subjects = {*state.subject};
  return context.gate.Act(ask, "request.risk-decided", [&](const gate::Change& change) {
    return retention::InsertEvent(change, ready);
  });
}

}  // namespace almoner::rights
