// Telling those who run a home, by mail, what its night has found.
#pragma once

#include "app/home.h"
#include "base/random.h"

namespace almoner::app {

// What may be mailed of an error: what happened, which file and why, and nobody's id.
[[nodiscard]] std::string InMail(const Error& error);

// What is said, and of which home. Each fails as mail::Send.
struct Mailer {
  const Mailing& mailing;
  const OperatorPath& home;
  const Clock& clock;
  Random& random;

  // REQUIRES: findings, without anything about a person.
  [[nodiscard]] Status Findings(const std::vector<std::string>& findings) const;
  // Of a home that could not be opened, so that nothing of its night was done.
  [[nodiscard]] Status NotOpened(const Error& error) const;
  // A message that says only that it came, to try the settings with.
  [[nodiscard]] Status Trial() const;

 private:
  [[nodiscard]] Status Mail(Literal subject, std::string text) const;
};

}  // namespace almoner::app
