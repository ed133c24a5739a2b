#include "http/form.h"

namespace almoner::http {

std::optional<Fields> ParseForm(const Request& request) {
  std::string_view parameters = request.header("content-type").value_or("");
  if (Lower(Trim(TakeUntil(parameters, ';'))) != "application/x-www-form-urlencoded")
    return std::nullopt;
  const std::string charset = Lower(Trim(parameters));
  if (!charset.empty() && charset != "charset=utf-8") return std::nullopt;
  return ParsePairs(request.body);
}

}  // namespace almoner::http
