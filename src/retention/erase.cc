#include "retention/erase.h"

#include <algorithm>
#include <set>

#include "retention/forget.h"
#include "retention/plan.h"

namespace almoner::retention {
namespace {

using vault::Part;
using vault::Record;

constexpr std::size_t kMentionsAtOnce = 200;

// Every id the person was known by: their own, and those that were merged into it.
Result<std::vector<SubjectId>> KnownIds(store::ReadTx& tx, const SubjectId& subject) {
  std::vector<SubjectId> ids = {subject};
  for (std::size_t i = 0; i < ids.size(); ++i)
    for (const store::Row& row :
         TRY(tx.Query("SELECT id FROM subject WHERE merged_into = $1", ids[i])))
      ids.push_back(TRY(row.As<SubjectId>(0)));
  return ids;
}

Status ForgetPerson(const gate::Change& change, const SubjectId& subject) {
  for (const SubjectId& id : TRY(KnownIds(change.tx, subject))) TRY(ForgetId(change, id));
  return {};
}

// What was planned is done only if nothing came to forbid it since: a hold, or a contact that moves
// the end of a period.
Status StillAllowed(const gate::Change& change, const gate::Context& context,
                    const EraseOrder& order) {
  const std::set<RecordId> chosen(order.records.begin(), order.records.end());
  for (const Item& item :
       TRY(Review(change.tx, change.keys, context.notice, order.subject, change.now))) {
    if (!chosen.contains(item.record)) continue;
    if (item.held)
      return Fail(Code::kConflict, "A hold was placed meanwhile; nothing was erased.",
                  IdDetail("record", item.record));
    if (order.purpose == "law.retention" && !item.due)
      return Fail(Code::kConflict, "A record is not due any more; nothing was erased.",
                  IdDetail("record", item.record));
  }
  return {};
}

Status Carry(const gate::Change& change, const EraseOrder& order, const Plan& plan) {
  TRY(CarryRecords(change, plan));
  if (plan.person) {
    change.entry.counts["person"] = 1;
    return ForgetPerson(change, order.subject);
  }
  if (plan.contact) TRY(standing::Insert(change, *plan.contact));
  TRY(change.tx.Execute(
      "INSERT INTO reseal_due (subject, since) VALUES ($1, $2) ON CONFLICT DO NOTHING",
      order.subject, change.now));
  return vault::ReplaceTokens(change.tx, change.pass, order.subject, plan.tokens);
}

// What the accountability file keeps: counts by category, never content.
Facts Tell(const std::vector<Record>& records, const Plan& plan) {
  Facts facts{{"destroyed", std::to_string(plan.remove.size())},
              {"masked", std::to_string(Masked(plan))},
              {"person", plan.person ? "yes" : "no"}};
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
    TRY(StillAllowed(change, gate.context(), order));
    for (auto record = first; record != plan.mentions.end(); ++record)
      TRY(vault::Replace(change, change.pass, *record));
    return {};
  }));
  if (changed) plan.mentions.erase(first, plan.mentions.end());
  return changed;
}

}  // namespace

gate::Outcome<Erased> Erase(gate::Gate& gate, const EraseOrder& order) {
  if (order.records.empty() || order.records.size() > kMostInOrder)
    return Fail(Code::kInvalid,
                "An order to erase names from 1 to 300 records; divide a longer one.");
  const gate::Context& context = gate.context();
  const gate::Ask ask{.actor = order.actor,
                      .purpose = order.purpose,
                      .subjects = {order.subject},
                      .categories = {},
                      .scope = vault::Scope::kAboutAndMentions};
  auto opened = TRY(gate.Open(ask));
  if (!opened) return gate::Refuse<Erased>(std::move(opened).error());
  const auto records = TRY(vault::Reveal(std::move(opened->permit), context.keys, context.clock));
  for (const RecordId& wanted : order.records)
    if (std::ranges::none_of(records,
                             [&](const Record& record) { return record.label.id == wanted; }))
      return Fail(Code::kNotFound, "This person has no such record.", IdDetail("record", wanted));
  Plan plan = TRY(MakePlan(context, order, records));
  // One entry names so many rows: the rest of what mentions a person who goes is masked before.
  while (plan.mentions.size() > kMentionsAtOnce) {
    auto masked = TRY(MaskSome(gate, ask, order, plan));
    if (!masked) return gate::Refuse<Erased>(std::move(masked).error());
  }

  const ProofFile proof = TRY(OpenProof(context, order.file));
  const ReadyEvent event = SealEvent(context.keys, proof.key,
                                     {.seq = proof.next,
                                      .kind = "destroyed",
                                      .at = context.clock.Now(),
                                      .facts = Tell(records, plan)});
  auto changed = TRY(gate.Act(ask, "records.erased", [&](const gate::Change& change) -> Status {
    TRY(StillAllowed(change, context, order));
    if (proof.made) TRY(InsertFile(change, *proof.made, "disposal", order.subject));
    TRY(InsertEvent(change, event));
    return Carry(change, order, plan);
  }));
  if (!changed) return gate::Refuse<Erased>(std::move(changed).error());
  return Erased{.subject = order.subject,
                .file = proof.key.file,
                .entry = changed->entry,
                .records = static_cast<std::int64_t>(plan.remove.size()),
                .masked = Masked(plan),
                .person = plan.person};
}

}  // namespace almoner::retention
