#include "app/mailing.h"

#include <fmt/format.h>

namespace almoner::app {
namespace {

Status Mail(const Settings& settings, Literal subject, std::string text, const Clock& clock,
            Random& random) {
  CHECK(settings.mail);
  return mail::Send(settings.mail->relay,
                    {.from = settings.mail->from,
                     .to = settings.mail->to,
                     .subject = std::string(subject.view()),
                     .text = std::move(text)},
                    clock.Now(), random);
}

std::string HomeOf(const Settings& settings) { return settings.home.path().string(); }

}  // namespace

Status MailFindings(const Settings& settings, const std::vector<std::string>& findings,
                    const Clock& clock, Random& random) {
  if (findings.empty()) return {};
  std::string text = fmt::format("The nightly run of {} on {} found what needs somebody:\n\n",
                                 HomeOf(settings), ToWords(LondonDate(clock.Now())));
  for (const std::string& finding : findings) text += "- " + finding + "\n";
  text += "\nWhat was not done is tried again the next night, or now: almoner nightly\n";
  return Mail(settings, "Almoner: the night's work needs somebody", std::move(text), clock, random);
}

Status MailNotOpened(const Settings& settings, const Error& error, const Clock& clock,
                     Random& random) {
  return Mail(settings, "Almoner: the night's work was not done",
              fmt::format("{} could not be opened on {}, so nothing was destroyed that is due, and "
                          "no backup was made:\n\n- {}\n",
                          HomeOf(settings), ToWords(LondonDate(clock.Now())), error.what.view()),
              clock, random);
}

Status MailTrial(const Settings& settings, const Clock& clock, Random& random) {
  return Mail(
      settings, "Almoner: mail arrives",
      fmt::format("This is what you asked for with `almoner nightly --try-mail` in {}. When "
                  "a night finds something that needs somebody, it is said here.\n",
                  HomeOf(settings)),
      clock, random);
}

}  // namespace almoner::app
