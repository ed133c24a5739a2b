// The small grammars that HTTP is made of: tokens (RFC 9110), percent-encoding (RFC 3986) and
// application/x-www-form-urlencoded (WHATWG URL). Decoding is strict: what comes out is UTF-8
// without NUL.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace almoner::http {

// Names and values, each name once.
using Fields = std::map<std::string, std::string, std::less<>>;

[[nodiscard]] std::optional<std::string> Find(const Fields& fields, std::string_view name);

[[nodiscard]] std::string Lower(std::string_view ascii);
[[nodiscard]] std::string_view Trim(std::string_view text);  // spaces and tabs, at both ends
[[nodiscard]] bool IsToken(std::string_view text);           // RFC 9110 section 5.6.2; never empty
[[nodiscard]] bool IsFieldValue(std::string_view text);      // no control character but the tab
[[nodiscard]] bool IsDigits(std::string_view text);          // never empty
[[nodiscard]] bool IsVisibleAscii(std::string_view text);    // 0x21 to 0x7E only; may be empty

// The part of `text` before the first `mark`, which `text` then starts after; all of it without
// one.
std::string_view TakeUntil(std::string_view& text, char mark);

// Whether a comma-separated header (RFC 9110 section 5.6.1) lists this word, in any case.
[[nodiscard]] bool ListHas(std::string_view list, std::string_view lower_case_word);

enum class Plus : std::uint8_t { kLiteral, kSpace };  // what '+' stands for

// Nothing when an escape is broken, or the outcome has a NUL or is not UTF-8.
[[nodiscard]] std::optional<std::string> DecodePercent(std::string_view text, Plus plus);

// Everything but unreserved characters (RFC 3986 section 2.3) as %XX: fit for a path segment, a
// query or a form.
[[nodiscard]] std::string EncodePercent(std::string_view text);

// a=1&b=two+words. Nothing when it is not plain visible ASCII, an escape is broken, a name is empty
// or comes twice, or there are more than kMaxPairs: two readers must never take it to say different
// things.
inline constexpr std::size_t kMaxPairs = 1000;
[[nodiscard]] std::optional<Fields> ParsePairs(std::string_view text);

}  // namespace almoner::http
