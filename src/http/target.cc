#include "http/target.h"

#include <algorithm>

namespace almoner::http {
namespace {

constexpr std::string_view kAlnum =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
// RFC 3986 pchar, besides letters, digits and the escapes that the decoder checks.
constexpr std::string_view kPathMarks = "-._~!$&'()*+,;=:@%/";
// Browsers leave these alone in a query; a fragment or a quote never belongs there (WHATWG URL).
constexpr std::string_view kNotInQuery = "#\"<>";

bool Only(std::string_view text, std::string_view more) {
  return std::ranges::all_of(text, [&](char c) { return kAlnum.contains(c) || more.contains(c); });
}

bool IsPort(std::string_view text) {
  return IsDigits(text) && text.size() <= 5 && std::stoi(std::string(text)) <= 65535;
}

// The target without its "http://host", or nothing when that names another host than the header.
std::optional<std::string_view> WithoutOrigin(std::string_view raw, std::string_view host) {
  const std::string lower = Lower(raw);
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!lower.starts_with(scheme)) continue;
    raw.remove_prefix(scheme.size());
    const std::size_t end = std::min(raw.find_first_of("/?"), raw.size());
    if (host.empty() || Lower(raw.substr(0, end)) != Lower(host)) return std::nullopt;
    return raw.substr(end);
  }
  return std::nullopt;
}

bool SegmentsAreClear(std::string_view path) {
  path.remove_prefix(1);
  while (!path.empty()) {
    const std::string_view segment = TakeUntil(path, '/');
    if (segment.empty() || segment == "." || segment == "..") return false;
  }
  return true;
}

std::optional<std::string> ParsePath(std::string_view raw) {
  if (!raw.starts_with('/') || !Only(raw, kPathMarks)) return std::nullopt;
  std::optional<std::string> path = DecodePercent(raw, Plus::kLiteral);
  if (!path || !IsFieldValue(*path) || path->find_first_of("\t\\") != std::string::npos)
    return std::nullopt;
  if (std::ranges::count(*path, '/') != std::ranges::count(raw, '/')) return std::nullopt;  // %2F
  if (!SegmentsAreClear(*path)) return std::nullopt;
  return path;
}

}  // namespace

bool IsHost(std::string_view text) {
  std::string_view name = text;
  std::string_view port;
  if (text.starts_with('[')) {
    const std::size_t end = text.find(']');
    if (end == std::string_view::npos) return false;
    name = text.substr(1, end - 1);
    port = text.substr(end + 1);
    if (!std::ranges::all_of(
            name, [](char c) { return std::string_view("0123456789abcdefABCDEF:.").contains(c); }))
      return false;
  } else {
    name = text.substr(0, text.find(':'));
    port = text.substr(name.size());
    if (!Only(name, "-._")) return false;
  }
  return !name.empty() && (port.empty() || (port.front() == ':' && IsPort(port.substr(1))));
}

std::optional<Target> ParseTarget(std::string_view raw, std::string_view host) {
  if (!raw.starts_with('/')) {
    const std::optional<std::string_view> rest = WithoutOrigin(raw, host);
    if (!rest) return std::nullopt;
    raw = *rest;
  }
  std::string_view query = raw;
  const std::string_view path_part = TakeUntil(query, '?');
  if (query.find_first_of(kNotInQuery) != std::string_view::npos) return std::nullopt;
  std::optional<std::string> path = ParsePath(path_part.empty() ? "/" : path_part);
  std::optional<Fields> queries = ParsePairs(query);
  if (!path || !queries) return std::nullopt;
  return Target{.path = *std::move(path), .queries = *std::move(queries)};
}

}  // namespace almoner::http
