// Several nodes over one PostgreSQL database: which of them does what is done once for all, and
// that each has the keys of the others (keys/nodes.h). A home on SQLite is alone, and none of this
// does anything there.
#pragma once

#include "app/app.h"
#include "app/background.h"

namespace almoner::app {

// The duties of which store/duties.h sees to it that one node has each.
inline constexpr std::uint32_t kSealing = 1;  // the log
inline constexpr std::uint32_t kErrands = 2;  // what a served home sees to by itself
inline constexpr std::uint32_t kUpkeep = 3;   // the night, and rotating keys

// Makes this process a node: under the name that its ledger has, or a new one where another process
// bears that, since a node is made by copying a key folder. Brings its keys up to the others'.
// kConflict: they cannot be.
Status EnterNodes(App& app);

// Takes in what other nodes changed. Where that cannot be, nothing is written from then on, until
// it can; each is said in the operator's log once.
void FollowNodes(App& app);
// Whether this node cannot follow the others.
[[nodiscard]] bool FellBehind(App& app);

// Until every node that runs has the keys that this one has. kUnavailable: one has not within
// kFollowWithin.
inline constexpr std::chrono::seconds kFollowWithin{20};
Status WaitForNodes(App& app);

struct NodeState {
  keys::Node node;
  bool own = false;
  bool runs = false;
  bool behind = false;  // its keys are not the last
};
Result<std::vector<NodeState>> ListNodes(App& app);
// Nothing goes to that node any more. kConflict: it runs.
Status ForgetNode(App& app, const StaffId& by, const keys::NodeId& node);

// Finishes a rotation that another node began and does not do any more: until it is finished,
// logins and names are not found. `finished`: the epoch up to which all are known to be.
Status FinishRotation(App& app, std::int64_t& finished);

// Follows, and finishes; nothing where a home is alone on its database. The app outlives it.
Background NodesInBackground(App& app);

}  // namespace almoner::app
