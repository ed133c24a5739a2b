#include "web/status.h"

#include <utility>

namespace almoner::web {

Answer AnswerFor(Code code) {
  switch (code) {
    case Code::kInvalid:
      return {400, "That could not be read", "Something in what was sent is not as it must be."};
    case Code::kNotFound:
      return {404, "Page not found", "There is nothing here, or not any more."};
    case Code::kConflict:
      return {409, "This has changed",
              "Someone else changed it meanwhile. Look again, then retry."};
    case Code::kRefused:
      return {403, "This may not be done", "The rules do not allow it."};
    case Code::kUnavailable:
      return {503, "Try again in a moment", "The service is busy. Nothing was changed."};
    case Code::kCorrupt:
    case Code::kInternal:
      return {500, "Something went wrong", "It is our fault, and it has been written down."};
  }
  std::unreachable();
}

}  // namespace almoner::web
