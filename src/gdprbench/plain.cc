#include "gdprbench/plain.h"

#include <algorithm>
#include <array>
#include <utility>

namespace almoner::gdprbench {
namespace {

// In PostgreSQL's words; SQLite takes them too, whose types say little.
#define ALMONER_TABLE(data)                                                                \
  "CREATE TABLE usertable (key TEXT PRIMARY KEY, pur TEXT NOT NULL, ttl BIGINT NOT NULL, " \
  "usr TEXT NOT NULL, obj TEXT NOT NULL, dec TEXT NOT NULL, acl TEXT NOT NULL, shr TEXT "  \
  "NOT NULL, src TEXT NOT NULL, cat TEXT NOT NULL, data " data " NOT NULL)"
#define ALMONER_INDEXES                                \
  "CREATE INDEX usertable_pur ON usertable (pur)",     \
      "CREATE INDEX usertable_ttl ON usertable "       \
      "(ttl)",                                         \
      "CREATE INDEX usertable_usr ON usertable (usr)", \
      "CREATE INDEX usertable_obj ON usertable (obj)", \
      "CREATE INDEX usertable_dec ON usertable (dec)", \
      "CREATE INDEX usertable_acl ON usertable (acl)", \
      "CREATE INDEX usertable_shr ON usertable (shr)", \
      "CREATE INDEX usertable_src ON usertable (src)", \
      "CREATE INDEX usertable_cat ON usertable (cat)"
constexpr std::array<Literal, 1> kBareTable{ALMONER_TABLE("TEXT")};
constexpr std::array<Literal, 10> kIndexedTable{ALMONER_TABLE("TEXT"), ALMONER_INDEXES};
// A second of the benchmark's is a day, as in Almoner, so that nothing expires while it runs.
constexpr std::array<Literal, 14> kCompliantTable{
    ALMONER_TABLE("BYTEA"),
    ALMONER_INDEXES,
    "ALTER TABLE usertable ADD COLUMN put TIMESTAMPTZ NOT NULL DEFAULT now()",
    "ALTER TABLE usertable ENABLE ROW LEVEL SECURITY",
    "ALTER TABLE usertable FORCE ROW LEVEL SECURITY",
    "CREATE POLICY allowed ON usertable USING (put + make_interval(days => "
    "least(ttl, 70000)::int) > now() AND obj <> coalesce(current_setting('almoner.purpose', "
    "true), ''))"};

// A statement for each field, in their order.
#define ALMONER_OF_EACH_FIELD(before, after)                   \
  {before "pur" after, before "ttl" after, before "usr" after, \
   before "obj" after, before "dec" after, before "acl" after, \
   before "shr" after, before "src" after, before "cat" after}
using EachField = std::array<Literal, kFields>;
constexpr EachField kData = ALMONER_OF_EACH_FIELD("SELECT data FROM usertable WHERE ", " = $1");
constexpr EachField kSealedData = ALMONER_OF_EACH_FIELD(
    "SELECT pgp_sym_decrypt(data, 'gdprbench') FROM usertable WHERE ", " = $1");
constexpr EachField kMetadata = ALMONER_OF_EACH_FIELD(
    "SELECT pur, ttl, usr, obj, dec, acl, shr, src, cat FROM usertable WHERE ", " = $1");
constexpr EachField kDelete = ALMONER_OF_EACH_FIELD("DELETE FROM usertable WHERE ", " = $1");
constexpr EachField kSetByKey =
    ALMONER_OF_EACH_FIELD("UPDATE usertable SET ", " = $2 WHERE key = $1");
constexpr EachField kSetByPurpose =
    ALMONER_OF_EACH_FIELD("UPDATE usertable SET ", " = $2 WHERE pur = $1");
constexpr EachField kSetByUser =
    ALMONER_OF_EACH_FIELD("UPDATE usertable SET ", " = $2 WHERE usr = $1");
constexpr EachField kSetBySharing =
    ALMONER_OF_EACH_FIELD("UPDATE usertable SET ", " = $2 WHERE shr = $1");
#undef ALMONER_OF_EACH_FIELD

std::size_t At(Field field) { return std::to_underlying(field); }

Result<const EachField*> SetBy(const std::optional<Field>& by) {
  if (!by) return &kSetByKey;
  if (*by == Field::kPurpose) return &kSetByPurpose;
  if (*by == Field::kUser) return &kSetByUser;
  if (*by == Field::kSharing) return &kSetBySharing;
  return Fail(Code::kInvalid, "GDPRbench updates by key, purpose, user or sharing alone.");
}

// A time to live is a number, everything else is text.
store::Param ParamOf(Field field, const std::string& value, std::int64_t seconds) {
  if (field == Field::kTimeToLive) return seconds;
  return value;
}

std::span<const Literal> SchemaOf(Peer peer) {
  switch (peer) {
    case Peer::kBare:
      return kBareTable;
    case Peer::kIndexed:
      return kIndexedTable;
    case Peer::kCompliant:
      return kCompliantTable;
  }
  std::unreachable();
}

}  // namespace

// What differs where the data is sealed.
struct Plain::Statements {
  Literal insert, read_data, set_data;
  const EachField& data;
};

#define ALMONER_INSERT(data)                                                                    \
  "INSERT INTO usertable (key, pur, ttl, usr, obj, dec, acl, shr, src, cat, data) VALUES ($1, " \
  "$2, $3, $4, $5, $6, $7, $8, $9, $10, " data ")"

const Plain::Statements& Plain::StatementsFor(Peer peer) {
  static constexpr Statements kPlain{ALMONER_INSERT("$11"),
                                     "SELECT data FROM usertable WHERE key = $1",
                                     "UPDATE usertable SET data = $2 WHERE key = $1", kData};
  static constexpr Statements kSealed{
      ALMONER_INSERT("pgp_sym_encrypt($11, 'gdprbench')"),
      "SELECT pgp_sym_decrypt(data, 'gdprbench') FROM usertable WHERE key = $1",
      "UPDATE usertable SET data = pgp_sym_encrypt($2, 'gdprbench') WHERE key = $1", kSealedData};
  return peer == Peer::kCompliant ? kSealed : kPlain;
}

Result<std::unique_ptr<Plain>> Plain::OnSqlite(const OperatorPath& file, const Shape& shape,
                                               Peer peer) {
  if (peer == Peer::kCompliant)
    return Fail(Code::kInvalid,
                "SQLite has no row-level security; the compliant peer is "
                "PostgreSQL, by --dsn.");
  auto table = TRY(SqliteTable(file, SchemaOf(peer)));
  return std::unique_ptr<Plain>(new Plain(std::move(table), shape, peer));
}

Result<std::unique_ptr<Plain>> Plain::OnPostgres(const std::string& dsn, int connections,
                                                 const Shape& shape, Peer peer) {
  auto table = TRY(PostgresTable(dsn, connections, SchemaOf(peer)));
  return std::unique_ptr<Plain>(new Plain(std::move(table), shape, peer));
}

Status Plain::Insert(std::int64_t from, std::int64_t end) {
  return table_->Together([&](const auto& put) -> Status {
    for (std::int64_t k = from; k < end; ++k) {
      const auto value = [&](Field field) { return ValueOf(shape_, field, k); };
      const std::array text{KeyOf(k),
                            value(Field::kPurpose),
                            value(Field::kUser),
                            value(Field::kObjection),
                            value(Field::kDecision),
                            value(Field::kAccess),
                            value(Field::kSharing),
                            value(Field::kSource),
                            value(Field::kCategory),
                            DataOf(shape_, k)};
      Table::Params params(text.begin(), text.end());
      params.insert(params.begin() + 2, TimeToLiveOf(k).count());
      TRY(put(sql_.insert, params));
    }
    return {};
  });
}

Status Plain::Load(std::int64_t from, std::int64_t end) {
  constexpr std::int64_t kAtOnce = 500;
  for (std::int64_t k = from; k < end; k += kAtOnce) TRY(Insert(k, std::min(k + kAtOnce, end)));
  std::int64_t last = last_;
  while (last < end - 1 && !last_.compare_exchange_weak(last, end - 1)) {
  }
  return {};
}

Result<std::int64_t> Plain::Read(const Operation& operation, bool data) {
  if (!operation.by) {
    const Literal metadata(
        "SELECT pur, ttl, usr, obj, dec, acl, shr, src, cat FROM usertable WHERE key = $1");
    return table_->Find(data ? sql_.read_data : metadata, KeyOf(operation.k));
  }
  const Field by = *operation.by;
  const std::string value = ValueOf(shape_, by, operation.k);
  return table_->Find((data ? sql_.data : kMetadata)[At(by)],
                      ParamOf(by, value, TimeToLiveOf(operation.k).count()));
}

Result<std::int64_t> Plain::Change(const Operation& operation) {
  const std::string key = KeyOf(operation.k);
  const auto param = [&](Field field, const std::string& value) {
    return ParamOf(field, value, TimeToLiveOf(operation.k).count());
  };
  const std::string of = operation.by ? ValueOf(shape_, *operation.by, operation.k) : key;
  const store::Param which = operation.by ? param(*operation.by, of) : store::Param(key);
  if (operation.kind == Kind::kDeleteRecord) {
    const Literal by_key("DELETE FROM usertable WHERE key = $1");
    return table_->Change(operation.by ? kDelete[At(*operation.by)] : by_key, which, std::nullopt);
  }
  if (operation.kind == Kind::kUpdateData) {
    const std::string data = DataOf(shape_, operation.k);
    return table_->Change(sql_.set_data, key, store::Param(data));
  }
  const std::string value = ValueOf(shape_, *operation.set, operation.k);
  return table_->Change((*TRY(SetBy(operation.by)))[At(*operation.set)], which,
                        param(*operation.set, value));
}

Result<std::int64_t> Plain::Do(const Operation& operation) {
  switch (operation.kind) {
    case Kind::kCreateRecord:
      TRY(Insert(operation.k, operation.k + 1));
      return 1;
    case Kind::kReadData:
      return Read(operation, true);
    case Kind::kReadMetadata:
      return Read(operation, false);
    case Kind::kDeleteRecord:
    case Kind::kUpdateData:
    case Kind::kUpdateMetadata:
      return Change(operation);
    case Kind::kVerifyDeletion:
      return TRY(Read(operation, false)) == 0 ? 1 : 0;
    case Kind::kGetSystemLogs:
      return 0;  // it records nothing that a regulator could be shown, and gives nothing
  }
  std::unreachable();
}

}  // namespace almoner::gdprbench
