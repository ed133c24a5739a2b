// `almoner serve`: the command line's socket beside whatever serves the web, until a signal ends
// both.
#pragma once

#include "cli/cli.h"

namespace almoner::cli {

// Serves until `stop` is readable.
using Web = std::function<Status(app::App& app, int stop, std::ostream& out)>;
std::function<Status(app::App&, std::ostream&)> ServeWith(Web web);

}  // namespace almoner::cli
