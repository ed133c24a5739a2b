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

}  // namespace

Result<std::vector<Item>> Review(store::ReadTx& tx, const keys::Keys& keys,
                                 const notice::Notice& notice, const SubjectId& subject, Time now) {
  const Date today = LondonDate(now);
  const auto standing = TRY(standing::Load(tx, keys, notice, subject, now));
  const auto rows = TRY(vault::LoadSealed(tx, keys, subject, vault::Scope::kAboutAndMentions));
  const auto life = TRY(gate::LoadLife(tx, keys, notice, subject, rows, now));
  std::vector<Item> items;
  for (const vault::SealedRecord& row : rows) {
    Item item{
        .record = row.label.id,
        .category = row.label.category,
        .recorded_at = row.label.recorded_at,
        .part = row.grip.subject == subject ? vault::Part::kAbout : vault::Part::kMentions,
        .shared = std::ranges::count(row.people, vault::Part::kAbout, &vault::Person::part) > 1,
        .until = std::nullopt};
    if (const auto category = notice.FindCategory(item.category)) {
      const Date recorded = LondonDate(item.recorded_at);
      item.until = standing::Expiry(notice, *category, recorded, life);
      item.due = item.until && sys_days(today) > sys_days(item.until->last_day);
      item.held = standing.held[*category];
      item.by_law = standing::KeptByLaw(notice, *category, recorded, life, today);
    }
    items.push_back(std::move(item));
  }
  return items;
}

std::vector<RecordId> NamesLast(const notice::Notice& notice, std::vector<Item> items) {
  std::ranges::stable_partition(items, [&](const Item& item) {
    const auto category = notice.FindCategory(item.category);
    return !category ||
           std::ranges::all_of(notice.categories[*category].fields, [](const notice::Field& field) {
             return field.kind == notice::FieldKind::kText;
           });
  });
  std::vector<RecordId> records;
  for (const Item& item : items) records.push_back(item.record);
  return records;
}

bool MayGo(const notice::Notice& notice, const standing::KeepUntil& until, By by) {
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
                     .unattended = MayGo(notice, *item.until, By::kProgram)});
    return;
  }
  ++same->records;
  if (sys_days(item.until->last_day) < sys_days(same->until.last_day)) same->until = *item.until;
}

Due DueOf(const notice::Notice& notice, const SubjectId& subject, std::vector<Item> going) {
  Due due{.subject = subject, .records = {}, .lines = {}};
  for (const Item& item : going) AddLine(notice, item, due.lines);
  due.records = NamesLast(notice, std::move(going));
  return due;
}

// Oldest first, as Review gives them.
std::vector<Item> Going(const Candidate& person) {
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
      auto going = Going(person);
      std::erase_if(going, [&](const Item& item) {
        return person.held[*context.notice.FindCategory(item.category)];
      });
      if (!going.empty())
        all.push_back(DueOf(context.notice, person.hint.subject, std::move(going)));
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
      const auto items = TRY(context.store.Read([&](store::ReadTx& tx) {
        return Review(tx, context.keys, context.notice, subject, now);
      }));
      std::vector<Item> going;
      std::ranges::copy_if(items, std::back_inserter(going), [](const Item& item) {
        return item.due && !item.held && item.part == vault::Part::kAbout;
      });
      if (!going.empty()) all.push_back(DueOf(context.notice, subject, std::move(going)));
    }
    if (page.size() < kPage) return all;
    after = ToBytes(AsText(page.back().bytes()));
  }
}

}  // namespace almoner::retention
