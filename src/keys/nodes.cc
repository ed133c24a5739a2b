#include "keys/nodes.h"

#include <algorithm>

#include "crypto/aead.h"
#include "crypto/box.h"

namespace almoner::keys {
namespace {

constexpr int kMostAtOnce = 100;  // changes that come while others are taken in

Bytes VersionIn(std::int64_t version) {
  Writer out;
  out.U64(static_cast<std::uint64_t>(version));
  return std::move(out).bytes();
}

Result<crypto::BoxPublicKey> InboxOf(const Node& node) {
  crypto::BoxPublicKey key{};
  if (node.inbox.size() != key.size())
    return Fail(Code::kCorrupt, "A node's public key is not one.", IdDetail("node", node.id));
  std::ranges::copy(node.inbox, key.begin());
  return key;
}

Result<Bytes> PublicOf(const SecretBytes& inbox) {
  const auto key = TRY(crypto::BoxKey::FromSecret(inbox)).public_key();
  return Bytes(key.begin(), key.end());
}

std::unexpected<Error> CannotFollow() {
  return Fail(Code::kConflict,
              "The keys were changed on another node and this one cannot take them in, so it "
              "writes nothing. Stop it, copy the key folder of a node that runs over this one's, "
              "and start it again.");
}

}  // namespace

LedgerNode NewLedgerNode(Random& random) {
  return {.id = NodeId::New(random), .inbox = crypto::BoxKey::New(random).secret().Clone()};
}

crypto::Digest Nodes::StampOf(const Node& node) const {
  return Stamp(keys_, Stamped::kNode, Columns(node.id, node.inbox, node.version, node.joined));
}

crypto::Digest Nodes::MarkOf(const SecretBytes& shared) const {
  return crypto::Hmac(ledger_.CarryKey(), {AsBytes("mark"), keys_.home().bytes(), shared.view()});
}

// One row of: id, inbox, version, joined, digest.
Result<Node> Nodes::FromRow(const store::Row& row) const {
  const auto id = TRY(row.As<NodeId>(0));
  Node node{.id = id, .inbox = TRY(row.Blob(1)), .version = TRY(row.Int(2)), .joined = {}};
  node.joined = TRY(row.At(3));
  TRY(CheckStamp(keys_, Stamped::kNode, Columns(node.id, node.inbox, node.version, node.joined),
                 TRY(row.Blob(4))));
  return node;
}

Result<Nodes::Found> Nodes::Look(const NodeId& id) {
  return store_.Read([&](store::ReadTx& tx) -> Result<Found> {
    Found found;
    if (const auto row = TRY(tx.Maybe("SELECT version, mark FROM ledger_version WHERE one = 1"))) {
      found.last.emplace();
      found.last->version = TRY(row->Int(0));
      found.last->mark = TRY(row->Blob(1));
    }
    const auto row =
        TRY(tx.Maybe("SELECT id, inbox, version, joined, digest, parcel, parcel_version FROM "
                     "ledger_node WHERE id = $1",
                     id));
    if (!row) return found;
    found.mine.emplace(Mine{.node = TRY(FromRow(*row)), .parcel = {}, .parcel_version = 0});
    if (!row->IsNull(5)) found.mine->parcel = TRY(row->Blob(5));
    found.mine->parcel_version = TRY(row->Int(6));
    return found;
  });
}

Status Nodes::Follow() {
  const std::scoped_lock lock(following_);
  for (int time = 0; time < kMostAtOnce; ++time) {
    const auto node = ledger_.node();
    if (!node) return Fail(Code::kInternal, "This node has no name yet.");
    const Found found = TRY(Look(node->id));
    const std::int64_t own = ledger_.version();
    if (!found.last) return {};  // the first node; Join() says so
    if (found.last->version > own) {
      TRY(TakeIn(found));
      continue;
    }
    // The database was put back to an older state: what the files hold goes on.
    if (found.last->version < own) {
      TRY(Put(ledger_.Shared(), own));
      continue;
    }
    if (!SameBytes(found.last->mark, MarkOf(ledger_.Shared())))
      return Fail(Code::kConflict,
                  "This node's keys and those of the others went apart, so it writes nothing. Copy "
                  "the key folder of a node that runs over this one's, and start it again.");
    if (!found.mine || TRY(Confirm(*found.mine)) == Waits::kNo) return {};
  }
  return Fail(Code::kUnavailable, "Other nodes keep changing the key ledger; try again.");
}

Status Nodes::TakeIn(const Found& found) {
  const auto node = ledger_.node();
  if (!found.mine || !found.mine->parcel || found.mine->parcel_version != found.last->version)
    return CannotFollow();
  // It was sealed to the inbox that the database knows, or to the one before.
  std::vector<const SecretBytes*> inboxes = {&node->inbox};
  if (node->before) inboxes.push_back(&*node->before);
  const SecretBytes* known = nullptr;
  std::optional<SecretBytes> sealed;
  for (const SecretBytes* const inbox : inboxes) {
    if (TRY(PublicOf(*inbox)) == found.mine->node.inbox) known = inbox;
    auto opened = TRY(crypto::BoxKey::FromSecret(*inbox)).Open(*found.mine->parcel);
    if (opened) sealed = *std::move(opened);
  }
  if (!sealed || known == nullptr) return CannotFollow();
  const auto shared = keys_.Open(ledger_.CarryKey(), SealedField::kLedgerParcel, node->id.bytes(),
                                 VersionIn(found.last->version), sealed->view());
  if (!shared || !SameBytes(found.last->mark, MarkOf(*shared))) return CannotFollow();
  LedgerNode next = NewLedgerNode(random_);
  next.id = node->id;
  next.before = known->Clone();  // the next change may be under way to it already
  return ledger_.Adopt(*shared, next);
}

Result<Nodes::Waits> Nodes::Confirm(const Mine& mine) {
  auto node = *ledger_.node();
  Node now = mine.node;
  now.inbox = TRY(PublicOf(node.inbox));
  now.version = ledger_.version();
  const bool newer = mine.parcel && mine.parcel_version > now.version;
  if (now.inbox != mine.node.inbox || now.version != mine.node.version || mine.parcel)
    TRY(store_.Write([&](store::Tx& tx) {
      return tx.Execute(
          "UPDATE ledger_node SET inbox = $2, version = $3, digest = $4, parcel = CASE WHEN "
          "parcel_version > $3 THEN parcel ELSE NULL END WHERE id = $1",
          now.id, now.inbox, now.version, BytesView(StampOf(now)));
    }));
  if (newer) return Waits::kYes;
  if (!node.before) return Waits::kNo;
  // Something may have come for the inbox before since it was looked: it is looked for once more,
  // with that one still at hand.
  const Found found = TRY(Look(node.id));
  if (found.last && found.last->version > now.version) return Waits::kYes;
  node.before.reset();
  TRY(ledger_.SetNode(node));
  return Waits::kNo;
}

Result<std::optional<Node>> Nodes::Own() {
  const auto node = ledger_.node();
  if (!node) return std::optional<Node>();
  auto found = TRY(Look(node->id));
  return found.mine ? std::optional(std::move(found.mine->node)) : std::optional<Node>();
}

Status Nodes::Join(const Change& change) const {
  const auto node = ledger_.node();
  if (!node) return Fail(Code::kInternal, "This node has no name yet.");
  const std::int64_t version = ledger_.version();
  TRY(change.tx.Execute(
      "INSERT INTO ledger_version (one, version, mark) VALUES (1, $1, $2) ON CONFLICT DO NOTHING",
      version, BytesView(MarkOf(ledger_.Shared()))));
  if (!TRY(change.tx.Maybe("SELECT 1 FROM ledger_version WHERE version = $1", version)))
    return Fail(Code::kConflict, "The keys were changed meanwhile; try again.");
  const Node row{.id = node->id,
                 .inbox = TRY(PublicOf(node->inbox)),
                 .version = version,
                 .joined = change.now};
  return change.tx.ExecuteOne(
      "INSERT INTO ledger_node (id, inbox, version, joined, parcel_version, digest) VALUES ($1, "
      "$2, $3, $4, 0, $5)",
      row.id, row.inbox, row.version, row.joined, BytesView(StampOf(row)));
}

Result<Ledger::PutOut> Nodes::PutOut(const SecretBytes& shared, std::int64_t version) {
  const auto put = [&]() -> Result<Ledger::PutOut> {
    const std::scoped_lock lock(following_);
    return Put(shared, version);
  };
  const Ledger::PutOut done = TRY(put());
  TRY(Follow());  // takes in this one, or what came first
  return done;
}

Result<Ledger::PutOut> Nodes::Put(const SecretBytes& shared, std::int64_t version) {
  const crypto::Digest mark = MarkOf(shared);
  return store_.Write([&](store::Tx& tx) -> Result<Ledger::PutOut> {
    const std::int64_t moved = TRY(tx.Execute(
        "UPDATE ledger_version SET version = $1, mark = $2 WHERE one = 1 AND version < $1", version,
        BytesView(mark)));
    if (moved == 0) return Ledger::PutOut::kOvertaken;
    for (const store::Row& row :
         TRY(tx.Query("SELECT id, inbox, version, joined, digest FROM ledger_node"))) {
      const Node node = TRY(FromRow(row));
      const Bytes sealed = keys_.Seal(ledger_.CarryKey(), SealedField::kLedgerParcel,
                                      node.id.bytes(), VersionIn(version), shared.view());
      TRY(tx.ExecuteOne("UPDATE ledger_node SET parcel = $2, parcel_version = $3 WHERE id = $1",
                        node.id, TRY(crypto::SealTo(TRY(InboxOf(node)), sealed)), version));
    }
    return Ledger::PutOut::kDone;
  });
}

Result<std::vector<Node>> Nodes::All() {
  return store_.Read([&](store::ReadTx& tx) -> Result<std::vector<Node>> {
    std::vector<Node> all;
    for (const store::Row& row :
         TRY(tx.Query("SELECT id, inbox, version, joined, digest FROM ledger_node ORDER BY joined, "
                      "id")))
      all.push_back(TRY(FromRow(row)));
    return all;
  });
}

Status Nodes::Remove(const Change& change, const NodeId& node) const {
  const auto own = ledger_.node();
  if (own && own->id == node)
    return Fail(Code::kConflict, "A node cannot forget itself; run this on another.",
                IdDetail("node", node));
  if (TRY(change.tx.Execute("DELETE FROM ledger_node WHERE id = $1", node)) == 0)
    return Fail(Code::kNotFound, "There is no such node.", IdDetail("node", node));
  return {};
}

}  // namespace almoner::keys
