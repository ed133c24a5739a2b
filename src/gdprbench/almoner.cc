#include "gdprbench/almoner.h"

#include <fmt/format.h>

#include <algorithm>
#include <condition_variable>
#include <filesystem>

#include "app/accounts.h"
#include "base/log.h"
#include "retention/erase.h"

namespace almoner::gdprbench {
namespace {

constexpr int kTries = 20;  // against others who change the same person

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

std::string KeepOf(std::int64_t category) {
  constexpr std::int64_t kMostDays = 70'000;
  const auto days = TimeToLiveOf(category).count();
  return days > kMostDays ? "200 years" : std::to_string(days) + " days";
}

std::string ListOf(std::string_view prefix, std::int64_t count) {
  std::string list;
  for (std::int64_t i = 0; i < count; ++i)
    list += fmt::format("{}{}{}", i == 0 ? "" : ", ", prefix, i);
  return list;
}

// Not "no": a benchmark asks for what its notice allows, and a refusal would be measured as speed.
std::unexpected<Error> NotAllowed() {
  return Fail(Code::kInternal, "The benchmark's notice refused what it was written to allow.");
}

}  // namespace

std::string NoticeFor(const Shape& shape) {
  std::string text(kHead);
  text += "data:\n";
  for (std::int64_t i = 0; i < shape.categories; ++i)
    text += fmt::format(
        "  - id: cat{0}\n    name: category {0}\n    fields:\n"
        "      - {{id: data, label: Data}}\n      - {{id: obj, label: Objections}}\n"
        "      - {{id: dec, label: Decisions}}\n      - {{id: acl, label: Access}}\n"
        "      - {{id: shr, label: Sharing}}\n",
        i);
  const std::string categories = ListOf("cat", shape.categories);
  text += "activities:\n";
  for (std::int64_t i = 0; i < shape.purposes; ++i)
    text += fmt::format(
        "  - {{id: purpose{0}, purpose: purpose {0}, basis: 6(1)(f), authority: a benchmark, "
        "people: [user], reads: [{1}], writes: [{1}], roles: [desk], clause: B-1}}\n",
        i, categories);
  text += "retention:\n";
  for (std::int64_t i = 0; i < shape.categories; ++i)
    text += fmt::format(
        "  - {{id: ttl{0}, data: [cat{0}], from: recorded, keep: {1}, unattended: yes, because: "
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
  return content;
}

std::optional<Almoner::Place> Almoner::PlaceOf(std::int64_t k) const {
  const std::shared_lock lock(mutex_);
  const auto found = places_.find(k);
  return found == places_.end() ? std::nullopt : std::optional(found->second);
}

std::optional<SubjectId> Almoner::UserOf(std::int64_t k) const {
  const std::shared_lock lock(mutex_);
  const auto found = users_.find(k % shape_.users);
  return found == users_.end() ? std::nullopt : std::optional(found->second);
}

void Almoner::Remember(std::int64_t k, const SubjectId& subject, const RecordId& record) {
  const std::scoped_lock lock(mutex_);
  users_.insert_or_assign(k % shape_.users, subject);
  places_.insert_or_assign(k, Place{subject, record});
}

Result<Almoner::Added> Almoner::AddTo(std::int64_t k) {
  const auto subject = UserOf(k);
  if (!subject) return Added::kNobodyThere;
  auto added =
      app_->gate().AddRecord(AskFor(k), {ValueOf(shape_, Field::kCategory, k),
                                         ContentOf(k),
                                         {{.subject = *subject, .part = vault::Part::kAbout}}});
  if (!added && added.error().code == Code::kNotFound) return Added::kNobodyThere;
  if (!added) return std::unexpected(std::move(added).error());
  if (!*added) return NotAllowed();
  Remember(k, *subject, (*added)->record);
  return Added::kYes;
}

// The first record of a user, or of one who was erased since, makes a person: one, however many
// come with a record of theirs at the same time.
Status Almoner::Create(std::int64_t k) {
  if (TRY(AddTo(k)) == Added::kYes) return {};
  const std::scoped_lock lock(
      newcomers_[static_cast<std::size_t>(k % shape_.users) % newcomers_.size()]);
  if (TRY(AddTo(k)) == Added::kYes) return {};
  auto made = TRY(app_->gate().AddPerson(
      AskFor(k), {"user", ValueOf(shape_, Field::kCategory, k), ContentOf(k)}));
  if (!made) return NotAllowed();
  Remember(k, made->subject, made->record);
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
Result<std::vector<vault::Record>> Almoner::Open(const Operation& operation) {
  if (operation.by && *operation.by != Field::kUser)
    return Fail(Code::kInvalid,
                "Almoner finds records by person and by their own ids; other workloads of "
                "GDPRbench than customer and regulator ask for more.");
  gate::Ask ask = AskFor(operation.k);
  if (operation.by) {
    const auto user = UserOf(operation.k);
    if (!user) return std::vector<vault::Record>();
    ask.subjects = {*user};
  } else {
    const auto place = PlaceOf(operation.k);
    if (!place) return std::vector<vault::Record>();
    ask.subjects = {place->subject};
    ask.records = {place->record};
  }
  auto opened = app_->gate().Open(ask);
  if (!opened && opened.error().code == Code::kNotFound) return std::vector<vault::Record>();
  if (!opened) return std::unexpected(std::move(opened).error());
  if (!*opened) return NotAllowed();
  return vault::Reveal(std::move((*opened)->permit), app_->keys(), app_->clock());
}

Result<std::int64_t> Almoner::Read(const Operation& operation, bool data) {
  std::int64_t found = 0;
  for (const vault::Record& record : TRY(Open(operation)))
    found += record.content.Find(data ? "data" : "shr") != nullptr ? 1 : 0;
  return found;
}

// Again where somebody else was at the same person.
template <class Once>
Result<std::int64_t> Again(const Once& once) {
  for (int tries = 1;; ++tries) {
    auto done = once();
    if (done || done.error().code != Code::kConflict || tries == kTries) return done;
  }
}

Result<std::int64_t> Almoner::Update(const Operation& operation) {
  return Again([&] { return UpdateOnce(operation); });
}

// What an update by the operation makes of a record: the value that follows from the operation's
// number, which for an update by user is another record's.
Status Almoner::Set(vault::Content& content, const vault::Label& label,
                    const Operation& operation) const {
  const auto put = [&](std::string_view name, std::string value) {
    for (vault::FieldValue& field : content.fields)
      if (field.field == name) field.value = Personal(std::move(value));
  };
  if (operation.kind == Kind::kUpdateData) {
    put("data", DataOf(shape_, operation.k));
    return {};
  }
  const std::string value = ValueOf(shape_, *operation.set, operation.k);
  switch (*operation.set) {
    case Field::kObjection:
      put("obj", value);
      return {};
    case Field::kDecision:
      put("dec", value);
      return {};
    case Field::kAccess:
      put("acl", value);
      return {};
    case Field::kSharing:
      put("shr", value);
      return {};
    case Field::kSource:
      content.source = value;
      return {};
    case Field::kUser:  // theirs already: by key and by user the person is the same
      return {};
    case Field::kPurpose:
    case Field::kTimeToLive:
    case Field::kCategory:
      break;
  }
  // Category, time to live and purpose stand on the outside of a record, for good.
  const bool same = *operation.set == Field::kPurpose
                        ? label.purpose == value
                        : label.category == ValueOf(shape_, Field::kCategory, operation.k);
  if (same) return {};
  return Fail(Code::kInvalid,
              "A record of Almoner's keeps the category and purpose that it was recorded under.");
}

// What is there is opened, changed and sealed anew; the version that was there is destroyed.
Result<std::int64_t> Almoner::UpdateOnce(const Operation& operation) {
  const auto records = TRY(Open(operation));
  if (records.empty()) return 0;
  const SubjectId subject = records.front().people.front().subject;
  auto key = app_->store().Read(
      [&](store::ReadTx& tx) { return vault::LoadPersonKey(tx, app_->keys(), subject); });
  if (!key && key.error().code == Code::kNotFound) return 0;
  std::vector<vault::PersonKey> keys;
  keys.push_back(TRY(std::move(key)));
  std::vector<vault::ReadyRecord> ready;
  for (const vault::Record& record : records) {
    vault::Label label = record.label;
    ++label.version;
    vault::Content content = record.content;
    TRY(Set(content, label, operation));
    ready.push_back(TRY(vault::Seal(app_->keys(), label, content, record.people, keys, {})));
    ready.back().replaces = record.digest;
  }
  gate::Ask ask = AskFor(operation.k);
  ask.subjects = {subject};
  ask.action = gate::Action::kWrite;
  for (const vault::Record& record : records) ask.categories.push_back(record.label.category);
  auto changed =
      app_->gate().Act(ask, "record.corrected", [&](const gate::Change& change) -> Status {
        for (const vault::ReadyRecord& record : ready)
          TRY(vault::Replace(change, change.pass, record));
        return {};
      });
  if (!changed && changed.error().code == Code::kNotFound) return 0;  // erased meanwhile
  if (!changed) return std::unexpected(std::move(changed).error());
  if (!*changed) return NotAllowed();
  return std::ssize(ready);
}

Result<std::int64_t> Almoner::Delete(const Operation& operation) {
  return Again([&] { return DeleteOnce(operation); });
}

Result<std::int64_t> Almoner::DeleteOnce(const Operation& operation) {
  const auto place = PlaceOf(operation.k);
  const auto whose = operation.by ? UserOf(operation.k)
                     : place      ? std::optional(place->subject)
                                  : std::nullopt;
  if (!whose) return 0;
  retention::EraseOrder order{.subject = *whose,
                              .actor = actor_,
                              .purpose = "law.rights",
                              .records = {},
                              .file = std::nullopt};
  if (operation.by) {
    for (const vault::Record& record : TRY(Open(operation)))
      order.records.push_back(record.label.id);
    if (order.records.empty()) return 0;
  } else {
    order.records = {place->record};
  }
  auto erased = retention::Erase(app_->gate(), order);
  if (!erased && erased.error().code == Code::kNotFound) return 0;
  if (!erased) return std::unexpected(std::move(erased).error());
  if (!*erased) return NotAllowed();
  return (*erased)->records;
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
