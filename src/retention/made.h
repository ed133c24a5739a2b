// Packs that were made in the background, until they go out or are made anew, and the notes of
// those that are being made. Each pack is sealed under a key of its own, bound to its request, what
// it is and what it was made of; it goes as a whole, and its key with it.
#pragma once

#include "gate/gate.h"
#include "paper/file.h"

namespace almoner::retention {

using MadeId = Id<struct MadeTag>;

enum class PackPurpose : std::uint8_t { kReview = 0, kRelease = 1 };

// What a pack is made for, and of what.
struct MadeOf {
  RequestId request;
  PackPurpose purpose = PackPurpose::kReview;
  crypto::Digest basis{};
};

// A pack ready to be stored; made outside the transaction.
struct ReadyMade {
  MadeId id;
  MadeOf of;
  std::vector<Bytes> parts;
  keys::WrappedKey key;
};
// REQUIRES: no file is streamed.
Result<ReadyMade> SealMade(const keys::Keys& keys, const MadeOf& of,
                           std::span<const paper::File> files);
// What was made of the request for the same purpose before is gone.
Status InsertMade(const keys::Change& change, const ReadyMade& made);
// Nothing: there is none of just that. kCorrupt: it was altered.
Result<std::optional<std::vector<paper::File>>> OpenMade(store::ReadTx& tx, const keys::Keys& keys,
                                                         const MadeOf& of);
// Whatever was made of the request; fine where nothing was.
Status RemoveMadeOf(const keys::Change& change, const RequestId& request);
Status RemoveAllMade(const keys::Change& change);
// The requests whose packs were made before then.
Result<std::vector<RequestId>> MadeBefore(store::ReadTx& tx, Time before);

// What is being made of a request. `seq` is the event that asked for it.
struct MakingNote {
  RequestId request;
  PackPurpose purpose = PackPurpose::kReview;
  std::int64_t seq = 0;
  std::int64_t tries = 0;
  std::int64_t done = 0;  // in a hundred
};
// To be made, from the beginning; whatever was being made of the request is given up.
Status NoteMaking(store::Tx& tx, const RequestId& request, PackPurpose purpose, std::int64_t seq,
                  Time now);
Result<std::optional<MakingNote>> FindMaking(store::ReadTx& tx, const RequestId& request);
// One that nobody is making, for whoever asks: until the lease is over nobody else is given it.
Result<std::optional<MakingNote>> TakeMaking(store::Tx& tx, Time now);
// How far it is; the lease begins anew. kConflict: it was given up, or asked for anew, meanwhile.
Status TellMaking(store::Tx& tx, const MakingNote& note, std::int64_t done, Time now);
// Nobody makes it any more: whoever asks next is given it at once.
Status LeaveMaking(store::Tx& tx, const MakingNote& note, Time now);
// It has ended. kConflict as of TellMaking.
Status EndMaking(store::Tx& tx, const MakingNote& note);
Status ForgetMaking(store::Tx& tx, const RequestId& request);

}  // namespace almoner::retention
