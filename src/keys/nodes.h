// Several nodes over one database hold one key ledger, each in a file of its own; whatever one of
// them changes is carried to the others through the database (docs/decisions/0051-nodes.md).
//
// A change is put out before anybody acts on it, its maker included: in one transaction the number
// of the last change moves on by one, which only one node can do, and every node's row gets the
// whole new ledger, sealed under a key that the database does not hold and then to that node's
// inbox. Whoever takes it in rewrites their file, which overwrites what was destroyed, and their
// inbox is another from then on: what was once in the database opens for nobody any more.
//
//   parcel = sealed box to the inbox of (seal under the carry key, field 41, of the ledger)
#pragma once

#include "keys/stamp.h"

namespace almoner::keys {

struct Node {
  NodeId id;
  Bytes inbox;               // an X25519 public key
  std::int64_t version = 0;  // the change that its copy holds
  Time joined;
};

// Safe for concurrent use.
class Nodes {
 public:
  Nodes(store::Store& store, const Keys& keys, Ledger& ledger, Random& random)
      : store_(store), keys_(keys), ledger_(ledger), random_(random) {}

  // Brings this node's copy to the last change. kConflict: it cannot follow, since what it would
  // have to take in is not there or does not open, or since the copies went apart; nothing is to be
  // written with it. REQUIRES: outside of a transaction.
  Status Follow();
  // This node's row, where it has one.
  Result<std::optional<Node>> Own();
  // Puts this node's row in; the ledger's number of changes too where there is none yet. kConflict
  // when the ledger changed since Follow().
  Status Join(const Change& change) const;
  // For Ledger::PutOutBy.
  Result<Ledger::PutOut> PutOut(const SecretBytes& shared, std::int64_t version);

  // Each, in the order in which they joined. kCorrupt: one was put in from outside.
  Result<std::vector<Node>> All();
  // Nothing is sealed to it any more, so that it cannot follow. kNotFound; kConflict: it is this.
  Status Remove(const Change& change, const NodeId& node) const;

 private:
  struct Last {
    std::int64_t version = 0;
    Bytes mark;
  };
  struct Mine {
    Node node;
    std::optional<Bytes> parcel;
    std::int64_t parcel_version = 0;
  };
  struct Found {
    std::optional<Last> last;
    std::optional<Mine> mine;
  };
  Result<Found> Look(const NodeId& id);
  Result<Node> FromRow(const store::Row& row) const;
  Result<Ledger::PutOut> Put(const SecretBytes& shared, std::int64_t version);
  Status TakeIn(const Found& found);
  // Says in the database what this node holds, and forgets the inbox before; whether nothing newer
  // waits that was sealed to that one.
  enum class Waits : std::uint8_t { kNo, kYes };
  Result<Waits> Confirm(const Mine& mine);
  [[nodiscard]] crypto::Digest StampOf(const Node& node) const;
  [[nodiscard]] crypto::Digest MarkOf(const SecretBytes& shared) const;

  store::Store& store_;
  const Keys& keys_;
  Ledger& ledger_;
  Random& random_;
  std::mutex following_;  // one change after the other
};

// A new identity for a node that has none, or one that another process bears.
LedgerNode NewLedgerNode(Random& random);

}  // namespace almoner::keys
