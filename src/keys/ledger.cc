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
constexpr int kOvertakings = 10;            // a change is made anew so often
constexpr std::size_t kKey = crypto::kKeySize;
const BytesView kAssociated = AsBytes("almoner key ledger 1");

OperatorPath RootFile(const OperatorPath& directory) { return directory / "root.key"; }
OperatorPath LedgerFile(const OperatorPath& directory) { return directory / "ledger"; }

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

Ledger::~Ledger() = default;

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

Status Ledger::CheckRoom(const State& next) const {
  constexpr std::size_t kAround = 4 + 28;  // its length, and what sealing adds
  if (Encode(next, Reach::kFile).size() + kAround <= slot_) return {};
  return Fail(Code::kConflict,
              "The key ledger is full: too many backups have not expired. Drop some of them.");
}

Status Ledger::Save(State next) {
  next.sequence = state_.sequence + 1;
  TRY(CheckRoom(next));
  const SecretBytes plain = SecretBytes::CopyOf(Encode(next, Reach::kFile));
  const Bytes sealed = crypto::Seal(root_, kAssociated, plain.view(), random_);
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

Status Ledger::Change(const std::function<Status(State&)>& change) {
  const std::scoped_lock changing(changing_);
  for (int time = 0; time < kOvertakings; ++time) {
    std::unique_lock lock(mutex_);
    State next = state_.Clone();
    TRY(change(next));
    if (!put_out_) return Save(std::move(next));
    ++next.version;
    TRY(CheckRoom(next));
    // Others read their keys meanwhile: they may hold what putting it out waits for.
    lock.unlock();
    const SecretBytes shared = SecretBytes::CopyOf(Encode(next, Reach::kShared));
    if (TRY(put_out_(shared, next.version)) == PutOut::kDone) return {};
  }
  return Fail(Code::kUnavailable, "Other nodes keep changing the key ledger; try again.");
}

SecretBytes Ledger::Export() const {
  const std::scoped_lock lock(mutex_);
  return SecretBytes::CopyOf(Encode(state_, Reach::kExport));
}

SecretBytes Ledger::Shared() const {
  const std::scoped_lock lock(mutex_);
  return SecretBytes::CopyOf(Encode(state_, Reach::kShared));
}

std::int64_t Ledger::version() const {
  const std::scoped_lock lock(mutex_);
  return state_.version;
}

SecretBytes Ledger::CarryKey() const {
  const std::scoped_lock lock(mutex_);
  return crypto::Hkdf(state_.log_seed, {}, "almoner node 1");
}

std::optional<LedgerNode> Ledger::node() const {
  const std::scoped_lock lock(mutex_);
  return state_.node ? std::optional(state_.node->Clone()) : std::nullopt;
}

Status Ledger::SetNode(const LedgerNode& node) {
  const std::scoped_lock lock(mutex_);
  State next = state_.Clone();
  next.node = node.Clone();
  return Save(std::move(next));
}

Status Ledger::Adopt(const SecretBytes& shared, const LedgerNode& node) {
  State next = TRY(Decode(shared));
  const std::scoped_lock lock(mutex_);
  if (next.version <= state_.version || !(next.log_seed == state_.log_seed))
    return Fail(Code::kConflict, "This change of the key ledger is not newer than what is here.");
  next.node = node.Clone();
  return Save(std::move(next));
}

void Ledger::PutOutBy(PuttingOut put_out) { put_out_ = std::move(put_out); }

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
  if (number > state_.epochs.back().number)
    return Fail(Code::kUnavailable,
                "Another node rotated the keys a moment ago and this one has not taken them in "
                "yet; try again.",
                Detail("epoch", number));
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
  std::int64_t number = 0;
  TRY(Change([&](State& next) -> Status {
    number = next.epochs.back().number + 1;
    next.epochs.push_back({.number = number,
                           .key = crypto::NewKey(random_),
                           .index_key = crypto::NewKey(random_),
                           .begun = clock.Now()});
    return {};
  }));
  return number;
}

void Ledger::DropUnneeded(State& state, std::int64_t current) {
  std::int64_t oldest = current;
  for (const BackupEntry& entry : state.backups) oldest = std::min(oldest, entry.backup.epoch);
  std::erase_if(state.epochs, [&](const Epoch& epoch) { return epoch.number < oldest; });
}

Status Ledger::DestroyBefore(std::int64_t number) {
  return Change([&](State& next) -> Status {
    if (number > next.epochs.back().number)
      return Fail(Code::kInvalid, "The current epoch cannot be destroyed.");
    DropUnneeded(next, number);
    return {};
  });
}

Result<SecretBytes> Ledger::AddBackup(const Backup& backup) {
  SecretBytes key = crypto::NewKey(random_);
  TRY(Change([&](State& next) -> Status {
    if (backup.epoch < next.epochs.front().number)
      return Fail(Code::kConflict, "The keys were rotated meanwhile; try again.");
    next.backups.push_back({.backup = backup, .key = key.Clone()});
    return {};
  }));
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
  std::vector<BackupId> gone;
  const auto drop = [&](State& next) {
    gone.clear();
    std::erase_if(next.backups, [&](const BackupEntry& entry) {
      if (entry.backup.expires > now) return false;
      gone.push_back(entry.backup.id);
      return true;
    });
    const std::size_t epochs = next.epochs.size();
    DropUnneeded(next, std::min(current, next.epochs.back().number));
    return !gone.empty() || next.epochs.size() != epochs;
  };
  {
    const std::scoped_lock lock(mutex_);
    State looked_at = state_.Clone();
    if (!drop(looked_at)) return gone;
  }
  TRY(Change([&](State& next) -> Status {
    drop(next);
    return {};
  }));
  return gone;
}

Status Ledger::DropBackup(const BackupId& id) {
  return Change([&](State& next) -> Status {
    if (std::erase_if(next.backups,
                      [&](const BackupEntry& entry) { return entry.backup.id == id; }) == 0)
      return Fail(Code::kNotFound, "There is no such backup, or it has expired.",
                  IdDetail("backup", id));
    return {};
  });
}

std::optional<Recovery> Ledger::recovery() const {
  const std::scoped_lock lock(mutex_);
  return state_.recovery;
}

Status Ledger::SetRecovery(const Recovery& recovery) {
  return Change([&](State& next) -> Status {
    next.recovery = recovery;
    return {};
  });
}

}  // namespace almoner::keys
