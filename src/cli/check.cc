// `almoner check`: whether everything is there and as it was recorded.
#include "app/check.h"

#include <fmt/format.h>

#include "app/courier.h"
#include "app/webhooks.h"
#include "cli/command.h"

namespace almoner::cli {
namespace {

json::array Ids(const std::vector<DocumentId>& files) {
  json::array ids;
  for (const DocumentId& file : files) ids.emplace_back(file.text());
  return ids;
}

std::string InWords(const std::vector<DocumentId>& files, std::string_view what,
                    std::string_view then) {
  if (files.empty()) return "";
  std::string text = fmt::format("{} {} {}. {}\n", files.size(),
                                 files.size() == 1 ? "document" : "documents", what, then);
  for (const DocumentId& file : files) text += fmt::format("    {}\n", file.text());
  return text;
}

struct Mail {
  bool usable = true;  // what [mail] of almoner.toml names can be read
  std::vector<std::string> says;
};
Result<Mail> LookAtMail(app::App& app) {
  Mail mail;
  for (app::Finding& finding : TRY(app::LetterFindings(app)))
    mail.says.push_back(std::move(finding.words));
  for (std::string& finding : TRY(app::WebhookFindings(app)))
    mail.says.push_back(std::move(finding));
  if (!app.settings().mail) return mail;
  const Status secrets = mail::CheckSecrets(app.settings().mail->relay);
  mail.usable = secrets.has_value();
  if (!secrets) mail.says.push_back("[mail] of almoner.toml: " + secrets.error().Text());
  return mail;
}

// Room for emergency readings while the database takes nothing.
struct Kept {
  bool whole = true;
  std::string says;
};
Kept LookAtReserve(app::App& app) {
  const gate::Reserve* const reserve = app.reserve();
  if (reserve == nullptr)
    return {.whole = false,
            .says =
                "There is no reserve for emergency readings: make room in the home, and start "
                "again.\n"};
  Kept kept;
  if (reserve->damaged() > 0)
    kept = {.whole = false,
            .says = fmt::format("{} places of the reserve for emergency readings do not open: what "
                                "was read then is not known.\n",
                                reserve->damaged())};
  if (reserve->waiting() > 0)
    kept.says += fmt::format("{} emergency readings wait in the reserve to be put into the log.\n",
                             reserve->waiting());
  return kept;
}

Result<int> CheckHome(Shell& shell, app::App& app, bool deep) {
  const app::Checked checked = TRY(app::CheckAll(app, {.witness = app.WitnessFile()}));
  const vault::DocumentReport documents =
      TRY(vault::CheckDocuments(app.store(), app.keys(), app.documents(),
                                deep ? vault::Depth::kWhole : vault::Depth::kFirstPart));
  std::string text = checked.text() + "\n";
  text += InWords(documents.missing, "missing", "Take the files from a backup:");
  text += InWords(documents.altered, "altered", "Take the files from a backup:");
  text += InWords(documents.orphaned, "left over",
                  "Nothing names these files and nobody can read them; `almoner retention run` "
                  "removes them:");
  if (documents.good())
    text += fmt::format("{} document{}, all there{}.\n", documents.documents,
                        documents.documents == 1 ? "" : "s", deep ? " and read to the end" : "");
  const Mail mail = TRY(LookAtMail(app));
  for (const std::string& sentence : mail.says) text += sentence + "\n";
  const Kept reserve = LookAtReserve(app);
  text += reserve.says;
  const bool good = checked.good() && documents.good() && reserve.whole;
  json::object document{{"whole", good},
                        {"says", checked.text()},
                        {"documents", documents.documents},
                        {"missing", Ids(documents.missing)},
                        {"altered", Ids(documents.altered)},
                        {"orphaned", Ids(documents.orphaned)},
                        {"reserve", app.reserve() == nullptr ? 0 : app.reserve()->waiting()},
                        {"mail", json::array(mail.says.begin(), mail.says.end())}};
  return shell.Print(text, std::move(document), "almoner.check/1",
                     good && mail.usable ? kDone : kRefused);
}

}  // namespace

void AddCheck(Shell& shell) {
  const auto deep = std::make_shared<bool>(false);
  CLI::App* const check = Command(
      shell, &shell.parser, "check", "Check that everything held is there and as it was recorded",
      [&shell, deep](app::App& app) { return CheckHome(shell, app, *deep); });
  check->add_flag("--deep", *deep, "Read every document to its end");
}

}  // namespace almoner::cli
