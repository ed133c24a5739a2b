#include "sharing/screen.h"

#include <algorithm>
#include <utility>

#include "consent/consent.h"
#include "law/threshold.h"
#include "safety/may.h"
#include "standing/standing.h"
#include "vault/vault.h"

namespace almoner::sharing {
namespace {

using accountability::Get;
using accountability::Taking;
using notice::Notice;
using notice::Recipient;

// What a ground of ours is called among the rules of a notice.
constexpr std::pair<std::string_view, std::string_view> kGrounds[] = {
    {"consent", "consent"},
    {"consent", "explicit-consent"},
    {"contract", "contract"},
    {"legal-duty", "law"},
    {"court-order", "court-order"},
    {"court-order", "law"},
    {"safeguarding", "safeguarding"},
    {"serious-harm", "safeguarding"},
    {"serious-harm", "vital-interests"},
    {"emergency", "vital-interests"},
    {"emergency", "safeguarding"},
    {"crime", "crime"},
    {"public-interest", "public-interest"},
    {"legitimate-interest", "legitimate-interest"},
};
// Grounds that are the organisation's own choice: without a rule of its notice there is none.
constexpr std::string_view kOwnGrounds[] = {"contract", "public-interest", "legitimate-interest"};

constexpr std::pair<std::string_view, std::string_view> kForms[] = {
    {"police", "requester"},        {"police", "reference"},      {"police", "authority"},
    {"social-worker", "requester"}, {"social-worker", "reasons"}, {"regulator", "reference"},
    {"regulator", "authority"},     {"gp", "requester"},
};

template <std::size_t kSize>
bool In(std::string_view word, const std::string_view (&words)[kSize]) {
  return std::ranges::find(words, word) != std::end(words);
}

// A fact of the tables, as an error names it.
Status Needs(const Facts& facts, std::string_view fact, Literal what) {
  if (!Get(facts, fact).empty()) return {};
  return Fail(Code::kInvalid, what, Detail::Id("fact", fact));
}

// Nobody is given anything about somebody for whose safety they are never to be told. What a court
// or the law demands is not ours to refuse.
Status CheckSafety(const Taking& taking, const Recipient& recipient, const Facts& facts) {
  const std::string ground = Get(facts, "ground");
  if (!taking.state.subject || ground == "court-order" || ground == "legal-duty") return {};
  const std::string requester = Get(facts, "requester");
  for (const std::string_view who : {std::string_view(recipient.id),
                                     std::string_view(recipient.name), std::string_view(requester)})
    if (!who.empty())
      TRY(safety::MustMaySend(taking.tx, taking.context.gate.context().keys, *taking.state.subject,
                              {.recipient = who}));
  return {};
}

Result<const Recipient*> FindRecipient(const Notice& notice, const Facts& facts) {
  const auto index = notice.FindRecipient(Get(facts, "recipient"));
  if (!index)
    return Fail(Code::kInvalid,
                "The notice has no such recipient; nothing is given to one that it does not name.",
                Detail("fact", Literal("recipient")));
  const Recipient& recipient = notice.recipients[*index];
  if (recipient.Closed())
    return Fail(Code::kRefused,
                "Nothing is ever given to this recipient: not to the press, to whoever buys or "
                "advertises, nor to credit reference agencies, and not to one that the notice "
                "names as closed.",
                Detail::Id("recipient", recipient.id));
  return &recipient;
}

Status CheckData(const Notice& notice, const Recipient& recipient, const Facts& facts) {
  for (const std::string& id : accountability::Ids(Get(facts, "data"))) {
    const auto category = notice.FindCategory(id);
    if (!category)
      return Fail(Code::kInvalid, "The notice has no such data category.",
                  Detail("fact", Literal("data")));
    if (recipient.data.any() && !recipient.data.test(*category))
      return Fail(Code::kInvalid, "The notice gives this recipient none of that data.",
                  Detail::Id("data", id));
  }
  return {};
}

Status CheckPeople(const Taking& taking, const Notice& notice, const Recipient& recipient) {
  if (recipient.people.none()) return {};
  if (!taking.state.subject)
    return Fail(Code::kInvalid,
                "This recipient is given data about some people only; say with --subject whom it "
                "is about.");
  const gate::Context& on = taking.context.gate.context();
  const auto row = TRY(vault::LoadSubject(taking.tx, on.keys, *taking.state.subject));
  const auto kind = notice.FindSubjectKind(row.kind);
  if (kind && recipient.people.test(*kind)) return {};
  return Fail(Code::kInvalid, "The notice gives this recipient nothing about such people.");
}

// Whether a purpose of the notice rests on the consent, has the recipient and reads all that data.
bool Covers(const Notice& notice, notice::Index consent, const Facts& facts) {
  const auto recipient = notice.FindRecipient(Get(facts, "recipient"));
  notice::CategorySet data;
  for (const std::string& id : accountability::Ids(Get(facts, "data")))
    if (const auto category = notice.FindCategory(id)) data.set(*category);
  return recipient && std::ranges::any_of(notice.activities, [&](const notice::Activity& use) {
           return use.consent == consent && (data & ~use.reads).none() &&
                  std::ranges::find(use.recipients, *recipient) != use.recipients.end();
         });
}

// Invariant 6: without explicit consent, only on a ground of crime, harm or law.
Status CheckConsent(const Taking& taking, const Notice& notice, const Facts& facts) {
  TRY(Needs(facts, "consent",
            "Say which of the notice's consents they gave; or name another ground."));
  const auto index = notice.FindConsent(Get(facts, "consent"));
  if (!index || notice.consents[*index].kind != "explicit")
    return Fail(Code::kInvalid,
                "This is not an explicit consent of the notice, and no other will do here.",
                Detail("fact", Literal("consent")));
  if (!taking.state.subject) return Fail(Code::kInvalid, "Say with --subject who agreed.");
  if (!Covers(notice, *index, facts))
    return Fail(
        Code::kInvalid,
        "What they agreed to is something else: no purpose of the notice rests on this consent "
        "and gives that data to this recipient.",
        Detail("fact", Literal("consent")));
  const gate::Context& on = taking.context.gate.context();
  const auto given = TRY(consent::Given(taking.tx, on.keys, on.notice, *taking.state.subject));
  if (given.test(*index)) return {};
  return Fail(Code::kConflict,
              "The person has not agreed, or no longer does. If they wish to, record their consent "
              "first; otherwise only crime, harm or the law is a ground.");
}

// Whether something that somebody confided is among it.
bool Confidential(const Notice& notice, const Facts& facts) {
  return std::ranges::any_of(accountability::Ids(Get(facts, "data")), [&](const std::string& id) {
    const auto category = notice.FindCategory(id);
    return category && (notice.categories[*category].free_text ||
                        notice.categories[*category].sensitivity != notice::Sensitivity::kOrdinary);
  });
}

// The clause of the notice that speaks of sharing on this ground; "" where none does.
std::string ClauseFor(const Notice& notice, const Facts& facts) {
  for (const notice::SharingRule* const rule : RulesFor(notice, facts))
    if (rule->clause) return notice.clauses[*rule->clause].id;
  return {};
}

// Invariant 7: who goes over somebody's head says how serious it is, and why; and it is as serious
// as the law wants for that ground.
Status CheckThreshold(const Taking& taking, const Notice& notice, const Facts& facts,
                      std::string_view ground) {
  const law::Thresholds law = TRY(law::LoadThresholds(taking.context.law_folder));
  const law::Threshold* const threshold = law.Find(ground);
  if (threshold == nullptr) return {};
  TRY(Needs(facts, "seriousness", "Say how serious it is."));
  TRY(Needs(facts, "reasons", "Say why it is that serious, and why it cannot wait for consent."));
  const auto said = law::FindSeriousness(Get(facts, "seriousness"));
  const law::Seriousness least =
      Confidential(notice, facts) ? threshold->confidential : threshold->least;
  if (said && *said >= least) return {};
  Error error{Code::kInvalid,
              "What is written down is less serious than what may be shared on that ground without "
              "consent. Ask the person to agree, give less of it, or, where it is more serious, "
              "say so and why.",
              {Detail("fact", Literal("seriousness")), Detail::Id("least", law::Name(least))}};
  if (const std::string clause = ClauseFor(notice, facts); !clause.empty())
    error.details.push_back(Detail::Id("clause", clause));
  return std::unexpected(std::move(error));
}

Status CheckOwnGround(const Taking& taking, const Notice& notice, const Facts& facts) {
  const std::string ground = Get(facts, "ground");
  if (!In(ground, kOwnGrounds)) return {};
  const auto rules = RulesFor(notice, facts);
  const bool named = std::ranges::any_of(
      rules, [&](const notice::SharingRule* rule) { return rule->ground == ground; });
  if (!named)
    return Fail(Code::kInvalid,
                "The notice has no rule for sharing with this recipient on that ground.",
                Detail("fact", Literal("ground")));
  if (!taking.state.subject) return {};  // about many, or nobody in particular
  const gate::Context& on = taking.context.gate.context();
  const auto standing =
      TRY(standing::Load(taking.tx, on.keys, on.notice, *taking.state.subject, taking.now));
  const auto recipient = notice.FindRecipient(Get(facts, "recipient"));
  const bool objected = std::ranges::any_of(standing.objections, [&](notice::Index use) {
    const auto& recipients = on.notice.activities[use].recipients;
    return recipient && std::ranges::find(recipients, *recipient) != recipients.end();
  });
  if (objected)
    return Fail(
        Code::kConflict,
        "The person objects to what this recipient is given it for (Article 21 UK GDPR): it "
        "is not shared on such a ground while that stands.");
  if (!standing.restricted) return {};
  return Fail(Code::kConflict,
              "This person's data is restricted (Article 18 UK GDPR): it is not shared on such a "
              "ground until that is lifted.");
}

Status CheckGround(const Taking& taking, const Notice& notice, const Facts& facts) {
  const std::string ground = Get(facts, "ground");
  if (ground == "consent") return CheckConsent(taking, notice, facts);
  if (ground == "court-order" || ground == "legal-duty")
    return Needs(facts, "authority", "Say which order it is, or which law.");
  TRY(CheckOwnGround(taking, notice, facts));
  return CheckThreshold(taking, notice, facts, ground);
}

}  // namespace

std::vector<std::string_view> NeededBy(std::string_view form) {
  std::vector<std::string_view> needed;
  for (const auto& [name, fact] : kForms)
    if (name == form) needed.push_back(fact);
  return needed;
}

std::vector<const notice::SharingRule*> RulesFor(const Notice& notice, const Facts& facts) {
  const auto index = notice.FindRecipient(Get(facts, "recipient"));
  std::vector<const notice::SharingRule*> to, fitting;
  if (!index) return to;
  for (const notice::SharingRule& rule : notice.more.sharing)
    if (std::ranges::find(rule.to, *index) != rule.to.end()) to.push_back(&rule);
  const std::string ground = Get(facts, "ground");
  for (const notice::SharingRule* const rule : to)
    for (const auto& [ours, theirs] : kGrounds)
      if (ours == ground && theirs == rule->ground) fitting.push_back(rule);
  // Where none is for this ground, what is promised of the recipient at all is kept.
  return fitting.empty() ? to : fitting;
}

Status Screen(const Taking& taking, const Facts& facts) {
  const Notice& notice = taking.context.gate.context().notice;
  const Recipient& recipient = *TRY(FindRecipient(notice, facts));
  TRY(CheckData(notice, recipient, facts));
  TRY(CheckPeople(taking, notice, recipient));
  TRY(CheckSafety(taking, recipient, facts));
  for (const std::string_view fact : NeededBy(Get(facts, "form")))
    TRY(Needs(facts, fact, "The form for whoever asks needs this; `disclosure form` prints it."));
  for (const notice::SharingRule* const rule : RulesFor(notice, facts))
    for (const std::string& promised : rule->record)
      if (promised == "reasons" || promised == "seriousness")
        TRY(Needs(facts, promised, "The notice promises to write this down."));
  return CheckGround(taking, notice, facts);
}

Status AllSeen(const Notice& notice, const Facts& opening, const Facts& sending) {
  const auto index = notice.FindRecipient(Get(opening, "recipient"));
  if (!index) return {};
  auto seen = accountability::Ids(Get(sending, "seen"));
  std::ranges::move(accountability::Ids(Get(opening, "seen")), std::back_inserter(seen));
  for (const std::string& need : notice.recipients[*index].needs)
    if (std::ranges::find(seen, need) == seen.end())
      return Fail(Code::kConflict,
                  "The notice wants this on record before anything is given; say with `seen` that "
                  "it is.",
                  Detail::Id("needs", need));
  return {};
}

Status SeenAfterwards(const Taking& taking) {
  const Facts& opening = taking.state.events.front().facts;
  Status seen = AllSeen(taking.context.gate.context().notice, opening, taking.facts);
  if (seen || !Get(taking.facts, "not-to-be-had").empty()) return {};
  seen.error().what =
      "What went first in an emergency is asked afterwards for what the notice wants on record; "
      "say "
      "with `seen` that it is there now, or with `not-to-be-had` why it cannot be had any more.";
  return seen;
}

Status CheckTelling(const Notice& notice, const Facts& facts, Date today) {
  const std::string telling = Get(facts, "telling");
  if (telling == "first") return Needs(facts, "told-on", "Say on which day the person was told.");
  if (telling == "deferred") {
    TRY(Needs(facts, "until", "Say when it is looked at again whether they can be told."));
    TRY(Needs(facts, "why-not-told", "Say why they are not told yet."));
    if (sys_days(TRY(ParseDate(Get(facts, "until")))) <= sys_days(today))
      return Fail(Code::kInvalid, "The day of the review is to come.",
                  Detail("fact", Literal("until")));
  }
  const std::string exception = Get(facts, "exception");
  for (const notice::SharingRule* const rule : RulesFor(notice, facts)) {
    if (rule->inform != "before") continue;
    if (std::ranges::find(rule->except, exception) != rule->except.end()) continue;
    return Fail(Code::kInvalid,
                "The notice promises to tell the person before this is shared; tell them, or name "
                "the exception that the notice makes.",
                Detail("fact", Literal("exception")));
  }
  return {};
}

}  // namespace almoner::sharing
