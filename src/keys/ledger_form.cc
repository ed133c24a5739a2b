// How the key ledger lies in its file, in a copy and in what goes from one node to another
// (docs/formats/record-envelope.md).
#include "crypto/aead.h"
#include "keys/ledger.h"

namespace almoner::keys {
namespace {

constexpr std::uint8_t kWithBackups = 2;  // 1: before there were any
constexpr std::uint8_t kWithNodes = 3;    // written where there are several nodes

Result<SecretBytes> ReadKey(Reader& reader) {
  return SecretBytes::CopyOf(TRY(reader.Raw(crypto::kKeySize)));
}

}  // namespace

LedgerNode LedgerNode::Clone() const {
  return {.id = id,
          .inbox = inbox.Clone(),
          .before = before ? std::optional(before->Clone()) : std::nullopt};
}

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
  copy.version = version;
  if (node) copy.node = node->Clone();
  return copy;
}

Bytes Ledger::Encode(const State& state, Reach reach) {
  Writer out;
  const bool nodes = state.version > 0 || state.node || reach == Reach::kShared;
  out.U8(nodes ? kWithNodes : kWithBackups);
  out.U64(reach == Reach::kShared ? 0 : state.sequence).Raw(state.log_seed.view());
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
  if (!nodes) return std::move(out).bytes();
  out.U64(static_cast<std::uint64_t>(state.version));
  const bool node = state.node && reach == Reach::kFile;
  out.U8(node ? 1 : 0);
  if (node) out.Raw(state.node->id.bytes()).Raw(state.node->inbox.view());
  if (node) out.U8(state.node->before ? 1 : 0);
  if (node && state.node->before) out.Raw(state.node->before->view());
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

Result<std::optional<LedgerNode>> ReadNode(Reader& reader) {
  std::optional<LedgerNode> node;
  if (TRY(reader.U8()) == 0) return node;
  const NodeId id = TRY(NodeId::From(TRY(reader.Raw(NodeId::kSize))));
  SecretBytes inbox = TRY(ReadKey(reader));
  node.emplace(LedgerNode{.id = id, .inbox = std::move(inbox)});
  if (TRY(reader.U8()) != 0) node->before = TRY(ReadKey(reader));
  return node;
}

}  // namespace

Result<Ledger::State> Ledger::Decode(const SecretBytes& bytes) {
  Reader reader(bytes.view());
  const std::uint8_t version = TRY(reader.U8());
  if (version == 0 || version > kWithNodes)
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
  if (version >= kWithNodes) {
    state.version = TRY(Number(reader));
    state.node = TRY(ReadNode(reader));
  }
  TRY(reader.Done());
  return state;
}

}  // namespace almoner::keys
