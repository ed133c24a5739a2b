#include "factor/link.h"

#include "factor/rows.h"

namespace almoner::factor {
namespace {

// A keyed hash that outlives epochs, as a passkey's.
Bytes FinderOf(const keys::Keys& keys, const Owner& owner, std::string_view kind,
               std::string_view value) {
  std::string name(owner.policy.kind.view());
  name.append("-").append(kind);
  const crypto::Digest finder = keys.Suppressed(name, value);
  return Bytes(finder.begin(), finder.end());
}

Bytes LinkFinder(const keys::Keys& keys, const Owner& owner, const Provided& who) {
  Writer value;
  value.Sized(std::string_view(who.issuer)).Sized(std::string_view(who.subject.Expose()));
  const Bytes bytes = std::move(value).bytes();
  return FinderOf(keys, owner, "link", AsText(bytes));
}

Bytes CodeFinder(const keys::Keys& keys, const Owner& owner, const Personal<std::string>& code) {
  return FinderOf(keys, owner, "link-code", code.Expose());
}

// The row of that finder and form; its stamp is checked where the holder's rows are read.
Result<std::optional<Stored>> Find(store::ReadTx& tx, const keys::Keys& keys,
                                   const session::Policy& policy, const Bytes& finder, Form form) {
  const auto row = TRY(tx.Maybe("SELECT holder FROM factor WHERE finder = $1", finder));
  if (!row) return std::optional<Stored>();
  const Owner owner{.policy = policy, .id = TRY(row->Blob(0))};
  for (Stored& stored : TRY(RowsOf(tx, keys, owner)))
    if (stored.row.form == form && stored.row.finder == finder)
      return std::optional(std::move(stored));
  return std::optional<Stored>();
}

Owner Nobody(const session::Policy& policy) { return {.policy = policy, .id = {}}; }

}  // namespace

Result<std::optional<Link>> LinkOf(store::ReadTx& tx, const keys::Keys& keys, const Owner& owner) {
  for (const Stored& stored : TRY(RowsOf(tx, keys, owner))) {
    if (stored.row.form != Form::kLink) continue;
    const SecretBytes key = TRY(KeyOf(tx, keys, owner.id));
    const SecretBytes plain = TRY(Open(keys, key, stored.row));
    Reader in(plain.view());
    if (TRY(in.U8()) != 1) return Fail(Code::kCorrupt, "A link is in an unknown format.");
    return std::optional(
        Link{.issuer = std::string(AsText(TRY(in.Sized()))), .made = stored.row.made});
  }
  return std::optional<Link>();
}

Result<std::optional<Bytes>> FindLinked(store::ReadTx& tx, const keys::Keys& keys,
                                        const session::Policy& policy, const Provided& who) {
  const Bytes finder = LinkFinder(keys, Nobody(policy), who);
  auto found = TRY(Find(tx, keys, policy, finder, Form::kLink));
  if (!found) return std::optional<Bytes>();
  return std::optional(std::move(found->row.holder));
}

Status MakeLink(const keys::Change& change, const Owner& owner, const Provided& who) {
  const Bytes finder = LinkFinder(change.keys, owner, who);
  const auto other = TRY(Find(change.tx, change.keys, owner.policy, finder, Form::kLink));
  if (other && other->row.holder != owner.id)
    return Fail(Code::kConflict,
                "Another account here is linked to this one at the identity provider.");
  TRY(RemoveForm(change, owner, Form::kLink));
  TRY(RemoveForm(change, owner, Form::kCode));
  FactorRow row = RowFor(change, owner, Form::kLink);
  row.finder = finder;
  Writer body;
  body.U8(1).Sized(std::string_view(who.issuer)).Sized(std::string_view(who.subject.Expose()));
  return InsertSealed(change, owner, std::move(row), std::move(body).bytes());
}

Status EndLink(const keys::Change& change, const Owner& owner) {
  if (!TRY(LinkOf(change.tx, change.keys, owner)))
    return Fail(Code::kNotFound, "This account is not linked to an identity provider.");
  return RemoveForm(change, owner, Form::kLink);
}

Status MakeCode(const keys::Change& change, const Owner& owner, const Personal<std::string>& code) {
  TRY(RemoveForm(change, owner, Form::kLink));
  TRY(RemoveForm(change, owner, Form::kCode));
  FactorRow row = RowFor(change, owner, Form::kCode);
  row.finder = CodeFinder(change.keys, owner, code);
  return InsertSealed(change, owner, std::move(row), Bytes{1});
}

Result<std::optional<Bytes>> FindCode(store::ReadTx& tx, const keys::Keys& keys,
                                      const session::Policy& policy,
                                      const Personal<std::string>& code, Time now) {
  const Bytes finder = CodeFinder(keys, Nobody(policy), code);
  auto found = TRY(Find(tx, keys, policy, finder, Form::kCode));
  if (!found || now >= found->row.made + kCodeGood) return std::optional<Bytes>();
  return std::optional(std::move(found->row.holder));
}

}  // namespace almoner::factor
