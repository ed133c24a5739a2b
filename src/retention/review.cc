#include "retention/review.h"

#include <algorithm>

#include "gate/life.h"
#include "retention/people.h"

namespace almoner::retention {
namespace {

constexpr std::int64_t kPage = 500;

Result<std::vector<SubjectId>> Subjects(store::Store& store, const Bytes& after) {
  return store.Read([&](store::ReadTx& tx) -> Result<std::vector<SubjectId>> {
    std::vector<SubjectId> page;
    for (const store::Row& row : TRY(tx.Query(
             "SELECT id FROM subject WHERE merged_into IS NULL AND id > $1 ORDER BY id LIMIT $2",
             after, kPage)))
      page.push_back(TRY(row.As<SubjectId>(0)));
    return page;
  });
}

Result<std::vector<Item>> ReviewNow(const gate::Context& context, const SubjectId& subject,
                                    Time now) {
  return context.store.Read(
      [&](store::ReadTx& tx) { return Review(tx, context.keys, context.notice, subject, now); });
}

bool NamesWhom(const notice::Notice& notice, const Item& item) {
  const auto category = notice.FindCategory(item.category);
  return category && std::ranges::any_of(
                         notice.categories[*category].fields,
                         [](const notice::Field& field) { return notice::SaysWho(field.kind); });
}

// Nobody can be taken out of a record that others are in and that is held; and when it is not held
// any more, only what names them tells which words to take out. So that stays with it.
void HoldWhatNames(const notice::Notice& notice, std::vector<Item>& items) {
  std::vector<Block> blocks;
  for (const Item& item : items)
    if (item.shared || item.part == vault::Part::kMentions)
      blocks.insert(blocks.end(), item.blocks.begin(), item.blocks.end());
  if (blocks.empty()) return;
  for (Item& item : items) {
    if (item.held || item.part == vault::Part::kMentions || !NamesWhom(notice, item)) continue;
    item.blocks = blocks;
    item.held = true;
  }
}

}  // namespace

Result<std::vector<Item>> Review(store::ReadTx& tx, const keys::Keys& keys,
                                 const notice::Notice& notice, const SubjectId& subject, Time now,
                                 const std::optional<RequestId>& answering) {
  const Date today = LondonDate(now);
  const auto rows = TRY(vault::LoadSealed(tx, keys, subject, vault::Scope::kAboutAndMentions));
  const auto life = TRY(gate::LoadLife(tx, keys, notice, subject, rows, now));
  const auto documents = TRY(vault::WithDocument(tx, subject));
  const Approvals approvals = TRY(LoadApprovals(tx, keys, subject));
  const Blocks blocks = TRY(LoadBlocks(tx, keys, notice, subject, rows, now, answering));
  std::vector<Item> items;
  for (const vault::SealedRecord& row : rows) {
    Item item{
        .record = row.label.id,
        .category = row.label.category,
        .recorded_at = row.label.recorded_at,
        .part = row.grip.subject == subject ? vault::Part::kAbout : vault::Part::kMentions,
        .shared = std::ranges::count(row.people, vault::Part::kAbout, &vault::Person::part) > 1,
        .document = documents.contains(row.label.id),
        .until = std::nullopt};
    if (const auto category = notice.FindCategory(item.category)) {
      const Date recorded = LondonDate(item.recorded_at);
      item.until = standing::Expiry(notice, *category, recorded, life);
      item.due = item.until && sys_days(today) > sys_days(item.until->last_day);
      if (item.due)
        item.approval = approvals.Of(notice, *item.until, item.record, item.recorded_at, today);
      item.by_law = standing::KeptByLaw(notice, *category, recorded, life, today);
    }
    item.blocks = blocks.On(row);
    item.held = !item.blocks.empty();
    items.push_back(std::move(item));
  }
  HoldWhatNames(notice, items);
  return items;
}

std::vector<RecordId> NamesLast(const notice::Notice& notice, std::vector<Item> items) {
  std::ranges::stable_partition(items, [&](const Item& item) { return !NamesWhom(notice, item); });
  std::vector<RecordId> records;
  for (const Item& item : items) records.push_back(item.record);
  return records;
}

bool LeftTo(const notice::Notice& notice, const standing::KeepUntil& until, By by) {
  return by == By::kPerson || notice.retention[until.rule].unattended;
}

namespace {

void AddLine(const notice::Notice& notice, const Item& item, std::vector<DueLine>& lines) {
  const auto same = std::ranges::find_if(lines, [&](const DueLine& line) {
    return line.category == item.category && line.until.rule == item.until->rule;
  });
  if (same == lines.end()) {
    lines.push_back({.category = item.category,
                     .until = *item.until,
                     .records = 1,
                     .unattended = LeftTo(notice, *item.until, By::kProgram)});
    return;
  }
  ++same->records;
  if (sys_days(item.until->last_day) < sys_days(same->until.last_day)) same->until = *item.until;
}

// What of these may go, and what waits.
Due DueOf(const notice::Notice& notice, const SubjectId& subject, const std::vector<Item>& items) {
  Due due{.subject = subject, .records = {}, .lines = {}};
  std::vector<Item> going;
  for (const Item& item : items) {
    if (Waits(item)) due.waiting.push_back(item);
    if (!MayGo(item)) continue;
    AddLine(notice, item, due.lines);
    going.push_back(item);
  }
  due.records = NamesLast(notice, std::move(going));
  return due;
}

// Of whom no record is held any more.
Status AddEmpty(const gate::Context& context, const SubjectId& subject, Time now,
                std::vector<Due>& all) {
  const Empty empty = TRY(
      context.store.Read([&](store::ReadTx& tx) { return MayGoEmpty(tx, context, subject, now); }));
  if (empty == Empty::kMayGo)
    all.push_back({.subject = subject, .records = {}, .lines = {}, .empty = true});
  return {};
}

// Of somebody of whom nothing more has to be known; oldest first, as Review gives them.
std::vector<Item> PlainItems(const Candidate& person) {
  std::vector<Item> items;
  for (std::size_t i = 0; i < person.rows.size(); ++i)
    if (person.due[i])
      items.push_back({.record = person.rows[i].record,
                       .category = person.rows[i].category,
                       .recorded_at = person.rows[i].recorded_at,
                       .shared = !person.rows[i].alone,
                       .until = person.until[i],
                       .due = true});
  std::ranges::sort(items, {},
                    [](const Item& item) { return std::pair(item.recorded_at, item.record); });
  return items;
}

}  // namespace

Result<std::vector<Due>> FindDue(const gate::Context& context, Time now) {
  std::vector<Due> all;
  TRY(Refresh(context, now));
  standing::HintPlace place = standing::ByTheseRules(context.notice);
  while (true) {
    auto people = TRY(NextPeople(context, now, place));
    if (people.empty()) return all;
    for (Candidate& person : people) {
      if (person.large) TRY(LookAgain(context, now, person));
      const SubjectId& subject = person.hint.subject;
      if (person.restricted) continue;  // Article 18: neither used nor destroyed meanwhile
      if (person.empty_from) TRY(AddEmpty(context, subject, now, all));
      Due due = DueOf(context.notice, subject,
                      person.careful ? TRY(ReviewNow(context, subject, now)) : PlainItems(person));
      if (!due.records.empty() || !due.waiting.empty()) all.push_back(std::move(due));
    }
    TRY(SettleAll(context, people, now));
  }
}

Result<std::vector<Due>> FindDueSlowly(const gate::Context& context, Time now) {
  std::vector<Due> all;
  Bytes after;
  while (true) {
    const auto page = TRY(Subjects(context.store, after));
    for (const SubjectId& subject : page) {
      const auto standing = TRY(context.store.Read([&](store::ReadTx& tx) {
        return standing::Load(tx, context.keys, context.notice, subject, now);
      }));
      if (standing.restricted) continue;
      TRY(AddEmpty(context, subject, now, all));
      const auto items = TRY(ReviewNow(context, subject, now));
      Due due = DueOf(context.notice, subject, items);
      if (!due.records.empty() || !due.waiting.empty()) all.push_back(std::move(due));
    }
    if (page.size() < kPage) return all;
    after = ToBytes(AsText(page.back().bytes()));
  }
}

}  // namespace almoner::retention
