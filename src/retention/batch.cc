#include "retention/batch.h"

#include <algorithm>

#include "outbox/news.h"
#include "retention/again.h"
#include "retention/forget.h"
#include "retention/made.h"
#include "retention/plan.h"
#include "store/many.h"

namespace almoner::retention {
namespace {

// Somebody of whom something stays, with what has to be known of them before the transaction.
struct Staying {
  const Going* going;
  SecretBytes audit_key = {};
  std::optional<standing::ReadyLifeEvent> contact = {};
  standing::Month next = standing::kNever;
};

bool IsGoing(const Going& going, const RecordId& record) {
  return std::ranges::find(going.rows, record, &vault::Outline::record) != going.rows.end();
}

void Later(std::optional<Time>& last, Time time) { last = last ? std::max(*last, time) : time; }

Result<Staying> Prepare(store::ReadTx& tx, const gate::Context& context, const Going& going) {
  const Candidate& person = *going.person;
  const SubjectId& subject = person.hint.subject;
  Staying staying{.going = &going};
  const auto wrapped = TRY(keys::Load(tx, subject.bytes(), keys::Kind::kAudit));
  staying.audit_key = TRY(context.keys.Unwrap(subject.bytes(), keys::Kind::kAudit, wrapped));
  std::optional<Time> gone;
  std::optional<Time> kept;
  for (std::size_t i = 0; i < person.rows.size(); ++i) {
    const vault::Outline& row = person.rows[i];
    const bool goes = IsGoing(going, row.record);
    Later(goes ? gone : kept, row.recorded_at);
    if (!goes && person.until[i])
      staying.next = std::min(staying.next, DueFrom(context.notice, *person.until[i]));
  }
  // What begins at the newest record of another kind may begin earlier now.
  if (std::ranges::any_of(context.notice.retention,
                          [](const auto& rule) { return rule.event_of.has_value(); }))
    staying.next = std::min(staying.next, person.hint.month);
  staying.contact = ContactThatGoes(context, subject, gone, kept);
  return staying;
}

// What the accountability file keeps: the disposal record and counts by category, never content.
Facts Tell(const gate::Context& context, const std::optional<StaffId>& by,
           const std::vector<Going>& batch, const Swept& swept) {
  const auto items = ItemsOf(batch);
  EraseOrder order{.subject = batch.front().person->hint.subject,
                   .actor = by,
                   .purpose = "law.retention",
                   .records = {},
                   .file = std::nullopt};
  order.disposal.batch = std::to_string(swept.people) + (swept.people == 1 ? " person" : " people");
  Facts facts = ToFacts(Completed(context, order, items));
  facts["destroyed"] = std::to_string(swept.records);
  facts["people"] = std::to_string(swept.people);
  facts["gone"] = std::to_string(swept.gone);
  if (by) facts["by"] = by->text();
  std::map<std::string, int> categories;
  for (const Item& item : items) ++categories[item.category];
  for (const auto& [category, count] : categories)
    facts["destroyed." + category] = std::to_string(count);
  return facts;
}

// What was looked at is destroyed only if nothing about these people has changed since: a hold, a
// contact that moves the end of a period, a record more.
Status StillSo(store::Tx& tx, const std::vector<Going>& batch) {
  for (const Going& going : batch) {
    const standing::Hint& hint = going.person->hint;
    TRY(standing::StillUnchanged(tx, hint));
    // Reading changes nothing about a person, but who read stays as proof.
    if (going.all && TRY(tx.Maybe("SELECT 1 FROM trail WHERE subject = $1 AND action IN "
                                  "('record.read', 'person.found', 'document.read') LIMIT 1",
                                  hint.subject)))
      return Fail(Code::kConflict, "Somebody read what is to go meanwhile; try again.");
  }
  return {};
}

Status Stay(const gate::Change& change, const notice::Notice& notice, const Staying& staying) {
  const Candidate& person = *staying.going->person;
  const SubjectId& subject = person.hint.subject;
  change.entry.subjects.push_back(audit::Pseudonym(staying.audit_key, change.entry.id));
  TRY(change.tx.ExecuteOne(
      "INSERT INTO trail (subject, entry, at, action, outcome, purpose, role) "
      "VALUES ($1, $2, $3, $4, 'allowed', $5, '')",
      subject, change.entry.id, change.now, change.entry.action.text(), change.entry.purpose));
  TRY(change.tx.Execute(
      "INSERT INTO reseal_due (subject, since) VALUES ($1, $2) ON CONFLICT DO NOTHING", subject,
      change.now));
  if (staying.contact) TRY(standing::Insert(change, *staying.contact));
  TRY(standing::Settle(change.tx, notice, person.hint, staying.next));
  // Whoever looked at them before sees that they changed.
  return standing::Nearer(change.tx, notice, subject, staying.next);
}

Status Leave(const gate::Change& change, const std::vector<Going>& batch) {
  std::vector<SubjectId> plain;
  for (const Going& going : batch) {
    const Candidate& person = *going.person;
    if (!going.all) continue;
    if (person.beside || person.tied)
      TRY(ForgetId(change, person.hint.subject));
    else
      plain.push_back(person.hint.subject);
  }
  const std::span<const SubjectId> all(plain);
  static constexpr Literal kRows[] = {"DELETE FROM trail WHERE subject IN " ALMONER_FIFTY,
                                      "DELETE FROM due_hint WHERE subject IN " ALMONER_FIFTY,
                                      "UPDATE intake_made SET subject = NULL, record = NULL WHERE "
                                      "subject IN " ALMONER_FIFTY};
  for (const Literal sql : kRows) TRY(store::ExecuteMany(change.tx, sql, all));
  return vault::ForgetMany(change, change.pass, all);
}

// What a database that is put back to before it has to do again.
ErasedEvent EventOf(const std::vector<Going>& batch) {
  ErasedEvent event;
  for (const Going& going : batch) {
    if (going.all) event.gone.push_back(going.person->hint.subject);
    for (const vault::Outline& row : going.rows) event.destroyed.push_back(row.record);
  }
  return event;
}

struct Ready {
  Swept swept;
  NewFile file;
  ReadyEvent event;
  std::vector<vault::Outline> rows;
  std::vector<Staying> staying;
};

Result<Ready> MakeReady(const gate::Context& context, const std::optional<StaffId>& by,
                        const std::vector<Going>& batch) {
  NewFile file = TRY(MakeFile(context.keys));
  Swept swept{.file = file.key.file, .entry = EntryId::New(context.random)};
  std::vector<vault::Outline> rows;
  for (const Going& going : batch) rows.insert(rows.end(), going.rows.begin(), going.rows.end());
  swept.records = std::ssize(rows);
  swept.people = std::ssize(batch);
  swept.gone = std::ranges::count(batch, true, &Going::all);
  auto staying = TRY(context.store.Read([&](store::ReadTx& tx) -> Result<std::vector<Staying>> {
    std::vector<Staying> all;
    for (const Going& going : batch)
      if (!going.all) all.push_back(TRY(Prepare(tx, context, going)));
    return all;
  }));
  ReadyEvent event = SealEvent(context.keys, file.key,
                               {.seq = 1,
                                .kind = "destroyed",
                                .at = context.clock.Now(),
                                .facts = Tell(context, by, batch, swept)});
  return Ready{.swept = swept,
               .file = std::move(file),
               .event = std::move(event),
               .rows = std::move(rows),
               .staying = std::move(staying)};
}

// What programs of others are told.
Status AnnounceBatch(const gate::Change& change, const std::vector<Going>& batch) {
  if (TRY(outbox::CountWebhooks(change.tx)) == 0) return {};
  for (const Going& going : batch)
    TRY(outbox::Announce(change, going.all ? Literal("person.erased") : Literal("record.erased"),
                         {{"person", going.person->hint.subject.text()}}));
  return {};
}

}  // namespace

std::vector<Item> ItemsOf(std::span<const Going> batch) {
  std::vector<Item> items;
  for (const Going& going : batch)
    for (const vault::Outline& row : going.rows) {
      const Candidate& person = *going.person;
      const auto at = std::ranges::find(person.rows, row.record, &vault::Outline::record);
      items.push_back({.record = row.record,
                       .category = row.category,
                       .recorded_at = row.recorded_at,
                       .until = person.until[static_cast<std::size_t>(at - person.rows.begin())],
                       .due = true});
    }
  return items;
}

bool FitsBatch(const Going& going) {
  const Candidate& person = *going.person;
  if (person.careful || person.merged || going.rows.size() > Pace::kMost) return false;
  if (going.all && person.mentioned) return false;
  return std::ranges::all_of(
      going.rows, [&](const vault::Outline& row) { return row.alone && (going.all || !row.care); });
}

std::size_t Weight(const Going& going) {
  constexpr std::size_t kTied = 20;  // rows of other kinds, which are not counted beforehand
  const bool more = going.all && (going.person->beside || going.person->tied);
  return going.rows.size() + (more ? kTied : 2);
}

gate::Outcome<Swept> DestroyBatch(gate::Gate& gate, const std::optional<StaffId>& by,
                                  const std::vector<Going>& batch) {
  const gate::Context& context = gate.context();
  Ready ready = TRY(MakeReady(context, by, batch));
  auto changed =
      TRY(gate.Act({.actor = by, .purpose = "law.retention"}, "records.erased",
                   [&](const gate::Change& change) -> Status {
                     TRY(StillSo(change.tx, batch));
                     change.entry.counts["destroyed"] = ready.swept.records;
                     change.entry.counts["people"] = ready.swept.gone;
                     TRY(InsertFile(change, ready.file, "disposal", std::nullopt));
                     TRY(InsertEvent(change, ready.event));
                     TRY(AnnounceBatch(change, batch));
                     TRY(RemoveAllMade(change));
                     TRY(vault::RemoveMany(change, change.pass, ready.rows));
                     TRY(keys::Remember(change, keys::Deed::kErased, Encode(EventOf(batch))));
                     for (const Staying& staying : ready.staying)
                       TRY(Stay(change, context.notice, staying));
                     return Leave(change, batch);
                   }));
  if (!changed) return gate::Refuse<Swept>(std::move(changed).error());
  ready.swept.entry = changed->entry;
  return ready.swept;
}

}  // namespace almoner::retention
