// Telling those who run a home, by mail, what its night has found.
#pragma once

#include "app/home.h"
#include "app/whose.h"
#include "base/random.h"

namespace almoner::app {

// What may be mailed of an error: what happened, which file and why, and nobody's id.
[[nodiscard]] std::string InMail(const Error& error);

// Findings that go to the same addresses, in one message.
struct ForSome {
  std::vector<mail::Address> to;
  std::vector<Finding> findings;
};
// Each finding to those whom [mail.duties] names for its duty; what it names nobody for to `to` of
// [mail].
[[nodiscard]] std::vector<ForSome> Sorted(const Mailing& mailing, const MailByDuty& by_duty,
                                          const std::vector<Finding>& findings);
// A finding with the roles whose task it is, as the notice calls them.
[[nodiscard]] std::string WithWhose(const notice::Notice& notice, const Finding& finding);

// What is said, and of which home. Each fails as mail::Send.
struct Mailer {
  const Mailing& mailing;
  const OperatorPath& home;
  const Clock& clock;
  Random& random;

  // REQUIRES: findings, without anything about a person.
  [[nodiscard]] Status Findings(const notice::Notice& notice, const ForSome& some) const;
  // Of a home that could not be opened, so that nothing of its night was done.
  [[nodiscard]] Status NotOpened(const Error& error) const;
  // A message that says only that it came, to try the settings with: to all of those.
  [[nodiscard]] Status Trial(const std::vector<mail::Address>& to) const;

 private:
  [[nodiscard]] Status Mail(const std::vector<mail::Address>& to, Literal subject,
                            std::string text) const;
};

}  // namespace almoner::app
