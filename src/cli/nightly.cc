#include "app/nightly.h"

#include <fmt/format.h>

#include "app/mailing.h"
#include "cli/progress.h"

namespace almoner::cli {
namespace {

std::int64_t PeopleOf(const app::RetentionRun& run) {
  std::int64_t people = std::ssize(run.erased);
  for (const retention::Swept& swept : run.batches) people += swept.people;
  return people;
}

// What the mail leaves out: of whom.
std::string FailuresOf(const app::RetentionRun& run) {
  std::string text;
  for (const auto& failure : run.failed)
    text += fmt::format("Not destroyed of {}: {}\n", failure.subject.text(), failure.error.Text());
  return text;
}

std::string TextOf(const app::Nightly& night) {
  std::string text;
  for (const std::string& finding : night.findings) text += finding + "\n";
  text += FailuresOf(night.retention);
  const std::int64_t people = PeopleOf(night.retention);
  text += people == 0 ? "Nothing was due that goes unattended."
                      : fmt::format("What was due of {} {} was destroyed unattended.", people,
                                    people == 1 ? "person" : "people");
  if (night.expired.backups > 0)
    text += fmt::format(" {} {} expired.", night.expired.backups,
                        night.expired.backups == 1 ? "backup" : "backups");
  if (night.rotated) text += " The epoch of keys was closed.";
  if (night.backup) text += " A backup was made: " + night.backup->file.path().string();
  return text;
}

json::object JsonOf(const app::Nightly& night) {
  json::array findings;
  for (const std::string& finding : night.findings) findings.emplace_back(finding);
  json::object document{{"findings", std::move(findings)},
                        {"destroyed", PeopleOf(night.retention)},
                        {"expired", night.expired.backups},
                        {"epochs", night.expired.epochs},
                        {"rotated", night.rotated.has_value()}};
  if (night.backup) document["backup"] = night.backup->file.path().string();
  return document;
}

Result<int> Nightly(Shell& shell, app::App& app) {
  app::Nightly night = app::RunNightly(app, Telling(shell, "Written"));
  Done(shell);
  bool mailed = false;
  if (app.settings().mail && !night.findings.empty()) {
    const Status sent =
        app::MailFindings(app.settings(), night.findings, app.clock(), app.random());
    mailed = sent.has_value();
    if (!sent) night.findings.push_back("Nobody was told by mail: " + sent.error().Text());
  }
  json::object document = JsonOf(night);
  document["mailed"] = mailed;
  return shell.Print(TextOf(night), std::move(document), "almoner.nightly/1",
                     night.findings.empty() ? kDone : kRefused);
}

Result<int> TryMail(Shell& shell, app::App& app) {
  if (!app.settings().mail)
    return almoner::Fail(Code::kInvalid,
                         "almoner.toml says nobody to mail: add [mail], see "
                         "docs/operate/settings.md.");
  TRY(app::MailTrial(app.settings(), app.clock(), app.random()));
  const std::size_t people = app.settings().mail->to.size();
  return shell.Print(fmt::format("The relay took a message for {} {}. See that it arrives.", people,
                                 people == 1 ? "address" : "addresses"),
                     {{"addresses", people}}, "almoner.mail.tried/1");
}

// Nothing can be asked of a home that does not open, but its settings can be read all the same.
void MailThatItDidNotOpen(Shell& shell, const Error& error) {
  const auto settings = app::ReadSettings(shell.Path(shell.home));
  if (!settings || !settings->mail) return;
  const Status sent = app::MailNotOpened(*settings, error, shell.world.clock, shell.world.random);
  if (!sent) shell.world.err << "almoner: Nobody was told by mail: " << sent.error().Text() << "\n";
}

}  // namespace

void AddNightly(Shell& shell) {
  const auto try_mail = std::make_shared<bool>(false);
  CLI::App* const command =
      shell.parser.add_subcommand("nightly", "What a home needs every night: for a timer");
  command->add_flag("--try-mail", *try_mail, "Only send a message, to try [mail] of almoner.toml");
  Does(
      shell, command,
      [&shell, try_mail](app::App& app) {
        return *try_mail ? TryMail(shell, app) : Nightly(shell, app);
      },
      [&shell](const Error& error) { MailThatItDidNotOpen(shell, error); });
}

}  // namespace almoner::cli
