#include "vault/bulk.h"

#include <algorithm>

#include "store/many.h"
#include "vault/internal.h"

namespace almoner::vault {
namespace {

Status AllThere(std::int64_t changed, std::size_t wanted) {
  if (changed == static_cast<std::int64_t>(wanted)) return {};
  return Fail(Code::kConflict, "What was to be destroyed has changed meanwhile; try again.");
}

Result<std::vector<Person>> PeopleIn(store::ReadTx& tx, const RecordId& record) {
  std::vector<Person> people;
  for (const store::Row& row :
       TRY(tx.Query("SELECT subject, part FROM record_person WHERE record = $1", record)))
    people.push_back({.subject = TRY(row.As<SubjectId>(0)),
                      .part = TRY(row.Text(1)) == "about" ? Part::kAbout : Part::kMentions});
  return people;
}

}  // namespace

Result<Outline> OutlineFrom(store::ReadTx& tx, const keys::Keys& keys, const store::Row& row) {
  const auto subject = TRY(row.As<SubjectId>(0));
  Label label{.id = TRY(row.As<RecordId>(4))};
  label.version = TRY(row.Int(5));
  label.category = TRY(row.Text(6));
  label.purpose = TRY(row.Text(7));
  label.recorded_at = TRY(row.At(8));
  const Bytes body = TRY(row.Blob(9));
  Outline outline{.record = label.id, .category = label.category, .recorded_at = label.recorded_at};
  outline.part = TRY(row.Text(1)) == "about" ? Part::kAbout : Part::kMentions;
  outline.care = TRY(row.Int(2)) != 0;
  outline.alone = TRY(row.Int(3)) == 1;
  std::vector<Person> people;
  if (outline.alone)
    people.push_back({.subject = subject, .part = outline.part});
  else
    people = TRY(PeopleIn(tx, label.id));
  outline.digest = keys::Stamp(keys, keys::Stamped::kRecord, ColumnsOf(label, people, body));
  if (crypto::SameDigest(outline.digest, TRY(row.Blob(10)))) return outline;
  return Fail(Code::kCorrupt, "A record, or who is in it, was changed from outside.",
              IdDetail("record", label.id));
}

Result<std::vector<Outline>> Outlines(store::ReadTx& tx, const keys::Keys& keys,
                                      const SubjectId& subject, BytesView after,
                                      std::int64_t most) {
  std::vector<Outline> page;
  for (const store::Row& row :
       TRY(tx.Query("SELECT " ALMONER_OUTLINE " FROM record_person p JOIN record r ON r.id = "
                    "p.record WHERE p.subject = $1 AND p.record > $2 ORDER BY p.record LIMIT $3",
                    subject, after, most)))
    page.push_back(TRY(OutlineFrom(tx, keys, row)));
  return page;
}

Status RemoveMany(const keys::Change& change, const WritePass&, std::span<const Outline> records) {
  std::vector<RecordId> ids;
  std::vector<BytesView> digests;
  for (const Outline& record : records) {
    change.Destroyed(record.digest);
    ids.push_back(record.record);
    digests.emplace_back(record.digest);
  }
  const std::span<const RecordId> all(ids);
  if (TRY(change.tx.Maybe("SELECT 1 FROM document LIMIT 1")))
    for (const RecordId& id : ids) TRY(RemoveDocuments(change, id));
  TRY(AllThere(TRY(store::ExecuteMany(
                   change.tx, "DELETE FROM record_person WHERE record IN " ALMONER_FIFTY, all)),
               ids.size()));
  TRY(store::ExecuteMany(change.tx, "DELETE FROM record_event WHERE record IN " ALMONER_FIFTY,
                         all));
  return AllThere(TRY(store::ExecuteMany(change.tx,
                                         "DELETE FROM record WHERE id IN " ALMONER_FIFTY
                                         " AND digest IN " ALMONER_FIFTY_MORE,
                                         all, std::span<const BytesView>(digests))),
                  ids.size());
}

Status ForgetKeys(const keys::Change& change, const WritePass&, const SubjectId& subject) {
  change.Destroyed(TRY(StampOfSubject(change.tx, change.keys, subject)));
  static constexpr Literal kRows[] = {"DELETE FROM search_token WHERE subject = $1",
                                      "DELETE FROM reseal_due WHERE subject = $1",
                                      "DELETE FROM wrapped_key WHERE owner = $1"};
  for (const Literal sql : kRows) TRY(change.tx.Execute(sql, subject));
  return change.tx.ExecuteOne("DELETE FROM subject WHERE id = $1", subject);
}

Status ForgetMany(const keys::Change& change, const WritePass&,
                  std::span<const SubjectId> subjects) {
  for (const SubjectId& subject : subjects) {
    if (TRY(change.tx.Maybe("SELECT 1 FROM record_person WHERE subject = $1 LIMIT 1", subject)))
      return Fail(Code::kConflict, "A record was added meanwhile; try again.");
    change.Destroyed(TRY(StampOfSubject(change.tx, change.keys, subject)));
  }
  static constexpr Literal kRows[] = {
      "DELETE FROM search_token WHERE subject IN " ALMONER_FIFTY,
      "DELETE FROM record_event WHERE from_subject IN " ALMONER_FIFTY,
      "DELETE FROM record_event WHERE to_subject IN " ALMONER_FIFTY,
      "DELETE FROM reseal_due WHERE subject IN " ALMONER_FIFTY,
      "DELETE FROM wrapped_key WHERE owner IN " ALMONER_FIFTY};
  for (const Literal sql : kRows) TRY(store::ExecuteMany(change.tx, sql, subjects));
  return AllThere(TRY(store::ExecuteMany(
                      change.tx, "DELETE FROM subject WHERE id IN " ALMONER_FIFTY, subjects)),
                  subjects.size());
}

}  // namespace almoner::vault
