#include "app/nodes.h"

#include <algorithm>

#include "app/accounts.h"
#include "app/upkeep.h"
#include "app/watched_store.h"
#include "base/log.h"

namespace almoner::app {
namespace {

using std::chrono::steady_clock;

constexpr std::chrono::milliseconds kLookEvery{100};
// A process that was killed, or cut off, may bear its name for so long after.
constexpr std::chrono::seconds kNameFreeWithin = store::Duties::kLost + std::chrono::seconds(3);

// That a node runs is a duty of its own, by its name.
std::uint32_t DutyOf(const keys::NodeId& node) {
  std::uint32_t duty = 0;
  for (std::size_t i = 0; i < sizeof duty; ++i) duty = (duty << 8U) | node.bytes()[i];
  return duty | 0x80000000U;
}

// Ends early where `done` says so.
bool Within(steady_clock::duration time, const std::function<bool()>& done) {
  const auto end = steady_clock::now() + time;
  while (!done()) {
    if (steady_clock::now() >= end) return false;
    std::this_thread::sleep_for(kLookEvery);
  }
  return true;
}

// The name in the ledger, unless the process that it was copied from bears it.
Status TakeName(App& app) {
  const auto named = app.ledger().node();
  if (named && Within(kNameFreeWithin, [&] { return app.duties().Take(DutyOf(named->id)); }))
    return {};
  const keys::LedgerNode fresh = keys::NewLedgerNode(app.random());
  TRY(app.ledger().SetNode(fresh));
  if (app.duties().Take(DutyOf(fresh.id))) return {};
  return Fail(Code::kUnavailable, "PostgreSQL does not answer; check that it runs, and where.");
}

WatchedStore* Watched(App& app) { return dynamic_cast<WatchedStore*>(&app.store()); }

}  // namespace

Status EnterNodes(App& app) {
  keys::Nodes* const nodes = app.nodes();
  if (nodes == nullptr) return {};
  TRY(TakeName(app));
  TRY(nodes->Follow());
  if (!TRY(nodes->Own()))
    TRY(Administer(app, std::nullopt, "node.joined",
                   [&](const keys::Change& change) { return nodes->Join(change); }));
  app.ledger().PutOutBy([nodes](const SecretBytes& shared, std::int64_t version) {
    return nodes->PutOut(shared, version);
  });
  return {};
}

void FollowNodes(App& app) {
  WatchedStore* const store = Watched(app);
  if (app.nodes() == nullptr || store == nullptr) return;
  // The name is said again where the session that said it was lost.
  if (const auto node = app.ledger().node(); node && !app.duties().Has(DutyOf(node->id)))
    static_cast<void>(app.duties().Take(DutyOf(node->id)));
  const Status followed = app.nodes()->Follow();
  // Where the database does not answer, nothing can be written anyway.
  if (!followed && followed.error().code == Code::kUnavailable) return;
  if (!followed && !store->closed())
    log::Failure("Taking in the keys of the other nodes", followed.error());
  if (followed && store->closed()) log::Info("This node has the keys of the others again.");
  store->Close(!followed.has_value());
}

bool FellBehind(App& app) {
  const WatchedStore* const store = Watched(app);
  return store != nullptr && store->closed();
}

Result<std::vector<NodeState>> ListNodes(App& app) {
  std::vector<NodeState> states;
  if (app.nodes() == nullptr) return states;
  const auto own = app.ledger().node();
  const std::int64_t version = app.ledger().version();
  for (keys::Node& node : TRY(app.nodes()->All())) {
    NodeState state{.node = std::move(node)};
    state.own = own && own->id == state.node.id;
    state.behind = state.node.version < version;
    // A name that can be had is nobody's; it is given back at once.
    state.runs = state.own || !store::OnDuty(app.duties(), DutyOf(state.node.id)).has();
    states.push_back(std::move(state));
  }
  return states;
}

Status WaitForNodes(App& app) {
  std::optional<Error> failure;
  const bool all = Within(kFollowWithin, [&] {
    const auto nodes = ListNodes(app);
    if (!nodes) failure = nodes.error();
    return !nodes || std::ranges::none_of(
                         *nodes, [](const NodeState& node) { return node.runs && node.behind; });
  });
  if (failure) return std::unexpected(*std::move(failure));
  if (all) return {};
  return Fail(Code::kUnavailable,
              "Another node that runs has not taken in the new keys; look at its log, or stop it, "
              "then try again.");
}

Status FinishRotation(App& app, std::int64_t& finished) {
  const std::int64_t current = app.ledger().CurrentEpoch();
  if (current == finished) return {};
  if (TRY(RotationUnfinished(app))) {
    const store::OnDuty upkeep(app.duties(), kUpkeep);
    if (!upkeep.has()) return {};  // somebody is at it
    if (TRY(RotationUnfinished(app))) {
      TRY(RotateKeys(app, std::nullopt));
      log::Info("Another node began to rotate the keys and stopped; this one finished it.");
    }
  }
  finished = current;
  return {};
}

Status ForgetNode(App& app, const StaffId& by, const keys::NodeId& node) {
  if (app.nodes() == nullptr)
    return Fail(Code::kNotFound, "This home is alone on its database; there are no nodes.");
  for (const NodeState& state : TRY(ListNodes(app)))
    if (state.node.id == node && state.runs && !state.own)
      return Fail(Code::kConflict, "This node runs; stop it first.", IdDetail("node", node));
  TRY(Administer(app, by, "node.forgotten",
                 [&](const keys::Change& change) { return app.nodes()->Remove(change, node); }));
  return {};
}

Background NodesInBackground(App& app) {
  Background::Work work{.name = "Finishing a rotation of another node",
                        .period = std::chrono::milliseconds(500)};
  if (app.nodes() != nullptr)
    work.round = [&app, finished = std::int64_t{0}](const std::stop_token&) mutable -> Status {
      FollowNodes(app);
      return FellBehind(app) ? Status() : FinishRotation(app, finished);
    };
  return Background(std::move(work));
}

}  // namespace almoner::app
