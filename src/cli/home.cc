#include <fmt/format.h>

#include "app/accounts.h"
#include "app/demo.h"
#include "cli/command.h"
#include "notice/compile.h"

namespace almoner::cli {
namespace {

Result<int> Init(Shell& shell, const std::string& notice, const std::string& keys,
                 const std::string& store) {
  if (shell.home.empty()) return almoner::Fail(Code::kInvalid, "Say where with --home DIR.");
  const OperatorPath home = shell.Path(shell.home);
  app::Settings settings{.home = home,
                         .keys = keys.empty() ? app::DefaultKeys(home) : shell.Path(keys)};
  if (!store.empty()) settings.store = store;
  const SecretBytes text = TRY(ReadFile(shell.Path(notice), Access::kAnyone, notice::kMostNotice));
  const app::FirstAccount first{Personal(std::string("First administrator")),
                                Personal(std::string("admin")), shell.world.os_user,
                                app::NewPassword(shell.world.random)};
  TRY(app::App::Create(settings, text.text(), first, shell.world.random, shell.world.clock));
  return shell.Print(
      fmt::format(
          "The home is ready: {}\nKeys: {} (keep them apart from the home, and from its backups)\n"
          "Sign in as `admin` with the password {}\nIt is shown only now. Your operating-system "
          "user is this account on the command line.\nNow make a recovery kit (`almoner key "
          "escrow`) and "
          "set `backups` and `copies` in almoner.toml: docs/operate/backup.md.",
          settings.home.path().string(), settings.keys.path().string(), first.password.text()),
      {{"home", settings.home.path().string()},
       {"keys", settings.keys.path().string()},
       {"login", "admin"},
       {"password", first.password.text()}},
      "almoner.init/1");
}

Result<int> Demo(Shell& shell, const std::string& notice, const std::string& pack, bool today) {
  if (shell.home.empty())
    return almoner::Fail(Code::kInvalid, "Say where with --home DIR; it must not exist yet.");
  const OperatorPath home = shell.Path(shell.home);
  std::string text;
  if (notice.empty())
    text = app::ExampleNotice();
  else
    text = TRY(ReadFile(shell.Path(notice), Access::kAnyone, notice::kMostNotice)).text();
  const app::DemoOptions options{
      .settings = {.home = home, .keys = app::DefaultKeys(home)},
      .notice = std::move(text),
      .pack = pack.empty() ? OperatorPath(home.path().string() + ".pack") : shell.Path(pack),
      .os_user = shell.world.os_user,
      .today = today};
  TRY(app::RunDemo(options, shell.world.random, shell.world.clock, shell.world.out));
  return kDone;
}

}  // namespace

void AddHome(Shell& shell) {
  struct Options {
    std::string notice, keys, store, pack;
    bool today = false;
  };
  const auto options = std::make_shared<Options>();
  const auto finish = [&shell](const Result<int>& done) {
    return done ? *done : shell.Fail(done.error());
  };

  CLI::App* const init = shell.parser.add_subcommand(
      "init", "Make a home under a notice, with its keys and first account");
  init->fallthrough();
  init->add_option("--notice", options->notice, "The notice file")->required();
  init->add_option("--keys", options->keys, "Where the keys are kept (default: <home>.keys)");
  init->add_option("--store", options->store,
                   "sqlite, or a PostgreSQL connection string without a password in it");
  init->callback([&shell, options, finish] {
    shell.action = [&shell, options, finish] {
      return finish(Init(shell, options->notice, options->keys, options->store));
    };
  });

  CLI::App* const demo = shell.parser.add_subcommand(
      "demo", "Walk through the whole journey of one person in a new home");
  demo->fallthrough();
  demo->add_option("--notice", options->notice, "The notice file (default: a fictional charity's)");
  demo->add_option("--pack", options->pack,
                   "Where the pack for the person goes (default: <home>.pack)");
  demo->add_flag("--today", options->today,
                 "Stop before the clock is moved, so that the home can be used");
  demo->callback([&shell, options, finish] {
    shell.action = [&shell, options, finish] {
      return finish(Demo(shell, options->notice, options->pack, options->today));
    };
  });

  CLI::App* const serve =
      shell.parser.add_subcommand("serve", "Serve the notice, the console and the API");
  serve->fallthrough();
  serve->callback([&shell, finish] {
    shell.action = [&shell, finish] {
      const auto app = shell.Open();
      if (!app) return shell.Fail(app.error());
      if (!shell.world.serve)
        return shell.Fail({Code::kConflict, "This home is being served already."});
      if (const Status served = shell.world.serve(**app, shell.world.out); !served)
        return shell.Fail(served.error());
      return static_cast<int>(kDone);
    };
  });
}

}  // namespace almoner::cli
