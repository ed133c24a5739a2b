// Packs that wait to be fetched through the website. Each is sealed under a key of its own together
// with a code, of which only a keyed hash is kept: without the code nobody opens it, whoever has
// database and keys included, short of trying sixty bits. It goes as a whole when it is replaced,
// when its time is over, and with whoever it is about; its key goes with it.
//
// Rows are stamped: one that was changed or put in from outside fails with kCorrupt.
#pragma once

#include <chrono>

#include "gate/gate.h"

namespace almoner::retention {

using WaitingId = Id<struct WaitingTag>;

// Bytes of a pack that goes this way; what is larger goes by another.
inline constexpr std::size_t kMostWaiting = std::size_t{128} << 20;
inline constexpr std::size_t kWaitingPart = std::size_t{1} << 20;
// How long whoever began to fetch it may begin anew.
inline constexpr std::chrono::hours kFetchAgain{1};

// What opens a pack, both together: a link of 128 bits, and sixty bits in groups that are easy to
// read out.
struct PackSecrets {
  Personal<std::string> link;
  Personal<std::string> code;
};
[[nodiscard]] PackSecrets NewPackSecrets(Random& random);

// A pack ready to be stored; made outside the transaction.
struct ReadyPack {
  WaitingId id;
  RequestId request;
  Bytes link_hash;
  Bytes code_hash;
  Time until;
  std::vector<Bytes> parts;
  keys::WrappedKey key;
};
// kConflict: it is larger than kMostWaiting.
Result<ReadyPack> SealPack(const keys::Keys& keys, const RequestId& request,
                           const PackSecrets& secrets, Time until, BytesView pack);
// What waited of the request before is gone.
Status InsertPack(const keys::Change& change, const ReadyPack& pack);

struct WaitingPack {
  WaitingId id;
  RequestId request;
  Bytes link_hash;
  Bytes code_hash;
  std::int64_t parts = 0;
  Time until;
  std::optional<Bytes> taker = {};
  std::optional<Time> taken = {};  // for the first time

  // When it goes: at its end, or an hour after somebody began to fetch it.
  [[nodiscard]] Time Ends() const { return taken ? std::min(until, *taken + kFetchAgain) : until; }
};
// Nothing: the link leads nowhere (any more).
Result<std::optional<WaitingPack>> FindPack(store::ReadTx& tx, const keys::Keys& keys,
                                            std::string_view link);
Result<std::vector<WaitingPack>> PacksOf(store::ReadTx& tx, const keys::Keys& keys,
                                         const RequestId& request);
// Those whose time is over.
Result<std::vector<WaitingPack>> SpentPacks(store::ReadTx& tx, const keys::Keys& keys, Time now);
// Whether it is the pack's code, as somebody typed it; takes as long where there is no pack.
[[nodiscard]] bool IsCodeOf(const keys::Keys& keys, const std::optional<WaitingPack>& pack,
                            std::string_view code);
// Who fetches it, as it is kept: `who` is a secret of theirs.
[[nodiscard]] Bytes TakerOf(const keys::Keys& keys, const WaitingPack& pack, BytesView who);

// REQUIRES: IsCodeOf. kCorrupt: it was altered.
Result<Bytes> OpenPack(store::ReadTx& tx, const keys::Keys& keys, const WaitingPack& pack,
                       std::string_view code);
// From now on it is only for `taker`. kConflict: somebody else was faster, or it is gone.
Status TakePack(const keys::Change& change, const WaitingPack& pack, const Bytes& taker);
// kConflict: it is gone, or was taken meanwhile.
Status RemovePack(const keys::Change& change, const WaitingPack& pack);
// Whatever waits of the request; fine where nothing does.
Status RemovePacksOf(const keys::Change& change, const RequestId& request);
// kCorrupt when a row was changed or put in from outside.
Status CheckPackRows(store::ReadTx& tx, const keys::Keys& keys);
// Whatever waits at all: what a restored backup brings back may have been fetched since.
Status RemoveAllPacks(const keys::Change& change);

}  // namespace almoner::retention
