#include "accountability/draft.h"

namespace almoner::accountability {
namespace {

using retention::Facts;

Bytes Encode(const Facts& facts) {
  Writer out;
  out.U8(1).U32(static_cast<std::uint32_t>(facts.size()));
  for (const auto& [name, value] : facts) out.Sized(name).Sized(value);
  return std::move(out).bytes();
}

Result<Facts> Decode(BytesView bytes) {
  Reader in(bytes);
  if (TRY(in.U8()) != 1) return Fail(Code::kCorrupt, "A draft is in an unknown format.");
  const std::uint32_t count = TRY(in.U32());
  Facts facts;
  for (std::uint32_t i = 0; i < count; ++i) {
    std::string name(AsText(TRY(in.Sized())));
    facts[std::move(name)] = AsText(TRY(in.Sized()));
  }
  TRY(in.Done());
  return facts;
}

// Version and end are bound into what is sealed: an older draft put back does not open, nor does
// one that was made to last.
Bytes Place(std::int64_t version, Time until) {
  Writer out;
  out.U64(static_cast<std::uint64_t>(version)).U64(static_cast<std::uint64_t>(until.micros()));
  return std::move(out).bytes();
}

}  // namespace

Ticket TicketOf(const keys::Keys& keys, const SecretBytes& secret) {
  const BytesView home = keys.home().bytes();
  Ticket ticket{.finder = {},
                .key = crypto::Hkdf(secret, home, "almoner draft key 1"),
                .form = crypto::Hkdf(secret, home, "almoner draft form 1")};
  ticket.finder = crypto::Hmac(secret, {home, AsBytes("almoner draft finder 1")});
  return ticket;
}

Result<std::optional<Draft>> FindDraft(store::Store& store, const keys::Keys& keys,
                                       const Ticket& ticket, Time now) {
  const auto row = TRY(store.Read([&](store::ReadTx& tx) {
    return tx.Maybe("SELECT version, body, until FROM draft WHERE finder = $1",
                    BytesView(ticket.finder));
  }));
  if (!row) return std::optional<Draft>();
  Draft draft{.answers = {}, .version = TRY(row->Int(0)), .until = TRY(row->At(2))};
  if (draft.until <= now) return std::optional<Draft>();
  if (TRY(row->Blob(1)).empty()) return std::optional<Draft>();  // it was sent (SpendDraft)
  const SecretBytes plain = TRY(keys.Open(ticket.key, keys::SealedField::kDraft, ticket.finder,
                                          Place(draft.version, draft.until), TRY(row->Blob(1))));
  draft.answers = TRY(Decode(plain.view()));
  return std::optional(std::move(draft));
}

ReadyDraft SealDraft(const keys::Keys& keys, const Ticket& ticket, const Draft& draft) {
  ReadyDraft ready{
      .finder = ticket.finder, .version = draft.version + 1, .body = {}, .until = draft.until};
  ready.body = keys.Seal(ticket.key, keys::SealedField::kDraft, ticket.finder,
                         Place(ready.version, ready.until), Encode(draft.answers));
  return ready;
}

Status PutDraft(store::Tx& tx, const ReadyDraft& draft) {
  const auto changed =
      draft.version == 1
          ? TRY(tx.Execute("INSERT INTO draft (finder, version, body, until) VALUES ($1, $2, $3, "
                           "$4) ON CONFLICT DO NOTHING",
                           BytesView(draft.finder), draft.version, draft.body, draft.until))
          : TRY(tx.Execute("UPDATE draft SET version = $2, body = $3, until = $4 WHERE finder = $1 "
                           "AND version = $2 - 1",
                           BytesView(draft.finder), draft.version, draft.body, draft.until));
  if (changed == 1) return {};
  return Fail(Code::kConflict, "This was changed or sent meanwhile; look at it again.");
}

Status RemoveDraft(store::Tx& tx, const crypto::Digest& finder) {
  if (TRY(tx.Execute("DELETE FROM draft WHERE finder = $1", BytesView(finder))) == 1) return {};
  return Fail(Code::kConflict, "This was sent or removed meanwhile.");
}

Result<Spent> SpendDraft(store::Tx& tx, const crypto::Digest& finder) {
  const auto row = TRY(tx.Maybe("SELECT body FROM draft WHERE finder = $1", BytesView(finder)));
  if (!row) return Spent::kNow;
  if (TRY(row->Blob(0)).empty()) return Spent::kSentBefore;
  TRY(tx.ExecuteOne("UPDATE draft SET body = $2, version = version + 1 WHERE finder = $1",
                    BytesView(finder), BytesView()));
  return Spent::kNow;
}

Status RemoveSpentDrafts(store::Tx& tx, Time now) {
  TRY(tx.Execute("DELETE FROM draft WHERE until <= $1", now));
  TRY(tx.Execute(
      "DELETE FROM asked WHERE NOT EXISTS (SELECT 1 FROM file WHERE file.id = asked.file)"));
  TRY(
      tx.Execute("DELETE FROM account_asked WHERE NOT EXISTS (SELECT 1 FROM file WHERE file.id = "
                 "account_asked.file)"));
  return {};
}

}  // namespace almoner::accountability
