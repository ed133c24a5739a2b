// The command line: noun, verb. Translates arguments to the services' calls and their answers to
// text, or with
// --json to one compact document. Holds no rule.
//
// Exit status: 0 done; 1 refused, findings, or a verification that failed; 2 usage; 3 could not.
#pragma once

#include <functional>
#include <iosfwd>
#include <string>
#include <vector>

#include "app/app.h"

namespace almoner::cli {

enum Exit : int { kDone = 0, kRefused = 1, kUsage = 2, kCouldNot = 3 };

// What the command line is given from outside, so that it can run in another process too.
struct World {
  std::vector<std::string> args;  // without the program's name
  std::string folder;             // relative paths are relative to it
  std::istream& in;               // personal data comes here, never as an argument
  std::ostream& out;
  std::ostream& err;
  Personal<std::string> os_user;  // who runs it
  bool terminal = false;          // `in` is somebody at a keyboard
  app::App* running = nullptr;    // the home this process owns already; none: the command opens it
  Random& random;
  const Clock& clock;
  // `almoner serve`: returns when the server has stopped.
  std::function<Status(app::App&, std::ostream&)> serve;
};

int Run(World& world);

// Runs the command in the process that owns `home`, through its socket; kNotFound when none
// listens.
Result<int> RunElsewhere(const OperatorPath& home, World& world);

}  // namespace almoner::cli
