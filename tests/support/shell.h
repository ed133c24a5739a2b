// Other programs, asked by tests what they think of our files.
#pragma once

#include <string>

namespace almoner {

struct Answer {
  int code;          // the exit status
  std::string text;  // what it printed, on both streams
};

Answer Shell(const std::string& command);

}  // namespace almoner
