// For this folder only: the stamped rows of second factors, read and written.
#pragma once

#include "factor/factor.h"

namespace almoner::factor {

enum class Form : std::uint8_t {
  kApp,
  kRecovery,
  kPasskey,
  kTaken,
  kLink,  // factor/link.h
  kCode,
  kHand,  // factor/hand.h
};
[[nodiscard]] std::string_view Name(Form form);

struct FactorRow {
  FactorId id;
  std::string kind;
  Bytes holder;
  Form form = Form::kApp;
  Time made;
  std::optional<Bytes> finder;
  Bytes sealed;
};

// A row with its stamp, which is right.
struct Stored {
  FactorRow row;
  crypto::Digest stamp;
};

// Oldest first.
Result<std::vector<Stored>> RowsOf(store::ReadTx& tx, const keys::Keys& keys, const Owner& owner);
// Also what was used of it last goes with a row.
Status Insert(const keys::Change& change, const FactorRow& row);
Status Remove(const keys::Change& change, const Stored& row);

// What was used last: the step of a code, the count of a passkey; nothing before the first time.
Result<std::optional<std::int64_t>> LoadUse(store::ReadTx& tx, const keys::Keys& keys,
                                            const FactorId& factor);
Status NoteUse(store::Tx& tx, const keys::Keys& keys, const FactorId& factor, std::int64_t mark,
               Time now);

// A new row of the owner's; with its body sealed, written.
[[nodiscard]] FactorRow RowFor(const keys::Change& change, const Owner& owner, Form form);
Status InsertSealed(const keys::Change& change, const Owner& owner, FactorRow row, BytesView plain);
// Those of one form; fine when there are none.
Status RemoveForm(const keys::Change& change, const Owner& owner, Form form);

// The account's data key, and what a row seals under it.
Result<SecretBytes> KeyOf(store::ReadTx& tx, const keys::Keys& keys, BytesView holder);
Bytes Seal(const keys::Keys& keys, const SecretBytes& key, const FactorId& id, Form form,
           BytesView plain);
Result<SecretBytes> Open(const keys::Keys& keys, const SecretBytes& key, const FactorRow& row);

// The bodies that are sealed.
using RecoveryHashes = std::vector<std::optional<std::string>>;  // nothing for each that was used
[[nodiscard]] Bytes EncodeRecovery(const RecoveryHashes& hashes);
Result<RecoveryHashes> DecodeRecovery(BytesView body);
struct PasskeyBody {
  identity::Passkey passkey;  // its count is in what was used last
  Personal<std::string> name;
};
[[nodiscard]] Bytes EncodePasskey(const PasskeyBody& body);
Result<PasskeyBody> DecodePasskey(BytesView body);
// Of a passkey, as what was used last.
[[nodiscard]] std::int64_t MarkOf(std::uint32_t sign_count, bool backed_up);
void TakeMark(std::int64_t mark, identity::Passkey& passkey);

}  // namespace almoner::factor
