#include "account/link.h"

#include "crypto/hash.h"
#include "keys/stamp.h"

namespace almoner::account {
namespace {

constexpr std::size_t kSecretSize = 32;  // bytes

crypto::Digest FinderOf(const keys::Keys& keys, const Personal<std::string>& secret) {
  return keys.Suppressed("account link", secret.Expose());
}

SecretBytes KeyOf(const keys::Keys& keys, const Personal<std::string>& secret) {
  const crypto::Digest key = keys.Suppressed("account link key", secret.Expose());
  return SecretBytes::CopyOf(BytesView(key));
}

// Use and end are bound into what is sealed.
Bytes Place(std::string_view use, Time until) { return keys::Columns(use, until); }

Bytes Encode(const Link& link) {
  Writer out;
  out.U8(1).Sized(link.email.Expose());
  keys::PutColumn(out, link.account);
  out.U8(link.seen ? 1 : 0);
  if (link.seen) out.Raw(*link.seen);
  return std::move(out).bytes();
}

Result<Link> Decode(BytesView bytes) {
  Reader in(bytes);
  if (TRY(in.U8()) != 1) return Fail(Code::kCorrupt, "A link is in an unknown format.");
  Link link;
  link.email = Personal(std::string(AsText(TRY(in.Sized()))));
  link.account = TRY(keys::TakeColumn<std::optional<AccountId>>(in));
  if (TRY(in.U8()) == 1) {
    crypto::Digest seen{};
    const BytesView raw = TRY(in.Raw(seen.size()));
    std::copy(raw.begin(), raw.end(), seen.begin());
    link.seen = seen;
  }
  TRY(in.Done());
  return link;
}

}  // namespace

std::string_view Name(Use use) {
  switch (use) {
    case Use::kRegister:
      return "register";
    case Use::kPassword:
      return "password";
    case Use::kLock:
      return "lock";
    case Use::kAddress:
      return "address";
  }
  std::unreachable();
}

std::chrono::hours LastsFor(Use use) {
  return use == Use::kPassword ? std::chrono::hours(1) : std::chrono::hours(24);
}

Personal<std::string> NewSecret(Random& random) {
  SecretBytes bytes(kSecretSize);
  random.Fill(bytes.mutable_span());
  return Personal(ToHex(bytes.view()));
}

ReadyLink SealLink(const keys::Keys& keys, const Personal<std::string>& secret, const Link& link) {
  ReadyLink ready{.finder = FinderOf(keys, secret),
                  .use = std::string(Name(link.use)),
                  .until = link.until,
                  .sealed = {}};
  ready.sealed = keys.Seal(KeyOf(keys, secret), keys::SealedField::kAccountLink, ready.finder,
                           Place(ready.use, ready.until), Encode(link));
  return ready;
}

Status PutLink(store::Tx& tx, const ReadyLink& link) {
  return tx.ExecuteOne(
      "INSERT INTO account_link (finder, purpose, until, sealed) VALUES ($1, $2, $3, $4)",
      BytesView(link.finder), link.use, link.until, link.sealed);
}

Result<std::optional<Link>> FindLink(store::ReadTx& tx, const keys::Keys& keys,
                                     const Personal<std::string>& secret, Use use, Time now) {
  const crypto::Digest finder = FinderOf(keys, secret);
  const auto row = TRY(tx.Maybe(
      "SELECT until, sealed FROM account_link WHERE finder = $1 AND purpose = $2 AND until > $3",
      BytesView(finder), Name(use), now));
  if (!row) return std::optional<Link>();
  const Time until = TRY(row->At(0));
  const SecretBytes plain = TRY(keys.Open(KeyOf(keys, secret), keys::SealedField::kAccountLink,
                                          finder, Place(Name(use), until), TRY(row->Blob(1))));
  Link link = TRY(Decode(plain.view()));
  link.use = use;
  link.until = until;
  return std::optional(std::move(link));
}

Status SpendLink(store::Tx& tx, const keys::Keys& keys, const Personal<std::string>& secret) {
  const crypto::Digest finder = FinderOf(keys, secret);
  if (TRY(tx.Execute("DELETE FROM account_link WHERE finder = $1", BytesView(finder))) == 1)
    return {};
  return Fail(Code::kConflict, "This link was used already.");
}

Status RemoveSpentLinks(store::Tx& tx, Time now) {
  TRY(tx.Execute("DELETE FROM account_link WHERE until <= $1", now));
  return {};
}

Status RemoveLinks(store::Tx& tx) {
  TRY(tx.Execute("DELETE FROM account_link"));
  return {};
}

}  // namespace almoner::account
