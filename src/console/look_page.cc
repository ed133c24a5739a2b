// How pages and letters look: the name at the top of pages, the colour and the logo.
#include "app/logo.h"
#include "app/theme.h"
#include "console/look.h"
#include "web/question.h"
#include "web/upload.h"

namespace almoner::web::console {
namespace {

FormPage LookForm(const Site& site, const app::Theme& theme) {
  FormPage form{
      .heading = "How our pages look",
      .back = "/settings",
      .back_text = "Settings and health",
      .action = UploadAddress(site, "/settings/look"),
      .button = "Save",
      .says = {"The website, these pages and the head of our letters look so. Letters keep "
               "the name of the notice, which is the name in law."},
      .tab = Tab::kMore};
  form.shows = {{"Logo", theme.logo ? "One is set" : "None is set"}};
  form.questions = {{.name = "name",
                     .label = "Name at the top of each page",
                     .hint = "Leave it empty for the name that the notice has."},
                    {.name = "colour",
                     .label = "Colour of the header, buttons and links",
                     .hint = "Written like #0b6157. White has to be readable on it, and it on "
                             "white. Leave it empty for green."},
                    {.name = "file",
                     .label = theme.logo ? "Another logo" : "Logo",
                     .hint = "A PNG, or an SVG of shapes alone, of at most 40 kB. Letters bear a "
                             "PNG only. Leave it empty to keep what is there.",
                     .type = "file"}};
  if (theme.logo)
    form.questions.push_back({.kind = Kind::kSeveral,
                              .name = "logo",
                              .label = "The logo that is set",
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

// What becomes of the logo; its problem is told at its field.
std::expected<std::optional<Bytes>, FieldProblem> LogoIn(const http::Multipart& sent,
                                                         const Answers& answers) {
  const auto file = sent.files.find("file");
  const bool away = !answers.Several("logo").empty();
  if (file == sent.files.end()) return away ? std::optional(Bytes()) : std::nullopt;
  const auto wrong = [](std::string text) {
    return std::unexpected(FieldProblem{.field = "file", .text = std::move(text)});
  };
  if (away) return wrong("Choose a logo, or take the logo away, not both");
  if (file->second.bytes.empty()) return wrong("The file is empty");
  Bytes logo = ToBytes(file->second.bytes);
  if (const auto media = app::LogoMedia(logo); !media) {
    std::string text(media.error().what.view());
    if (text.ends_with('.')) text.pop_back();
    return wrong(std::move(text));
  }
  return logo;
}

}  // namespace

Result<http::Response> ShowLook(Site& site, const http::Request& request, const Caller& caller) {
  if (!Has(site, caller, "administer")) return ShowNotTheirs(site, request, caller, "administer");
  const app::Theme theme = TRY(ThemeNow(site));
  http::Fields now{{"name", theme.name}};
  if (theme.colour) now["colour"] = ToText(*theme.colour);
  return ShowForm(site, caller, LookForm(site, theme), Answers(std::move(now)));
}

Result<http::Response> TakeLook(Site& site, const http::Request& request, const Caller& caller,
                                const http::Multipart& sent) {
  if (!Has(site, caller, "administer")) return ShowNotTheirs(site, request, caller, "administer");
  const Answers answers(sent.fields);
  const std::string name = answers.Text("name");
  const std::string colour = answers.Text("colour");
  app::ThemeChange change{.name = std::string(http::Trim(name)),
                          .colour = std::string(http::Trim(colour))};
  auto logo = LogoIn(sent, answers);
  if (!logo)
    return ShowForm(site, caller, LookForm(site, TRY(ThemeNow(site))), answers, {logo.error()});
  change.logo = *std::move(logo);
  const auto saved = app::SetTheme(site.app, caller.staff, change);
  if (saved) return http::Response::Redirect("/settings?done=look");
  if (saved.error().code != Code::kInvalid) return std::unexpected(saved.error());
  return ShowForm(site, caller, LookForm(site, TRY(ThemeNow(site))), answers,
                  {ProblemOf(saved.error())});
}

}  // namespace almoner::web::console
