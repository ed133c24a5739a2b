// How this program says "it did not work": Result<T> holds a T or an Error.
//
// An Error's words are fixed at compile time and its details are of kinds that cannot hold
// anything about a person, so that an error may be logged and shown wherever it turns up.
#pragma once

#include <cstdint>
#include <expected>
#include <filesystem>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace almoner {

// What the caller can do about it; one row each in web/status.cc and cli/status.cc.
enum class Code : std::uint8_t {
  kInvalid,      // the input itself is wrong
  kNotFound,     // no such thing
  kConflict,     // the thing changed under us, or exists already
  kRefused,      // the rules said no
  kUnavailable,  // try again later
  kCorrupt,      // stored bytes fail their check
  kInternal,     // our own fault
};

// The stable name of a code, for machines: "invalid", "not-found", …
[[nodiscard]] std::string_view Name(Code code);

// Text fixed at compile time, so that no one's personal data can be in it.
class Literal {
 public:
  consteval Literal(const char* text) : text_(text) {}  // NOLINT(google-explicit-constructor)
  [[nodiscard]] constexpr std::string_view view() const { return text_; }

 private:
  std::string_view text_;
};

// A path that the operator gave (on the command line or in almoner.toml) or that follows from one.
// Made only where such input is read, so that an error may name it.
class OperatorPath {
 public:
  explicit OperatorPath(std::filesystem::path path) : path_(std::move(path)) {}
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  [[nodiscard]] OperatorPath operator/(Literal name) const;

 private:
  std::filesystem::path path_;
};

// A typed fact beside an error's or a log line's words: `port 8443`, `file /srv/home/almoner.db`.
class Detail {
 public:
  Detail(Literal name, std::int64_t number);
  Detail(Literal name, Literal word);
  Detail(Literal name, const OperatorPath& path);
  static Detail Errno(int number);  // the operating system's own words
  static Detail SqlState(
      std::string_view);  // five letters or digits; anything else shows as "?????"
  static Detail Id(Literal name, std::string_view id);  // letters, digits and -_.: only, else "?"

  [[nodiscard]] std::string_view name() const { return name_; }
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  struct Checked {};  // keeps Detail("file", "law.yaml") from meaning this constructor
  Detail(Checked, std::string_view name, std::string text) : name_(name), text_(std::move(text)) {}
  std::string_view name_;
  std::string text_;
};

struct [[nodiscard]] Error {
  Code code;
  Literal what;                 // a sentence: what happened and what to do
  std::vector<Detail> details;  // with which

  // "The database is newer than this program. (file /srv/a.db, version 7)"
  [[nodiscard]] std::string Text() const;
};

template <class T>
class [[nodiscard]] Result : public std::expected<T, Error> {
 public:
  static_assert(!std::is_same_v<T, bool>,
                "Result<bool> invites `if (result)` to mean two things; use an enum");
  using std::expected<T, Error>::expected;
};
using Status = Result<void>;

template <class... Details>
[[nodiscard]] std::unexpected<Error> Fail(Code code, Literal what, Details&&... details) {
  Error error{.code = code, .what = what, .details = {}};
  (error.details.push_back(std::forward<Details>(details)), ...);
  return std::unexpected(std::move(error));
}

// A broken invariant of ours, never reachable by input: says where and stops, in every build.
[[noreturn]] void CheckFailed(const char* condition, const char* file, int line);

namespace internal {
// The value, by way of a function: where the last line of TRY says *std::move(name) itself,
// g++ 12.2 with _GLIBCXX_ASSERTIONS hands out an empty std::unique_ptr when a lambda made the
// result.
template <class T, class E>
T Take(std::expected<T, E>&& result) {
  return *std::move(result);
}
}  // namespace internal

}  // namespace almoner

#define ALMONER_CONCAT_(a, b) a##b
#define ALMONER_CONCAT(a, b) ALMONER_CONCAT_(a, b)

// auto row = TRY(tx.One(sql));  The value, or return the error to our caller. A statement
// expression, so that it can stand inside another expression; the counter keeps names apart when
// one TRY stands inside another's lambda.
#define TRY(...) TRY_NAMED(ALMONER_CONCAT(try_, __COUNTER__), __VA_ARGS__)
#define TRY_NAMED(name, ...)                                     \
  __extension__({                                                \
    auto&& name = __VA_ARGS__; /* lives as long as this block */ \
    /* An lvalue would be moved from behind its owner's back. */ \
    static_assert(!std::is_lvalue_reference_v<decltype(name)>,   \
                  "TRY(call()) or TRY(std::move(result))");      \
    if (!name) return std::unexpected(std::move(name).error());  \
    ::almoner::internal::Take(std::move(name));                  \
  })

#define CHECK(condition) \
  ((condition) ? (void)0 : ::almoner::CheckFailed(#condition, __FILE__, __LINE__))
