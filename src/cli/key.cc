#include <fmt/format.h>

#include "app/nodes.h"
#include "app/upkeep.h"
#include "cli/kit.h"

namespace almoner::cli {
namespace {

Result<int> Rotate(Shell& shell, app::App& app) {
  const StaffId actor = TRY(shell.ActorWith("administer"));
  const app::Rotated done = TRY(app::RotateKeys(app, actor));
  return shell.Print(
      fmt::format(
          "Epoch {} begins. {} keys wrapped anew, {} people given a new generation, {} people's "
          "search tokens made anew. {}",
          done.epoch, done.rewrapped, done.renewed, done.reindexed,
          app.ledger().Epochs().size() == 1
              ? "The old epoch's keys are destroyed."
              : "Older epochs' keys go with the last backup that needs them (`backup list`)."),
      {{"epoch", done.epoch},
       {"rewrapped", done.rewrapped},
       {"renewed", done.renewed},
       {"reindexed", done.reindexed}},
      "almoner.key.rotated/1");
}

Result<int> Epochs(Shell& shell, app::App& app) {
  json::array epochs;
  std::string text;
  for (const std::int64_t epoch : app.ledger().Epochs()) {
    epochs.emplace_back(epoch);
    text += fmt::format("epoch {}{}\n", epoch,
                        epoch == app.ledger().CurrentEpoch() ? " (current)" : "");
  }
  return shell.Print(text, {{"epochs", std::move(epochs)}}, "almoner.key.epochs/1");
}

std::string TextOf(const app::NodeState& state) {
  return fmt::format("{} joined {}: {}{}\n", state.node.id.text(), state.node.joined.seconds_text(),
                     state.own    ? "this one"
                     : state.runs ? "runs"
                                  : "does not run",
                     state.behind ? ", its keys are not the last" : "");
}

Result<int> Nodes(Shell& shell, app::App& app) {
  json::array nodes;
  std::string text;
  for (const app::NodeState& state : TRY(app::ListNodes(app))) {
    text += TextOf(state);
    nodes.push_back(json::object{{"id", state.node.id.text()},
                                 {"joined", state.node.joined.text()},
                                 {"own", state.own},
                                 {"runs", state.runs},
                                 {"behind", state.behind}});
  }
  if (text.empty()) text = "This home is alone on its database.\n";
  return shell.Print(text, {{"nodes", std::move(nodes)}}, "almoner.key.nodes/1");
}

Result<int> ForgetNode(Shell& shell, app::App& app, const std::string& given) {
  const StaffId actor = TRY(shell.ActorWith("administer"));
  const auto node = TRY(keys::NodeId::Parse(given));
  TRY(app::ForgetNode(app, actor, node));
  return shell.Print("No keys go to this node any more. Those that it has are in its key folder.",
                     {{"id", node.text()}}, "almoner.key.node-forgotten/1");
}

}  // namespace

void AddKey(Shell& shell) {
  CLI::App* const key = Noun(shell, "key", "Keys: epochs and their rotation");
  Command(shell, key, "rotate", "Close the epoch: wrap every key anew and destroy the old ones",
          [&shell](app::App& app) { return Rotate(shell, app); });
  Command(shell, key, "epochs", "The epochs whose keys exist",
          [&shell](app::App& app) { return Epochs(shell, app); });
  Command(shell, key, "nodes", "The nodes over one PostgreSQL database, and who has the last keys",
          [&shell](app::App& app) { return Nodes(shell, app); });
  const auto node = std::make_shared<std::string>();
  Command(shell, key, "forget-node", "A node that will not come back: no keys go to it any more",
          [&shell, node](app::App& app) { return ForgetNode(shell, app, *node); })
      ->add_option("node", *node, "Its id")
      ->required();
  AddKit(shell, key);
}

}  // namespace almoner::cli
