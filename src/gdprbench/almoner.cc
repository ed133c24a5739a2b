#include "gdprbench/almoner.h"

#include <fmt/format.h>

#include <algorithm>
#include <condition_variable>
#include <filesystem>

#include "app/accounts.h"
#include "base/log.h"
#include "gdprbench/almoner_parts.h"

namespace almoner::gdprbench {
namespace {

constexpr std::size_t kPeopleInEntry = 1000;     // an entry has room for some 1,350
constexpr std::size_t kRecordsInReading = 5000;  // opened before the permit is over

constexpr std::string_view kHead = R"(almoner: notice/1
version: "1"
organisation:
  name: GDPRbench
  nation: england-and-wales
  address: 1 Quay Street, Portwick
  contact: privacy@gdprbench.example
  officer: data protection officer
  complaints: write to the data protection officer
clauses:
  - {id: B-1, text: We keep what the benchmark puts in.}
subjects:
  - {id: user, name: users}
roles:
  - {id: desk, name: Desk, reach: everyone, duties: [care, rights, retention, audit, administer]}
)";

std::string KeepOf(std::int64_t time_to_live) {
  constexpr std::int64_t kMostDays = 70'000;
  const auto days = TimeToLiveOf(time_to_live).count();
  return days > kMostDays ? "200 years" : std::to_string(days) + " days";
}

std::string ListOf(std::string_view prefix, std::int64_t count) {
  std::string list;
  for (std::int64_t i = 0; i < count; ++i)
    list += fmt::format("{}{}{}", i == 0 ? "" : ", ", prefix, i);
  return list;
}

}  // namespace

std::unexpected<Error> NotAllowed() {
  return Fail(Code::kInternal, "The benchmark's notice refused what it was written to allow.");
}

std::string DataCategoryOf(const Shape& shape, std::int64_t k) {
  return "ttl" + std::to_string(k % shape.Count(Field::kTimeToLive));
}

std::string NoticeFor(const Shape& shape) {
  std::string text(kHead);
  text += "data:\n";
  const std::int64_t times = shape.Count(Field::kTimeToLive);
  for (std::int64_t i = 0; i < times; ++i)
    text += fmt::format(
        "  - id: ttl{0}\n    name: time to live {0}\n    fields:\n"
        "      - {{id: data, label: Data}}\n      - {{id: obj, label: Objections}}\n"
        "      - {{id: dec, label: Decisions}}\n      - {{id: acl, label: Access}}\n"
        "      - {{id: shr, label: Sharing}}\n      - {{id: cat, label: Category}}\n",
        i);
  const std::string categories = ListOf("ttl", times);
  text += "activities:\n";
  for (std::int64_t i = 0; i < shape.purposes; ++i)
    text += fmt::format(
        "  - {{id: purpose{0}, purpose: purpose {0}, basis: 6(1)(f), authority: a benchmark, "
        "people: [user], reads: [{1}], writes: [{1}], roles: [desk], clause: B-1}}\n",
        i, categories);
  text += "retention:\n";
  for (std::int64_t i = 0; i < times; ++i)
    text += fmt::format(
        "  - {{id: keep{0}, data: [ttl{0}], from: recorded, keep: {1}, unattended: yes, because: "
        "the "
        "benchmark says so, clause: B-1}}\n",
        i, KeepOf(i));
  text += "rights:\n  - {right: access, days: 30, clause: B-1}\n";
  return text;
}

Result<std::unique_ptr<Almoner>> Almoner::Create(const app::Settings& settings, const Shape& shape,
                                                 Random& random, const Clock& clock) {
  const app::FirstAccount first{Personal(std::string("Benchmark")),
                                Personal(std::string("gdprbench")),
                                Personal(std::string("gdprbench")), app::NewPassword(random)};
  TRY(app::App::Create(settings, NoticeFor(shape), first, random, clock));
  auto app = TRY(app::App::OpenWith(settings, random, clock));
  const StaffId actor = TRY(app->store().Read(
      [&](store::ReadTx& tx) { return staff::FindByOsUser(tx, app->keys(), first.os_user); }));
  return std::unique_ptr<Almoner>(new Almoner(std::move(app), actor, shape));
}

Almoner::Almoner(std::unique_ptr<app::App> app, StaffId actor, const Shape& shape)
    : app_(std::move(app)),
      actor_(actor),
      shape_(shape),
      places_(shape),
      sealer_([this](const std::stop_token& stop) { SealEverySecond(stop); }) {}

void Almoner::SealEverySecond(const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any wake;
  std::unique_lock lock(mutex);
  while (!wake.wait_for(lock, stop, std::chrono::seconds(1), [&] { return stop.stop_requested(); }))
    if (const Status settled = app_->Settle(); !settled)
      log::Failure("Sealing the log", settled.error());
}

gate::Ask Almoner::AskFor(std::int64_t k) const {
  return {.actor = actor_, .purpose = ValueOf(shape_, Field::kPurpose, k)};
}

vault::Content Almoner::ContentOf(std::int64_t k) const {
  vault::Content content;
  content.source = ValueOf(shape_, Field::kSource, k);
  content.fields.push_back({"data", Personal(DataOf(shape_, k))});
  content.fields.push_back({"obj", Personal(ValueOf(shape_, Field::kObjection, k))});
  content.fields.push_back({"dec", Personal(ValueOf(shape_, Field::kDecision, k))});
  content.fields.push_back({"acl", Personal(ValueOf(shape_, Field::kAccess, k))});
  content.fields.push_back({"shr", Personal(ValueOf(shape_, Field::kSharing, k))});
  content.fields.push_back({"cat", Personal(ValueOf(shape_, Field::kCategory, k))});
  return content;
}

Result<Almoner::Added> Almoner::AddTo(std::int64_t k) {
  const auto subject = places_.User(k);
  if (!subject) return Added::kNobodyThere;
  auto added =
      app_->gate().AddRecord(AskFor(k), {DataCategoryOf(shape_, k),
                                         ContentOf(k),
                                         {{.subject = *subject, .part = vault::Part::kAbout}}});
  if (!added && added.error().code == Code::kNotFound) return Added::kNobodyThere;
  if (!added) return std::unexpected(std::move(added).error());
  if (!*added) return NotAllowed();
  places_.Put(k, {*subject, (*added)->record});
  return Added::kYes;
}

// The first record of a user, or of one who was erased since, makes a person: one, however many
// come with a record of theirs at the same time.
Status Almoner::Create(std::int64_t k) {
  if (TRY(AddTo(k)) == Added::kYes) return {};
  const std::scoped_lock lock(NewcomersOf(k));
  if (TRY(AddTo(k)) == Added::kYes) return {};
  auto made =
      TRY(app_->gate().AddPerson(AskFor(k), {"user", DataCategoryOf(shape_, k), ContentOf(k)}));
  if (!made) return NotAllowed();
  places_.Put(k, {made->subject, made->record});
  return {};
}

Status Almoner::Load(std::int64_t from, std::int64_t end) {
  for (std::int64_t k = from; k < end; ++k) TRY(Create(k));
  std::int64_t last = last_;
  while (last < end - 1 && !last_.compare_exchange_weak(last, end - 1)) {
  }
  return {};
}

// Opened and decrypted; empty where nobody or nothing is there any more.
Result<std::vector<vault::Record>> Almoner::Open(const Operation& operation,
                                                 std::vector<SubjectId> subjects,
                                                 std::vector<RecordId> records) {
  gate::Ask ask = AskFor(operation.k);
  ask.subjects = std::move(subjects);
  ask.records = std::move(records);
  auto opened = app_->gate().Open(ask);
  if (!opened && opened.error().code == Code::kNotFound) {
    if (ask.subjects.size() == 1) return std::vector<vault::Record>();
    return Fail(Code::kConflict, "One of many was erased meanwhile; ask again without them.");
  }
  if (!opened) return std::unexpected(std::move(opened).error());
  if (!*opened) return NotAllowed();
  return vault::Reveal(std::move((*opened)->permit), app_->keys(), app_->clock());
}

// Whether the record says what the operation asks for; by key and by user it was asked for by id.
bool Almoner::Matches(const vault::Record& record, const Operation& operation) const {
  if (!operation.by || *operation.by == Field::kUser) return true;
  const std::string value = ValueOf(shape_, *operation.by, operation.k);
  if (*operation.by == Field::kPurpose) return record.label.purpose == value;
  if (*operation.by == Field::kTimeToLive)
    return record.label.category == DataCategoryOf(shape_, operation.k);
  if (*operation.by == Field::kSource) return record.content.source == value;
  const std::string* const said = record.content.Find(SealedNameOf(*operation.by));
  return said != nullptr && *said == value;
}

std::vector<Numbered> Almoner::Meant(const Operation& operation) const {
  if (operation.by) return places_.With(*operation.by, operation.k);
  const auto place = places_.Of(operation.k);
  if (!place) return {};
  return {{operation.k, *place}};
}

// Those of a batch that nobody has taken away meanwhile.
std::vector<Numbered> Almoner::Still(std::span<const Numbered> batch) const {
  std::vector<Numbered> still;
  for (const Numbered& one : batch)
    if (const auto place = places_.There(one.k)) still.push_back({one.k, *place});
  return still;
}

Result<std::vector<vault::Record>> Almoner::OpenBatch(const Operation& operation,
                                                      const std::vector<Numbered>& batch) {
  std::vector<SubjectId> subjects;
  std::vector<RecordId> ids;
  for (const Numbered& one : batch) {
    subjects.push_back(one.place.subject);
    ids.push_back(one.place.record);
  }
  std::ranges::sort(subjects);
  subjects.erase(std::ranges::unique(subjects).begin(), subjects.end());
  auto records = TRY(Open(operation, std::move(subjects), std::move(ids)));
  std::erase_if(records, [&](const auto& record) { return !Matches(record, operation); });
  return records;
}

Result<std::int64_t> Almoner::Read(const Operation& operation, bool data) {
  const auto count = [&](const std::vector<vault::Record>& records) {
    return std::ranges::count_if(records, [&](const vault::Record& record) {
      return record.content.Find(data ? "data" : "shr") != nullptr;
    });
  };
  if (operation.by == Field::kUser) {
    const auto user = places_.User(operation.k);
    return user ? count(TRY(Open(operation, {*user}, {}))) : 0;
  }
  const std::vector<Numbered> all = Meant(operation);
  std::int64_t found = 0;
  for (const auto batch : BatchesOf(all, kPeopleInEntry, kRecordsInReading))
    found += TRY(Again([&]() -> Result<std::int64_t> {
      // What was deleted by its key is looked for all the same: that it is gone is an answer.
      const auto still = operation.by ? Still(batch) : std::vector(batch.begin(), batch.end());
      return still.empty() ? 0 : count(TRY(OpenBatch(operation, still)));
    }));
  return found;
}

// That the log was looked at is in it too.
Result<std::int64_t> Almoner::Logs(std::int64_t lines) {
  auto allowed = TRY(app_->gate().Act({.actor = actor_, .purpose = "law.regulator"}, "log.read",
                                      [](const gate::Change&) -> Status { return {}; }));
  if (!allowed) return NotAllowed();
  return app_->store().Read([&](store::ReadTx& tx) -> Result<std::int64_t> {
    return std::ssize(
        TRY(tx.Query("SELECT seq, body, leaf FROM audit_entry WHERE seq IS NOT NULL "
                     "ORDER BY seq DESC LIMIT $1",
                     lines)));
  });
}

Result<std::int64_t> Almoner::Do(const Operation& operation) {
  switch (operation.kind) {
    case Kind::kCreateRecord:
      TRY(Create(operation.k));
      return 1;
    case Kind::kReadData:
      return Read(operation, true);
    case Kind::kReadMetadata:
      return Read(operation, false);
    case Kind::kUpdateData:
    case Kind::kUpdateMetadata:
      return Update(operation);
    case Kind::kDeleteRecord:
      return Delete(operation);
    case Kind::kVerifyDeletion:
      return TRY(Read(operation, false)) == 0 ? 1 : 0;
    case Kind::kGetSystemLogs:
      return Logs(operation.lines);
  }
  std::unreachable();
}

Result<std::int64_t> Almoner::Size() {
  TRY(app_->Settle());
  app_->store().Scrub();
  std::error_code error;
  std::int64_t bytes = 0;
  if (app_->settings().store != "sqlite")
    bytes = TRY(app_->store().Read([](store::ReadTx& tx) -> Result<std::int64_t> {
      return TRY(tx.One("SELECT pg_database_size(current_database())")).Int(0);
    }));
  namespace fs = std::filesystem;
  for (fs::recursive_directory_iterator at(app_->settings().home.path(), error), end;
       !error && at != end; at.increment(error))
    if (at->is_regular_file(error)) bytes += static_cast<std::int64_t>(at->file_size(error));
  if (error) return Fail(Code::kUnavailable, "The benchmark's home cannot be measured.");
  return bytes;
}

}  // namespace almoner::gdprbench
