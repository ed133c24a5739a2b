#include "app/nightly.h"

#include <fmt/format.h>

#include <algorithm>

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

std::string TextOf(const notice::Notice& notice, const app::Nightly& night) {
  std::string text;
  for (const app::Finding& finding : night.findings) text += app::WithWhose(notice, finding) + "\n";
  text += FailuresOf(night.retention);
  if (night.elsewhere) return text + "Another node does the night for all of them.";
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

json::object JsonOf(const notice::Notice& notice, const app::Nightly& night) {
  json::array findings;
  json::array whose;
  for (const app::Finding& finding : night.findings) {
    findings.emplace_back(finding.words);
    whose.push_back({{"duty", finding.duty}, {"roles", app::RolesWith(notice, finding.duty)}});
  }
  json::object document{{"findings", std::move(findings)},
                        {"whose", std::move(whose)},
                        {"destroyed", PeopleOf(night.retention)},
                        {"expired", night.expired.backups},
                        {"epochs", night.expired.epochs},
                        {"rotated", night.rotated.has_value()},
                        {"elsewhere", night.elsewhere}};
  if (night.backup) document["backup"] = night.backup->file.path().string();
  return document;
}

// As almoner.toml says now: what the server read at its start may be wrong by now.
Result<int> Nightly(Shell& shell, app::App& app) {
  app::Nightly night = app::RunNightly(app, Telling(shell, "Written"));
  Done(shell);
  const OperatorPath& home = app.settings().home;
  const auto mailing = app::ReadMailing(home);
  bool mailed = false;
  if (mailing && !night.findings.empty()) {
    const app::Mailer mailer{*mailing, home, app.clock(), app.random()};
    const auto all = app::Sorted(*mailing, app::ReadMailByDuty(home), night.findings);
    mailed = true;
    for (const app::ForSome& some : all) {
      const Status sent = mailer.Findings(app.notice(), some);
      mailed = mailed && sent.has_value();
      if (!sent)
        night.findings.push_back(
            {.words = "Nobody was told by mail: " + sent.error().Text(), .duty = "administer"});
    }
  }
  json::object document = JsonOf(app.notice(), night);
  document["mailed"] = mailed;
  return shell.Print(TextOf(app.notice(), night), std::move(document), "almoner.nightly/1",
                     night.findings.empty() ? kDone : kRefused);
}

Result<int> TryMail(Shell& shell, app::App& app) {
  const auto settings = TRY(app::ReadSettings(app.settings().home));
  if (!settings.mail)
    return almoner::Fail(Code::kInvalid,
                         "almoner.toml says nobody to mail: add [mail], see "
                         "docs/operate/settings.md.");
  const app::Mailer mailer{*settings.mail, settings.home, app.clock(), app.random()};
  std::vector<mail::Address> to = settings.mail->to;
  for (const auto& [duty, addresses] : app::ReadMailByDuty(settings.home))
    for (const mail::Address& one : addresses)
      if (std::ranges::find(to, one.text(), &mail::Address::text) == to.end()) to.push_back(one);
  TRY(mailer.Trial(to));
  const std::size_t people = to.size();
  return shell.Print(fmt::format("The relay took a message for {} {}. See that it arrives.", people,
                                 people == 1 ? "address" : "addresses"),
                     {{"addresses", people}}, "almoner.mail.tried/1");
}

Result<int> TrustClock(Shell& shell, app::App& app) {
  const StaffId actor = TRY(shell.ActorWith("administer"));
  TRY(app::TrustClock(app, actor));
  return shell.Print("From the next night on the clock is compared with what it shows now.",
                     {{"now", app.clock().Now().text()}}, "almoner.clock/1");
}

// Nothing can be asked of a home that does not open, but whom to tell can be read all the same.
void MailThatItDidNotOpen(Shell& shell, const Error& error) {
  const OperatorPath home = shell.Path(shell.home);
  const auto mailing = app::ReadMailing(home);
  if (!mailing) return;
  const app::Mailer mailer{*mailing, home, shell.world.clock, shell.world.random};
  if (const Status sent = mailer.NotOpened(error); !sent)
    shell.world.err << "almoner: Nobody was told by mail: " << sent.error().Text() << "\n";
}

struct NightlyOptions {
  bool try_mail = false;
  bool clock_is_right = false;
};

}  // namespace

void AddNightly(Shell& shell) {
  const auto o = std::make_shared<NightlyOptions>();
  CLI::App* const command =
      shell.parser.add_subcommand("nightly", "What a home needs every night: for a timer");
  command->add_flag("--try-mail", o->try_mail,
                    "Only send a message, to try [mail] of almoner.toml");
  command->add_flag("--clock-is-right", o->clock_is_right,
                    "Only say that the clock, which was set back, is right now");
  Does(
      shell, command,
      [&shell, o](app::App& app) {
        if (o->try_mail) return TryMail(shell, app);
        return o->clock_is_right ? TrustClock(shell, app) : Nightly(shell, app);
      },
      [&shell, o](const Error& error) {
        if (!o->try_mail) MailThatItDidNotOpen(shell, error);
      });
}

}  // namespace almoner::cli
