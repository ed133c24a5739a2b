// How pages look: the name at their top and the colour; the logo comes by the command line.
#include "app/theme.h"
#include "console/look.h"
#include "web/question.h"

namespace almoner::web::console {
namespace {

FormPage LookForm(const app::Theme& theme) {
  FormPage form{.heading = "How our pages look",
                .back = "/settings",
                .back_text = "Settings and health",
                .action = "/settings/look",
                .button = "Save",
                .says = {"The website and these pages look so. Letters keep the name of the "
                         "notice, which is the name in law."},
                .tab = Tab::kMore};
  form.shows = {{"Logo", theme.logo ? "One is set" : "None is set"}};
  form.says.emplace_back(
      "A logo is set by whoever runs the machine: almoner theme set --logo FILE.");
  form.questions = {{.name = "name",
                     .label = "Name at the top of each page",
                     .hint = "Leave it empty for the name that the notice has."},
                    {.name = "colour",
                     .label = "Colour of the header, buttons and links",
                     .hint = "Written like #0b6157. White has to be readable on it, and it on "
                             "white. Leave it empty for green."}};
  if (theme.logo)
    form.questions.push_back({.kind = Kind::kSeveral,
                              .name = "logo",
                              .label = "Logo",
                              .options = {{.value = "away", .text = "Take the logo away"}}});
  return form;
}

Result<app::Theme> ThemeNow(const Site& site) { return site.app.store().Read(app::ReadTheme); }

std::string DetailOf(const Error& error, std::string_view name) {
  for (const Detail& detail : error.details)
    if (detail.name() == name) return detail.text();
  return "";
}

FieldProblem ProblemOf(const Error& error) {
  std::string text(error.what.view());
  if (text.ends_with('.')) text.pop_back();
  if (const std::string nearest = DetailOf(error, "nearest"); !nearest.empty())
    text += ". The nearest that will do is #" + nearest;
  const std::string fact = DetailOf(error, "fact");
  return {.field = fact.empty() ? std::string(kHeading) : fact, .text = std::move(text)};
}

}  // namespace

Result<http::Response> ShowLook(Site& site, const http::Request& request, const Caller& caller) {
  if (!Has(site, caller, "administer")) return ShowNotTheirs(site, request, caller, "administer");
  const app::Theme theme = TRY(ThemeNow(site));
  http::Fields now{{"name", theme.name}};
  if (theme.colour) now["colour"] = ToText(*theme.colour);
  return ShowForm(site, caller, LookForm(theme), Answers(std::move(now)));
}

Result<http::Response> TakeLook(Site& site, const http::Request& request, const Caller& caller,
                                const http::Fields& fields) {
  if (!Has(site, caller, "administer")) return ShowNotTheirs(site, request, caller, "administer");
  const Answers answers(fields);
  const std::string name = answers.Text("name");
  const std::string colour = answers.Text("colour");
  app::ThemeChange change{.name = std::string(http::Trim(name)),
                          .colour = std::string(http::Trim(colour))};
  if (!answers.Several("logo").empty()) change.logo = Bytes();
  const auto saved = app::SetTheme(site.app, caller.staff, change);
  if (saved) return http::Response::Redirect("/settings?done=look");
  if (saved.error().code != Code::kInvalid) return std::unexpected(saved.error());
  return ShowForm(site, caller, LookForm(TRY(ThemeNow(site))), answers, {ProblemOf(saved.error())});
}

}  // namespace almoner::web::console
