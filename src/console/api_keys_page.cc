// Keys of the API, for whoever administers: which programs are let in, for what, until when.
#include <fmt/format.h>

#include <algorithm>

#include "app/api_keys.h"
#include "console/office.h"
#include "console/purposes.h"
#include "console/staff_words.h"
#include "web/listing.h"
#include "web/words.h"

namespace almoner::web::console {
namespace {

constexpr std::string_view kPage = "/api-keys";

std::string RolesInWords(const notice::Notice& notice, const std::vector<std::string>& roles) {
  std::vector<std::string> names;
  for (const std::string& role : roles) names.push_back(RoleInWords(notice, role));
  return names.empty() ? "No role any more, so it opens nothing" : Listed(names);
}

std::string PurposesInWords(const notice::Notice& notice, const std::vector<std::string>& ids) {
  std::vector<std::string> words;
  for (const std::string& id : ids) {
    const auto activity = notice.FindActivity(id);
    words.push_back(activity ? Small(notice.activities[*activity].purpose) : id);
  }
  return Listed(words);
}

Item ItemOf(const notice::Notice& notice, const app::NamedApiKey& one, Time now) {
  Item item{.title = one.name.Expose(),
            .tag = one.key.until <= now ? Tag{.colour = "grey", .text = "Over"}
                                        : Tag{.colour = "green", .text = "In use"},
            .lines = {RolesInWords(notice, one.roles) + ".",
                      "It may " + fmt::format("{}", fmt::join(one.key.scopes, ", ")) + ".",
                      "For: " + PurposesInWords(notice, one.key.purposes) + ".",
                      "Until " + MomentInWords(one.key.until) + "; last used " +
                          (one.key.used ? "on " + ToWords(*one.key.used) : "never") + "."}};
  item.links.push_back(
      {.href = std::string(kPage) + "/" + one.key.staff.text() + "/end", .text = "End it"});
  item.links.push_back(
      {.href = "/staff/" + one.key.staff.text(), .text = "Its account: roles and assignments"});
  return item;
}

Result<StaffId> KeyOf(Site& site, const http::Request& request, const Caller& caller) {
  const StaffId id = TRY(StaffOf(request));
  const auto keys = TRY(app::ListApiKeys(site.app, caller.staff));
  if (std::ranges::none_of(keys, [&](const auto& one) { return one.key.staff == id; }))
    return Fail(Code::kNotFound, "There is no such key.");
  return id;
}

std::vector<Option> ScopeOptions() {
  std::vector<Option> options;
  for (const app::Scope& scope : app::Scopes())
    options.push_back({.value = std::string(scope.id),
                       .text = Capital(scope.words),
                       .note = std::string(scope.id)});
  return options;
}

std::vector<Option> PurposeOptions(const notice::Notice& notice) {
  std::vector<Option> options;
  for (const notice::Activity& activity : notice.activities)
    options.push_back(
        {.value = activity.id, .text = Capital(activity.purpose), .note = activity.id});
  return options;
}

std::vector<Question> QuestionsFor(const notice::Notice& notice) {
  return {{.name = "name",
           .label = "Which program is it for?",
           .missing = "Enter the name of the program"},
          {.kind = Kind::kSeveral,
           .name = "role",
           .label = "Whose work does it do?",
           .missing = "Choose a role",
           .hint = "Roles of our notice: they decide whose data it may see, and which.",
           .options = RoleOptions(notice)},
          {.kind = Kind::kSeveral,
           .name = "scope",
           .label = "What may it do?",
           .missing = "Choose what it may do",
           .hint = "No more than it needs.",
           .options = ScopeOptions()},
          {.kind = Kind::kSeveral,
           .name = "purpose",
           .label = "What for?",
           .missing = "Choose what it is for",
           .options = PurposeOptions(notice)},
          {.kind = Kind::kDate,
           .name = "until",
           .label = "Its last day",
           .missing = "Enter the last day of the key",
           .hint = "Within a year. Then make another."}};
}

Result<http::Response> ShowKey(const Site& site, const Caller& caller, const SecretBytes& text) {
  ListPage page{.heading = "The key, shown only now",
                .back = std::string(kPage),
                .back_text = "All keys",
                .says = {"Put it where the program reads its secrets, and nowhere else. Whoever "
                         "has it may do what it may. Lost or seen by others: end it here."}};
  page.parts.push_back({.facts = {{"Key", std::string(text.text())}}});
  return ShowList(site, caller, page);
}

}  // namespace

Result<http::Response> ShowApiKeys(Site& site, const http::Request& request, const Caller& caller) {
  if (!Has(site, caller, "administer")) return ShowNotTheirs(site, request, caller, "administer");
  ListPage page{.heading = "Keys of the API",
                .says = {"Programs that are let in. Each has an account of its own, and our notice "
                         "decides about it as about a colleague."},
                .buttons = {{.href = std::string(kPage) + "/new", .text = "Make a key"}}};
  if (request.query("ended")) page.done = "The key is ended. Nothing knows it any more.";
  Part part{.empty = "There are no keys.",
            .links = {{.href = "/api", .text = "What programs can do with a key"}}};
  const Time now = site.app.clock().Now();
  for (const app::NamedApiKey& one : TRY(app::ListApiKeys(site.app, caller.staff)))
    part.items.push_back(ItemOf(site.app.notice(), one, now));
  page.parts.push_back(std::move(part));
  return ShowList(site, caller, page);
}

Made MakeNewApiKey(Site& site, const http::Request& request, const Caller& caller) {
  if (!Has(site, caller, "administer"))
    return Instead(ShowNotTheirs(site, request, caller, "administer"));
  FormPage form{.heading = "Make a key",
                .back = std::string(kPage),
                .back_text = "All keys",
                .action = std::string(kPage) + "/new",
                .button = "Make the key",
                .says = {"The key is shown to you once."},
                .questions = QuestionsFor(site.app.notice()),
                .tab = Tab::kMore};
  return Deed{.form = std::move(form),
              .act = {},
              .give = [&site, &caller](const Answers& answers) -> gate::Outcome<http::Response> {
                const std::string name = answers.Text("name");
                const app::NewApiKey wanted{.name = Personal(std::string(http::Trim(name))),
                                            .roles = answers.Several("role"),
                                            .scopes = answers.Several("scope"),
                                            .purposes = answers.Several("purpose"),
                                            .last_day = *answers.Day("until")};
                const app::MadeApiKey made = TRY(app::MakeApiKey(site.app, caller.staff, wanted));
                return TRY(ShowKey(site, caller, made.text));
              },
              .afterwards = std::string(kPage)};
}

Made MakeApiKeyEnd(Site& site, const http::Request& request, const Caller& caller) {
  if (!Has(site, caller, "administer"))
    return Instead(ShowNotTheirs(site, request, caller, "administer"));
  const StaffId key = TRY(KeyOf(site, request, caller));
  FormPage form{.heading = "End the key",
                .back = std::string(kPage),
                .back_text = "All keys",
                .action = std::string(kPage) + "/" + key.text() + "/end",
                .button = "End it now",
                .says = {"The program that uses it is let in no more, from this moment. It cannot "
                         "be undone: make another key instead."},
                .tab = Tab::kMore};
  return Deed{.form = std::move(form),
              .act = [&site, &caller, key](const Answers&) -> gate::Outcome<std::string> {
                TRY(app::EndApiKey(site.app, caller.staff, key));
                return std::string(kPage) + "?ended=1";
              }};
}

}  // namespace almoner::web::console
