#include "cli/kit.h"

#include <fmt/format.h>

#include <sstream>

#include "app/escrow.h"

namespace almoner::cli {
namespace {

struct KitOptions {
  std::string out, from, keys;
  bool without_events = false;
  keys::KitPlan plan;
};

Result<int> Escrow(Shell& shell, app::App& app, const KitOptions& o) {
  const MadeKit made = TRY(MakeKit(shell, app, shell.Path(o.out), o.plan));
  return shell.Print(made.text, made.document, "almoner.key.kit/1");
}

// Shares as they were copied from paper, an empty line between two.
std::vector<std::string> Shares(std::string_view text) {
  std::vector<std::string> shares(1);
  std::istringstream lines{std::string(text)};
  for (std::string line; std::getline(lines, line);) {
    const bool empty = line.find_first_not_of(" \t\r") == std::string::npos;
    if (!empty) shares.back() += line + "\n";
    if (empty && !shares.back().empty()) shares.emplace_back();
  }
  if (shares.back().empty()) shares.pop_back();
  return shares;
}

Result<int> Recover(Shell& shell, const KitOptions& o) {
  if (shell.world.terminal)
    shell.world.err << "Type the five lines of one sheet, an empty line, and the five lines of the "
                       "other, then Ctrl-D.\n"
                    << std::flush;
  const Personal<std::string> input = TRY(shell.TextFromInput());
  const OperatorPath keys = shell.Path(o.keys);
  TRY(app::Recover(Shares(input.Expose()), shell.Path(o.from), keys, shell.world.random,
                   o.without_events));
  return shell.Print(
      fmt::format("The keys are in {} again, under a new root key.\nNow restore a backup: almoner "
                  "backup restore FILE --home DIR --keys {}",
                  keys.path().string(), keys.path().string()),
      {{"keys", keys.path().string()}}, "almoner.key.recovered/1");
}

}  // namespace

Result<MadeKit> MakeKit(Shell& shell, app::App& app, const OperatorPath& folder,
                        const keys::KitPlan& plan) {
  const StaffId actor = TRY(shell.ActorWith("administer"));
  const app::Escrowed made = TRY(app::MakeKit(app, folder, plan, actor));
  const app::Copied copied = app::BringCopies(app);
  json::array sheets;
  std::string text = fmt::format("Recovery kit {}, a sheet for each of {} trustees:\n", made.kit,
                                 made.sheets.size());
  for (const OperatorPath& sheet : made.sheets) {
    text += "  " + sheet.path().string() + "\n";
    sheets.emplace_back(sheet.path().string());
  }
  text += fmt::format(
      "Print each, hand each to one trustee, then delete the files: any {} together open "
      "everything.{}\n",
      plan.threshold,
      made.kit > 1 ? " Sheets of older kits open no copy that is made from now on." : "");
  text += copied.places == 0
              ? "There is no place off this machine for the key ledger's copy yet: set `copies` in "
                "almoner.toml."
              : fmt::format(
                    "The key ledger's copy is at {} of {} places that `copies` in "
                    "almoner.toml names.",
                    copied.confirmed, copied.places);
  for (const app::Copied::Behind& behind : copied.behind)
    text += fmt::format("\nNot at {}; the next night tries again: {}", behind.place.path().string(),
                        behind.why.Text());
  return MadeKit{.text = std::move(text),
                 .document = {{"kit", made.kit},
                              {"sheets", std::move(sheets)},
                              {"confirmed", copied.confirmed},
                              {"places", copied.places}}};
}

void AddKit(Shell& shell, CLI::App* key) {
  const auto o = std::make_shared<KitOptions>();
  CLI::App* const escrow =
      Command(shell, key, "escrow", "Make a recovery kit on paper, for trustees to keep",
              [&shell, o](app::App& app) { return Escrow(shell, app, *o); });
  escrow->add_option("--out", o->out, "A folder for the sheets")->required();
  escrow->add_option("--trustees", o->plan.shares, "How many sheets (default: 3)");
  escrow->add_option("--needed", o->plan.threshold, "How many open it together (default: 2)");
  CLI::App* const recover = key->add_subcommand(
      "recover", "Make the key folder anew, with the trustees' sheets on standard input");
  recover->fallthrough();
  recover->add_option("--from", o->from, "The place with the key ledger's copy")->required();
  recover->add_option("--keys", o->keys, "The key folder to make")->required();
  recover->add_flag("--without-event-ledger", o->without_events,
                    "The event ledger is lost: who was erased after a backup comes back with it");
  recover->callback([&shell, o] {
    shell.action = [&shell, o] {
      const auto done = Recover(shell, *o);
      return done ? *done : shell.Fail(done.error());
    };
  });
}

}  // namespace almoner::cli
