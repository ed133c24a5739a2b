// Keys of the API.
#include <fmt/format.h>

#include "app/api_keys.h"
#include "cli/command.h"

namespace almoner::cli {
namespace {

struct ApiKeyOptions {
  std::string key, last_day;
  std::vector<std::string> roles, scopes, purposes;
};

// {"name": "…"} on standard input.
Result<int> IssueApiKey(Shell& shell, app::App& app, const ApiKeyOptions& o) {
  const StaffId actor = TRY(shell.ActorWith("administer"));
  app::NewApiKey wanted{.name = {}, .roles = o.roles, .scopes = o.scopes, .purposes = o.purposes};
  wanted.last_day = TRY(ParseDate(o.last_day));
  for (vault::FieldValue& field : TRY(shell.FieldsFromInput())) {
    if (field.field != "name")
      return almoner::Fail(Code::kInvalid, "A key has a name: of the program that uses it.");
    wanted.name = std::move(field.value);
  }
  const app::MadeApiKey made = TRY(app::MakeApiKey(app, actor, wanted));
  return shell.Print(
      fmt::format("Number {}\nKey, shown only now: {}", made.staff.text(), made.text.text()),
      {{"number", made.staff.text()}, {"key", made.text.text()}}, "almoner.api-key.made/1");
}

json::array Texts(const std::vector<std::string>& texts) {
  json::array all;
  for (const std::string& text : texts) all.emplace_back(text);
  return all;
}

Result<int> ListApiKeys(Shell& shell, app::App& app) {
  const StaffId actor = TRY(shell.ActorWith("administer"));
  json::array list;
  std::string text;
  for (const app::NamedApiKey& one : TRY(app::ListApiKeys(app, actor))) {
    const std::string used = one.key.used ? ToText(*one.key.used) : "never";
    text += fmt::format("{}  {}  until {}, last used {}\n    {}; {}; for {}\n",
                        one.key.staff.text(), one.name.Expose(), one.key.until.seconds_text(), used,
                        fmt::join(one.roles, ", "), fmt::join(one.key.scopes, ", "),
                        fmt::join(one.key.purposes, ", "));
    list.push_back({{"number", one.key.staff.text()},
                    {"name", one.name.Expose()},
                    {"roles", Texts(one.roles)},
                    {"scopes", Texts(one.key.scopes)},
                    {"purposes", Texts(one.key.purposes)},
                    {"until", one.key.until.text()},
                    {"used", one.key.used ? json::value(used) : json::value()}});
  }
  return shell.Print(text.empty() ? "There are no keys.\n" : text, {{"keys", std::move(list)}},
                     "almoner.api-keys/1");
}

Result<int> EndApiKey(Shell& shell, app::App& app, const ApiKeyOptions& o) {
  const StaffId actor = TRY(shell.ActorWith("administer"));
  const EntryId entry = TRY(app::EndApiKey(app, actor, TRY(StaffId::Parse(o.key))));
  return shell.Print("The key is ended.", {{"entry", entry.text()}}, "almoner.changed/1");
}

}  // namespace

void AddApiKey(Shell& shell) {
  const auto o = std::make_shared<ApiKeyOptions>();
  CLI::App* const key = Noun(shell, "api-key", "Keys of the API, for programs");
  CLI::App* const add =
      Command(shell, key, "add", "Make one; the program's name comes as JSON on standard input",
              [&shell, o](app::App& app) { return IssueApiKey(shell, app, *o); });
  add->add_option("--role", o->roles, "A role of the notice; may be given several times")
      ->required();
  add->add_option("--scope", o->scopes, "What it may do, like records:read; several times")
      ->required();
  add->add_option("--for", o->purposes, "A purpose of the notice; several times")->required();
  add->add_option("--until", o->last_day, "Its last day, within a year")->required();
  Command(shell, key, "list", "All keys, with the day of their last use",
          [&shell](app::App& app) { return ListApiKeys(shell, app); });
  Command(shell, key, "end", "End a key at once",
          [&shell, o](app::App& app) { return EndApiKey(shell, app, *o); })
      ->add_option("key", o->key, "The key's id")
      ->required();
}

}  // namespace almoner::cli
