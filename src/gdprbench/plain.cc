#include "gdprbench/plain.h"

#include <algorithm>
#include <array>
#include <utility>

#include "store/migrate.h"

namespace almoner::gdprbench {
namespace {

constexpr std::array kTable = {EmbeddedFile{"0001_usertable.sql", R"(
CREATE TABLE usertable (
  key TEXT PRIMARY KEY,
  pur TEXT NOT NULL,
  ttl {int} NOT NULL,
  usr TEXT NOT NULL,
  obj TEXT NOT NULL,
  dec TEXT NOT NULL,
  acl TEXT NOT NULL,
  shr TEXT NOT NULL,
  src TEXT NOT NULL,
  cat TEXT NOT NULL,
  data TEXT NOT NULL
) {strict};
)"},
                               EmbeddedFile{"0002_indexes.sql", R"(
CREATE INDEX usertable_pur ON usertable (pur);
CREATE INDEX usertable_ttl ON usertable (ttl);
CREATE INDEX usertable_usr ON usertable (usr);
CREATE INDEX usertable_obj ON usertable (obj);
CREATE INDEX usertable_dec ON usertable (dec);
CREATE INDEX usertable_acl ON usertable (acl);
CREATE INDEX usertable_shr ON usertable (shr);
CREATE INDEX usertable_src ON usertable (src);
CREATE INDEX usertable_cat ON usertable (cat);
)"}};

// A statement for each field, in their order.
#define ALMONER_OF_EACH_FIELD(before, after)                   \
  {before "pur" after, before "ttl" after, before "usr" after, \
   before "obj" after, before "dec" after, before "acl" after, \
   before "shr" after, before "src" after, before "cat" after}
using EachField = std::array<Literal, kFields>;
constexpr EachField kData = ALMONER_OF_EACH_FIELD("SELECT data FROM usertable WHERE ", " = $1");
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

}  // namespace

Result<std::unique_ptr<Plain>> Plain::Create(std::unique_ptr<store::Store> store,
                                             const Shape& shape, bool indexed) {
  const std::span<const EmbeddedFile> files(kTable);
  TRY(store::Migrator::Bring(*store, indexed ? files : files.first(1)));
  return std::unique_ptr<Plain>(new Plain(std::move(store), shape));
}

Status Plain::Insert(store::Tx& tx, std::int64_t k) const {
  const auto value = [&](Field field) { return ValueOf(shape_, field, k); };
  return tx.ExecuteOne(
      "INSERT INTO usertable (key, pur, ttl, usr, obj, dec, acl, shr, src, cat, data) VALUES ($1, "
      "$2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
      KeyOf(k), value(Field::kPurpose), TimeToLiveOf(k).count(), value(Field::kUser),
      value(Field::kObjection), value(Field::kDecision), value(Field::kAccess),
      value(Field::kSharing), value(Field::kSource), value(Field::kCategory), DataOf(shape_, k));
}

Status Plain::Load(std::int64_t from, std::int64_t end) {
  constexpr std::int64_t kAtOnce = 500;
  for (std::int64_t k = from; k < end; k += kAtOnce)
    TRY(store_->Write([&](store::Tx& tx) -> Status {
      for (std::int64_t i = k; i < std::min(k + kAtOnce, end); ++i) TRY(Insert(tx, i));
      return {};
    }));
  std::int64_t last = last_;
  while (last < end - 1 && !last_.compare_exchange_weak(last, end - 1)) {
  }
  return {};
}

Result<std::int64_t> Plain::Read(const Operation& operation, bool data) {
  return store_->Read([&](store::ReadTx& tx) -> Result<std::int64_t> {
    if (!operation.by) {
      const Literal sql =
          data ? Literal("SELECT data FROM usertable WHERE key = $1")
               : Literal(
                     "SELECT pur, ttl, usr, obj, dec, acl, shr, src, cat FROM usertable WHERE "
                     "key = $1");
      return std::ssize(TRY(tx.Query(sql, KeyOf(operation.k))));
    }
    const Field by = *operation.by;
    return std::ssize(TRY(tx.Query(
        (data ? kData : kMetadata)[At(by)],
        ParamOf(by, ValueOf(shape_, by, operation.k), TimeToLiveOf(operation.k).count()))));
  });
}

Result<std::int64_t> Plain::Change(const Operation& operation) {
  const std::string key = KeyOf(operation.k);
  const auto param = [&](Field field, const std::string& value) {
    return ParamOf(field, value, TimeToLiveOf(operation.k).count());
  };
  const std::string of = operation.by ? ValueOf(shape_, *operation.by, operation.k) : key;
  const store::Param which = operation.by ? param(*operation.by, of) : store::Param(key);
  return store_->Write([&](store::Tx& tx) -> Result<std::int64_t> {
    if (operation.kind == Kind::kDeleteRecord)
      return operation.by ? tx.Execute(kDelete[At(*operation.by)], which)
                          : tx.Execute("DELETE FROM usertable WHERE key = $1", which);
    if (operation.kind == Kind::kUpdateData)
      return tx.Execute("UPDATE usertable SET data = $2 WHERE key = $1", key,
                        DataOf(shape_, operation.k));
    const std::string value = ValueOf(shape_, *operation.set, operation.k);
    return tx.Execute((*TRY(SetBy(operation.by)))[At(*operation.set)], which,
                      param(*operation.set, value));
  });
}

Result<std::int64_t> Plain::Do(const Operation& operation) {
  switch (operation.kind) {
    case Kind::kCreateRecord:
      TRY(store_->Write([&](store::Tx& tx) { return Insert(tx, operation.k); }));
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
      return Fail(Code::kInvalid, "A store that records nothing has no log to give.");
  }
  std::unreachable();
}

Result<std::int64_t> Plain::Size() {
  return store_->Read([](store::ReadTx& tx) -> Result<std::int64_t> {
    return TRY(tx.One("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"))
        .Int(0);
  });
}

}  // namespace almoner::gdprbench
