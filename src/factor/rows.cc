#include "factor/rows.h"

#include <array>

namespace almoner::factor {
namespace {

using keys::Stamped;

constexpr std::array kForms = {Form::kApp,  Form::kRecovery, Form::kPasskey, Form::kTaken,
                               Form::kLink, Form::kCode,     Form::kHand};

Result<Form> ParseForm(std::string_view name) {
  for (const Form form : kForms)
    if (Name(form) == name) return form;
  return Fail(Code::kCorrupt, "A second factor is of an unknown form.");
}

Bytes ColumnsOf(const FactorRow& row) {
  return keys::Columns(row.id, std::string_view(row.kind), row.holder, Name(row.form), row.made,
                       row.finder, row.sealed);
}

Bytes UseColumns(const FactorId& factor, std::int64_t mark, Time at) {
  return keys::Columns(factor, mark, at);
}

Result<Stored> ToRow(const keys::Keys& keys, const store::Row& row) {
  FactorRow read{.id = TRY(row.As<FactorId>(0))};
  read.kind = TRY(row.Text(1));
  read.holder = TRY(row.Blob(2));
  read.form = TRY(ParseForm(TRY(row.Text(3))));
  read.made = TRY(row.At(4));
  if (!row.IsNull(5)) read.finder = TRY(row.Blob(5));
  read.sealed = TRY(row.Blob(6));
  const auto stamp =
      TRY(keys::CheckStamp(keys, Stamped::kFactor, ColumnsOf(read), TRY(row.Blob(7))));
  return Stored{.row = std::move(read), .stamp = stamp};
}

auto Unknown() { return Fail(Code::kCorrupt, "A second factor is in an unknown format."); }

}  // namespace

std::string_view Name(Form form) {
  switch (form) {
    case Form::kApp:
      return "app";
    case Form::kRecovery:
      return "recovery";
    case Form::kPasskey:
      return "passkey";
    case Form::kTaken:
      return "taken";
    case Form::kLink:
      return "link";
    case Form::kCode:
      return "link-code";
    case Form::kHand:
      return "hand";
  }
  std::unreachable();
}

Result<std::vector<Stored>> RowsOf(store::ReadTx& tx, const keys::Keys& keys, const Owner& owner) {
  std::vector<Stored> all;
  for (const store::Row& row :
       TRY(tx.Query("SELECT id, kind, holder, form, made, finder, sealed, digest FROM factor WHERE "
                    "kind = $1 AND holder = $2 ORDER BY made, id",
                    owner.policy.kind.view(), owner.id)))
    all.push_back(TRY(ToRow(keys, row)));
  return all;
}

Status Insert(const keys::Change& change, const FactorRow& row) {
  const crypto::Digest stamp = keys::Stamp(change.keys, Stamped::kFactor, ColumnsOf(row));
  change.Wrote(stamp);
  return change.tx.ExecuteOne(
      "INSERT INTO factor (id, kind, holder, form, made, finder, sealed, digest) VALUES ($1, $2, "
      "$3, $4, $5, $6, $7, $8)",
      row.id, row.kind, row.holder, Name(row.form), row.made, row.finder, row.sealed,
      BytesView(stamp));
}

Status Remove(const keys::Change& change, const Stored& row) {
  change.Destroyed(row.stamp);
  TRY(change.tx.Execute("DELETE FROM factor_use WHERE factor = $1", row.row.id));
  return change.tx.ExecuteOne("DELETE FROM factor WHERE digest = $1", BytesView(row.stamp));
}

FactorRow RowFor(const keys::Change& change, const Owner& owner, Form form) {
  return {.id = FactorId::New(change.keys.random()),
          .kind = std::string(owner.policy.kind.view()),
          .holder = owner.id,
          .form = form,
          .made = change.now,
          .finder = std::nullopt,
          .sealed = {}};
}

Status InsertSealed(const keys::Change& change, const Owner& owner, FactorRow row,
                    BytesView plain) {
  const SecretBytes key = TRY(KeyOf(change.tx, change.keys, owner.id));
  row.sealed = Seal(change.keys, key, row.id, row.form, plain);
  return Insert(change, row);
}

Status RemoveForm(const keys::Change& change, const Owner& owner, Form form) {
  for (const Stored& stored : TRY(RowsOf(change.tx, change.keys, owner)))
    if (stored.row.form == form) TRY(Remove(change, stored));
  return {};
}

Result<std::optional<std::int64_t>> LoadUse(store::ReadTx& tx, const keys::Keys& keys,
                                            const FactorId& factor) {
  const auto row =
      TRY(tx.Maybe("SELECT mark, at, stamp FROM factor_use WHERE factor = $1", factor));
  if (!row) return std::optional<std::int64_t>();
  const std::int64_t mark = TRY(row->Int(0));
  TRY(keys::CheckStamp(keys, Stamped::kFactorUse, UseColumns(factor, mark, TRY(row->At(1))),
                       TRY(row->Blob(2))));
  return std::optional(mark);
}

Status NoteUse(store::Tx& tx, const keys::Keys& keys, const FactorId& factor, std::int64_t mark,
               Time now) {
  const crypto::Digest stamp =
      keys::Stamp(keys, Stamped::kFactorUse, UseColumns(factor, mark, now));
  return tx.ExecuteOne(
      "INSERT INTO factor_use (factor, mark, at, stamp) VALUES ($1, $2, $3, $4) ON CONFLICT "
      "(factor) DO UPDATE SET mark = excluded.mark, at = excluded.at, stamp = excluded.stamp",
      factor, mark, now, BytesView(stamp));
}

Result<SecretBytes> KeyOf(store::ReadTx& tx, const keys::Keys& keys, BytesView holder) {
  const auto wrapped = TRY(keys::Load(tx, holder, keys::Kind::kData));
  return keys.Unwrap(holder, keys::Kind::kData, wrapped);
}

Bytes Seal(const keys::Keys& keys, const SecretBytes& key, const FactorId& id, Form form,
           BytesView plain) {
  return keys.Seal(key, keys::SealedField::kFactor, id.bytes(), AsBytes(Name(form)), plain);
}

Result<SecretBytes> Open(const keys::Keys& keys, const SecretBytes& key, const FactorRow& row) {
  return keys.Open(key, keys::SealedField::kFactor, row.id.bytes(), AsBytes(Name(row.form)),
                   row.sealed);
}

Bytes EncodeRecovery(const RecoveryHashes& hashes) {
  Writer out;
  out.U8(1).U8(static_cast<std::uint8_t>(hashes.size()));
  for (const auto& hash : hashes) out.Sized(hash ? std::string_view(*hash) : std::string_view());
  return std::move(out).bytes();
}

Result<RecoveryHashes> DecodeRecovery(BytesView body) {
  Reader in(body);
  if (TRY(in.U8()) != 1) return Unknown();
  RecoveryHashes hashes(TRY(in.U8()));
  for (auto& hash : hashes)
    if (const std::string_view text = AsText(TRY(in.Sized())); !text.empty()) hash = text;
  TRY(in.Done());
  return hashes;
}

Bytes EncodePasskey(const PasskeyBody& body) {
  const identity::Passkey& passkey = body.passkey;
  Writer out;
  out.U8(1).Sized(passkey.id).Sized(passkey.public_key).U8(passkey.backup_eligible ? 1 : 0);
  out.Sized(body.name.Expose()).U8(static_cast<std::uint8_t>(passkey.transports.size()));
  for (const std::string& transport : passkey.transports) out.Sized(transport);
  return std::move(out).bytes();
}

Result<PasskeyBody> DecodePasskey(BytesView bytes) {
  Reader in(bytes);
  if (TRY(in.U8()) != 1) return Unknown();
  const auto sized = [&]() -> Result<Bytes> {
    const BytesView part = TRY(in.Sized());
    return Bytes(part.begin(), part.end());
  };
  PasskeyBody body;
  body.passkey.id = TRY(sized());
  body.passkey.public_key = TRY(sized());
  body.passkey.backup_eligible = TRY(in.U8()) != 0;
  body.name = Personal(std::string(AsText(TRY(in.Sized()))));
  body.passkey.transports.resize(TRY(in.U8()));
  for (std::string& transport : body.passkey.transports) transport = AsText(TRY(in.Sized()));
  TRY(in.Done());
  return body;
}

std::int64_t MarkOf(std::uint32_t sign_count, bool backed_up) {
  return std::int64_t{sign_count} * 2 + (backed_up ? 1 : 0);
}

void TakeMark(std::int64_t mark, identity::Passkey& passkey) {
  passkey.sign_count = static_cast<std::uint32_t>(mark / 2);
  passkey.backed_up = mark % 2 != 0;
}

Status CheckRows(store::ReadTx& tx, const keys::Keys& keys) {
  return keys::CheckEach(
      tx,
      "SELECT id, kind, holder, form, made, finder, sealed, digest FROM factor WHERE digest > $1 "
      "ORDER BY digest LIMIT $2",
      [&](const store::Row& row) -> Result<crypto::Digest> { return TRY(ToRow(keys, row)).stamp; });
}

}  // namespace almoner::factor
