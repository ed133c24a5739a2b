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

std::vector<ForSome> Sorted(const Mailing& mailing, const MailByDuty& by_duty,
                            const std::vector<Finding>& findings) {
  std::vector<ForSome> all;
  const auto same = [](const std::vector<mail::Address>& a, const std::vector<mail::Address>& b) {
    return std::ranges::equal(a, b, {}, &mail::Address::text, &mail::Address::text);
  };
  for (const Finding& finding : findings) {
    const auto named = by_duty.find(finding.duty);
    const auto& to = named == by_duty.end() ? mailing.to : named->second;
    auto some = std::ranges::find_if(all, [&](const ForSome& each) { return same(each.to, to); });
    if (some == all.end()) some = all.insert(all.end(), {.to = to, .findings = {}});
    some->findings.push_back(finding);
  }
  return all;
}

std::string WithWhose(const notice::Notice& notice, const Finding& finding) {
  const std::string roles = RolesWith(notice, finding.duty);
  return roles.empty() ? finding.words : fmt::format("{} For: {}.", finding.words, roles);
}

Status Mailer::Mail(const std::vector<mail::Address>& to, Literal subject, std::string text) const {
  return mail::Send(mailing.relay,
                    {.from = mailing.from,
                     .to = to,
                     .subject = std::string(subject.view()),
                     .text = std::move(text)},
                    clock.Now(), random);
}

Status Mailer::Findings(const notice::Notice& notice, const ForSome& some) const {
  std::string text = fmt::format("The nightly run of {} on {} found what needs somebody:\n\n",
                                 home.path().string(), ToWords(LondonDate(clock.Now())));
  for (const Finding& finding : some.findings) text += "- " + WithWhose(notice, finding) + "\n";
  text += "\nWhat was not done is tried again the next night, or now: almoner nightly\n";
  return Mail(some.to, "Almoner: the night's work needs somebody", std::move(text));
}

Status Mailer::NotOpened(const Error& error) const {
  return Mail(mailing.to, "Almoner: the night's work was not done",
              fmt::format("{} could not be opened on {}, so nothing was destroyed that is due, and "
                          "no backup was made:\n\n- {}\n",
                          home.path().string(), ToWords(LondonDate(clock.Now())), InMail(error)));
}

Status Mailer::Trial(const std::vector<mail::Address>& to) const {
  return Mail(
      to, "Almoner: mail arrives",
      fmt::format("This is what you asked for with `almoner nightly --try-mail` in {}. When "
                  "a night finds something that needs somebody, it is said here.\n",
                  home.path().string()));
}

}  // namespace almoner::app
