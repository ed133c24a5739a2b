#include "http/wire.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <optional>
#include <utility>

#include "http/text.h"

namespace almoner::http {
namespace {

using Header = std::pair<std::string_view, std::string_view>;

// Graded A+ by the MDN Observatory. The hash is that of the one inline script of govuk-frontend's
// page template, which marks the page as one with scripts.
constexpr std::string_view kContentSecurityPolicy =
    "default-src 'none'; "
    "script-src 'self' 'sha256-GUQ5ad8JK5KmEWmROf3LZd9ge94daqNvd8xy9YS1iDw='; "
    "style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; manifest-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'";

struct Default {
  std::string_view name;
  std::string_view lower;
  std::string_view value;
};
constexpr std::array<Default, 2> kDefaults = {{
    {"Content-Security-Policy", "content-security-policy", kContentSecurityPolicy},
    {"Cache-Control", "cache-control", "no-store"},
}};

constexpr std::string_view kAlways =
    "X-Content-Type-Options: nosniff\r\n"
    "X-Frame-Options: DENY\r\n"
    "Referrer-Policy: no-referrer\r\n"
    "Cross-Origin-Resource-Policy: same-origin\r\n"
    "Cross-Origin-Opener-Policy: same-origin\r\n"
    "Permissions-Policy: camera=(), microphone=(), geolocation=(), payment=()\r\n";

constexpr Header kHsts = {"Strict-Transport-Security", "max-age=63072000; includeSubDomains"};

// What only the server itself may say; a handler's is left out.
constexpr std::array<std::string_view, 16> kOurs = {"connection",
                                                    "content-length",
                                                    "date",
                                                    "keep-alive",
                                                    "server",
                                                    "trailer",
                                                    "transfer-encoding",
                                                    "upgrade",
                                                    "x-request-id",
                                                    "x-content-type-options",
                                                    "x-frame-options",
                                                    "referrer-policy",
                                                    "cross-origin-resource-policy",
                                                    "cross-origin-opener-policy",
                                                    "permissions-policy",
                                                    "strict-transport-security"};

bool IsOurs(std::string_view lower) { return std::ranges::find(kOurs, lower) != kOurs.end(); }

void Add(std::string& out, std::string_view name, std::string_view value) {
  out.append(name).append(": ").append(value).append("\r\n");
}

// RFC 9110 section 5.6.7: Sun, 06 Nov 1994 08:49:37 GMT.
std::string MakeHttpDate(Time now) {
  namespace chr = std::chrono;
  constexpr std::array<std::string_view, 7> kDays = {"Sun", "Mon", "Tue", "Wed",
                                                     "Thu", "Fri", "Sat"};
  constexpr std::array<std::string_view, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                        "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const chr::sys_time<chr::microseconds> instant{chr::microseconds(now.micros())};
  const auto day = chr::floor<chr::days>(instant);
  const chr::year_month_day date(day);
  const chr::hh_mm_ss clock(chr::floor<chr::seconds>(instant - day));
  const auto two = [](auto number) {
    const std::string digits = std::to_string(number);
    return digits.size() < 2 ? "0" + digits : digits;
  };
  std::string text(kDays[chr::weekday(day).c_encoding()]);
  text += ", " + two(static_cast<unsigned>(date.day())) + " ";
  text += kMonths[static_cast<unsigned>(date.month()) - 1];
  text += " " + std::to_string(static_cast<int>(date.year())) + " ";
  text += two(clock.hours().count()) + ":" + two(clock.minutes().count()) + ":";
  return text + two(clock.seconds().count()) + " GMT";
}

// Made anew once a second by each thread.
const std::string& HttpDate(Time now) {
  thread_local std::optional<std::int64_t> second;
  thread_local std::string text;
  const std::int64_t current = now.micros() / 1'000'000;
  if (std::exchange(second, current) != current) text = MakeHttpDate(now);
  return text;
}

void AddSecurity(std::string& out, const Response& response, bool tls) {
  out += kAlways;
  for (const auto& [name, lower, value] : kDefaults) {
    const bool overridden = std::ranges::any_of(response.headers, [&](const auto& header) {
      return header.first.size() == lower.size() && Lower(header.first) == lower;
    });
    if (!overridden) Add(out, name, value);
  }
  if (tls) Add(out, kHsts.first, kHsts.second);
}

}  // namespace

bool MayHaveBody(int status) { return status >= 200 && status != 204 && status != 304; }

Result<std::string> WriteHead(const Response& response, const Sending& sending) {
  if (response.status < 200 || response.status > 599)
    return Fail(Code::kInternal, "A handler gave an answer without a final HTTP status.",
                Detail("status", response.status));
  constexpr std::size_t kUsual = 1200;
  std::string out;
  out.reserve(kUsual);
  out.append("HTTP/1.1 ").append(std::to_string(response.status)).append(" ");
  out.append(Reason(response.status)).append("\r\n");
  for (const auto& [name, value] : response.headers) {
    if (!IsToken(name) || !IsFieldValue(value))
      return Fail(Code::kInternal, "A handler gave an answer with a malformed header.");
    if (!IsOurs(Lower(name))) Add(out, name, value);
  }
  if (MayHaveBody(response.status))
    Add(out, "Content-Length", std::to_string(sending.length.value_or(response.content().size())));
  Add(out, "Date", HttpDate(sending.now));
  Add(out, "X-Request-Id", sending.request_id);
  if (sending.close) Add(out, "Connection", "close");
  AddSecurity(out, response, sending.tls);
  out += "\r\n";
  return out;
}

}  // namespace almoner::http
