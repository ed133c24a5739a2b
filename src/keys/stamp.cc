#include "keys/stamp.h"

#include <utility>

namespace almoner::keys {
namespace {

Literal Name(Stamped what) {
  switch (what) {
    case Stamped::kSubject:
      return "person";
    case Stamped::kEnrolment:
      return "enrolment";
    case Stamped::kMark:
      return "restriction, objection or hold";
    case Stamped::kConsent:
      return "consent event";
    case Stamped::kAccount:
      return "staff account";
    case Stamped::kRole:
      return "role of a staff account";
    case Stamped::kAssignment:
      return "assignment";
    case Stamped::kClosed:
      return "closed record";
    case Stamped::kBreach:
      return "broken glass";
    case Stamped::kSession:
      return "session";
    case Stamped::kNotice:
      return "notice in force";
    case Stamped::kFile:
      return "file";
    case Stamped::kRecord:
      return "record";
    case Stamped::kVersion:
      return "version of the notice";
    case Stamped::kVersionEvent:
      return "event of a version of the notice";
    case Stamped::kTold:
      return "notice told to a person";
    case Stamped::kBatch:
      return "import";
    case Stamped::kBatchRow:
      return "row of import";
    case Stamped::kFactor:
      return "second factor";
    case Stamped::kFactorUse:
      return "use of a second factor";
    case Stamped::kDocument:
      return "document";
    case Stamped::kHold:
      return "hold";
    case Stamped::kDecision:
      return "decision about what is due or held";
    case Stamped::kSuppressed:
      return "hash of an erased person";
    case Stamped::kLifeEvent:
      return "event of a person's life";
    case Stamped::kPortalAccount:
      return "account on the portal";
    case Stamped::kOpenAccount:
      return "account on the portal that is nobody's, or locked";
    case Stamped::kApiKey:
      return "key of the API";
    case Stamped::kReaching:
      return "how a person is reached";
    case Stamped::kShared:
      return "what is shared with a person";
    case Stamped::kWaitingPack:
      return "pack that waits to be fetched";
    case Stamped::kNode:
      return "node";
    case Stamped::kTraining:
      return "training of a staff account";
    case Stamped::kContactWay:
      return "way to reach a person";
    case Stamped::kInvitation:
      return "code for an account on the portal";
  }
  std::unreachable();
}

}  // namespace

crypto::Digest Stamp(const Keys& keys, Stamped what, BytesView columns) {
  Writer out;
  out.U16(static_cast<std::uint16_t>(what)).Sized(columns);
  return keys.Stamp(out.bytes());
}

Result<crypto::Digest> CheckStamp(const Keys& keys, Stamped what, BytesView columns,
                                  BytesView stored) {
  const crypto::Digest stamp = Stamp(keys, what, columns);
  if (crypto::SameDigest(stamp, stored)) return stamp;
  return Fail(
      Code::kCorrupt,
      "A row of the database was changed or put in from outside, so nothing is decided by it.",
      Detail("row", Name(what)), Detail::Id("digest", ToHex(stored)));
}

Status CheckEach(store::ReadTx& tx, Literal sql,
                 const std::function<Result<crypto::Digest>(const store::Row&)>& read) {
  constexpr std::int64_t kPage = 500;
  Bytes after;
  while (true) {
    const store::Rows rows = TRY(tx.Query(sql, after, kPage));
    for (const store::Row& row : rows) {
      const crypto::Digest stamp = TRY(read(row));
      after.assign(stamp.begin(), stamp.end());
    }
    if (std::ssize(rows) < kPage) return {};
  }
}

}  // namespace almoner::keys
