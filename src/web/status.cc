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

namespace {

void Drop(std::string& text, std::string_view words) {
  for (std::size_t at = 0; (at = text.find(words)) != std::string::npos;)
    text.erase(at, words.size());
}

}  // namespace

std::string Plainly(std::string_view what) {
  std::string text(what);
  for (const std::string_view words :
       {", on standard input", " on standard input", " with --about"})
    Drop(text, words);
  for (std::size_t tick = 0; (tick = text.find('`')) != std::string::npos;) {
    const bool aside = tick > 1 && text[tick - 1] == '(';
    if (aside) {  // " (`almoner …`)"
      const std::size_t end = text.find(')', tick);
      text.erase(tick - 2, end == std::string::npos ? end : end + 1 - (tick - 2));
      continue;
    }
    const std::size_t from = text.find_last_of(";:.", tick);
    const std::size_t closing = text.find('`', tick + 1);
    const std::size_t end = text.find('.', closing == std::string::npos ? tick : closing);
    const std::size_t begin = from == std::string::npos ? 0 : from;
    text.erase(begin, end == std::string::npos ? end : end - begin);
  }
  return text;
}

}  // namespace almoner::web
