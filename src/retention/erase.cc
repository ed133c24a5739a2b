#include "retention/erase.h"

#include <algorithm>
#include <set>

#include "outbox/news.h"
#include "retention/again.h"
#include "retention/forget.h"
#include "retention/made.h"
#include "retention/people.h"
#include "retention/plan.h"
#include "retention/proof.h"

namespace almoner::retention {
namespace {

using vault::Part;
using vault::Record;

constexpr std::size_t kMentionsAtOnce = 200;

Status ForgetPerson(const gate::Change& change, const std::vector<SubjectId>& ids) {
  for (const SubjectId& id : ids) TRY(ForgetId(change, id));
  return {};
}

// Why one of the records chosen may not go; nothing: it may.
Status MayBeErased(const Item& item, bool by_retention) {
  if (item.held)
    return Fail(Code::kConflict, "A hold was placed meanwhile; nothing was erased.",
                IdDetail("record", item.record));
  if (by_retention && !item.due)
    return Fail(Code::kConflict, "A record is not due any more; nothing was erased.",
                IdDetail("record", item.record));
  if (by_retention && !MayGo(item))
    return Fail(Code::kConflict,
                "A record is kept by a decision, or waits for approval (`almoner retention due`); "
                "nothing was erased.",
                IdDetail("record", item.record));
  return {};
}

// Of whom there is no record, no record shows that something stands against it.
Status MayGoWithoutRecords(const gate::Change& change, const gate::Context& context,
                           const EraseOrder& order) {
  if (order.purpose == "law.retention") {
    if (TRY(MayGoEmpty(change.tx, context, order.subject, change.now)) == Empty::kMayGo) return {};
    return Fail(Code::kConflict,
                "Something of this person came meanwhile, or is needed; nothing was erased.");
  }
  if (TRY(LoadBlocks(change.tx, change.keys, context.notice, order.subject, {}, change.now,
                     order.file))
          .none())
    return {};
  return Fail(Code::kConflict,
              "A hold or an open request blocks the erasure of this person; nothing was erased. "
              "Have it lifted (`almoner hold list`).");
}

// What was planned is done only if nothing came to forbid it since: a hold, or a contact that moves
// the end of a period. The records chosen, as they are now.
Result<std::vector<Item>> StillAllowed(const gate::Change& change, const gate::Context& context,
                                       const EraseOrder& order, bool person) {
  const std::set<RecordId> chosen(order.records.begin(), order.records.end());
  if (order.records.empty() && !order.again) TRY(MayGoWithoutRecords(change, context, order));
  std::vector<Item> going;
  for (Item& item :
       TRY(Review(change.tx, change.keys, context.notice, order.subject, change.now, order.file))) {
    if (order.records.empty() && item.part == vault::Part::kAbout)
      return Fail(Code::kConflict,
                  "A record of this person was added meanwhile; nothing was erased.",
                  IdDetail("record", item.record));
    if (person && item.held && !order.again && item.part == vault::Part::kMentions)
      return Fail(Code::kConflict,
                  "A record of somebody else that mentions this person is held, so the name cannot "
                  "be taken out of it yet; nothing was erased.",
                  IdDetail("record", item.record));
    if (!chosen.contains(item.record)) continue;
    if (!order.again) TRY(MayBeErased(item, order.purpose == "law.retention"));
    going.push_back(std::move(item));
  }
  return going;
}

Status Carry(const gate::Change& change, const EraseOrder& order, const Plan& plan,
             vault::Suppression suppression) {
  TRY(CarryRecords(change, plan));
  ErasedEvent event{.gone = {},
                    .of = {order.subject},
                    .destroyed = plan.remove,
                    .masked = {},
                    .by_right = ByRight(order),
                    .undone = order.undone,
                    .suppression = std::move(suppression)};
  for (const vault::ReadyRecord& record : plan.masked) event.masked.push_back(record.label.id);
  if (plan.person) event.gone = TRY(KnownIds(change.tx, order.subject));
  TRY(keys::Remember(change, keys::Deed::kErased, Encode(event)));
  if (plan.person) {
    change.entry.counts["person"] = 1;
    return ForgetPerson(change, event.gone);
  }
  if (plan.contact) TRY(standing::Insert(change, *plan.contact));
  TRY(change.tx.Execute(
      "INSERT INTO reseal_due (subject, since) VALUES ($1, $2) ON CONFLICT DO NOTHING",
      order.subject, change.now));
  return vault::ReplaceTokens(change.tx, change.pass, order.subject, plan.tokens);
}

Result<std::vector<Item>> Going(const gate::Context& context, const EraseOrder& order,
                                const Plan& plan) {
  auto items = TRY(context.store.Read([&](store::ReadTx& tx) {
    return Review(tx, context.keys, context.notice, order.subject, context.clock.Now());
  }));
  const std::set<RecordId> going(plan.remove.begin(), plan.remove.end());
  std::erase_if(items, [&](const Item& item) { return !going.contains(item.record); });
  return items;
}

// What the counters get of what goes.
struct Left {
  std::optional<Counting> counting;  // nothing: no rule makes any of it anonymous
  std::optional<law::SmallNumbers> rule;
  Counts counts;
  std::int64_t records = 0;
};

Result<Left> WhatIsLeft(const gate::Context& context, const EraseOrder& order,
                        const std::vector<Item>& going, const std::vector<Record>& records) {
  Left left;
  for (const Item& item : going) {
    const auto category = context.notice.FindCategory(item.category);
    if (!category || !Anonymises(context, order, item)) continue;
    const auto record = std::ranges::find_if(
        records, [&](const Record& one) { return one.label.id == item.record; });
    ++left.records;
    for (const auto& [cell, count] : CountsOf(context.notice.categories[*category], *record))
      left.counts[cell] += count;
  }
  if (left.records == 0) return left;
  left.rule = order.small_numbers ? *order.small_numbers : TRY(law::LoadSmallNumbers());
  left.counting = TRY(OpenCounts(context.store, context.keys));
  return left;
}

// What the accountability file keeps: counts by category, never content.
Facts Tell(const EraseOrder& order, const Disposal& disposal, const std::vector<Record>& records,
           const Plan& plan) {
  Facts facts = ToFacts(disposal);
  facts["destroyed"] = std::to_string(plan.remove.size());
  facts["masked"] = std::to_string(Masked(plan));
  facts["documents"] = std::to_string(plan.documents);
  facts["documents-kept"] = std::to_string(plan.documents_kept);
  facts["person"] = plan.person ? "yes" : "no";
  if (order.actor) facts["by"] = order.actor->text();
  std::map<std::string, int> categories;
  for (const Record& record : records)
    if (std::ranges::find(plan.remove, record.label.id) != plan.remove.end())
      ++categories[record.label.category];
  for (const auto& [category, count] : categories)
    facts["destroyed." + category] = std::to_string(count);
  return facts;
}

// Masks the last of the mentions, as many as one entry can name, and takes them from the plan.
gate::Outcome<gate::Changed> MaskSome(gate::Gate& gate, const gate::Ask& ask,
                                      const EraseOrder& order, Plan& plan) {
  const auto first = plan.mentions.end() - static_cast<std::ptrdiff_t>(kMentionsAtOnce);
  auto changed = TRY(gate.Act(ask, "mentions.masked", [&](const gate::Change& change) -> Status {
    TRY(StillAllowed(change, gate.context(), order, true));
    for (auto record = first; record != plan.mentions.end(); ++record)
      TRY(vault::Replace(change, change.pass, *record));
    return {};
  }));
  if (changed) plan.mentions.erase(first, plan.mentions.end());
  return changed;
}

// What is destroyed of somebody of whom no record is held.
DisposedClass BesideRecords() {
  return {.record_class = "what stands beside the records of one person",
          .volume = "no record",
          .decision = "destroy"};
}

// The proof of the destruction stands with that of its approval, and names who gave it.
Status Follow(const gate::Context& context, EraseOrder& order) {
  const auto decision = TRY(context.store.Read(
      [&](store::ReadTx& tx) { return DecidedBy(tx, context.keys, order.subject); }));
  if (!decision) return {};
  order.file = decision->file;
  if (!order.disposal.reviewer.empty()) return {};
  order.disposal.reviewer = decision->staff.text();
  const std::optional<StaffId> approver = decision->second ? decision->second : order.actor;
  if (approver && *approver != decision->staff) order.disposal.approver = approver->text();
  return {};
}

// What is filed of an erasure: that it was done, in the file that asked for it or one of its own;
// and, when the person goes, what has to outlive them.
struct Paper {
  std::optional<NewFile> made;
  ReadyEvent event;
  std::optional<Proof> proof;
};

Result<Paper> MakePaper(const gate::Context& context, const EraseOrder& order, const Plan& plan,
                        Facts facts) {
  std::optional<NewFile> made;
  if (!order.file) made = TRY(MakeFile(context.keys));
  ReadyEvent event = order.file
                         ? TRY(NextEvent(context, *order.file, "destroyed", std::move(facts)))
                         : SealEvent(context.keys, made->key,
                                     {.seq = 1,
                                      .kind = "destroyed",
                                      .at = context.clock.Now(),
                                      .facts = std::move(facts)});
  std::optional<Proof> proof;
  if (plan.person) proof = TRY(MakeProof(context, order.subject));
  return Paper{.made = std::move(made), .event = std::move(event), .proof = std::move(proof)};
}

Result<vault::Suppression> FilePaper(const gate::Change& change, const gate::Context& context,
                                     const EraseOrder& order, const Plan& plan,
                                     const Paper& paper) {
  if (paper.made) TRY(InsertFile(change, *paper.made, "disposal", order.subject));
  TRY(InsertEvent(change, paper.event));
  if (!paper.proof) return vault::Suppression{};
  TRY(FileProof(change, order.subject, *paper.proof));
  return SuppressPerson(change, context, order, paper.event.file, plan);
}

// What the order names is theirs, and it names nothing only where there is nothing.
Status ChosenAreTheirs(const EraseOrder& order, const std::vector<Record>& records) {
  for (const RecordId& wanted : order.records)
    if (std::ranges::none_of(records,
                             [&](const Record& record) { return record.label.id == wanted; }))
      return Fail(Code::kNotFound, "This person has no such record.", IdDetail("record", wanted));
  if (order.records.empty() && std::ranges::any_of(records, [&](const Record& record) {
        return IsAbout(record, order.subject);
      }))
    return Fail(Code::kInvalid, "Records of this person are held; name those that are to go.");
  return {};
}

}  // namespace

gate::Outcome<Erased> Erase(gate::Gate& gate, const EraseOrder& given) {
  if (given.records.size() > kMostInOrder)
    return Fail(Code::kInvalid,
                "An order to erase names at most 300 records; divide a longer one.");
  const gate::Context& context = gate.context();
  EraseOrder order = given;
  if (!order.file) TRY(Follow(context, order));
  const gate::Ask ask{.actor = order.actor,
                      .purpose = order.purpose,
                      .subjects = {order.subject},
                      .categories = {},
                      .scope = vault::Scope::kAboutAndMentions,
                      .shown = false,
                      .again = order.again};
  auto opened = TRY(gate.Open(ask));
  if (!opened) return gate::Refuse<Erased>(std::move(opened).error());
  const auto records = TRY(vault::Reveal(std::move(opened->permit), context.keys, context.clock));
  TRY(ChosenAreTheirs(order, records));
  Plan plan = TRY(MakePlan(context, order, records));
  // One entry names so many rows: the rest of what mentions a person who goes is masked before.
  while (plan.mentions.size() > kMentionsAtOnce) {
    auto masked = TRY(MaskSome(gate, ask, order, plan));
    if (!masked) return gate::Refuse<Erased>(std::move(masked).error());
  }

  const std::vector<Item> going = TRY(Going(context, order, plan));
  const Left left = TRY(WhatIsLeft(context, order, going, records));
  Disposal disposal = Completed(context, order, going);
  if (order.records.empty()) {
    disposal.classes.push_back(BesideRecords());
    if (order.actor && given.disposal.approver.empty()) disposal.approver = kHadReadNothing;
  }
  const Paper paper = TRY(MakePaper(context, order, plan, Tell(order, disposal, records, plan)));
  auto changed = TRY(gate.Act(ask, "records.erased", [&](const gate::Change& change) -> Status {
    TRY(StillAllowed(change, context, order, plan.person));
    TRY(RemoveAllMade(change));  // whosever they are: what goes may stand in any of them
    auto suppression = TRY(FilePaper(change, context, order, plan, paper));
    TRY(outbox::Announce(change, plan.person ? Literal("person.erased") : Literal("record.erased"),
                         {{"person", order.subject.text()}}));
    if (left.counting) {
      change.entry.counts["anonymised"] = left.records;
      TRY(AddCounts(change, *left.counting, left.counts, *left.rule));
    }
    return Carry(change, order, plan, std::move(suppression));
  }));
  if (!changed) return gate::Refuse<Erased>(std::move(changed).error());
  // Done already, as far as it matters: the keys are gone. A file that cannot be unlinked now is by
  // upkeep.
  if (context.documents != nullptr)
    static_cast<void>(vault::UnlinkGone(context.store, *context.documents));
  return Erased{.subject = order.subject,
                .file = paper.event.file,
                .entry = changed->entry,
                .records = static_cast<std::int64_t>(plan.remove.size()),
                .masked = Masked(plan),
                .documents = plan.documents,
                .documents_kept = plan.documents_kept,
                .person = plan.person};
}

}  // namespace almoner::retention
