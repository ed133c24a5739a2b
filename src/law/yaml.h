// YAML as this program's own files use it: maps, lists and text, each with its place. What can make
// a small file large or say two things at once is refused: anchors, aliases, tags, repeated keys,
// more than one document, and what is beyond the limits.
#pragma once

#include <cstdint>
#include <expected>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"

namespace almoner::law {

inline constexpr std::size_t kMostYaml = 1 << 20;  // bytes of one statute file

struct Mark {  // both counted from 1; columns in bytes, as compilers count them
  int line = 1;
  int column = 1;
  friend auto operator<=>(const Mark&, const Mark&) = default;
};

// Every error below is kInvalid and names the line.
struct Node {
  enum class Kind : std::uint8_t { kText, kList, kMap };

  Kind kind = Kind::kText;
  Mark at;
  std::string key;             // its own name, where it stands in a map
  Mark key_at;                 // and where that stands
  std::string text;            // kText: as written, without quotes; empty for null
  std::vector<Node> children;  // kList, kMap; in the order of the file

  [[nodiscard]] const Node* Find(std::string_view name) const;  // null where there is none
  Result<const Node*> Get(Literal name) const;                  // a child that must be there
  Result<std::string> GetText(Literal name) const;              // and be text, not empty
  Result<Date> GetDate(Literal name) const;                     // and be a date
  Status MustBe(Kind wanted) const;
  Status AllowOnly(std::initializer_list<std::string_view> names) const;  // a map of known keys

  template <class... Details>
  [[nodiscard]] std::unexpected<Error> Bad(Literal what, Details&&... details) const {
    return Fail(Code::kInvalid, what, Detail("line", at.line), std::forward<Details>(details)...);
  }
};

struct YamlLimits {
  std::size_t bytes = kMostYaml;
  std::size_t levels = 32;
  std::size_t values = 100'000;  // texts, lists and maps, keys too
};

struct YamlError {
  Mark at;
  Literal what;       // what is wrong and what to write instead
  std::string cause;  // the repeated key or the parser's own words: for the file's author, no log

  [[nodiscard]] std::string Text() const;  // "A key is given twice; keep one of the two. (roles)"
};

// The text's one document. Never throws.
std::expected<Node, YamlError> ReadYaml(std::string_view text, const YamlLimits& limits);

// A statute file: the same, within YamlLimits(), with an error that may be logged.
Result<Node> ParseYaml(std::string_view text);

}  // namespace almoner::law
