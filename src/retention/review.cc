#include "retention/review.h"

#include <algorithm>

namespace almoner::retention {
namespace {

constexpr std::int64_t kPage = 500;

// Whether a legal rule that has not run out covers the category, whatever rule lasts longest.
bool KeptByLaw(const notice::Notice& notice, notice::Index category,
               const standing::Anchors& anchors, Date today) {
  for (const notice::Retention& rule : notice.retention) {
    if (!rule.law || !rule.data[category]) continue;
    notice::Notice alone;
    alone.retention = {rule};
    const auto until = standing::Expiry(alone, category, anchors);
    if (!until || sys_days(today) <= sys_days(until->last_day)) return true;
  }
  return false;
}

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
  const auto withdrawn = TRY(consent::WithdrawnTimes(tx, keys, notice, subject));
  const auto standing = TRY(standing::Load(tx, keys, notice, subject, now));
  const auto rows = TRY(vault::LoadSealed(tx, keys, subject, vault::Scope::kAboutAndMentions));
  Time last;
  for (const vault::SealedRecord& row : rows)
    if (row.grip.subject == subject) last = std::max(last, row.label.recorded_at);
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
      const standing::Anchors anchors{.recorded = item.recorded_at,
                                      .last_contact = last,
                                      .withdrawn = [&](notice::Index c) { return withdrawn[c]; }};
      item.until = standing::Expiry(notice, *category, anchors);
      item.due = item.until && sys_days(today) > sys_days(item.until->last_day);
      item.held = standing.held[*category];
      item.by_law = KeptByLaw(notice, *category, anchors, today);
    }
    items.push_back(std::move(item));
  }
  return items;
}

std::vector<RecordId> NamesLast(const notice::Notice& notice, std::vector<Item> items) {
  std::ranges::stable_partition(items, [&](const Item& item) {
    const auto category = notice.FindCategory(item.category);
    return !category || std::ranges::none_of(notice.categories[*category].fields,
                                             [](const notice::Field& field) {
                                               return notice::Identifies(field.kind);
                                             });
  });
  std::vector<RecordId> records;
  for (const Item& item : items) records.push_back(item.record);
  return records;
}

Result<std::vector<Due>> FindDue(const gate::Context& context, Time now) {
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
      Due due{.subject = subject, .records = NamesLast(context.notice, std::move(going))};
      if (!due.records.empty()) all.push_back(std::move(due));
    }
    if (page.size() < kPage) return all;
    after = ToBytes(AsText(page.back().bytes()));
  }
}

}  // namespace almoner::retention
