#include "outbox/ways.h"

#include <algorithm>

namespace almoner::outbox {
namespace {

constexpr std::pair<Way, std::string_view> kNames[] = {{Way::kPost, "post"},
                                                       {Way::kEmail, "email"},
                                                       {Way::kPhone, "phone"},
                                                       {Way::kText, "text"},
                                                       {Way::kPortal, "portal"}};

Bytes ColumnsOf(const SubjectId& subject, const Chosen& chosen) {
  return keys::Columns(subject, Name(chosen.way), std::int64_t{chosen.allowed}, chosen.at);
}

struct Stored {
  Chosen chosen;
  crypto::Digest stamp;
};

// One row of: subject, way, allowed, at, digest.
Result<Stored> FromRow(const keys::Keys& keys, const store::Row& row) {
  const auto subject = TRY(row.As<SubjectId>(0));
  Chosen chosen{.way = TRY(ParseWay(TRY(row.Text(1)))), .at = {}};
  chosen.allowed = TRY(row.Int(2)) == 1;
  chosen.at = TRY(row.At(3));
  const auto stamp = TRY(keys::CheckStamp(keys, keys::Stamped::kContactWay,
                                          ColumnsOf(subject, chosen), TRY(row.Blob(4))));
  return Stored{.chosen = chosen, .stamp = stamp};
}

Result<std::vector<Stored>> StoredOf(store::ReadTx& tx, const keys::Keys& keys,
                                     const SubjectId& subject) {
  std::vector<Stored> all;
  for (const store::Row& row :
       TRY(tx.Query("SELECT subject, way, allowed, at, digest FROM contact_way WHERE subject = $1",
                    subject)))
    all.push_back(TRY(FromRow(keys, row)));
  std::ranges::sort(all, {}, [](const Stored& stored) { return stored.chosen.way; });
  return all;
}

Status Remove(const keys::Change& change, const Stored& stored) {
  change.Destroyed(stored.stamp);
  return change.tx.ExecuteOne("DELETE FROM contact_way WHERE digest = $1", BytesView(stored.stamp));
}

}  // namespace

std::string_view Name(Way way) {
  return std::ranges::find(kNames, way, &std::pair<Way, std::string_view>::first)->second;
}

Result<Way> ParseWay(std::string_view name) {
  const auto* const found =
      std::ranges::find(kNames, name, &std::pair<Way, std::string_view>::second);
  if (found == std::ranges::end(kNames))
    return Fail(Code::kInvalid, "There is no such way to reach somebody.");
  return found->first;
}

Result<std::vector<Chosen>> ChosenBy(store::ReadTx& tx, const keys::Keys& keys,
                                     const SubjectId& subject) {
  std::vector<Chosen> all;
  for (const Stored& stored : TRY(StoredOf(tx, keys, subject))) all.push_back(stored.chosen);
  return all;
}

Result<std::optional<Chosen>> ChosenFor(store::ReadTx& tx, const keys::Keys& keys,
                                        const SubjectId& subject, Way way) {
  const auto row = TRY(
      tx.Maybe("SELECT subject, way, allowed, at, digest FROM contact_way WHERE subject = $1 AND "
               "way = $2",
               subject, Name(way)));
  if (!row) return std::optional<Chosen>();
  return std::optional(TRY(FromRow(keys, *row)).chosen);
}

Status Choose(const keys::Change& change, const SubjectId& subject, Way way, bool allowed) {
  for (const Stored& stored : TRY(StoredOf(change.tx, change.keys, subject))) {
    if (stored.chosen.way != way) continue;
    if (stored.chosen.allowed == allowed) return {};
    TRY(Remove(change, stored));
  }
  const Chosen chosen{.way = way, .allowed = allowed, .at = change.now};
  const crypto::Digest stamp =
      keys::Stamp(change.keys, keys::Stamped::kContactWay, ColumnsOf(subject, chosen));
  change.Wrote(stamp);
  return change.tx.ExecuteOne(
      "INSERT INTO contact_way (subject, way, allowed, at, digest) VALUES ($1, $2, $3, $4, $5)",
      subject, Name(way), std::int64_t{allowed}, chosen.at, BytesView(stamp));
}

Status FollowWays(const keys::Change& change, const SubjectId& from, const SubjectId& to) {
  for (const Stored& stored : TRY(StoredOf(change.tx, change.keys, from))) {
    TRY(Remove(change, stored));
    const auto theirs = TRY(ChosenFor(change.tx, change.keys, to, stored.chosen.way));
    if (theirs && !theirs->allowed) continue;
    TRY(Choose(change, to, stored.chosen.way, stored.chosen.allowed));
  }
  return {};
}

Status ForgetWays(const keys::Change& change, const SubjectId& subject) {
  for (const Stored& stored : TRY(StoredOf(change.tx, change.keys, subject)))
    TRY(Remove(change, stored));
  return {};
}

Status CheckWays(store::ReadTx& tx, const keys::Keys& keys) {
  return keys::CheckEach(tx,
                         "SELECT subject, way, allowed, at, digest FROM contact_way WHERE digest > "
                         "$1 ORDER BY digest LIMIT $2",
                         [&](const store::Row& row) -> Result<crypto::Digest> {
                           return TRY(FromRow(keys, row)).stamp;
                         });
}

}  // namespace almoner::outbox
