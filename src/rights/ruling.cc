// What is ruled, category by category or record by record, and on which ground.
#include "rights/collation.h"
#include "rights/events.h"
#include "rights/grounds.h"
#include "rights/items.h"
#include "rights/said.h"

namespace almoner::rights {
namespace {

constexpr std::string_view kHarm = "EX_HEALTH_HARM";

const Opinion* OpinionOf(const Context& context, const State& state, std::string_view category) {
  const auto found = state.opinions.find(std::string(category));
  if (found == state.opinions.end() || !found->second.obtained) return nullptr;
  const Date today = LondonDate(context.gate.context().clock.Now());
  const bool in_date = law::CheckOpinion(context.statute, *found->second.obtained, today) ==
                       law::OpinionAge::kInDate;
  return in_date ? &found->second : nullptr;
}

// Health data leaves where the person knows it already, or a professional has said that it does no
// serious harm (DPA 2018 Schedule 3 paragraph 6).
Status MayRelease(const Context& context, const State& state, std::string_view category,
                  const Ruling& ruling) {
  if (!IsHealth(context.gate.context().notice, category)) {
    if (ruling.known.empty()) return {};
    return Fail(Code::kInvalid, "What the person knows already is asked of health data alone.");
  }
  const Opinion* const opinion = OpinionOf(context, state, category);
  if (!ruling.known.empty() && (opinion == nullptr || !opinion->harm))
    return Say(ruling.known, "Say how the person knows it already, for example “given to them”.");
  if (opinion != nullptr && !opinion->harm) return {};
  if (opinion != nullptr)
    return Fail(Code::kInvalid,
                "A health professional has said that seeing it would be likely to do serious harm, "
                "so it is withheld, on EX_HEALTH_HARM.");
  return Fail(Code::kInvalid,
              "Health data is released where the person knows it already (say how), or when a "
              "health professional has said in the last six months that it does no serious harm "
              "(`almoner request ask-opinion`).");
}

Status MayWithhold(const Context& context, const State& state, std::string_view category,
                   const Ruling& ruling) {
  if (ruling.ground.empty())
    return Fail(Code::kInvalid,
                "Say on which ground it is withheld or kept; that stays with the request.");
  if (Weighed(ruling.ground))
    return Fail(Code::kInvalid,
                "That is a ground to refuse the request as a whole: `almoner request decide`, with "
                "words that say what was weighed.");
  TRY(FindGround(context, state, ruling.ground));
  if (ruling.ground != kHarm) return {};
  const Opinion* const opinion = OpinionOf(context, state, category);
  if (opinion != nullptr && opinion->harm) return {};
  return Fail(Code::kInvalid,
              "Serious harm is for a health professional to say, in the last six months; until one "
              "has, health data that the person does not know is withheld on BAR_HEALTH.");
}

// Erased is what the law says is to be erased (Article 17(1)).
Status MayErase(const Context& context, const Ruling& ruling) {
  for (const Ground& reason : TRY(ReasonsToErase(context)))
    if (reason.id == ruling.ground) return {};
  return Fail(Code::kInvalid,
              "Say why it is to be erased: no-longer-needed, consent-withdrawn, objection-upheld, "
              "unlawful, legal-duty or another reason of Article 17(1).");
}

// A claimant sees the health record as far as it matters to the claim, and nothing else.
Status MayAfterDeath(const Context& context, const State& state, std::string_view category) {
  if (!state.after_death || state.authority_kind != "claimant" ||
      (category != kHealthMentions && IsHealth(context.gate.context().notice, category)))
    return {};
  return Fail(Code::kInvalid,
              "Whoever has a claim because of a death may see the health record alone (Access to "
              "Health Records Act 1990); the rest is for whoever acts for the estate.");
}

Status CheckRuling(const Context& context, const State& state, std::string_view category,
                   const Ruling& ruling) {
  if (category != kMentions && category != kHealthMentions &&
      !context.gate.context().notice.FindCategory(category))
    return Fail(Code::kInvalid, "The notice has no such data category.");
  if (!ruling.yes) return MayWithhold(context, state, category, ruling);
  if (state.right == law::Right::kErasure) return MayErase(context, ruling);
  TRY(MayAfterDeath(context, state, category));
  // The living alone are protected by data protection law; of the dead whoever holds the record
  // judges.
  return state.after_death ? Status() : MayRelease(context, state, category, ruling);
}

// One record is ruled on as what it is: of the category that it is in, or as a mention.
Status CheckRecord(const Context& context, const State& state, std::string_view category,
                   const RecordId& record) {
  if (state.right != law::Right::kAccess)
    return Fail(Code::kInvalid, "An erasure is ruled category by category.");
  if (!state.subject) return Fail(Code::kConflict, "This person's data was erased already.");
  const auto rows = TRY(context.gate.context().store.Read([&](store::ReadTx& tx) {
    return tx.Query(
        "SELECT r.category, p.part FROM record r JOIN record_person p ON p.record = r.id WHERE "
        "r.id = $1 AND p.subject = $2",
        record, *state.subject);
  }));
  if (rows.empty()) return Fail(Code::kNotFound, "This person has no such record.");
  const bool mentions = TRY(rows.front().Text(1)) == "mentions";
  const std::string is =
      RuledAs(context.gate.context().notice, TRY(rows.front().Text(0)), mentions);
  if (is == category) return {};
  return Fail(Code::kInvalid, "This record is of another category.", Detail::Id("category", is));
}

}  // namespace

Status RulingsHold(const Context& context, const State& state) {
  for (const auto& [category, ruling] : state.rulings)
    if (ruling.yes) TRY(MayAfterDeath(context, state, category));
  for (const auto& [record, ruling] : state.item_rulings)
    if (ruling.yes) TRY(MayAfterDeath(context, state, ruling.category));
  return OpinionsLast(context, state);
}

gate::Outcome<gate::Changed> Rule(const Context& context, const StaffId& actor, const State& state,
                                  std::string_view category, const Ruling& ruling,
                                  const std::optional<RecordId>& record) {
  TRY(CheckRuling(context, state, category, ruling));
  if (record) TRY(CheckRecord(context, state, category, *record));
  Facts facts{{"category", std::string(category)},
              {"ruling", ruling.yes ? "yes" : "no"},
              {"ground", ruling.ground}};
  if (!ruling.known.empty()) facts["known"] = ruling.known;
  if (record) facts["record"] = record->text();
  return Advance(context, actor, state, Step::kRule, "request.ruled", "ruled", std::move(facts));
}

Done RuleItems(const Context& context, const StaffId& actor, const State& state,
               const std::vector<Item>& items, const Ruling& ruling,
               const Personal<std::string>& reason) {
  if (items.empty() || items.size() > kMostItems)
    return Fail(Code::kInvalid, "Choose the records that are ruled on: 1,000 at most at once.");
  TRY(Say(reason.Expose(), "Say why all of these are ruled on alike; it is recorded with each."));
  std::vector<retention::ReadyEvent> events;
  State after = state;
  for (const Item& item : items) {
    TRY(CheckRuling(context, state, item.category, ruling));
    TRY(CheckRecord(context, state, item.category, item.record));
    Facts facts{{"category", item.category}, {"ruling", ruling.yes ? "yes" : "no"},
                {"ground", ruling.ground},   {"record", item.record.text()},
                {"reason", reason.Expose()}, {"by", actor.text()}};
    if (!ruling.known.empty()) facts["known"] = ruling.known;
    events.push_back(TRY(Prepare(context, actor, after, Step::kRule, "ruled", facts)));
    TRY(Apply(after, {.seq = after.next_seq,
                      .kind = "ruled",
                      .at = events.back().at,
                      .facts = std::move(facts)}));
  }
  return context.gate.Act(AskFor(actor, state.subject), "request.ruled",
                          [&](const gate::Change& change) -> Status {
                            for (const retention::ReadyEvent& event : events)
                              TRY(retention::InsertEvent(change, event));
                            return {};
                          });
}

}  // namespace almoner::rights
