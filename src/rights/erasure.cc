#include "rights/erasure.h"

#include <algorithm>
#include <set>

#include "retention/vanish.h"
#include "rights/apart.h"
#include "rights/authority.h"

namespace almoner::rights {
namespace {

using retention::Item;

Result<std::vector<Item>> Items(const Context& context, const State& state) {
  const gate::Context& on = context.gate.context();
  if (!state.subject) return Fail(Code::kConflict, "This person's data was erased already.");
  return on.store.Read([&](store::ReadTx& tx) {
    return retention::Review(tx, on.keys, on.notice, *state.subject, on.clock.Now(), state.id);
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
  proposal.ground = "no-longer-needed";
  proposal.reason =
      "It is no longer needed for what it was collected for, or the consent it rested on was "
      "withdrawn.";
  return proposals.emplace_back(std::move(proposal));
}

void Keep(Proposal& proposal, const notice::Notice& notice, const Item& item) {
  proposal.erase = false;
  proposal.ground = "legal-obligation";
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

// A file cannot be masked, so whoever rules is told what stays in it.
void TellOfDocuments(Proposal& proposal) {
  if (!proposal.erase || proposal.documents_kept == 0) return;
  proposal.reason += proposal.documents_kept == 1
                         ? " One document is about others too: it stays for them as it is, with "
                           "what it says of this person."
                         : " " + std::to_string(proposal.documents_kept) +
                               " documents are about others too: they stay for them as they are, "
                               "with what they say of this person.";
}

// "legal-claim, safeguarding": what holds these.
std::string KindsOf(const std::vector<Item>& held) {
  std::set<std::string> kinds;
  for (const Item& item : held)
    for (const retention::Block& block : item.blocks) kinds.insert(block.kind);
  std::string text;
  for (const std::string& kind : kinds) text.append(text.empty() ? "" : ", ").append(kind);
  return text;
}

// What is held goes later, record by record, and nothing has to be ruled again.
void Hold(Proposal& proposal) {
  if (proposal.held.empty() || !proposal.erase) return;
  proposal.reason += " Held, and kept until each hold is lifted (" + KindsOf(proposal.held) +
                     "): " + std::to_string(proposal.held.size()) + " of " +
                     std::to_string(proposal.records) + ".";
}

// Several orders as one: the last one's entry is what the certificate proves.
void Add(std::optional<retention::Erased>& all, const retention::Erased& one) {
  const std::int64_t records = all ? all->records : 0;
  const std::int64_t masked = all ? all->masked : 0;
  const std::int64_t documents = all ? all->documents : 0;
  const std::int64_t documents_kept = all ? all->documents_kept : 0;
  all = one;
  all->records += records;
  all->masked += masked;
  all->documents += documents;
  all->documents_kept += documents_kept;
}

// What was ruled to be erased: what may go now, and what is held.
struct Ruled {
  std::vector<Item> going;
  std::vector<Item> held;
  std::size_t about = 0;  // records, whatever was ruled
  retention::Disposal disposal = {};
  standing::Hint seen;  // before it was looked at
};

// Who ruled and who agreed, of what goes.
retention::Disposal DisposalOf(const Context& context, const StaffId& actor, const State& state,
                               const std::vector<Item>& going) {
  retention::Disposal disposal;
  disposal.classes = retention::ClassesOf(context.gate.context().notice, going);
  const StaffId approver = state.approved_by.value_or(actor);
  const auto other =
      std::ranges::find_if(state.ruled_by, [&](const StaffId& one) { return one != approver; });
  const StaffId reviewer = other == state.ruled_by.end() ? approver : *other;
  disposal.reviewer = reviewer.text();
  if (approver != reviewer) disposal.approver = approver.text();
  return disposal;
}

Result<Ruled> Sort(const Context& context, const StaffId& actor, const State& state) {
  const auto seen = TRY(context.gate.context().store.Read(
      [&](store::ReadTx& tx) { return standing::HintOf(tx, *state.subject); }));
  Ruled ruled{.going = {}, .held = {}, .about = 0, .seen = seen};
  for (const Item& item : TRY(Items(context, state))) {
    if (item.part == vault::Part::kMentions) continue;
    ++ruled.about;
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
    (item.held ? ruled.held : ruled.going).push_back(item);
  }
  ruled.disposal = DisposalOf(context, actor, state, ruled.going);
  if (ruled.going.empty() && !ruled.held.empty())
    return Fail(Code::kConflict,
                "Holds block everything that was to be erased; rule to keep it, or have the holds "
                "lifted (`almoner hold list`).",
                Detail::Id("category", ruled.held.front().category));
  return ruled;
}

// That one of them is another person than the actor, where there is another at all.
Status OneOfThem(const Context& context, const std::set<StaffId>& people, const StaffId& actor) {
  Status apart;
  for (const StaffId& one : people) {
    if (one == actor) continue;
    apart = TwoPeople(context, one, actor);
    if (apart || apart.error().code != Code::kRefused) return apart;
  }
  return apart;
}

// Nobody who read what is held about somebody decides alone that it goes.
Status SomebodyElseLooked(const Context& context, const StaffId& actor, const State& state) {
  std::set<StaffId> people = state.ruled_by;
  people.insert(actor);
  if (state.approved_by) people.insert(*state.approved_by);
  const Status apart = OneOfThem(context, people, actor);
  if (people.size() > 1 && (apart || apart.error().code != Code::kRefused)) return apart;
  const gate::Context& on = context.gate.context();
  const auto knows = TRY(on.store.Read([&](store::ReadTx& tx) {
    return retention::WhatTheyKnow(tx, actor, *state.subject, on.clock.Now());
  }));
  if (knows == retention::Knows::kNothing) return {};
  if (!apart) return apart;
  return Fail(Code::kRefused,
              "You have read or recorded what is to be erased, so you cannot approve its erasure "
              "alone; ask "
              "somebody else who answers for rights to approve it (`almoner request approve`).");
}

// What the file of the request says of it.
Facts Tell(std::size_t destroyed, const std::vector<Item>& held) {
  Facts facts{{"destroyed", std::to_string(destroyed)}, {"held", std::to_string(held.size())}};
  for (const Item& item : held) facts["held." + item.record.text()] = KindsOf({item});
  return facts;
}

using Orders = gate::Outcome<std::optional<retention::Erased>>;

// By orders that are not too long.
Orders EraseRecords(const Context& context, const StaffId& actor, const State& state,
                    const std::vector<RecordId>& records, const Ruled& ruled) {
  std::optional<retention::Erased> all;
  std::size_t from = 0;
  do {
    const std::size_t to = std::min(from + retention::kMostInOrder, records.size());
    retention::EraseOrder order{.subject = *state.subject,
                                .actor = actor,
                                .purpose = "law.rights",
                                .records = {records.begin() + static_cast<std::ptrdiff_t>(from),
                                            records.begin() + static_cast<std::ptrdiff_t>(to)},
                                .file = state.id};
    order.disposal.reviewer = ruled.disposal.reviewer;
    order.disposal.approver = ruled.disposal.approver;
    auto erased = TRY(retention::Erase(context.gate, order));
    if (!erased) return gate::Refuse<std::optional<retention::Erased>>(std::move(erased).error());
    Add(all, *erased);
    from = to;
  } while (from < records.size());
  return all;
}

// All that is held, and more than one order names: the person goes first, the rows behind. Of whom
// others were merged into, or who has changed meanwhile, it goes by orders.
Orders EraseWhole(const Context& context, const StaffId& actor, const State& state,
                  const std::vector<RecordId>& records, const Ruled& ruled) {
  auto tried = retention::Vanish(context.gate, {.subject = *state.subject,
                                                .actor = actor,
                                                .purpose = "law.rights",
                                                .seen = ruled.seen,
                                                .file = state.id,
                                                .disposal = ruled.disposal});
  if (!tried && tried.error().code == Code::kConflict)
    return EraseRecords(context, actor, state, records, ruled);
  auto gone = TRY(std::move(tried));
  if (!gone) return gate::Refuse<std::optional<retention::Erased>>(std::move(gone).error());
  // They are gone; rows that cannot go now go with the next sweep.
  static_cast<void>(retention::FinishVanishing(context.gate));
  gone->records = std::ssize(records);
  return std::optional(*std::move(gone));
}

Orders EraseAll(const Context& context, const StaffId& actor, const State& state,
                const std::vector<RecordId>& records, const Ruled& ruled) {
  // All of it was ruled to be kept; of whom there is no record, the rest goes all the same.
  if (records.empty() && ruled.about > 0) return std::optional<retention::Erased>();
  auto erased = TRY(records.size() == ruled.about && records.size() > retention::kMostInOrder
                        ? EraseWhole(context, actor, state, records, ruled)
                        : EraseRecords(context, actor, state, records, ruled));
  if (erased && *erased) context.gate.context().store.Scrub();
  return erased;
}

// They are gone, by an erasure that was cut short before the request was told of it, or since; the
// file holds what was destroyed.
gate::Outcome<CarriedOut> NothingLeft(const Context& context, const StaffId& actor,
                                      const State& state) {
  auto changed = TRY(Advance(context, actor, state, Step::kCarryOut, "request.carried-out",
                             "carried-out", Tell(0, {})));
  if (!changed) return gate::Refuse<CarriedOut>(std::move(changed).error());
  return CarriedOut{.erased = {}, .held = {}, .changed = *std::move(changed)};
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
    if (item.document && item.shared) ++proposal.documents_kept;
    if (item.held) proposal.held.push_back(item);
    if (item.by_law) Keep(proposal, notice, item);
  }
  std::ranges::for_each(proposals, TellOfDocuments);
  std::ranges::for_each(proposals, Hold);
  return proposals;
}

gate::Outcome<CarriedOut> CarryOut(const Context& context, const StaffId& actor,
                                   const State& state) {
  if (const auto allowed = Allowed(state);
      std::ranges::find(allowed, Step::kCarryOut) == allowed.end())
    return Fail(
        Code::kConflict,
        "The request is not at this step; confirm identity and rule on each category first.");
  TRY(MayBeAnswered(context, state));  // before anything goes for good
  if (!state.subject) return NothingLeft(context, actor, state);
  Ruled ruled = TRY(Sort(context, actor, state));
  TRY(SomebodyElseLooked(context, actor, state));
  const auto records = retention::NamesLast(context.gate.context().notice, std::move(ruled.going));
  auto erased = TRY(EraseAll(context, actor, state, records, ruled));
  if (!erased) return gate::Refuse<CarriedOut>(std::move(erased).error());
  const bool whole = ruled.held.empty();
  auto changed =
      TRY(Advance(context, actor, TRY(Load(context, state.id)), Step::kCarryOut,
                  whole ? Literal("request.carried-out") : Literal("request.carried-out-in-part"),
                  whole ? "carried-out" : "carried-out-in-part", Tell(records.size(), ruled.held)));
  if (!changed) return gate::Refuse<CarriedOut>(std::move(changed).error());
  return CarriedOut{
      .erased = *erased, .held = std::move(ruled.held), .changed = *std::move(changed)};
}

gate::Outcome<gate::Changed> ApproveErasure(const Context& context, const StaffId& actor,
                                            const State& state) {
  if (state.right != law::Right::kErasure)
    return Fail(Code::kConflict, "This is not a request for erasure.");
  if (state.ruled_by.size() == 1 && state.ruled_by.contains(actor))
    return Fail(
        Code::kRefused,
        "You ruled what is to be erased; somebody else who answers for rights approves it.");
  TRY(OneOfThem(context, state.ruled_by, actor));
  return Advance(context, actor, state, Step::kApprove, "request.approved", "approved", {});
}

}  // namespace almoner::rights
