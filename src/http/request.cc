#include "http/request.h"

#include <array>
#include <utility>

#include "http/cookie.h"

namespace almoner::http {
namespace {

constexpr std::array<std::pair<Method, std::string_view>, 7> kMethods = {{
    {Method::kGet, "GET"},
    {Method::kHead, "HEAD"},
    {Method::kPost, "POST"},
    {Method::kPut, "PUT"},
    {Method::kDelete, "DELETE"},
    {Method::kPatch, "PATCH"},
    {Method::kOptions, "OPTIONS"},
}};

}  // namespace

std::string_view Name(Method method) {
  for (const auto& [known, name] : kMethods)
    if (known == method) return name;
  std::unreachable();
}

std::optional<Method> MethodNamed(std::string_view name) {
  for (const auto& [method, known] : kMethods)
    if (known == name) return method;
  return std::nullopt;
}

std::optional<std::string_view> Request::header(std::string_view name) const {
  const auto found = headers.find(Lower(name));
  if (found == headers.end()) return std::nullopt;
  return found->second;
}

std::optional<std::string> Request::query(std::string_view key) const { return Find(queries, key); }

std::optional<std::string> Request::param(std::string_view name) const {
  return Find(params, name);
}

std::optional<std::string> Request::cookie(std::string_view name) const {
  return FindCookie(header("cookie").value_or(""), name);
}

}  // namespace almoner::http
