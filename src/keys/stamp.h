// Stamps: rows of plain facts that decisions rest on (a role, an assignment, a restriction) cannot
// be sealed, since the engine has to look at them. Each bears an HMAC over all its columns instead,
// under a key of the ledger: a row that someone put in or changed from outside is refused when it
// is read. The stamp is also the row's digest in the log, so `audit verify` finds what was taken
// away.
#pragma once

#include <functional>

#include "audit/entry.h"
#include "keys/keys.h"

namespace almoner::keys {

// What a row tells; a number is never used again (docs/formats/record-envelope.md).
enum class Stamped : std::uint16_t {
  kSubject = 1,
  kEnrolment = 2,
  kMark = 3,
  kConsent = 4,
  kAccount = 5,
  kRole = 6,
  kAssignment = 7,
  kClosed = 8,
  kBreach = 9,
  kSession = 10,
  kNotice = 11,
  kFile = 12,
  kRecord = 13,
  kVersion = 14,
  kVersionEvent = 15,
  kTold = 16,
  kLifeEvent = 17,
  kHold = 20,
  kDecision = 21,
  kSuppressed = 22,
  kDocument = 23,
  kPortalAccount = 29,
  kInvitation = 30,
  kBatch = 31,
  kBatchRow = 32,
  kFactor = 33,
  kFactorUse = 34,
  kOpenAccount = 35,  // of the portal: nobody's yet, or locked
  kApiKey = 36,
  kReaching = 37,
  kShared = 38,
  kWaitingPack = 39,
  kContactWay = 41,
  kTraining = 42,
  kNode = 49,
};

inline void PutColumn(Writer& out, BytesView bytes) { out.Sized(bytes); }
inline void PutColumn(Writer& out, std::string_view text) { out.Sized(text); }
inline void PutColumn(Writer& out, std::int64_t number) {
  out.U64(static_cast<std::uint64_t>(number));
}
inline void PutColumn(Writer& out, Time time) { PutColumn(out, time.micros()); }
template <class Tag>
void PutColumn(Writer& out, const Id<Tag>& id) {
  out.Raw(id.bytes());
}
template <class T>
void PutColumn(Writer& out, const std::optional<T>& column) {
  out.U8(column ? 1 : 0);
  if (column) PutColumn(out, *column);
}
// A row's columns in one form: texts and bytes with their length, numbers and times in eight bytes,
// what may be missing after a byte that says whether it is there.
template <class... Each>
[[nodiscard]] Bytes Columns(const Each&... columns) {
  Writer out;
  (PutColumn(out, columns), ...);
  return std::move(out).bytes();
}

// A column back out of that form: TakeColumn<std::string>(reader), of Time, of an id, of an
// optional one of these.
template <class T>
Result<T> TakeColumn(Reader& in) {
  if constexpr (requires {
                  typename T::value_type;
                  T(std::nullopt);
                }) {
    if (TRY(in.U8()) == 0) return T();
    return T(TRY(TakeColumn<typename T::value_type>(in)));
  } else if constexpr (std::is_same_v<T, std::string>) {
    return std::string(AsText(TRY(in.Sized())));
  } else if constexpr (std::is_same_v<T, Bytes>) {
    const BytesView bytes = TRY(in.Sized());
    return Bytes(bytes.begin(), bytes.end());
  } else if constexpr (std::is_same_v<T, std::int64_t>) {
    return static_cast<std::int64_t>(TRY(in.U64()));
  } else if constexpr (std::is_same_v<T, Time>) {
    return Time::FromMicros(static_cast<std::int64_t>(TRY(in.U64())));
  } else {
    return T::From(TRY(in.Raw(T::kSize)));
  }
}

[[nodiscard]] crypto::Digest Stamp(const Keys& keys, Stamped what, BytesView columns);
// The stamp of the columns; kCorrupt when the row does not bear it.
Result<crypto::Digest> CheckStamp(const Keys& keys, Stamped what, BytesView columns,
                                  BytesView stored);

// Reads a whole table page by page: `sql` selects rows WHERE digest > $1 ORDER BY digest LIMIT $2,
// `read` gives each row's stamp, or fails.
Status CheckEach(store::ReadTx& tx, Literal sql,
                 const std::function<Result<crypto::Digest>(const store::Row&)>& read);

// A change to what is held: its transaction, and the entry that commits to it. Whoever writes,
// changes or takes away a row that the log answers for says so in the entry.
struct Change {
  store::Tx& tx;
  const Keys& keys;
  audit::Entry& entry;
  Time now;

  void Wrote(const crypto::Digest& row) const { entry.sealed.push_back(row); }
  void Destroyed(const crypto::Digest& row) const { entry.destroyed.push_back(row); }
};

}  // namespace almoner::keys
