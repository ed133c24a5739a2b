#include "rights/erasure.h"

#include <algorithm>

#include "retention/vanish.h"

namespace almoner::rights {
namespace {

using retention::Item;

Result<std::vector<Item>> Items(const Context& context, const State& state) {
  const gate::Context& on = context.gate.context();
  if (!state.subject) return Fail(Code::kConflict, "This person's data was erased already.");
  return on.store.Read([&](store::ReadTx& tx) {
    return retention::Review(tx, on.keys, on.notice, *state.subject, on.clock.Now());
  });
}

Proposal& ForCategory(std::vector<Proposal>& proposals, const notice::Notice& notice,
                      const std::string& category) {
  for (Proposal& proposal : proposals)
    if (proposal.category == category) return proposal;
  Proposal proposal{.category = category};
  if (const auto index = notice.FindCategory(category))
    proposal.category_name = notice.categories[*index].name;
  proposal.erase = true;
  proposal.reason =
      "It is no longer needed for what it was collected for, or the consent it rested on was "
      "withdrawn.";
  return proposals.emplace_back(std::move(proposal));
}

void Keep(Proposal& proposal, const notice::Notice& notice, const Item& item) {
  proposal.erase = false;
  if (item.held) {
    proposal.reason = "A legal hold blocks its erasure until the hold is lifted.";
    return;
  }
  if (!item.until) {
    proposal.reason =
        "The law requires us to keep it for a time that has not begun: a case is open, a service "
        "is used, or what it counts from has not happened.";
    return;
  }
  const notice::Retention& rule = notice.retention[item.until->rule];
  proposal.clause = notice.clauses[rule.clause].id;
  proposal.reason = "The law requires us to keep it: " + rule.reason + ". Our notice says: “" +
                    notice.clauses[rule.clause].text + "”";
  if (!proposal.until || sys_days(item.until->last_day) > sys_days(*proposal.until))
    proposal.until = item.until->last_day;
}

// Several orders as one: the last one's entry is what the certificate proves.
void Add(std::optional<retention::Erased>& all, const retention::Erased& one) {
  const std::int64_t records = all ? all->records : 0;
  const std::int64_t masked = all ? all->masked : 0;
  all = one;
  all->records += records;
  all->masked += masked;
}

using Orders = gate::Outcome<std::optional<retention::Erased>>;

// By orders that are not too long.
Orders EraseRecords(const Context& context, const StaffId& actor, const State& state,
                    const std::vector<RecordId>& records) {
  std::optional<retention::Erased> all;
  for (std::size_t from = 0; from < records.size(); from += retention::kMostInOrder) {
    const auto first = records.begin() + static_cast<std::ptrdiff_t>(from);
    const auto end = records.begin() + static_cast<std::ptrdiff_t>(std::min(
                                           from + retention::kMostInOrder, records.size()));
    auto erased = TRY(retention::Erase(context.gate, {.subject = *state.subject,
                                                      .actor = actor,
                                                      .purpose = "law.rights",
                                                      .records = {first, end},
                                                      .file = state.id}));
    if (!erased) return gate::Refuse<std::optional<retention::Erased>>(std::move(erased).error());
    Add(all, *erased);
  }
  return all;
}

// All that is held, and more than one order names: the person goes first, the rows behind. Of whom
// others were merged into, or who has changed meanwhile, it goes by orders.
Orders EraseWhole(const Context& context, const StaffId& actor, const State& state,
                  const std::vector<RecordId>& records) {
  auto tried = retention::Vanish(context.gate, {.subject = *state.subject,
                                                .actor = actor,
                                                .purpose = "law.rights",
                                                .seen = std::nullopt,
                                                .file = state.id});
  if (!tried && tried.error().code == Code::kConflict)
    return EraseRecords(context, actor, state, records);
  auto gone = TRY(std::move(tried));
  if (!gone) return gate::Refuse<std::optional<retention::Erased>>(std::move(gone).error());
  TRY(retention::FinishVanishing(context.gate));
  gone->records = std::ssize(records);
  return std::optional(*std::move(gone));
}

}  // namespace

gate::Outcome<std::vector<Proposal>> Propose(const Context& context, const StaffId& actor,
                                             const State& state) {
  const notice::Notice& notice = context.gate.context().notice;
  const auto items = TRY(Items(context, state));
  auto allowed =
      TRY(context.gate.Act({.actor = actor, .purpose = "law.rights", .subjects = {*state.subject}},
                           "request.proposed", [](const gate::Change&) -> Status { return {}; }));
  if (!allowed) return gate::Refuse<std::vector<Proposal>>(std::move(allowed).error());
  std::vector<Proposal> proposals;
  for (const Item& item : items) {
    if (item.part == vault::Part::kMentions) continue;
    Proposal& proposal = ForCategory(proposals, notice, item.category);
    ++proposal.records;
    if (item.held || item.by_law) Keep(proposal, notice, item);
  }
  return proposals;
}

gate::Outcome<CarriedOut> CarryOut(const Context& context, const StaffId& actor,
                                   const State& state) {
  if (const auto allowed = Allowed(state);
      std::ranges::find(allowed, Step::kCarryOut) == allowed.end())
    return Fail(
        Code::kConflict,
        "The request is not at this step; confirm identity and rule on each category first.");
  std::vector<Item> going;
  std::size_t about = 0;
  for (const Item& item : TRY(Items(context, state))) {
    if (item.part == vault::Part::kMentions) continue;
    ++about;
    const auto ruling = state.rulings.find(item.category);
    if (ruling == state.rulings.end())
      return Fail(Code::kConflict, "A category that is held has no ruling yet.",
                  Detail::Id("category", item.category));
    if (!ruling->second.yes) continue;
    if (item.by_law)
      return Fail(Code::kConflict,
                  "The law requires this category to be kept for now; rule to keep it, and tell "
                  "the person until when.",
                  Detail::Id("category", item.category));
    if (item.held)
      return Fail(
          Code::kConflict,
          "A hold blocks the erasure of this category; rule to keep it, or have the hold lifted.",
          Detail::Id("category", item.category));
    going.push_back(item);
  }
  const auto records = retention::NamesLast(context.gate.context().notice, std::move(going));
  CarriedOut done{.erased = std::nullopt,
                  .changed = {EntryId::New(context.gate.context().random), {}}};
  auto erased = TRY(records.size() == about && records.size() > retention::kMostInOrder
                        ? EraseWhole(context, actor, state, records)
                        : EraseRecords(context, actor, state, records));
  if (!erased) return gate::Refuse<CarriedOut>(std::move(erased).error());
  done.erased = *std::move(erased);
  const State after = done.erased ? TRY(Load(context, state.id)) : state;
  if (done.erased) context.gate.context().store.Scrub();
  auto changed = TRY(Advance(context, actor, after, Step::kCarryOut, "request.carried-out",
                             "carried-out", {{"destroyed", std::to_string(records.size())}}));
  if (!changed) return gate::Refuse<CarriedOut>(std::move(changed).error());
  done.changed = *std::move(changed);
  return done;
}

}  // namespace almoner::rights
