#include "keys/ledger.h"

#include <algorithm>
#include <utility>

#include "base/file.h"
#include "crypto/aead.h"
#include "crypto/hash.h"

namespace almoner::keys {
namespace {

constexpr std::size_t kSlot = 131072;       // of a new ledger: room for over a thousand backups
constexpr std::size_t kMostFile = 4 << 20;  // bytes
constexpr std::uint8_t kWithBackups = 2;    // 1: before there were any
constexpr std::size_t kKey = crypto::kKeySize;
const BytesView kAssociated = AsBytes("almoner key ledger 1");

OperatorPath RootFile(const OperatorPath& directory) { return directory / "root.key"; }
OperatorPath LedgerFile(const OperatorPath& directory) { return directory / "ledger"; }

Result<SecretBytes> ReadKey(Reader& reader) { return SecretBytes::CopyOf(TRY(reader.Raw(kKey))); }

Result<SecretBytes> OpenSlot(BytesView slot, const SecretBytes& root) {
  Reader reader(slot);
  return crypto::Open(root, kAssociated, TRY(reader.Sized()));
}

}  // namespace

Ledger::Ledger(OperatorPath file, std::size_t slot, SecretBytes root, Random& random, State state)
    : file_(std::move(file)),
      slot_(slot),
      root_(std::move(root)),
      random_(random),
      state_(std::move(state)) {}

Ledger::State Ledger::State::Clone() const {
  State copy;
  copy.sequence = sequence;
  copy.log_seed = log_seed.Clone();
  for (const Epoch& epoch : epochs)
    copy.epochs.push_back({.number = epoch.number,
                           .key = epoch.key.Clone(),
                           .index_key = epoch.index_key.Clone(),
                           .begun = epoch.begun});
  for (const BackupEntry& entry : backups)
    copy.backups.push_back({.backup = entry.backup, .key = entry.key.Clone()});
  copy.recovery = recovery;
  return copy;
}

Bytes Ledger::Encode(const State& state) {
  Writer out;
  out.U8(kWithBackups).U64(state.sequence).Raw(state.log_seed.view());
  out.U32(static_cast<std::uint32_t>(state.epochs.size()));
  for (const Epoch& epoch : state.epochs)
    out.U64(static_cast<std::uint64_t>(epoch.number))
        .U64(static_cast<std::uint64_t>(epoch.begun.micros()))
        .Raw(epoch.key.view())
        .Raw(epoch.index_key.view());
  out.U32(static_cast<std::uint32_t>(state.backups.size()));
  for (const auto& [backup, key] : state.backups)
    out.Raw(backup.id.bytes())
        .U64(static_cast<std::uint64_t>(backup.made.micros()))
        .U64(static_cast<std::uint64_t>(backup.expires.micros()))
        .U64(static_cast<std::uint64_t>(backup.epoch))
        .U64(static_cast<std::uint64_t>(backup.replayed))
        .Raw(key.view());
  out.U8(state.recovery ? 1 : 0);
  if (state.recovery)
    out.Sized(state.recovery->public_key).U64(static_cast<std::uint64_t>(state.recovery->kit));
  return std::move(out).bytes();
}

namespace {

Result<std::int64_t> Number(Reader& reader) { return static_cast<std::int64_t>(TRY(reader.U64())); }

Result<Epoch> ReadEpoch(Reader& reader) {
  Epoch epoch;
  epoch.number = TRY(Number(reader));
  epoch.begun = Time::FromMicros(TRY(Number(reader)));
  epoch.key = TRY(ReadKey(reader));
  epoch.index_key = TRY(ReadKey(reader));
  return epoch;
}

Result<Backup> ReadBackup(Reader& reader) {
  Backup backup{
      .id = TRY(BackupId::From(TRY(reader.Raw(BackupId::kSize)))), .made = {}, .expires = {}};
  backup.made = Time::FromMicros(TRY(Number(reader)));
  backup.expires = Time::FromMicros(TRY(Number(reader)));
  backup.epoch = TRY(Number(reader));
  backup.replayed = TRY(Number(reader));
  return backup;
}

Result<std::optional<Recovery>> ReadRecovery(Reader& reader) {
  std::optional<Recovery> recovery;
  if (TRY(reader.U8()) == 0) return recovery;
  const BytesView key = TRY(reader.Sized());
  recovery = Recovery{.public_key = Bytes(key.begin(), key.end()), .kit = 0};
  recovery->kit = TRY(Number(reader));
  return recovery;
}

}  // namespace

Result<Ledger::State> Ledger::Decode(const SecretBytes& bytes) {
  Reader reader(bytes.view());
  const std::uint8_t version = TRY(reader.U8());
  if (version == 0 || version > kWithBackups)
    return Fail(Code::kConflict, "The key ledger was written by a newer program; use that one.");
  State state;
  state.sequence = TRY(reader.U64());
  state.log_seed = TRY(ReadKey(reader));
  const std::uint32_t epochs = TRY(reader.U32());
  for (std::uint32_t i = 0; i < epochs; ++i) state.epochs.push_back(TRY(ReadEpoch(reader)));
  if (state.epochs.empty()) return Fail(Code::kCorrupt, "The key ledger holds no epoch.");
  if (version >= kWithBackups) {
    const std::uint32_t backups = TRY(reader.U32());
    for (std::uint32_t i = 0; i < backups; ++i) {
      const Backup backup = TRY(ReadBackup(reader));
      state.backups.push_back({.backup = backup, .key = TRY(ReadKey(reader))});
    }
    state.recovery = TRY(ReadRecovery(reader));
  }
  TRY(reader.Done());
  return state;
}

Status Ledger::Make(const OperatorPath& directory, const SecretBytes& root, State state,
                    Random& random) {
  TRY(MakePrivateFolder(directory));
  TRY(WriteNewFile(RootFile(directory), root.view()));
  const SecretBytes empty(2 * kSlot);
  TRY(WriteNewFile(LedgerFile(directory), empty.view()));
  Ledger ledger(LedgerFile(directory), kSlot, root.Clone(), random, State());
  return ledger.Save(std::move(state));
}

Status Ledger::Create(const OperatorPath& directory, Random& random, const Clock& clock) {
  const SecretBytes root = crypto::NewKey(random);
  State state;
  state.log_seed = crypto::NewKey(random);
  state.epochs.push_back({.number = 1,
                          .key = crypto::NewKey(random),
                          .index_key = crypto::NewKey(random),
                          .begun = clock.Now()});
  return Make(directory, root, std::move(state), random);
}

Status Ledger::Import(const OperatorPath& directory, const SecretBytes& exported, Random& random) {
  return Make(directory, crypto::NewKey(random), TRY(Decode(exported)), random);
}

Result<std::unique_ptr<Ledger>> Ledger::Open(const OperatorPath& directory, Random& random) {
  SecretBytes root = TRY(ReadFile(RootFile(directory), Access::kOwnerOnly, 4096));
  if (root.size() != kKey)
    return Fail(Code::kInvalid, "The root key must be exactly 32 bytes.",
                Detail("file", RootFile(directory)));
  std::size_t slot = 0;
  State state = TRY(ReadNewest(LedgerFile(directory), root, slot));
  return std::unique_ptr<Ledger>(
      new Ledger(LedgerFile(directory), slot, std::move(root), random, std::move(state)));
}

Result<Ledger::State> Ledger::ReadNewest(const OperatorPath& file, const SecretBytes& root,
                                         std::size_t& slot) {
  const SecretBytes bytes = TRY(ReadFile(file, Access::kOwnerOnly, kMostFile));
  slot = bytes.size() / 2;
  std::optional<State> newest;
  for (const std::size_t at : {std::size_t{0}, slot}) {
    const auto opened = OpenSlot(bytes.view().subspan(at, slot), root);
    if (!opened) continue;  // torn by a crash: the other slot is whole
    State state = TRY(Decode(*opened));
    if (!newest || state.sequence > newest->sequence) newest = std::move(state);
  }
  if (!newest)
    return Fail(Code::kCorrupt,
                "The key ledger does not open: it is damaged, or belongs to another root key.",
                Detail("file", file));
  return *std::move(newest);
}

Status Ledger::Save(State next) {
  next.sequence = state_.sequence + 1;
  const SecretBytes plain = SecretBytes::CopyOf(Encode(next));
  const Bytes sealed = crypto::Seal(root_, kAssociated, plain.view(), random_);
  if (sealed.size() + 4 > slot_)
    return Fail(Code::kConflict,
                "The key ledger is full: too many backups have not expired. Drop some of them.");
  Writer slot;
  slot.Sized(sealed);
  Bytes bytes = std::move(slot).bytes();
  bytes.resize(slot_);
  const std::uint64_t older = (next.sequence % 2) * slot_;
  TRY(OverwriteFile(file_, older, bytes));
  // From here on the new state may be what is found after a crash.
  state_ = std::move(next);
  return OverwriteFile(file_, slot_ - older, bytes);
}

SecretBytes Ledger::Export() const {
  const std::scoped_lock lock(mutex_);
  return SecretBytes::CopyOf(Encode(state_));
}

SecretBytes Ledger::LogSeed() const {
  const std::scoped_lock lock(mutex_);
  return state_.log_seed.Clone();
}

SecretBytes Ledger::StampKey() const {
  const std::scoped_lock lock(mutex_);
  return crypto::Hkdf(state_.log_seed, {}, "almoner stamp 1");
}

SecretBytes Ledger::EventKey() const {
  const std::scoped_lock lock(mutex_);
  return crypto::Hkdf(state_.log_seed, {}, "almoner event ledger 1");
}

Time Ledger::EpochBegun() const {
  const std::scoped_lock lock(mutex_);
  return state_.epochs.back().begun;
}

SecretBytes Ledger::SuppressionKey() const {
  const std::scoped_lock lock(mutex_);
  return crypto::Hkdf(state_.log_seed, {}, "almoner suppression 1");
}

std::int64_t Ledger::CurrentEpoch() const {
  const std::scoped_lock lock(mutex_);
  return state_.epochs.back().number;
}

Result<SecretBytes> Ledger::EpochKey(std::int64_t number) const {
  const std::scoped_lock lock(mutex_);
  const auto found = std::ranges::find(state_.epochs, number, &Epoch::number);
  if (found == state_.epochs.end())
    return Fail(Code::kNotFound, "The key of this epoch was destroyed: what it sealed is gone.",
                Detail("epoch", number));
  return found->key.Clone();
}

SecretBytes Ledger::IndexKey() const {
  const std::scoped_lock lock(mutex_);
  return state_.epochs.back().index_key.Clone();
}

std::vector<std::int64_t> Ledger::Epochs() const {
  const std::scoped_lock lock(mutex_);
  std::vector<std::int64_t> numbers;
  for (const Epoch& epoch : state_.epochs) numbers.push_back(epoch.number);
  return numbers;
}

Result<std::int64_t> Ledger::BeginEpoch(const Clock& clock) {
  const std::scoped_lock lock(mutex_);
  State next = state_.Clone();
  const std::int64_t number = next.epochs.back().number + 1;
  next.epochs.push_back({.number = number,
                         .key = crypto::NewKey(random_),
                         .index_key = crypto::NewKey(random_),
                         .begun = clock.Now()});
  TRY(Save(std::move(next)));
  return number;
}

void Ledger::DropUnneeded(State& state, std::int64_t current) {
  std::int64_t oldest = current;
  for (const BackupEntry& entry : state.backups) oldest = std::min(oldest, entry.backup.epoch);
  std::erase_if(state.epochs, [&](const Epoch& epoch) { return epoch.number < oldest; });
}

Status Ledger::DestroyBefore(std::int64_t number) {
  const std::scoped_lock lock(mutex_);
  if (number > state_.epochs.back().number)
    return Fail(Code::kInvalid, "The current epoch cannot be destroyed.");
  State next = state_.Clone();
  DropUnneeded(next, number);
  return Save(std::move(next));
}

Result<SecretBytes> Ledger::AddBackup(const Backup& backup) {
  const std::scoped_lock lock(mutex_);
  if (backup.epoch < state_.epochs.front().number)
    return Fail(Code::kConflict, "The keys were rotated meanwhile; try again.");
  State next = state_.Clone();
  SecretBytes key = crypto::NewKey(random_);
  next.backups.push_back({.backup = backup, .key = key.Clone()});
  TRY(Save(std::move(next)));
  return key;
}

Result<SecretBytes> Ledger::BackupKey(const BackupId& id) const {
  const std::scoped_lock lock(mutex_);
  for (const BackupEntry& entry : state_.backups)
    if (entry.backup.id == id) return entry.key.Clone();
  return Fail(
      Code::kNotFound,
      "There is no key for this backup: it has expired and opens nothing any more, or it is "
      "newer than this copy of the key ledger (take a newer copy, or an older backup), or "
      "another home made it.",
      IdDetail("backup", id));
}

std::vector<Backup> Ledger::Backups() const {
  const std::scoped_lock lock(mutex_);
  std::vector<Backup> backups;
  for (const BackupEntry& entry : state_.backups) backups.push_back(entry.backup);
  return backups;
}

Result<std::vector<BackupId>> Ledger::Expire(Time now, std::int64_t current) {
  const std::scoped_lock lock(mutex_);
  State next = state_.Clone();
  std::vector<BackupId> gone;
  std::erase_if(next.backups, [&](const BackupEntry& entry) {
    if (entry.backup.expires > now) return false;
    gone.push_back(entry.backup.id);
    return true;
  });
  DropUnneeded(next, std::min(current, next.epochs.back().number));
  if (gone.empty() && next.epochs.size() == state_.epochs.size()) return gone;
  TRY(Save(std::move(next)));
  return gone;
}

Status Ledger::DropBackup(const BackupId& id) {
  const std::scoped_lock lock(mutex_);
  State next = state_.Clone();
  if (std::erase_if(next.backups,
                    [&](const BackupEntry& entry) { return entry.backup.id == id; }) == 0)
    return Fail(Code::kNotFound, "There is no such backup, or it has expired.",
                IdDetail("backup", id));
  return Save(std::move(next));
}

std::optional<Recovery> Ledger::recovery() const {
  const std::scoped_lock lock(mutex_);
  return state_.recovery;
}

Status Ledger::SetRecovery(const Recovery& recovery) {
  const std::scoped_lock lock(mutex_);
  State next = state_.Clone();
  next.recovery = recovery;
  return Save(std::move(next));
}

}  // namespace almoner::keys
