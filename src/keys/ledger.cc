#include "keys/ledger.h"

#include <algorithm>
#include <utility>

#include "base/file.h"
#include "crypto/aead.h"
#include "crypto/hash.h"

namespace almoner::keys {
namespace {

constexpr std::size_t kSlot = 32768;
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

Ledger::Ledger(OperatorPath file, SecretBytes root, Random& random, State state)
    : file_(std::move(file)), root_(std::move(root)), random_(random), state_(std::move(state)) {}

Bytes Ledger::Encode(const State& state) {
  Writer out;
  out.U8(1).U64(state.sequence).Raw(state.log_seed.view());
  out.U32(static_cast<std::uint32_t>(state.epochs.size()));
  for (const Epoch& epoch : state.epochs)
    out.U64(static_cast<std::uint64_t>(epoch.number))
        .U64(static_cast<std::uint64_t>(epoch.begun.micros()))
        .Raw(epoch.key.view())
        .Raw(epoch.index_key.view());
  return std::move(out).bytes();
}

Result<Ledger::State> Ledger::Decode(const SecretBytes& bytes) {
  Reader reader(bytes.view());
  if (TRY(reader.U8()) != 1)
    return Fail(Code::kConflict, "The key ledger was written by a newer program; use that one.");
  State state;
  state.sequence = TRY(reader.U64());
  state.log_seed = TRY(ReadKey(reader));
  const std::uint32_t count = TRY(reader.U32());
  for (std::uint32_t i = 0; i < count; ++i) {
    Epoch epoch;
    epoch.number = static_cast<std::int64_t>(TRY(reader.U64()));
    epoch.begun = Time::FromMicros(static_cast<std::int64_t>(TRY(reader.U64())));
    epoch.key = TRY(ReadKey(reader));
    epoch.index_key = TRY(ReadKey(reader));
    state.epochs.push_back(std::move(epoch));
  }
  if (state.epochs.empty()) return Fail(Code::kCorrupt, "The key ledger holds no epoch.");
  TRY(reader.Done());
  return state;
}

Status Ledger::Create(const OperatorPath& directory, Random& random, const Clock& clock) {
  TRY(MakePrivateFolder(directory));
  const SecretBytes root = crypto::NewKey(random);
  State state;
  state.log_seed = crypto::NewKey(random);
  state.epochs.push_back({.number = 1,
                          .key = crypto::NewKey(random),
                          .index_key = crypto::NewKey(random),
                          .begun = clock.Now()});
  TRY(WriteNewFile(RootFile(directory), root.view()));
  const SecretBytes empty(2 * kSlot);
  TRY(WriteNewFile(LedgerFile(directory), empty.view()));
  return Ledger(LedgerFile(directory), root.Clone(), random, std::move(state)).Save();
}

Result<std::unique_ptr<Ledger>> Ledger::Open(const OperatorPath& directory, Random& random) {
  SecretBytes root = TRY(ReadFile(RootFile(directory), Access::kOwnerOnly, 4096));
  if (root.size() != kKey)
    return Fail(Code::kInvalid, "The root key must be exactly 32 bytes.",
                Detail("file", RootFile(directory)));
  State state = TRY(ReadNewest(LedgerFile(directory), root));
  return std::unique_ptr<Ledger>(
      new Ledger(LedgerFile(directory), std::move(root), random, std::move(state)));
}

Result<Ledger::State> Ledger::ReadNewest(const OperatorPath& file, const SecretBytes& root) {
  const SecretBytes bytes = TRY(ReadFile(file, Access::kOwnerOnly, 2 * kSlot));
  std::optional<State> newest;
  for (std::size_t at = 0; at + kSlot <= bytes.size(); at += kSlot) {
    const auto opened = OpenSlot(bytes.view().subspan(at, kSlot), root);
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

Status Ledger::Save() {
  ++state_.sequence;
  const SecretBytes plain = SecretBytes::CopyOf(Encode(state_));
  const Bytes sealed = crypto::Seal(root_, kAssociated, plain.view(), random_);
  if (sealed.size() + 4 > kSlot)
    return Fail(Code::kInternal, "The key ledger is full: too many epochs are kept.");
  Writer slot;
  slot.Sized(sealed);
  Bytes bytes = std::move(slot).bytes();
  bytes.resize(kSlot);
  const std::uint64_t older = (state_.sequence % 2) * kSlot;
  TRY(OverwriteFile(file_, older, bytes));
  return OverwriteFile(file_, kSlot - older, bytes);
}

SecretBytes Ledger::LogSeed() const {
  const std::scoped_lock lock(mutex_);
  return state_.log_seed.Clone();
}

SecretBytes Ledger::StampKey() const {
  const std::scoped_lock lock(mutex_);
  return crypto::Hkdf(state_.log_seed, {}, "almoner stamp 1");
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
  const std::int64_t number = state_.epochs.back().number + 1;
  state_.epochs.push_back({.number = number,
                           .key = crypto::NewKey(random_),
                           .index_key = crypto::NewKey(random_),
                           .begun = clock.Now()});
  if (Status saved = Save(); !saved) {
    state_.epochs.pop_back();  // what was never written must not wrap anything
    return std::unexpected(saved.error());
  }
  return number;
}

Status Ledger::DestroyBefore(std::int64_t number) {
  const std::scoped_lock lock(mutex_);
  if (number > state_.epochs.back().number)
    return Fail(Code::kInvalid, "The current epoch cannot be destroyed.");
  std::erase_if(state_.epochs, [&](const Epoch& epoch) { return epoch.number < number; });
  return Save();
}

}  // namespace almoner::keys
