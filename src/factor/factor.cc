#include "factor/factor.h"

#include <algorithm>

#include "factor/rows.h"

namespace almoner::factor {
namespace {

Status RemoveThose(const keys::Change& change, const Owner& owner,
                   const std::function<bool(const FactorRow&)>& which, std::size_t& removed) {
  for (const Stored& stored : TRY(RowsOf(change.tx, change.keys, owner)))
    if (which(stored.row)) {
      TRY(Remove(change, stored));
      ++removed;
    }
  return {};
}

// Recovery codes stand in for another factor: alone they would be a second password.
Status TidyRecovery(const keys::Change& change, const Owner& owner) {
  if (TRY(Load(change.tx, change.keys, owner)).any()) return {};
  return RemoveForm(change, owner, Form::kRecovery);
}

Status RemoveOne(const keys::Change& change, const Owner& owner,
                 const std::function<bool(const FactorRow&)>& which) {
  std::size_t removed = 0;
  TRY(RemoveThose(change, owner, which, removed));
  if (removed == 0) return Fail(Code::kNotFound, "There is no such second factor.");
  return TidyRecovery(change, owner);
}

}  // namespace

Result<Factors> Load(store::ReadTx& tx, const keys::Keys& keys, const Owner& owner) {
  Factors factors;
  const auto rows = TRY(RowsOf(tx, keys, owner));
  if (rows.empty()) return factors;
  const SecretBytes key = TRY(KeyOf(tx, keys, owner.id));
  for (const Stored& stored : rows) {
    const FactorRow& row = stored.row;
    if (row.form == Form::kApp) factors.app = row.made;
    if (row.form == Form::kTaken) factors.taken = row.made;
    if (row.form == Form::kRecovery) {
      const auto hashes = TRY(DecodeRecovery(TRY(Open(keys, key, row)).view()));
      factors.recovery = static_cast<std::size_t>(
          std::ranges::count_if(hashes, [](const auto& hash) { return hash.has_value(); }));
    }
    if (row.form == Form::kPasskey) {
      PasskeyBody body = TRY(DecodePasskey(TRY(Open(keys, key, row)).view()));
      factors.passkeys.push_back({.id = row.id, .name = std::move(body.name), .made = row.made});
    }
  }
  return factors;
}

Status SetApp(const keys::Change& change, const Owner& owner, const SecretBytes& secret,
              identity::TotpStep used) {
  TRY(RemoveForm(change, owner, Form::kApp));
  TRY(RemoveForm(change, owner, Form::kTaken));
  const FactorRow row = RowFor(change, owner, Form::kApp);
  TRY(InsertSealed(change, owner, row, secret.view()));
  return NoteUse(change.tx, change.keys, row.id, used, change.now);
}

Status RemoveApp(const keys::Change& change, const Owner& owner) {
  return RemoveOne(change, owner, [](const FactorRow& row) { return row.form == Form::kApp; });
}

Status SetRecovery(const keys::Change& change, const Owner& owner,
                   const std::array<std::string, identity::kRecoveryCodes>& hashes) {
  TRY(RemoveForm(change, owner, Form::kRecovery));
  return InsertSealed(change, owner, RowFor(change, owner, Form::kRecovery),
                      EncodeRecovery(RecoveryHashes(hashes.begin(), hashes.end())));
}

Status AddPasskey(const keys::Change& change, const Owner& owner, const identity::Passkey& passkey,
                  const Personal<std::string>& name) {
  if (name.Expose().empty() || name.Expose().size() > kLongestName || !IsUtf8(name.Expose()))
    return Fail(Code::kInvalid, "Give the passkey a name of at most 60 characters.");
  if (TRY(Load(change.tx, change.keys, owner)).passkeys.size() >= kMostPasskeys)
    return Fail(Code::kConflict, "There are ten passkeys; remove one of them first.");
  const crypto::Digest finder = change.keys.Suppressed("passkey", AsText(passkey.id));
  if (TRY(change.tx.Maybe("SELECT 1 FROM factor WHERE finder = $1", BytesView(finder))))
    return Fail(Code::kConflict, "This passkey is known already.");
  TRY(RemoveForm(change, owner, Form::kTaken));
  FactorRow row = RowFor(change, owner, Form::kPasskey);
  row.finder = Bytes(finder.begin(), finder.end());
  TRY(InsertSealed(change, owner, row, EncodePasskey({.passkey = passkey, .name = name})));
  return NoteUse(change.tx, change.keys, row.id, MarkOf(passkey.sign_count, passkey.backed_up),
                 change.now);
}

Status RemovePasskey(const keys::Change& change, const Owner& owner, const FactorId& passkey) {
  return RemoveOne(change, owner, [&](const FactorRow& row) {
    return row.form == Form::kPasskey && row.id == passkey;
  });
}

Status Forget(const keys::Change& change, const Owner& owner) {
  std::size_t removed = 0;
  return RemoveThose(change, owner, [](const FactorRow&) { return true; }, removed);
}

Status TakeAway(const keys::Change& change, const Owner& owner) {
  if (!TRY(Load(change.tx, change.keys, owner)).any())
    return Fail(Code::kConflict, "This account has no second factor.");
  for (const Form form : {Form::kApp, Form::kRecovery, Form::kPasskey, Form::kTaken})
    TRY(RemoveForm(change, owner, form));
  return InsertSealed(change, owner, RowFor(change, owner, Form::kTaken), Bytes{1});
}

Result<std::string> Offers::Make(const Owner& owner, Literal use, BytesView session,
                                 const SecretBytes& what) const {
  const SecretBytes key =
      TRY(store_.Read([&](store::ReadTx& tx) { return KeyOf(tx, keys_, owner.id); }));
  Writer out;
  out.U64(static_cast<std::uint64_t>(clock_.Now().micros())).Sized(what.view());
  Writer place;
  place.Sized(use.view()).Sized(session);
  return ToHex(keys_.Seal(key, keys::SealedField::kFactor, owner.id, std::move(place).bytes(),
                          std::move(out).bytes()));
}

Result<std::optional<SecretBytes>> Offers::Open(const Owner& owner, Literal use, BytesView session,
                                                std::string_view offer,
                                                std::chrono::minutes good) const {
  const auto sealed = FromHex(offer);
  if (!sealed) return std::optional<SecretBytes>();
  const SecretBytes key =
      TRY(store_.Read([&](store::ReadTx& tx) { return KeyOf(tx, keys_, owner.id); }));
  Writer place;
  place.Sized(use.view()).Sized(session);
  const auto plain =
      keys_.Open(key, keys::SealedField::kFactor, owner.id, std::move(place).bytes(), *sealed);
  if (!plain) return std::optional<SecretBytes>();
  Reader in(plain->view());
  const Time made = Time::FromMicros(static_cast<std::int64_t>(TRY(in.U64())));
  if (clock_.Now() >= made + good) return std::optional<SecretBytes>();
  return std::optional(SecretBytes::CopyOf(TRY(in.Sized())));
}

}  // namespace almoner::factor
