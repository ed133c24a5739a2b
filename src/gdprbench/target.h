// What GDPRbench measures: a store of personal data that can do its operations.
#pragma once

#include <span>
#include <string>

#include "gdprbench/workload.h"

namespace almoner::gdprbench {

// Safe for concurrent use once loaded.
class Target {
 public:
  virtual ~Target() = default;

  // Puts in records `from` to below `end`. Safe for concurrent use with other numbers.
  virtual Status Load(std::int64_t from, std::int64_t end) = 0;
  // Carries one operation out, durably where it changes something, and returns how many records it
  // read, changed or destroyed; of kGetSystemLogs how many lines, of kVerifyDeletion 1 where the
  // record is gone. 0 where there was nothing: records that were deleted are asked for again.
  // kInvalid: this store cannot do the operation.
  virtual Result<std::int64_t> Do(const Operation& operation) = 0;
  // The number of a new record, which nobody else gets.
  virtual std::int64_t NewNumber() = 0;
  // The last number that is there or was.
  [[nodiscard]] virtual std::int64_t last() const = 0;
  // Bytes on disk, everything included.
  virtual Result<std::int64_t> Size() = 0;

 protected:
  Target() = default;
  Target(const Target&) = default;
  Target& operator=(const Target&) = default;
};

}  // namespace almoner::gdprbench
