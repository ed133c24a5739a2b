// What GDPRbench changes and deletes, in Almoner.
#include <algorithm>
#include <utility>

#include "gdprbench/almoner.h"
#include "gdprbench/almoner_parts.h"
#include "retention/erase.h"

namespace almoner::gdprbench {
namespace {

constexpr std::size_t kInChange = 300;  // an entry names each record twice, and their people

// Whether what stands on the outside differs, which is for good: the record is made anew then.
bool Outside(const vault::Label& before, const vault::Label& now) {
  return before.category != now.category || before.purpose != now.purpose;
}

template <class T>
void Unique(std::vector<T>& all) {
  std::ranges::sort(all);
  all.erase(std::ranges::unique(all).begin(), all.end());
}

Status Unchanged(store::Tx& tx, const vault::Record& record) {
  if (TRY(tx.Maybe("SELECT 1 FROM record WHERE id = $1 AND digest = $2", record.label.id,
                   BytesView(record.digest))))
    return {};
  return Fail(Code::kConflict, "A record was changed meanwhile; try again.");
}

}  // namespace

std::string_view SealedNameOf(Field field) {
  switch (field) {
    case Field::kObjection:
      return "obj";
    case Field::kDecision:
      return "dec";
    case Field::kAccess:
      return "acl";
    case Field::kSharing:
      return "shr";
    case Field::kCategory:
      return "cat";
    case Field::kPurpose:
    case Field::kTimeToLive:
    case Field::kUser:
    case Field::kSource:
      break;
  }
  return {};
}

std::vector<std::span<const Numbered>> BatchesOf(std::span<const Numbered> all,
                                                 std::size_t most_people,
                                                 std::size_t most_records) {
  std::vector<std::span<const Numbered>> batches;
  std::size_t begin = 0;
  std::size_t people = 0;
  for (std::size_t at = 0; at < all.size(); ++at) {
    const bool other = at == begin || all[at].place.subject != all[at - 1].place.subject;
    if (at - begin == most_records || (other && people == most_people)) {
      batches.push_back(all.subspan(begin, at - begin));
      begin = at;
      people = 0;
    }
    if (other || at == begin) ++people;
  }
  if (begin < all.size()) batches.push_back(all.subspan(begin));
  return batches;
}

// A record as it was and as it is to be.
struct Almoner::Changing {
  std::int64_t k = 0;
  vault::Record before;
  vault::Label label;
  vault::Content content;
  SubjectId subject;
  std::optional<vault::ReadyRecord> ready = {};
  [[nodiscard]] bool anew() const {
    return Outside(before.label, label) || before.people.front().subject != subject;
  }
};

// What an update by the operation makes of what a record says: the value that follows from the
// operation's number, which for an update by anything but the key is another record's.
void Almoner::Set(vault::Content& content, const Operation& operation) const {
  const auto put = [&](std::string_view name, std::string value) {
    for (vault::FieldValue& field : content.fields)
      if (field.field == name) field.value = Personal(std::move(value));
  };
  if (operation.kind == Kind::kUpdateData) return put("data", DataOf(shape_, operation.k));
  const std::string value = ValueOf(shape_, *operation.set, operation.k);
  if (operation.set == Field::kSource)
    content.source = value;
  else
    put(SealedNameOf(*operation.set), value);
}

void Almoner::SetOutside(vault::Label& label, const Operation& operation) const {
  if (operation.set == Field::kTimeToLive) label.category = DataCategoryOf(shape_, operation.k);
  if (operation.set == Field::kPurpose)
    label.purpose = ValueOf(shape_, Field::kPurpose, operation.k);
}

// One record, put right where it stands.
Result<std::int64_t> Almoner::Correct(const Operation& operation) {
  const auto place = places_.Of(operation.k);
  if (!place) return 0;
  gate::Ask ask = AskFor(operation.k);
  ask.action = gate::Action::kWrite;
  auto changed =
      app_->gate().CorrectRecord(ask, place->record, place->subject,
                                 [&](const notice::Category&, vault::Content& content) -> Status {
                                   Set(content, operation);
                                   return {};
                                 });
  if (!changed && changed.error().code == Code::kNotFound) {
    const auto now = places_.There(operation.k);
    if (!now || now->subject == place->subject) return 0;
    return Fail(Code::kConflict, "The record became somebody else's meanwhile; try again.");
  }
  if (!changed) return std::unexpected(std::move(changed).error());
  if (!*changed) return NotAllowed();
  if (operation.set) places_.Set(operation.k, *operation.set, operation.k);
  return 1;
}

Result<std::int64_t> Almoner::Update(const Operation& operation) {
  const bool inside = operation.kind == Kind::kUpdateData || operation.set == Field::kSource ||
                      !SealedNameOf(*operation.set).empty();
  if (!operation.by && inside) return Again([&] { return Correct(operation); });
  const std::vector<Numbered> all = Meant(operation);
  std::int64_t changed = 0;
  for (const auto batch : BatchesOf(all, kInChange, kInChange))
    changed += TRY(Again([&] { return UpdateBatch(operation, batch); }));
  return changed;
}

// What is there is opened, changed and sealed anew; the version that was there is destroyed.
Result<std::int64_t> Almoner::UpdateBatch(const Operation& operation,
                                          std::span<const Numbered> batch) {
  const std::scoped_lock lock(many_);
  const auto still = operation.by ? Still(batch) : std::vector(batch.begin(), batch.end());
  if (still.empty()) return 0;
  auto records = TRY(OpenBatch(operation, still));
  const auto opened = std::ssize(records);
  const auto number_of = [&](const vault::Record& record) {
    return std::ranges::find(still, record.label.id,
                             [](const Numbered& one) { return one.place.record; })
        ->k;
  };
  std::optional<SubjectId> to;
  if (operation.set == Field::kUser && !records.empty()) {
    to = TRY(Receiver(operation));
    if (!to) {
      to = TRY(NewReceiver(operation, number_of(records.front()), records.front()));
      records.erase(records.begin());
    }
  }
  std::vector<Changing> all;
  for (vault::Record& record : records) {
    Changing changing{.k = number_of(record),
                      .before = record,
                      .label = record.label,
                      .content = record.content,
                      .subject = to ? *to : record.people.front().subject};
    ++changing.label.version;
    Set(changing.content, operation);
    SetOutside(changing.label, operation);
    all.push_back(std::move(changing));
  }
  if (!all.empty()) TRY(Put(operation, all));
  return opened;
}

Status Almoner::Seal(std::vector<Changing>& all) {
  std::vector<SubjectId> whose;
  for (const Changing& one : all) whose.push_back(one.subject);
  Unique(whose);
  const auto keys =
      app_->store().Read([&](store::ReadTx& tx) -> Result<std::vector<vault::PersonKey>> {
        std::vector<vault::PersonKey> found;
        for (const SubjectId& subject : whose)
          found.push_back(TRY(vault::LoadPersonKey(tx, app_->keys(), subject)));
        return found;
      });
  if (!keys && keys.error().code == Code::kNotFound)
    return Fail(Code::kConflict, "Somebody was erased meanwhile; try again.");
  if (!keys) return std::unexpected(keys.error());
  for (Changing& one : all) {
    one.ready =
        TRY(vault::Seal(app_->keys(), one.label, one.content,
                        {{.subject = one.subject, .part = vault::Part::kAbout}}, *keys, {}));
    one.ready->replaces = one.before.digest;
  }
  return {};
}

// By one entry, which names every version that goes and every one that comes.
Status Almoner::Put(const Operation& operation, std::vector<Changing>& all) {
  TRY(Seal(all));
  gate::Ask ask = AskFor(operation.k);
  ask.action = gate::Action::kWrite;
  for (const Changing& one : all) {
    ask.subjects.push_back(one.before.people.front().subject);
    ask.subjects.push_back(one.subject);
    ask.categories.push_back(one.before.label.category);
    ask.categories.push_back(one.label.category);
  }
  Unique(ask.subjects);
  Unique(ask.categories);
  auto changed =
      app_->gate().Act(ask, "record.corrected", [&](const gate::Change& change) -> Status {
        for (const Changing& one : all) {
          if (!one.anew()) {
            TRY(vault::Replace(change, change.pass, *one.ready));
            continue;
          }
          TRY(Unchanged(change.tx, one.before));
          TRY(vault::Remove(change, change.pass, one.before.label.id));
          TRY(vault::Insert(change, change.pass, *one.ready));
        }
        return {};
      });
  if (!changed && changed.error().code == Code::kNotFound)
    return Fail(Code::kConflict, "Somebody was erased meanwhile; try again.");
  if (!changed) return std::unexpected(std::move(changed).error());
  if (!*changed) return NotAllowed();
  for (const Changing& one : all) {
    if (operation.set == Field::kUser)
      places_.Move(one.k, {one.subject, one.label.id}, operation.k);
    else if (operation.set)
      places_.Set(one.k, *operation.set, operation.k);
  }
  return {};
}

// Whom the operation's number's user is; nothing: nobody yet, or not any more.
Result<std::optional<SubjectId>> Almoner::Receiver(const Operation& operation) {
  const auto user = places_.User(operation.k);
  if (!user) return user;
  const auto row = app_->store().Read(
      [&](store::ReadTx& tx) { return vault::LoadSubject(tx, app_->keys(), *user); });
  if (row) return user;
  if (row.error().code == Code::kNotFound) return std::optional<SubjectId>();
  return std::unexpected(row.error());
}

// Somebody new, whose first record is what another had until now: both are in one entry.
Result<std::optional<SubjectId>> Almoner::NewReceiver(const Operation& operation, std::int64_t k,
                                                      const vault::Record& first) {
  const std::scoped_lock lock(NewcomersOf(operation.k));
  if (TRY(Receiver(operation)))
    return Fail(Code::kConflict, "Somebody else made this person meanwhile; try again.");
  // What it is there for does not change with whose it is.
  const gate::Ask ask = {
      .actor = actor_, .purpose = first.label.purpose, .subjects = {first.people.front().subject}};
  auto made = TRY(
      app_->gate().AddPerson(ask, {"user", first.label.category, first.content},
                             [&](const gate::Change& change, const gate::Gate::Made&) -> Status {
                               TRY(Unchanged(change.tx, first));
                               return vault::Remove(change, change.pass, first.label.id);
                             }));
  if (!made) return NotAllowed();
  places_.Move(k, {made->subject, made->record}, operation.k);
  return std::optional(made->subject);
}

Result<std::int64_t> Almoner::Delete(const Operation& operation) {
  if (!operation.by) return Again([&] { return EraseKey(operation.k); });
  const std::vector<Numbered> all = Meant(operation);
  std::int64_t gone = 0;
  for (const auto of_one : BatchesOf(all, 1, retention::kMostInOrder))
    TRY(Again([&]() -> Result<std::int64_t> {
      TRY(EraseSome(of_one, gone));
      return gone;
    }));
  return gone;
}

// Asked for also where it is gone: that it was is an answer, which is recorded.
Result<std::int64_t> Almoner::EraseKey(std::int64_t k) {
  const auto place = places_.Of(k);
  if (!place) return 0;
  const bool taken = places_.Take(k);
  const Numbered one{k, *place};
  auto gone = EraseTaken({&one, 1});
  if (gone || gone.error().code != Code::kNotFound) {
    if (!gone && taken) places_.GiveBack(k);
    return gone;
  }
  // Whoever changes many has written down where it is now before they let go.
  const std::scoped_lock lock(many_);
  const auto now = places_.Of(k);
  const bool same = now->subject == place->subject && now->record == place->record;
  if (same && TRY(Held(place->record)) == 0) return 0;
  if (taken) places_.GiveBack(k);
  return Fail(Code::kConflict, "The record became somebody else's meanwhile; try again.");
}

// Adds what is destroyed to `gone`. Some may be another person's since they were meant.
Status Almoner::EraseSome(std::span<const Numbered> meant, std::int64_t& gone) {
  const std::scoped_lock lock(many_);
  std::vector<Numbered> taken;
  for (const Numbered& one : Still(meant))
    if (places_.Take(one.k)) taken.push_back(one);
  std::ranges::stable_sort(taken, {}, [](const Numbered& one) { return one.place.subject; });
  Status all;
  for (const auto of_one : BatchesOf(taken, 1, retention::kMostInOrder)) {
    const auto erased = EraseTaken(of_one);
    if (erased)
      gone += *erased;
    else
      all = GiveBack(of_one, erased.error());
  }
  return all;
}

// One that was erased by its own number meanwhile stays taken: nobody would find it again.
Status Almoner::GiveBack(std::span<const Numbered> of_one, const Error& why) {
  for (const Numbered& one : of_one)
    if (why.code != Code::kNotFound || TRY(Held(one.place.record)) > 0) places_.GiveBack(one.k);
  if (why.code != Code::kNotFound) return std::unexpected(why);
  return Fail(Code::kConflict, "One of many was erased meanwhile; try again without it.");
}

Result<std::int64_t> Almoner::Held(const RecordId& record) {
  return app_->store().Read([&](store::ReadTx& tx) -> Result<std::int64_t> {
    return TRY(tx.One("SELECT COUNT(*) FROM record WHERE id = $1", record)).Int(0);
  });
}

Result<std::int64_t> Almoner::EraseTaken(std::span<const Numbered> of_one) {
  retention::EraseOrder order{.subject = of_one.front().place.subject,
                              .actor = actor_,
                              .purpose = "law.rights",
                              .records = {},
                              .file = std::nullopt};
  for (const Numbered& one : of_one) order.records.push_back(one.place.record);
  auto erased = TRY(retention::Erase(app_->gate(), order));
  if (!erased) return NotAllowed();
  return erased->records;
}

}  // namespace almoner::gdprbench
