#include "gate/reserve.h"

#include <algorithm>

#include "audit/log.h"
#include "base/file.h"
#include "base/log.h"
#include "gate/break_glass.h"
#include "gate/internal.h"

namespace almoner::gate {
namespace {

constexpr std::size_t kWhole = Reserve::kPlaces * Reserve::kPlace;

Bytes NumberOf(std::size_t place) {
  Writer out;
  out.U64(place);
  return std::move(out).bytes();
}

void PutSubjects(Writer& out, const std::vector<SubjectId>& subjects) {
  out.U32(static_cast<std::uint32_t>(subjects.size()));
  for (const SubjectId& subject : subjects) out.Raw(subject.bytes());
}

Result<std::vector<SubjectId>> TakeSubjects(Reader& in) {
  std::vector<SubjectId> subjects;
  const std::uint32_t count = TRY(in.U32());
  for (std::uint32_t i = 0; i < count; ++i)
    subjects.push_back(TRY(SubjectId::From(TRY(in.Raw(SubjectId::kSize)))));
  return subjects;
}

Result<Bytes> Packed(const Reserved& reserved) {
  Writer out;
  out.Sized(TRY(audit::Encode(reserved.entry))).Raw(reserved.staff.bytes());
  PutSubjects(out, reserved.subjects);
  PutSubjects(out, reserved.broken);
  out.Sized(AsBytes(reserved.ground)).Sized(AsBytes(reserved.role));
  return std::move(out).bytes();
}

Result<Reserved> Unpacked(BytesView bytes) {
  Reader in(bytes);
  audit::Entry entry = TRY(audit::Decode(TRY(in.Sized())));
  const StaffId staff = TRY(StaffId::From(TRY(in.Raw(StaffId::kSize))));
  Reserved reserved{.entry = std::move(entry),
                    .staff = staff,
                    .subjects = {},
                    .broken = {},
                    .ground = {},
                    .role = {}};
  reserved.subjects = TRY(TakeSubjects(in));
  reserved.broken = TRY(TakeSubjects(in));
  reserved.ground = AsText(TRY(in.Sized()));
  reserved.role = AsText(TRY(in.Sized()));
  TRY(in.Done());
  return reserved;
}

}  // namespace

Result<std::unique_ptr<Reserve>> Reserve::Open(const OperatorPath& file, const keys::Keys& keys) {
  auto bytes = ReadFile(file, Access::kOwnerOnly, kWhole + 1);
  if (!bytes && bytes.error().code == Code::kNotFound) {
    TRY(WriteNewFile(file, Bytes(kWhole)));
    bytes = ReadFile(file, Access::kOwnerOnly, kWhole + 1);
  }
  const SecretBytes all = TRY(std::move(bytes));
  if (all.size() != kWhole)
    return Fail(Code::kCorrupt, "The reserve for emergency readings has another size than it had.",
                Detail("file", file));
  std::unique_ptr<Reserve> reserve(new Reserve(file, keys));
  for (std::size_t number = 0; number < kPlaces; ++number) {
    const BytesView place = all.view().subspan(number * kPlace, kPlace);
    if (std::ranges::all_of(place, [](std::uint8_t byte) { return byte == 0; })) continue;
    auto reserved = reserve->OpenPlace(place, number);
    if (reserved)
      reserve->held_.emplace(number, *std::move(reserved));
    else
      reserve->damaged_.push_back(number);
  }
  return reserve;
}

Result<Reserved> Reserve::OpenPlace(BytesView place, std::size_t number) const {
  Reader in(place);
  const BytesView sealed = TRY(in.Sized());
  const SecretBytes plain = TRY(keys_.Open(keys_.ledger().EventKey(), keys::SealedField::kReserve,
                                           keys_.home().bytes(), NumberOf(number), sealed));
  return Unpacked(plain.view());
}

Status Reserve::WritePlace(std::size_t number, BytesView bytes) {
  return OverwriteFile(file_, number * kPlace, bytes);
}

Status Reserve::Put(const Reserved& reserved) {
  const std::scoped_lock lock(mutex_);
  std::size_t number = 0;
  while (held_.contains(number) || std::ranges::find(damaged_, number) != damaged_.end()) ++number;
  if (number >= kPlaces)
    return Fail(Code::kUnavailable,
                "The database takes nothing, and the reserve for emergency readings is full; make "
                "room on the database's disk.");
  Writer place;
  place.Sized(keys_.Seal(keys_.ledger().EventKey(), keys::SealedField::kReserve,
                         keys_.home().bytes(), NumberOf(number), TRY(Packed(reserved))));
  Bytes bytes = std::move(place).bytes();
  if (bytes.size() > kPlace)
    return Fail(Code::kUnavailable,
                "The database takes nothing, and this is about too many people for the reserve; "
                "open one person's record at a time.");
  bytes.resize(kPlace);
  TRY(WritePlace(number, bytes));
  if (held_.empty())
    log::Info(
        "The database takes nothing; who breaks the glass in an emergency reads on from the "
        "reserve.");
  held_.emplace(number, reserved);
  return {};
}

std::optional<Reserve::Held> Reserve::First() const {
  const std::scoped_lock lock(mutex_);
  if (held_.empty()) return std::nullopt;
  return Held{.place = held_.begin()->first, .reserved = held_.begin()->second};
}

Status Reserve::Free(std::size_t place) {
  const std::scoped_lock lock(mutex_);
  TRY(WritePlace(place, Bytes(kPlace)));
  held_.erase(place);
  if (held_.empty())
    log::Info("What was read in emergencies is in the database; the reserve is empty again.");
  return {};
}

Status Reserve::Empty(const std::function<Status(const Reserved&)>& take) {
  const std::scoped_lock emptying(emptying_);
  while (const auto held = First()) {
    TRY(take(held->reserved));
    TRY(Free(held->place));
  }
  return {};
}

std::size_t Reserve::waiting() const {
  const std::scoped_lock lock(mutex_);
  return held_.size();
}

std::size_t Reserve::damaged() const {
  const std::scoped_lock lock(mutex_);
  return damaged_.size();
}

bool IsEmergency(const Ask& ask) {
  return ask.actor && ask.break_glass == BreakGlass::kEmergency && ask.action == Action::kRead;
}

// Decided by what stands in the database, as any reading. What would be refused is not given, and
// not told either: it could not be recorded without using up what emergencies need.
Outcome<Opened> Gate::OpenFromReserve(const Ask& ask, const Names& names) {
  Reading reading =
      TRY(context_.store.Read([&](store::ReadTx& tx) { return Look(tx, ask, names); }));
  if (!reading.judged.verdict)
    return Fail(Code::kUnavailable,
                "The database takes nothing that is written, so nothing can be opened save in an "
                "emergency that the notice provides for.");
  reading.entry.counts["reserve"] = 1;
  Reserved reserved{.entry = reading.entry,
                    .staff = *ask.actor,
                    .subjects = ask.subjects,
                    .broken = reading.judged.broken,
                    .ground = std::string(Name(*ask.break_glass)),
                    .role = {}};
  if (reading.judged.verdict->role())
    reserved.role = context_.notice.roles[*reading.judged.verdict->role()].id;
  TRY(context_.reserve->Put(reserved));
  return Opened{.permit = vault::Permit(names.entry, context_.clock.Now(), std::move(reading.rows)),
                .words = reading.judged.Words(context_.notice),
                .closed = reading.closed};
}

Status Gate::PutBack(store::Tx& tx, const Reserved& reserved) const {
  audit::Entry entry = reserved.entry;
  if (TRY(tx.Maybe("SELECT 1 FROM audit_entry WHERE id = $1", entry.id))) return {};
  Ask ask{.actor = reserved.staff};
  // Whoever was erased meanwhile has neither a trail nor a glass any more.
  for (const SubjectId& subject : reserved.subjects) {
    if (!TRY(tx.Maybe("SELECT 1 FROM subject WHERE id = $1", subject))) continue;
    ask.subjects.push_back(subject);
    if (std::ranges::find(reserved.broken, subject) == reserved.broken.end()) continue;
    TRY(NoteBreach({.tx = tx, .keys = context_.keys, .entry = entry, .now = entry.at},
                   {.id = EventId::New(context_.random),
                    .staff = reserved.staff,
                    .subject = subject,
                    .ground = reserved.ground,
                    .at = entry.at}));
  }
  TRY(audit::Append(tx, entry));
  return Trail(tx, ask, entry, reserved.role);
}

Status Gate::EmptyReserve() {
  if (context_.reserve == nullptr) return {};
  return context_.reserve->Empty([&](const Reserved& reserved) {
    return context_.store.Write([&](store::Tx& tx) { return PutBack(tx, reserved); });
  });
}

}  // namespace almoner::gate
