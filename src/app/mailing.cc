#include "app/mailing.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace almoner::app {

std::string InMail(const Error& error) {
  constexpr std::array<std::string_view, 8> kPlain = {"file", "folder", "home",  "keys",
                                                      "line", "reason", "place", "setting"};
  std::string details;
  for (const Detail& detail : error.details)
    if (std::ranges::find(kPlain, detail.name()) != kPlain.end())
      details += fmt::format("{}{} {}", details.empty() ? "" : ", ", detail.name(), detail.text());
  return details.empty() ? std::string(error.what.view())
                         : fmt::format("{} ({})", error.what.view(), details);
}

Status Mailer::Mail(Literal subject, std::string text) const {
  return mail::Send(mailing.relay,
                    {.from = mailing.from,
                     .to = mailing.to,
                     .subject = std::string(subject.view()),
                     .text = std::move(text)},
                    clock.Now(), random);
}

Status Mailer::Findings(const std::vector<std::string>& findings) const {
  std::string text = fmt::format("The nightly run of {} on {} found what needs somebody:\n\n",
                                 home.path().string(), ToWords(LondonDate(clock.Now())));
  for (const std::string& finding : findings) text += "- " + finding + "\n";
  text += "\nWhat was not done is tried again the next night, or now: almoner nightly\n";
  return Mail("Almoner: the night's work needs somebody", std::move(text));
}

Status Mailer::NotOpened(const Error& error) const {
  return Mail("Almoner: the night's work was not done",
              fmt::format("{} could not be opened on {}, so nothing was destroyed that is due, and "
                          "no backup was made:\n\n- {}\n",
                          home.path().string(), ToWords(LondonDate(clock.Now())), InMail(error)));
}

Status Mailer::Trial() const {
  return Mail(
      "Almoner: mail arrives",
      fmt::format("This is what you asked for with `almoner nightly --try-mail` in {}. When "
                  "a night finds something that needs somebody, it is said here.\n",
                  home.path().string()));
}

}  // namespace almoner::app
