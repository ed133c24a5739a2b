#include "staff/training.h"

#include <algorithm>

#include "staff/rows.h"

namespace almoner::staff {
namespace {

using std::chrono::days;
using std::chrono::sys_days;

std::int64_t DaysOf(Date date) { return sys_days(date).time_since_epoch().count(); }
Date DateOf(std::int64_t count) { return Date(sys_days(days(count))); }
std::optional<std::int64_t> DaysOf(const std::optional<Date>& date) {
  if (!date) return std::nullopt;
  return DaysOf(*date);
}

struct Row {
  Training training;
  Bytes sealed;
};

Bytes ColumnsOf(const Row& row) {
  const Training& one = row.training;
  return keys::Columns(one.id, one.staff, std::string_view(one.rule), DaysOf(one.done),
                       DaysOf(one.until), BytesView(row.sealed), one.recorded_by, one.at);
}

crypto::Digest StampOf(const keys::Keys& keys, const Row& row) {
  return keys::Stamp(keys, keys::Stamped::kTraining, ColumnsOf(row));
}

// The row with its stamp, which is right.
Result<std::pair<Row, crypto::Digest>> Read(const keys::Keys& keys, const store::Row& from) {
  const auto id = TRY(from.As<EventId>(0));
  const auto staff = TRY(from.As<StaffId>(1));
  const auto recorded_by = TRY(from.As<StaffId>(6));
  Row row{.training = {.id = id, .staff = staff, .recorded_by = recorded_by}, .sealed = {}};
  row.training.rule = TRY(from.Text(2));
  row.training.done = DateOf(TRY(from.Int(3)));
  if (!from.IsNull(4)) row.training.until = DateOf(TRY(from.Int(4)));
  row.sealed = TRY(from.Blob(5));
  row.training.at = TRY(from.At(7));
  const auto stamp =
      TRY(keys::CheckStamp(keys, keys::Stamped::kTraining, ColumnsOf(row), TRY(from.Blob(8))));
  return std::pair(std::move(row), stamp);
}

Result<std::vector<Row>> RowsOf(store::ReadTx& tx, const keys::Keys& keys, const StaffId& staff) {
  std::vector<Row> rows;
  for (const store::Row& from :
       TRY(tx.Query("SELECT id, staff, rule, done, until, sealed, recorded_by, at, digest FROM "
                    "staff_training WHERE staff = $1 ORDER BY done, at, id",
                    staff)))
    rows.push_back(TRY(Read(keys, from)).first);
  return rows;
}

Result<SecretBytes> KeyOf(store::ReadTx& tx, const keys::Keys& keys, const StaffId& staff) {
  const keys::WrappedKey wrapped = TRY(keys::Load(tx, staff.bytes(), keys::Kind::kData));
  return keys.Unwrap(staff.bytes(), keys::Kind::kData, wrapped);
}

// Officers are those who answer for rights, and those who audit.
bool AsksOf(const notice::Notice& notice, const notice::PeopleRule& rule,
            const notice::RoleSet& roles) {
  if (!IsTraining(rule) || roles.none()) return false;
  if (rule.kind != "officer-training") return true;
  for (std::size_t i = 0; i < notice.roles.size(); ++i)
    for (const std::string& duty : notice.roles[i].duties)
      if (roles[i] && (duty == "rights" || duty == "audit")) return true;
  return false;
}

Asked Against(const notice::PeopleRule& rule, notice::Index index,
              const std::vector<Training>& done, Date today) {
  Asked asked{.rule = index};
  for (const Training& one : done) {
    if (one.rule != rule.id || sys_days(one.done) > sys_days(today)) continue;
    const auto until = CountsUntil(rule, one.done, one.until);
    const bool longer =
        asked.done && asked.until && (!until || sys_days(*until) > sys_days(*asked.until));
    if (asked.done && !longer) continue;
    asked.done = one.done;
    asked.until = until;
  }
  asked.current = asked.done && (!asked.until || sys_days(*asked.until) >= sys_days(today));
  return asked;
}

}  // namespace

Status Record(const keys::Change& change, const Training& training) {
  if (TRY(LoadAccount(change.tx, change.keys, training.staff)).row.ended)
    return Fail(Code::kNotFound, "There is no such staff account in office.");
  const SecretBytes key = TRY(KeyOf(change.tx, change.keys, training.staff));
  Row row{.training = training,
          .sealed = change.keys.Seal(key, keys::SealedField::kTraining, training.id.bytes(),
                                     training.staff.bytes(), AsBytes(training.by.Expose()))};
  const crypto::Digest stamp = StampOf(change.keys, row);
  TRY(change.tx.ExecuteOne(
      "INSERT INTO staff_training (id, staff, rule, done, until, sealed, recorded_by, at, digest) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
      training.id, training.staff, training.rule, DaysOf(training.done), DaysOf(training.until),
      row.sealed, training.recorded_by, training.at, BytesView(stamp)));
  change.Wrote(stamp);
  return {};
}

Status TakeBack(const keys::Change& change, const StaffId& staff, const EventId& id) {
  for (const Row& row : TRY(RowsOf(change.tx, change.keys, staff))) {
    if (row.training.id != id) continue;
    TRY(change.tx.ExecuteOne("DELETE FROM staff_training WHERE id = $1", id));
    change.Destroyed(StampOf(change.keys, row));
    return {};
  }
  return Fail(Code::kNotFound, "There is no such training on record.");
}

Result<std::vector<Training>> TrainingOf(store::ReadTx& tx, const keys::Keys& keys,
                                         const StaffId& staff) {
  std::vector<Training> all;
  auto rows = TRY(RowsOf(tx, keys, staff));
  if (rows.empty()) return all;
  const SecretBytes key = TRY(KeyOf(tx, keys, staff));
  for (Row& row : rows) {
    const SecretBytes by = TRY(keys.Open(key, keys::SealedField::kTraining, row.training.id.bytes(),
                                         staff.bytes(), row.sealed));
    row.training.by = Personal(std::string(by.text()));
    all.push_back(std::move(row.training));
  }
  return all;
}

bool IsTraining(const notice::PeopleRule& rule) {
  return (rule.kind == "training" || rule.kind == "officer-training") &&
         (rule.evidence == "records" || rule.evidence == "before-access");
}

bool BeforeAccess(const notice::PeopleRule& rule) {
  return IsTraining(rule) && rule.evidence == "before-access";
}

std::optional<Date> CountsUntil(const notice::PeopleRule& rule, Date done,
                                const std::optional<Date>& said) {
  if (!rule.every) return said;
  const Date again = notice::After(done, *rule.every);
  return said && sys_days(*said) < sys_days(again) ? said : again;
}

std::vector<Asked> AskedOf(const notice::Notice& notice, const notice::RoleSet& roles,
                           const std::vector<Training>& done, Date today) {
  std::vector<Asked> all;
  const auto& rules = notice.more.people_rules;
  for (std::size_t i = 0; i < rules.size(); ++i)
    if (AsksOf(notice, rules[i], roles))
      all.push_back(Against(rules[i], static_cast<notice::Index>(i), done, today));
  return all;
}

Result<std::optional<notice::Index>> Untrained(store::ReadTx& tx, const keys::Keys& keys,
                                               const notice::Notice& notice, const StaffId& staff,
                                               const notice::RoleSet& roles, Time now) {
  const auto& rules = notice.more.people_rules;
  const bool waits = std::ranges::any_of(rules, [&](const notice::PeopleRule& rule) {
    return BeforeAccess(rule) && AsksOf(notice, rule, roles);
  });
  if (!waits) return std::optional<notice::Index>();
  std::vector<Training> done;
  for (Row& row : TRY(RowsOf(tx, keys, staff))) done.push_back(std::move(row.training));
  for (const Asked& asked : AskedOf(notice, roles, done, LondonDate(now)))
    if (!asked.current && BeforeAccess(rules[asked.rule])) return std::optional(asked.rule);
  return std::optional<notice::Index>();
}

Status CheckTraining(store::ReadTx& tx, const keys::Keys& keys) {
  return keys::CheckEach(
      tx,
      "SELECT id, staff, rule, done, until, sealed, recorded_by, at, digest FROM staff_training "
      "WHERE digest > $1 ORDER BY digest LIMIT $2",
      [&](const store::Row& row) -> Result<crypto::Digest> { return TRY(Read(keys, row)).second; });
}

}  // namespace almoner::staff
