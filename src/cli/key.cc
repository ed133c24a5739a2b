#include <fmt/format.h>

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

}  // namespace

void AddKey(Shell& shell) {
  CLI::App* const key = Noun(shell, "key", "Keys: epochs and their rotation");
  Command(shell, key, "rotate", "Close the epoch: wrap every key anew and destroy the old ones",
          [&shell](app::App& app) { return Rotate(shell, app); });
  Command(shell, key, "epochs", "The epochs whose keys exist",
          [&shell](app::App& app) { return Epochs(shell, app); });
  AddKit(shell, key);
}

}  // namespace almoner::cli
