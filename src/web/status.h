// What the public hears of an error: a status and a sentence. What happened inside goes to the log.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace almoner::web {

struct Answer {
  int status;
  std::string_view heading;
  std::string_view sentence;  // what to do about it
};

[[nodiscard]] Answer AnswerFor(Code code);

// A sentence without what is said to those who use the command line: "`almoner request show`".
[[nodiscard]] std::string Plainly(std::string_view what);

}  // namespace almoner::web
