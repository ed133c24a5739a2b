// The four roles of GDPRbench and what each does: the paper's mixes, and those of the repository's
// files (Shastri et al., PVLDB 13(7), 2020; github.com/GDPRbench/GDPRbench at 94d399c).
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "gdprbench/choose.h"
#include "gdprbench/record.h"

namespace almoner::gdprbench {

// The operations by the names of the paper.
enum class Kind : std::uint8_t {
  kCreateRecord,
  kDeleteRecord,  // by key, or everything with a value of `by`
  kReadData,
  kReadMetadata,
  kUpdateData,      // by key
  kUpdateMetadata,  // by key or by a value of `by`: sets `set`
  kGetSystemLogs,
  kVerifyDeletion,
};

struct Operation {
  Kind kind = Kind::kReadData;
  std::optional<Field> by;   // nothing: by key
  std::int64_t k = 0;        // the record's number; with `by`, the value of that field is k's
  std::optional<Field> set;  // which other field an update writes
  std::int64_t lines = 0;    // of the log, for kGetSystemLogs
};
// "READ-DATA-BY-USR", as the paper writes it.
[[nodiscard]] std::string Name(const Operation& operation);

struct Share {
  Kind kind = Kind::kReadData;
  std::optional<Field> by;
  double weight = 0;
};

struct Workload {
  std::string_view name;  // "customer"
  std::string_view mix;   // "paper" or "repository"
  std::vector<Share> shares;
  Distribution distribution = Distribution::kUniform;
};
// kInvalid: there is no such workload or mix.
Result<Workload> FindWorkload(std::string_view name, std::string_view mix);
[[nodiscard]] std::span<const Workload> Workloads();

// The operations of one client, one after the other: the same from the same seed. For one thread.
class Choice {
 public:
  // `records` were there at the beginning. `workload` outlives it.
  Choice(const Workload& workload, std::int64_t records, std::uint64_t seed)
      : workload_(workload), dice_(seed), zipf_(records) {}
  // The next, where records up to number `last` were there or are. What is created gets its number
  // from whoever carries it out.
  Operation Next(std::int64_t last);

 private:
  std::int64_t Number(std::int64_t last);

  const Workload& workload_;
  Dice dice_;
  ScrambledZipf zipf_;
};

}  // namespace almoner::gdprbench
