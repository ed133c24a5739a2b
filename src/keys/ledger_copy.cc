#include "keys/ledger_copy.h"

#include <algorithm>
#include <filesystem>

#include "base/file.h"

namespace almoner::keys {
namespace {

constexpr std::string_view kFirstLine = "almoner ledger copy 1\n";
constexpr std::size_t kHead = kFirstLine.size() + HomeId::kSize;
constexpr std::size_t kSlot = 196608;
constexpr std::size_t kSize = kHead + 2 * kSlot;

OperatorPath CopyIn(const OperatorPath& folder) { return folder / "almoner-ledger.copy"; }

Status MakeEmpty(const OperatorPath& file, const HomeId& home) {
  std::error_code error;
  if (std::filesystem::exists(file.path(), error)) return {};
  Bytes bytes = ToBytes(kFirstLine);
  bytes.insert(bytes.end(), home.bytes().begin(), home.bytes().end());
  bytes.resize(kSize);
  return WriteNewFile(file, bytes);
}

Result<SecretBytes> ReadCopy(const OperatorPath& file, const HomeId& home) {
  SecretBytes bytes = TRY(ReadFile(file, Access::kAnyone, kSize));
  if (bytes.size() != kSize || !bytes.text().starts_with(kFirstLine) ||
      !SameBytes(bytes.view().subspan(kFirstLine.size(), HomeId::kSize), home.bytes()))
    return Fail(Code::kCorrupt, "This is not a copy of this home's key ledger.",
                Detail("file", file));
  return bytes;
}

struct Slot {
  std::uint64_t sequence = 0;
  BytesView sealed;
};

Slot SlotAt(const SecretBytes& copy, std::size_t which) {
  Reader reader(copy.view().subspan(kHead + which * kSlot, kSlot));
  const auto sequence = reader.U64();
  const auto sealed = reader.Sized();
  return sequence && sealed ? Slot{*sequence, *sealed} : Slot();
}

}  // namespace

Status WriteLedgerCopy(const Ledger& ledger, const HomeId& home, const OperatorPath& folder) {
  const auto recovery = ledger.recovery();
  if (!recovery)
    return Fail(Code::kNotFound, "There is no recovery kit; make one with `almoner key escrow`.");
  crypto::BoxPublicKey key{};
  if (recovery->public_key.size() != key.size())
    return Fail(Code::kCorrupt, "The recovery kit's public key is not one.");
  std::ranges::copy(recovery->public_key, key.begin());
  const Bytes sealed = TRY(SealForKit(key, home, ledger.Export().view()));
  TRY(MakeEmpty(CopyIn(folder), home));
  const SecretBytes before = TRY(ReadCopy(CopyIn(folder), home));
  const std::uint64_t next = std::max(SlotAt(before, 0).sequence, SlotAt(before, 1).sequence) + 1;
  Writer slot;
  slot.U64(next).Sized(sealed);
  Bytes bytes = std::move(slot).bytes();
  if (bytes.size() > kSlot) return Fail(Code::kInternal, "The key ledger does not fit its copy.");
  bytes.resize(kSlot);
  const std::size_t older = SlotAt(before, 0).sequence < SlotAt(before, 1).sequence ? 0 : 1;
  TRY(OverwriteFile(CopyIn(folder), kHead + older * kSlot, bytes));
  return OverwriteFile(CopyIn(folder), kHead + (1 - older) * kSlot, bytes);
}

Result<SecretBytes> OpenLedgerCopy(const OpenedKit& kit, const OperatorPath& folder) {
  const SecretBytes copy = TRY(ReadCopy(CopyIn(folder), kit.home));
  Slot first = SlotAt(copy, 0);
  Slot second = SlotAt(copy, 1);
  if (first.sequence < second.sequence) std::swap(first, second);
  auto opened = OpenForKit(kit, first.sealed);
  if (!opened) opened = OpenForKit(kit, second.sealed);  // torn by a crash
  if (opened || opened.error().code != Code::kCorrupt) return opened;
  return Fail(Code::kCorrupt,
              "These sheets do not open the key ledger's copy: they are of an older kit than the "
              "one it was sealed to, or the copy was altered.",
              Detail("kit", kit.number), Detail("file", CopyIn(folder)));
}

}  // namespace almoner::keys
