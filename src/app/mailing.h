// Telling those who run a home, by mail, what its night has found.
#pragma once

#include "app/home.h"
#include "base/random.h"

namespace almoner::app {

// Sends what was found to those whom [mail] of almoner.toml names; nothing when nothing was found.
// REQUIRES: settings.mail, and findings without anything about a person. Fails as mail::Send.
Status MailFindings(const Settings& settings, const std::vector<std::string>& findings,
                    const Clock& clock, Random& random);
// The same for a home that could not be opened, so that nothing of its night was done.
Status MailNotOpened(const Settings& settings, const Error& error, const Clock& clock,
                     Random& random);
// A message that says only that it came, to try the settings with.
Status MailTrial(const Settings& settings, const Clock& clock, Random& random);

}  // namespace almoner::app
