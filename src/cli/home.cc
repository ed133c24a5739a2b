#include <fmt/format.h>

#include "app/accounts.h"
#include "app/demo.h"
#include "app/signing_in.h"
#include "cli/kit.h"
#include "notice/compile.h"

namespace almoner::cli {
namespace {

struct InitOptions {
  std::string notice, keys, store, backups, kit;
  std::vector<std::string> copies;
};

app::Settings SettingsOf(const Shell& shell, const InitOptions& o) {
  const OperatorPath home = shell.Path(shell.home);
  app::Settings settings{.home = home,
                         .keys = o.keys.empty() ? app::DefaultKeys(home) : shell.Path(o.keys)};
  if (!o.store.empty()) settings.store = o.store;
  if (!o.backups.empty()) settings.backups = shell.Path(o.backups);
  for (const std::string& place : o.copies) settings.copies.push_back(shell.Path(place));
  return settings;
}

// The home is there whatever becomes of the kit, and its password is shown only once.
Result<MadeKit> FirstKit(Shell& shell, const InitOptions& o) {
  app::App* const app = TRY(shell.Open());
  auto kit =
      TRY(MakeKit(shell, *app,
                  o.kit.empty() ? OperatorPath(shell.Path(shell.home).path().string() + ".kit")
                                : shell.Path(o.kit),
                  {}));
  TRY(app->Settle());
  return kit;
}

Result<int> Init(Shell& shell, const InitOptions& o) {
  if (shell.home.empty()) return almoner::Fail(Code::kInvalid, "Say where with --home DIR.");
  const app::Settings settings = SettingsOf(shell, o);
  const SecretBytes text =
      TRY(ReadFile(shell.Path(o.notice), Access::kAnyone, notice::kMostNotice));
  const app::FirstAccount first{Personal(std::string("First administrator")),
                                Personal(std::string("admin")), shell.world.os_user,
                                app::NewPassword(shell.world.random)};
  TRY(app::App::Create(settings, text.text(), first, shell.world.random, shell.world.clock));
  TRY(app::RequireSecondFactor(settings.home));
  std::string told = fmt::format(
      "The home is ready: {}\nKeys: {} (keep them apart from the home, and from its backups)\n"
      "Sign in as `admin` with the password {}\nIt is shown only now. Have an authenticator app "
      "ready: staff need one to sign in (docs/operate/settings.md). Your operating-system "
      "user is this account on the command line.\n\n",
      settings.home.path().string(), settings.keys.path().string(), first.password.text());
  json::object document{{"home", settings.home.path().string()},
                        {"keys", settings.keys.path().string()},
                        {"login", "admin"},
                        {"password", first.password.text()}};
  const auto kit = FirstKit(shell, o);
  if (kit) {
    told += kit->text;
    document["kit"] = kit->document;
  } else {
    told += "There is no recovery kit yet; mend this and run `almoner key escrow`: " +
            kit.error().Text();
  }
  if (!settings.backups) told += "\nSet `backups` in almoner.toml too: docs/operate/backup.md.";
  return shell.Print(told, std::move(document), "almoner.init/1", kit ? kDone : kCouldNot);
}

struct DemoChoices {
  std::string notice, pack, store;
  bool today = false;
};

Result<int> Demo(Shell& shell, const DemoChoices& o) {
  if (shell.home.empty())
    return almoner::Fail(Code::kInvalid, "Say where with --home DIR; it must not exist yet.");
  const OperatorPath home = shell.Path(shell.home);
  std::string text;
  if (o.notice.empty())
    text = app::ExampleNotice();
  else
    text = TRY(ReadFile(shell.Path(o.notice), Access::kAnyone, notice::kMostNotice)).text();
  app::Settings settings{.home = home, .keys = app::DefaultKeys(home)};
  if (!o.store.empty()) settings.store = o.store;
  const app::DemoOptions options{
      .settings = std::move(settings),
      .notice = std::move(text),
      .pack = o.pack.empty() ? OperatorPath(home.path().string() + ".pack") : shell.Path(o.pack),
      .os_user = shell.world.os_user,
      .today = o.today};
  TRY(app::RunDemo(options, shell.world.random, shell.world.clock, shell.world.out));
  return kDone;
}

void AddInit(Shell& shell) {
  const auto o = std::make_shared<InitOptions>();
  CLI::App* const init = shell.parser.add_subcommand(
      "init", "Make a home under a notice, with its keys, first account and recovery kit");
  init->fallthrough();
  init->add_option("--notice", o->notice, "The notice file")->required();
  init->add_option("--keys", o->keys, "Where the keys are kept (default: <home>.keys)");
  init->add_option("--store", o->store,
                   "sqlite, or a PostgreSQL connection string without a password in it");
  init->add_option("--backups", o->backups, "The folder that nightly backups go to");
  init->add_option("--copies", o->copies,
                   "A place off this machine for what recovery needs; may be said again");
  init->add_option("--kit", o->kit, "The folder of the recovery kit (default: <home>.kit)");
  init->callback([&shell, o] {
    shell.action = [&shell, o] {
      const auto done = Init(shell, *o);
      return done ? *done : shell.Fail(done.error());
    };
  });
}

}  // namespace

void AddHome(Shell& shell) {
  AddInit(shell);
  const auto options = std::make_shared<DemoChoices>();
  const auto finish = [&shell](const Result<int>& done) {
    return done ? *done : shell.Fail(done.error());
  };

  CLI::App* const demo = shell.parser.add_subcommand(
      "demo", "Walk through the whole journey of one person in a new home");
  demo->fallthrough();
  demo->add_option("--notice", options->notice, "The notice file (default: a fictional charity's)");
  demo->add_option("--pack", options->pack,
                   "Where the pack for the person goes (default: <home>.pack)");
  demo->add_option("--store", options->store,
                   "sqlite, or a PostgreSQL connection string without a password in it");
  demo->add_flag("--today", options->today,
                 "Stop before the clock is moved, so that the home can be used");
  demo->callback([&shell, options, finish] {
    shell.action = [&shell, options, finish] { return finish(Demo(shell, *options)); };
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
