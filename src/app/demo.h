// The main job, shown on real input: one person's way through the system, from the notice to being
// forgotten. Everything is done by the same services as any other day; only the clock can be moved.
#pragma once

#include <iosfwd>
#include <optional>

#include "app/home.h"
#include "base/personal.h"
#include "base/random.h"

namespace almoner::app {

struct DemoOptions {
  Settings settings;   // of a home that does not exist yet
  std::string notice;  // the notice's text
  OperatorPath pack;   // a new folder outside the home for the pack that goes to the person
  Personal<std::string> os_user;  // whom the first account is for on the command line
  bool today = false;  // stop before the clock is moved, so that the home can be used afterwards
};

// notices/example.yaml, as built into the program: a fictional community-care charity.
[[nodiscard]] std::string ExampleNotice();

// Prints each step with what was decided and why. kInternal when a step does not end as it must.
Status RunDemo(const DemoOptions& options, Random& random, const Clock& clock, std::ostream& out);

}  // namespace almoner::app
