#include "cli/cli.h"

#include <filesystem>
#include <istream>
#include <iterator>

#include "base/json.h"
#include "cli/command.h"
#include "cli/safety.h"
#include "cli/theme.h"

namespace almoner::cli {
namespace {

constexpr std::size_t kMostInput = 10 << 20;

Result<std::string> ReadInput(std::istream& in) {
  std::string text;
  char buffer[4096];
  while (in.read(buffer, sizeof buffer) || in.gcount() > 0) {
    text.append(buffer, static_cast<std::size_t>(in.gcount()));
    if (text.size() > kMostInput) return Fail(Code::kInvalid, "The input is larger than 10 MB.");
  }
  if (!IsUtf8(text)) return Fail(Code::kInvalid, "The input is not UTF-8 text.");
  return text;
}

bool IsBlank(std::string_view text) { return text.find_first_not_of(" \t\r\n") == text.npos; }

Result<std::vector<vault::FieldValue>> ParseFields(const std::string& input) {
  const json::value value = TRY(ParseJson(input));
  const json::object* const object = value.if_object();
  if (object == nullptr)
    return Fail(Code::kInvalid, "Give one JSON object on standard input, like {\"name\":\"…\"}.");
  std::vector<vault::FieldValue> fields;
  for (const auto& [key, field] : *object) {
    const json::string* const text = field.if_string();
    if (text == nullptr)
      return Fail(Code::kInvalid, "Every value of the JSON object must be text.");
    fields.push_back({std::string(key), Personal(std::string(text->begin(), text->end()))});
  }
  return fields;
}

int ExitOf(Code code) {
  switch (code) {
    case Code::kRefused:
      return kRefused;
    case Code::kInvalid:
      return kUsage;
    case Code::kNotFound:
    case Code::kConflict:
    case Code::kUnavailable:
    case Code::kCorrupt:
    case Code::kInternal:
      return kCouldNot;
  }
  std::unreachable();
}

// What is wrong with the arguments, without repeating any of them: a name typed as an argument by
// mistake must not end up in somebody's terminal log.
std::string UsageText(const CLI::ParseError& error) {
  const std::string kind = error.get_name();
  if (kind == "RequiredError" || kind == "RequiresError") return error.what();  // options' names
  if (kind == "ExtrasError")
    return "There is an argument or option that this command does not take. What says something "
           "about "
           "a person comes on standard input.";
  if (kind == "ValidationError" || kind == "ConversionError")
    return "An option's value is not one that it takes.";
  return "The arguments do not fit the command.";
}

int UsageError(Shell& shell, const CLI::ParseError& error) {
  const std::string text = UsageText(error) + " See --help.";
  const auto& args = shell.world.args;
  if (std::ranges::find(args, "--json") != args.end())
    shell.world.out << ToText(json::object{
                           {"schema", "almoner.error/1"}, {"code", "usage"}, {"what", text}})
                    << "\n";
  shell.world.err << "almoner: " << text << "\n";
  return kUsage;
}

int Dispatch(Shell& shell) {
  std::vector<std::string> args(shell.world.args.rbegin(), shell.world.args.rend());
  try {
    shell.parser.parse(args);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() != 0) return UsageError(shell, error);
    shell.parser.exit(error, shell.world.out, shell.world.err);  // help, version
    return kDone;
  }
  if (!shell.action) {
    shell.world.err << shell.parser.help();
    return kUsage;
  }
  return shell.action();
}

}  // namespace

OperatorPath Shell::Path(const std::string& text) const {
  return OperatorPath(std::filesystem::path(world.folder) / text);
}

Result<app::App*> Shell::Open() {
  if (world.running != nullptr) return world.running;
  if (owned != nullptr) return owned.get();
  if (home.empty()) return almoner::Fail(Code::kInvalid, "Say which home with --home DIR.");
  owned = TRY(app::App::Open(Path(home), world.random, world.clock));
  return owned.get();
}

Result<StaffId> Shell::Actor() {
  app::App* const app = TRY(Open());
  auto actor = app->store().Read(
      [&](store::ReadTx& tx) { return staff::FindByOsUser(tx, app->keys(), world.os_user); });
  if (!actor && actor.error().code == Code::kNotFound)
    return almoner::Fail(
        Code::kRefused,
        "Your operating-system user has no staff account here; an administrator adds one with "
        "`almoner staff add` (os-user).");
  return actor;
}

Result<StaffId> Shell::ActorWith(Literal duty) {
  const StaffId actor = TRY(Actor());
  app::App* const app = TRY(Open());
  const auto roles = TRY(app->store().Read([&](store::ReadTx& tx) {
    return staff::RolesOf(tx, app->keys(), app->notice(), actor, app->clock().Now());
  }));
  if (!app->notice().HasDuty(roles, duty.view()))
    return almoner::Fail(Code::kRefused, "None of your roles in the notice has the duty for this.",
                         Detail("duty", duty));
  return actor;
}

int Shell::Print(const std::string& text, json::object document, std::string_view schema,
                 int exit) {
  if (json) {
    json::object with{{"schema", schema}};
    for (auto& [key, value] : document) with[key] = std::move(value);
    world.out << ToText(with) << "\n";
  } else {
    world.out << text << (text.ends_with('\n') ? "" : "\n");
  }
  return exit;
}

int Shell::Fail(const Error& error) {
  if (json)
    world.out << ToText(json::object{{"schema", "almoner.error/1"},
                                     {"code", Name(error.code)},
                                     {"what", error.Text()}})
              << "\n";
  world.err << "almoner: " << error.Text() << "\n";
  return ExitOf(error.code);
}

int Shell::Refuse(const gate::Refused& refused) {
  json::array clauses;
  for (const std::string& clause : refused.words.clauses) clauses.emplace_back(clause);
  return Print("REFUSED: " + refused.words.what + "\n  why:  " + refused.words.why +
                   "\n  next: " + refused.words.next,
               {{"rule", gate::Name(refused.rule)},
                {"what", refused.words.what},
                {"why", refused.words.why},
                {"next", refused.words.next},
                {"clauses", std::move(clauses)},
                {"entry", refused.entry.text()}},
               "almoner.refusal/1", kRefused);
}

Result<std::vector<vault::FieldValue>> Shell::FieldsFromInput() {
  const std::string input = TRY(ReadInput(world.in));
  if (IsBlank(input))
    return almoner::Fail(Code::kInvalid,
                         "Nothing came on standard input; give one JSON object there, like "
                         "{\"name\":\"…\"}.");
  return ParseFields(input);
}

Result<std::vector<vault::FieldValue>> Shell::MaybeFieldsFromInput() {
  const std::string input = TRY(ReadInput(world.in));
  if (IsBlank(input)) return std::vector<vault::FieldValue>();
  return ParseFields(input);
}

Result<Personal<std::string>> Shell::TextFromInput() {
  std::string text = TRY(ReadInput(world.in));
  while (text.ends_with('\n')) text.pop_back();
  return Personal(std::move(text));
}

int PrintChanged(Shell& shell, const gate::Changed& changed, const std::string& text) {
  return shell.Print(text, {{"entry", changed.entry.text()}}, "almoner.changed/1");
}

CLI::App* Noun(Shell& shell, const std::string& name, const std::string& help) {
  CLI::App* const noun = shell.parser.add_subcommand(name, help);
  noun->require_subcommand(1);
  noun->fallthrough();
  return noun;
}

CLI::App* Command(Shell& shell, CLI::App* noun, const std::string& verb, const std::string& help,
                  std::function<Result<int>(app::App&)> run) {
  return Does(shell, noun->add_subcommand(verb, help), std::move(run));
}

CLI::App* Does(Shell& shell, CLI::App* command, std::function<Result<int>(app::App&)> run,
               std::function<void(const Error&)> closed) {
  command->fallthrough();
  command->callback([&shell, run = std::move(run), closed = std::move(closed)] {
    shell.action = [&shell, run, closed] {
      const auto app = shell.Open();
      if (!app && app.error().code == Code::kConflict && shell.world.running == nullptr) {
        // Another process owns the home: it runs the command for us.
        const auto elsewhere = RunElsewhere(shell.Path(shell.home), shell.world);
        if (elsewhere) return *elsewhere;
        // What the other process did before it broke off is not known here.
        if (elsewhere.error().code != Code::kNotFound) return shell.Fail(elsewhere.error());
      }
      if (!app) {
        if (closed) closed(app.error());
        return shell.Fail(app.error());
      }
      const auto done = run(**app);
      // What was recorded gets its place in the log, and copies outside the database; when that
      // fails the next command does it. A command that has its own bad news says that, and not
      // this.
      if (const auto settled = (*app)->Settle(); !settled && done && *done == kDone)
        return shell.Fail(settled.error());
      // A place that is away is brought its copy later, and said to be away by `nightly`.
      static_cast<void>((*app)->copies_away().Bring((*app)->store()));
      return done ? *done : shell.Fail(done.error());
    };
  });
  return command;
}

int Run(World& world) {
  Shell shell{.world = world};
  shell.parser.set_version_flag("--version", "almoner 0.1.0");
  shell.parser.add_option("--home", shell.home, "The home's folder")->envname("ALMONER_HOME");
  shell.parser.add_option("--purpose", shell.purpose,
                          "Why: a purpose of the notice (default: your role's first)");
  shell.parser.add_flag("--json", shell.json, "Print one JSON document");
  shell.parser.fallthrough();
  shell.parser.require_subcommand(0, 1);
  AddHome(shell);
  AddNotice(shell);
  AddLaw(shell);
  AddSubject(shell);
  AddDocument(shell);
  AddAccount(shell);
  AddSafety(shell);
  AddConsent(shell);
  AddImport(shell);
  AddHold(shell);
  AddGlass(shell);
  AddRequest(shell);
  AddRegisters(shell);
  AddRetention(shell);
  AddFile(shell);
  AddDisposal(shell);
  AddStatistics(shell);
  AddAudit(shell);
  AddBackup(shell);
  AddNightly(shell);
  AddMail(shell);
  AddKey(shell);
  AddCheck(shell);
  AddStaff(shell);
  AddTheme(shell);
  AddApiKey(shell);
  AddWebhook(shell);
  AddBench(shell);
  return Dispatch(shell);
}

}  // namespace almoner::cli
