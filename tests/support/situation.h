// A situation as text that a lawyer can read (tests/golden/*.decision): comment lines, then
// `key: value` lines. What is asked and what must be answered stand in one file:
//
//   # A receptionist cannot read what a support worker wrote.
//   notice: example
//   roles: receptionist
//   data: contact-details, support-notes
//   …
//   expect: refuse
//   says: “arranging visits and taking messages” does not need: support notes.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace almoner {

struct Situation {
  std::string name;      // the file's, without its ending
  std::string sentence;  // the first comment line
  std::vector<std::pair<std::string, std::string>> lines;

  // Once, in any order; "" where it is absent.
  [[nodiscard]] std::string Get(std::string_view key) const;
  // "a, b" as its parts.
  [[nodiscard]] std::vector<std::string> List(std::string_view key) const;
  // The lines from `key` on, as they stand in the file.
  [[nodiscard]] std::string From(std::string_view key) const;
};

// Aborts with the file and line when one is neither empty, a comment nor `key: value`, or when a
// key stands twice.
[[nodiscard]] Situation ReadSituation(const std::filesystem::path& file);
// Every file of the folder that ends so, by name.
[[nodiscard]] std::vector<Situation> ReadSituations(const std::filesystem::path& folder,
                                                    std::string_view ending);

}  // namespace almoner
