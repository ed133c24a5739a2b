#include "rights/access.h"

#include <algorithm>
#include <array>

#include "crypto/hash.h"
#include "redact/people.h"
#include "retention/made.h"
#include "rights/apart.h"
#include "rights/authority.h"
#include "rights/collation.h"
#include "rights/handing.h"
#include "rights/making.h"
#include "rights/offer.h"
#include "rights/payload.h"
#include "rights/redaction.h"
#include "rights/safe_letter.h"
#include "rights/said.h"
#include "rights/share.h"

namespace almoner::rights {
namespace {

std::string Label(const notice::Category& category, std::string_view field) {
  if (field == vault::kStatement) return "What you say about it";
  const auto found = std::ranges::find(category.fields, field, &notice::Field::id);
  return found == category.fields.end() ? "Words" : found->label;
}

// The value of one field without what was redacted in it; kConflict where the record is not the one
// that was.
Result<std::string> WithoutRedacted(const State& state, const vault::Record& record,
                                    std::string_view field, std::string_view value) {
  std::vector<redact::Finding> places;
  for (const Redaction& one : state.redactions) {
    if (one.record != record.label.id) continue;
    if (one.digest != ToHex(record.digest))
      return Fail(Code::kConflict,
                  "A record has changed since words were taken out of it; look at it anew "
                  "(`almoner request restore`, then `request redact`).",
                  IdDetail("record", one.record));
    if (one.field == field) places.push_back({.from = one.from, .to = one.to});
  }
  return redact::Removed(value, redact::United(std::move(places)));
}

// A document cannot be redacted: where anything of its name is taken out, it stays behind whole.
bool Withheld(const State& state, const vault::Record& record) {
  return std::ranges::any_of(state.redactions, [&](const Redaction& one) {
    return one.record == record.label.id && one.field == record.content.document->field;
  });
}

bool MentionsOnly(const vault::Record& record, const SubjectId& subject) {
  return std::ranges::none_of(record.people, [&](const vault::Person& person) {
    return person.subject == subject && person.part == vault::Part::kAbout;
  });
}

Result<Held> Show(const notice::Notice& notice, const State& state, const vault::Record& record) {
  const notice::Category& category = notice.categories[*notice.FindCategory(record.label.category)];
  Held held{.category = category.id,
            .category_name = category.name,
            .event_at = record.content.event_at,
            .recorded_at = record.label.recorded_at,
            .nature = record.content.nature == vault::Nature::kFact ? "fact" : "opinion",
            .source = TRY(WithoutRedacted(state, record, kSource, record.content.source))};
  held.record = record.label.id;
  held.digest = record.digest;
  held.whole = std::ranges::find(state.redactions, record.label.id, &Redaction::record) ==
               state.redactions.end();
  for (const vault::FieldValue& field : record.content.fields)
    held.fields.emplace_back(
        Label(category, field.field),
        TRY(WithoutRedacted(state, record, field.field, field.value.Expose())));
  held.mentions = MentionsOnly(record, *state.subject);
  held.shared = record.people.size() > 1;
  if (record.content.document && !Withheld(state, record)) held.document = record.content.document;
  return held;
}

bool SharedWithOthers(const vault::Record& record) { return record.people.size() > 1; }

// The category that must be ruled on before this record may leave, or nothing.
std::optional<std::string> NeedsRuling(const notice::Notice& notice, const vault::Record& record,
                                       const SubjectId& subject, bool restricted) {
  if (MentionsOnly(record, subject)) return RuledAs(notice, record.label.category, true);
  const notice::Category& category = notice.categories[*notice.FindCategory(record.label.category)];
  if (category.NeedsReview() || restricted || SharedWithOthers(record)) return category.id;
  return std::nullopt;
}

Status Sort(Collected& out, const notice::Notice& notice, const State& state,
            const vault::Record& record, bool restricted) {
  auto needs = NeedsRuling(notice, record, *state.subject, restricted);
  if (!needs && (state.after_death || state.item_rulings.contains(record.label.id)))
    needs = record.label.category;
  if (!needs) {
    out.held.push_back(TRY(Show(notice, state, record)));
    return {};
  }
  if (const auto own = state.item_rulings.find(record.label.id);
      own != state.item_rulings.end() && own->second.category == *needs) {
    if (own->second.yes)
      out.held.push_back(TRY(Show(notice, state, record)));
    else
      out.held_back[record.label.id] = own->second.ground;
    return {};
  }
  const auto ruling = state.rulings.find(*needs);
  if (ruling == state.rulings.end()) {
    if (std::ranges::find(out.unruled, *needs) == out.unruled.end()) out.unruled.push_back(*needs);
  } else if (ruling->second.yes) {
    out.held.push_back(TRY(Show(notice, state, record)));
  } else {
    out.withheld[*needs] = ruling->second.ground;
  }
  return {};
}

// That somebody was protected, or an authority asked, is told in other ways or not at all: whether
// or not there was such a look, none is shown.
bool Untold(std::string_view purpose) {
  return purpose == "law.safeguarding" || purpose == "law.legal-demand" ||
         purpose == "law.regulator" || purpose == "law.claims" || purpose == "law.breach";
}

// What was left out on grounds that may be named.
Status Explain(const Context& context, const State& state,
               const std::vector<vault::Record>& records, Collected& out) {
  std::set<std::pair<std::string, std::string>> all(out.withheld.begin(), out.withheld.end());
  for (const vault::Record& record : records)
    if (const auto found = out.held_back.find(record.label.id); found != out.held_back.end())
      all.emplace(record.label.category, found->second);
  if (all.empty()) return {};
  const std::vector<Ground> grounds = TRY(Grounds(context, state));
  for (const auto& [category, id] : all) {
    const auto ground = std::ranges::find(grounds, id, &Ground::id);
    if (ground != grounds.end() && !ground->silent) out.left_out.emplace_back(category, *ground);
  }
  return {};
}

Status LoadRest(store::ReadTx& tx, const gate::Context& on, const State& state, Collected& out) {
  const SubjectId& subject = *state.subject;
  if (state.ForAnother()) return {};
  out.consents = TRY(consent::History(tx, on.keys, subject));
  for (const store::Row& row : TRY(tx.Query("SELECT at, role, purpose, outcome FROM trail WHERE "
                                            "subject = $1 AND action = 'record.read' "
                                            "ORDER BY at, entry",
                                            subject))) {
    const std::string role = TRY(row.Text(1));
    const std::string purpose = TRY(row.Text(2));
    if (Untold(purpose)) continue;
    const auto role_index = on.notice.FindRole(role);
    const auto activity = on.notice.FindActivity(purpose);
    out.looks.push_back({.at = TRY(row.At(0)),
                         .role = role_index ? on.notice.roles[*role_index].name : role,
                         .purpose = activity ? on.notice.activities[*activity].purpose : purpose,
                         .outcome = TRY(row.Text(3))});
  }
  return {};
}

// Where the notice says in which role somebody answers for rights, one of the two is in it.
Status OneAnswersForRights(const Context& context, const std::array<StaffId, 2>& two) {
  const gate::Context& on = context.gate.context();
  notice::RoleSet wanted;
  for (const notice::RoleHolder& holder : on.notice.more.role_holders)
    if (std::ranges::find(holder.answers_for, "rights") != holder.answers_for.end())
      if (const auto role = on.notice.FindRole(holder.role)) wanted.set(*role);
  if (wanted.none()) return {};
  for (const StaffId& one : two) {
    const auto roles = TRY(on.store.Read([&](store::ReadTx& tx) {
      return staff::RolesOf(tx, on.keys, on.notice, one, on.clock.Now());
    }));
    if ((roles & wanted).any()) return {};
  }
  return Fail(
      Code::kRefused,
      "By the notice somebody else answers for rights: one of the two who draft and approve "
      "a pack is in that role.");
}

// Which pack is made, and how it is recorded.
struct Making {
  Step step;
  Literal action;
  std::string kind;  // of event
  Facts facts = {};
  const std::optional<SecretBytes>& password = {};
  const std::function<Result<Also>(const std::vector<paper::File>&)>& keep = {};
};

// What goes out is asked for once more when it is there; a draft comes by itself.
gate::Outcome<Drafted> InBackground(gate::Outcome<gate::Changed> asked, PackKind kind) {
  auto changed = TRY(std::move(asked));
  if (!changed) return gate::Refuse<Drafted>(std::move(changed).error());
  if (kind == PackKind::kFinal)
    return Fail(Code::kConflict,
                "The pack is long, and is being made in the background now; hand it over when it "
                "is there. The request says how far it is.");
  return Drafted{.files = {}, .changed = *std::move(changed), .in_making = true};
}

gate::Outcome<Drafted> Produce(const Context& context, const StaffId& actor, const State& state,
                               Making making) {
  const PackKind kind = making.step == Step::kDraft ? PackKind::kDraft : PackKind::kFinal;
  auto collected = TRY(Collect(context, actor, state));
  if (!collected) return gate::Refuse<Drafted>(std::move(collected).error());
  TRY(MayBePacked(context, state, *collected));
  const std::string released = ToHex(Fingerprint(*collected));
  if (kind == PackKind::kFinal && released != state.released)
    return Fail(Code::kConflict,
                "What is held, or what may leave, has changed since the draft was approved; make a "
                "new draft and have it approved.");
  const Time now = context.gate.context().clock.Now();
  const bool at_once = TextOf(context, state, *collected) <= kAtOnce;
  std::optional<std::vector<paper::File>> payload;
  if (at_once) {
    payload = TRY(MakePayload(context, state, *collected, kind, now));
  } else if (kind == PackKind::kFinal) {
    payload = TRY(FoundMade(context, state, *collected, kind));
  }
  if (!payload) return InBackground(TRY(AskToMake(context, actor, state, kind)), kind);
  std::vector<paper::File> files =
      TRY(BagPayload(context, *collected, *std::move(payload), kind, now, making.password));
  Drafted out{.files = std::move(files),
              .changed = {EntryId::New(context.gate.context().random), {}}};
  making.facts["sha256"] = DigestOf(out.files);
  making.facts["released"] = released;
  if (making.password) making.facts["password"] = "yes";
  Also also;
  if (making.keep) also = TRY(making.keep(out.files));
  if (making.step == Step::kDeliver)
    also = [kept = std::move(also), &state,
            released = ReleasedIn(context.gate.context().notice, *collected)](
               const gate::Change& change) -> Status {
      if (kept) TRY(kept(change));
      return ShareReleased(change, state, released);
    };
  also = [kept = std::move(also), &state](const gate::Change& change) -> Status {
    if (kept) TRY(kept(change));
    TRY(retention::ForgetMaking(change.tx, state.id));
    return retention::RemoveMadeOf(change, state.id);
  };
  auto changed = TRY(Advance(context, actor, state, making.step, making.action,
                             std::move(making.kind), std::move(making.facts), also));
  if (!changed) return gate::Refuse<Drafted>(std::move(changed).error());
  out.changed = *std::move(changed);
  return out;
}

}  // namespace

crypto::Digest Fingerprint(const Collected& collected) {
  Writer out;
  out.U32(static_cast<std::uint32_t>(collected.held.size()));
  for (const Held& held : collected.held) {
    out.Sized(held.category).U64(static_cast<std::uint64_t>(held.event_at.micros()));
    out.U64(static_cast<std::uint64_t>(held.recorded_at.micros()));
    out.Sized(held.nature).Sized(held.source);
    out.U32(static_cast<std::uint32_t>(held.fields.size()));
    for (const auto& [label, value] : held.fields) out.Sized(label).Sized(value);
    if (held.document) out.Raw(held.document->sha256);
  }
  for (const consent::Ready& consent : collected.consents) out.Raw(consent.digest);
  for (const auto& [category, ground] : collected.withheld) out.Sized(category).Sized(ground);
  for (const auto& [record, ground] : collected.held_back) out.Raw(record.bytes()).Sized(ground);
  return crypto::Sha256(out.bytes());
}

gate::Outcome<std::vector<paper::File>> Preview(const Context& context, const StaffId& actor,
                                                const State& state) {
  if (!state.drafted) return Fail(Code::kConflict, "There is no draft of this request.");
  auto collected = TRY(Collect(context, actor, state));
  if (!collected) return gate::Refuse<std::vector<paper::File>>(std::move(collected).error());
  if (ToHex(Fingerprint(*collected)) != state.released)
    return Fail(Code::kConflict,
                "What is held has changed since the draft was made; make a new one.");
  const Time now = context.gate.context().clock.Now();
  auto payload = TRY(FoundMade(context, state, *collected, PackKind::kDraft));
  if (!payload) payload = TRY(MakePayload(context, state, *collected, PackKind::kDraft, now));
  return TRY(BagPayload(context, *collected, *std::move(payload), PackKind::kDraft, now));
}

gate::Outcome<Collected> Collect(const Context& context, const StaffId& actor, const State& state) {
  if (state.unknown) return Collected();  // nothing is held
  if (!state.subject) return Fail(Code::kConflict, "This person's data was erased already.");
  const gate::Context& on = context.gate.context();
  auto opened = TRY(context.gate.Open({.actor = actor,
                                       .purpose = "law.rights",
                                       .subjects = {*state.subject},
                                       .scope = vault::Scope::kAboutAndMentions}));
  if (!opened) return gate::Refuse<Collected>(std::move(opened).error());
  const auto records = TRY(vault::Reveal(std::move(opened->permit), on.keys, on.clock));
  Collected out;
  const auto standing = TRY(on.store.Read([&](store::ReadTx& tx) -> Result<standing::Standing> {
    TRY(LoadRest(tx, on, state, out));
    return standing::Load(tx, on.keys, on.notice, *state.subject, on.clock.Now());
  }));
  for (const vault::Record& record : records)
    TRY(Sort(out, on.notice, state, record, standing.restricted));
  TRY(Explain(context, state, records, out));
  return out;
}

gate::Outcome<Drafted> Draft(const Context& context, const StaffId& actor, const State& state) {
  if (const auto making = TRY(MakingOf(context, state.id)); making && !making->release)
    return Fail(Code::kConflict, "The draft of this request is being made already.");
  return Produce(context, actor, state,
                 {.step = Step::kDraft, .action = "request.drafted", .kind = "drafted"});
}

gate::Outcome<gate::Changed> Approve(const Context& context, const StaffId& actor,
                                     const State& state) {
  if (state.right != law::Right::kAccess || !state.drafted)
    return Fail(Code::kConflict, "There is no draft of this request to approve.");
  if (state.drafted_by == actor)
    return Fail(Code::kRefused,
                "A draft is approved by somebody other than the one who made it; ask a colleague "
                "who answers for rights too.");
  if (state.drafted_by) TRY(TwoPeople(context, *state.drafted_by, actor));
  TRY(OneAnswersForRights(context, {actor, state.drafted_by.value_or(actor)}));
  const Also then = TRY(ThenMakeRelease(context, state));
  return Advance(context, actor, state, Step::kApprove, "request.approved", "approved",
                 {{"sha256", state.drafted.value_or("")}}, then);
}

Status CheckDelivery(std::string_view to, std::string_view how) {
  static constexpr std::string_view kTo[] = {"record", "hand", "confirmed"};
  TRY(OneOf(
      to, kTo,
      "A pack goes to the address in the record, is given by hand, or goes to an address that "
      "was confirmed with whoever asks: record, hand or confirmed."));
  return Say(how, "Say how it is handed over, or how the address was confirmed.");
}

namespace {

Status MayGo(const Context& context, const State& state, Step step, const Delivery& delivery) {
  if (delivery.to != kByPortal) TRY(CheckDelivery(delivery.to, delivery.how));
  if (state.ToPerson() && delivery.to == "confirmed")
    return Fail(Code::kInvalid,
                "It was decided that the person is answered: to the address in the record, or by "
                "hand; what whoever asked says of an address counts for nothing.");
  if (const auto allowed = Allowed(state); std::ranges::find(allowed, step) == allowed.end())
    return Fail(Code::kConflict,
                "A pack goes out only when it is known who asks and a draft is approved, and again "
                "only after that; a draft itself is never delivered.");
  TRY(MayBeAnswered(context, state));
  return MayReachThem(context, state, delivery.to);
}

}  // namespace

namespace {

gate::Outcome<Drafted> First(const Context& context, const StaffId& actor, const State& state,
                             const Delivery& delivery, const Handing& handing) {
  TRY(MayGo(context, state, Step::kDeliver, delivery));
  Facts facts = handing.facts;
  facts["to"] = delivery.to;
  facts["how"] = delivery.how;
  return Produce(context, actor, state,
                 {.step = Step::kDeliver,
                  .action = "request.delivered",
                  .kind = "delivered",
                  .facts = std::move(facts),
                  .password = delivery.password,
                  .keep = handing.keep});
}

gate::Outcome<Drafted> Again(const Context& context, const StaffId& actor, const State& state,
                             const Delivery& delivery, const Handing& handing) {
  TRY(MayGo(context, state, Step::kDeliverAgain, delivery));
  // What waits to be fetched opens with a code of its own.
  if (state.with_password && !delivery.password && delivery.to != kByPortal)
    return Fail(
        Code::kInvalid,
        "This pack went out with a password, so it does not go without one now; give it the "
        "same, or another.");
  Facts facts = handing.facts;
  facts["to"] = delivery.to;
  facts["how"] = delivery.how;
  return Produce(context, actor, state,
                 {.step = Step::kDeliverAgain,
                  .action = "request.delivered-again",
                  .kind = "delivered-again",
                  .facts = std::move(facts),
                  .password = delivery.password,
                  .keep = handing.keep});
}

}  // namespace

gate::Outcome<Drafted> Deliver(const Context& context, const StaffId& actor, const State& state,
                               const Delivery& delivery) {
  TRY(CheckDelivery(delivery.to, delivery.how));
  return First(context, actor, state, delivery, InsteadOfWaiting(state));
}

gate::Outcome<Drafted> DeliverAgain(const Context& context, const StaffId& actor,
                                    const State& state, const Delivery& delivery) {
  TRY(CheckDelivery(delivery.to, delivery.how));
  return Again(context, actor, state, delivery, InsteadOfWaiting(state));
}

gate::Outcome<gate::Changed> HandPack(const Context& context, const StaffId& actor,
                                      const State& state, const Handing& handing) {
  auto drafted =
      TRY((state.delivered ? Again : First)(context, actor, state, handing.delivery, handing));
  if (!drafted) return gate::Refuse<gate::Changed>(std::move(drafted).error());
  return std::move(drafted->changed);
}

}  // namespace almoner::rights
