// The witness file: every checkpoint that was signed, one a line, kept where those who could
// rewrite the database cannot reach (another machine's append-only share, a write-once disk).
//
// A line is the signed note as a JSON string, so that `jq -r .` shows it as it is.
#pragma once

#include <cstdint>
#include <fstream>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace almoner::audit {

// Appends a line and waits until it is on the disk. Makes the file, readable by its owner alone,
// when it is not there. kUnavailable when that does not work.
Status AppendToWitness(const OperatorPath& file, std::string_view note);

struct WitnessLine {
  std::uint64_t number = 0;  // from 1
  Result<std::string> note;  // kCorrupt when the line is none
};

// Reads the file line by line, in bounded memory. A line that a crash cut short is passed over: the
// next begins in the same way, or it is the last and has no end.
class WitnessReader {
 public:
  static Result<WitnessReader> Open(const OperatorPath& file);  // kNotFound
  std::optional<WitnessLine> Next();                            // nothing at the end

 private:
  struct Raw {
    std::uint64_t number;
    std::string text;
    bool ended;  // by a newline
  };
  explicit WitnessReader(std::ifstream in) : in_(std::move(in)) {}
  std::optional<Raw> Take();

  std::ifstream in_;
  std::uint64_t read_ = 0;
  std::optional<Raw> ahead_;
};

}  // namespace almoner::audit
