// Compiling a notice file (docs/formats/notice.md): text in, a checked notice or every error in it
// out. Pure; safe from any thread.
#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "law/yaml.h"
#include "notice/notice.h"

namespace almoner::notice {

using law::Mark;

struct Finding {
  Mark at;             // where in the file
  std::string what;    // what is wrong
  std::string remedy;  // what to write instead
};

// "notices/x.yaml:12:9: error: Role 'clerk' lacks 'name'. Write `name: Support worker`."
[[nodiscard]] std::string ToText(const Finding& finding, std::string_view file);

// What could be read of a file, and its errors in the order of the file. A notice with errors
// decides nothing; it can be checked all the same.
struct Reading {
  Notice notice;
  std::vector<Finding> errors;
};
Reading Read(std::string_view text, const law::Bases& bases);

// Every error of the file is reported, not the first alone (of more than 1,000 the first that were
// found), in the order of the file. What is not well-formed YAML is one error.
std::expected<Notice, std::vector<Finding>> Compile(std::string_view text, const law::Bases& bases);

inline constexpr std::size_t kMostNotice = 10U << 20;  // bytes of a file

// The same where nobody sees the single errors: kInvalid with their number.
Result<Notice> CompileWhole(std::string_view text, const law::Bases& bases);

}  // namespace almoner::notice
