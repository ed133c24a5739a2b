// Kinds of hold, and how long each kind of accountability file is kept, from accountability.yaml.
// Immutable once loaded; safe for concurrent use.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"

namespace almoner::law {

struct HoldKind {
  std::string id;         // "legal-claim"
  std::string plain;      // completes "It is kept because …"
  std::string authority;  // the provision
  bool derived = false;   // nobody places it
};

struct FileRule {
  std::string kind;       // of file: "request"
  std::string row;        // of retention.yaml: "R12"
  std::string ends_with;  // the event from which the time runs; "": the last one
  int years = 0;
  int years_appealed = 0;  // the same as `years` where an appeal changes nothing
};

struct Accountability {
  Date as_of{};
  std::vector<HoldKind> holds;
  std::vector<FileRule> files;

  [[nodiscard]] const HoldKind* FindHold(std::string_view id) const;
  [[nodiscard]] const FileRule* FindFile(std::string_view kind) const;
};

// The file built into the program, or that of `directory` where it is not older. kInvalid with file
// and line when it is malformed; kNotFound when the directory is not there.
Result<Accountability> LoadAccountability(
    const std::optional<OperatorPath>& directory = std::nullopt);
Result<Accountability> ParseAccountability(std::string_view yaml);

}  // namespace almoner::law
