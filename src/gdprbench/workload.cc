#include "gdprbench/workload.h"

#include <algorithm>
#include <array>
#include <utility>

namespace almoner::gdprbench {
namespace {

std::string_view Words(Kind kind) {
  switch (kind) {
    case Kind::kCreateRecord:
      return "CREATE-RECORD";
    case Kind::kDeleteRecord:
      return "DELETE-RECORD";
    case Kind::kReadData:
      return "READ-DATA";
    case Kind::kReadMetadata:
      return "READ-METADATA";
    case Kind::kUpdateData:
      return "UPDATE-DATA";
    case Kind::kUpdateMetadata:
      return "UPDATE-METADATA";
    case Kind::kGetSystemLogs:
      return "GET-SYSTEM-LOGS";
    case Kind::kVerifyDeletion:
      return "VERIFY-DELETION";
  }
  std::unreachable();
}

bool OfRecords(Kind kind) {
  return kind != Kind::kCreateRecord && kind != Kind::kGetSystemLogs &&
         kind != Kind::kVerifyDeletion;
}

// Of the paper, each share that names several fields in equal parts; of the repository, the files
// of its last version, and for the regulator those of January 2020.
const std::vector<Workload>& All() {
  using enum Kind;
  static const std::vector<Workload> all = {
      {.name = "controller",
       .mix = "paper",
       .shares = {{kCreateRecord, {}, 0.25},
                  {kDeleteRecord, Field::kPurpose, 0.25 / 3},
                  {kDeleteRecord, Field::kTimeToLive, 0.25 / 3},
                  {kDeleteRecord, Field::kUser, 0.25 / 3},
                  {kUpdateMetadata, Field::kPurpose, 0.5 / 3},
                  {kUpdateMetadata, Field::kUser, 0.5 / 3},
                  {kUpdateMetadata, Field::kSharing, 0.5 / 3}},
       .distribution = Distribution::kUniform},
      {.name = "customer",
       .mix = "paper",
       .shares = {{kReadData, Field::kUser, 0.2},
                  {kReadMetadata, {}, 0.2},
                  {kUpdateData, {}, 0.2},
                  {kUpdateMetadata, {}, 0.2},
                  {kDeleteRecord, {}, 0.2}},
       .distribution = Distribution::kZipf},
      {.name = "processor",
       .mix = "paper",
       .shares = {{kReadData, {}, 0.8},
                  {kReadData, Field::kPurpose, 0.2 / 3},
                  {kReadData, Field::kObjection, 0.2 / 3},
                  {kReadData, Field::kDecision, 0.2 / 3}},
       .distribution = Distribution::kZipf},
      {.name = "regulator",
       .mix = "paper",
       .shares = {{kReadMetadata, Field::kUser, 0.46},
                  {kGetSystemLogs, {}, 0.31},
                  {kVerifyDeletion, {}, 0.23}},
       .distribution = Distribution::kZipf},
      {.name = "controller",
       .mix = "repository",
       .shares = {{kUpdateMetadata, Field::kPurpose, 0.25},
                  {kUpdateMetadata, Field::kUser, 0.25},
                  {kDeleteRecord, {}, 0.25},
                  {kCreateRecord, {}, 0.25}},
       .distribution = Distribution::kUniform},
      {.name = "customer",
       .mix = "repository",
       .shares = {{kReadData, {}, 0.2},
                  {kReadData, Field::kPurpose, 0.1},
                  {kReadData, Field::kUser, 0.1},
                  {kUpdateData, {}, 0.2},
                  {kUpdateMetadata, Field::kPurpose, 0.1},
                  {kUpdateMetadata, Field::kUser, 0.1},
                  {kDeleteRecord, {}, 0.2}},
       .distribution = Distribution::kZipf},
      {.name = "processor",
       .mix = "repository",
       .shares = {{kReadData, {}, 0.2},
                  {kReadData, Field::kPurpose, 0.4},
                  {kReadData, Field::kUser, 0.4}},
       .distribution = Distribution::kUniform},
      {.name = "reads",
       .mix = "ycsb",
       .shares = {{kReadData, {}, 1.0}},
       .distribution = Distribution::kZipf},
      {.name = "regulator",
       .mix = "repository",
       .shares = {{kReadMetadata, Field::kUser, 0.5}, {kGetSystemLogs, {}, 0.5}},
       .distribution = Distribution::kZipf},
  };
  return all;
}

}  // namespace

std::string Name(const Operation& operation) {
  std::string name(Words(operation.kind));
  if (operation.by)
    name.append("-BY-").append(Name(*operation.by));
  else if (OfRecords(operation.kind))
    name += "-BY-KEY";
  return name;
}

std::span<const Workload> Workloads() { return All(); }

Result<Workload> FindWorkload(std::string_view name, std::string_view mix) {
  const auto found = std::ranges::find_if(
      All(), [&](const Workload& one) { return one.name == name && one.mix == mix; });
  if (found != All().end()) return *found;
  return Fail(Code::kInvalid,
              "There is no such workload: controller, customer, processor or regulator, with the "
              "mix of the paper or the repository; or reads, with the mix of ycsb.");
}

std::int64_t Choice::Number(std::int64_t last) {
  if (workload_.distribution == Distribution::kUniform) return dice_.Below(last + 1);
  std::int64_t k = zipf_.Next(dice_);
  while (k > last) k = zipf_.Next(dice_);
  return k;
}

Operation Choice::Next(std::int64_t last) {
  constexpr std::int64_t kMostLines = 1000;
  double total = 0;
  for (const Share& share : workload_.shares) total += share.weight;
  double draw = dice_.Unit() * total;
  const Share* chosen = &workload_.shares.back();
  for (const Share& share : workload_.shares) {
    draw -= share.weight;
    if (draw >= 0) continue;
    chosen = &share;
    break;
  }
  Operation operation{.kind = chosen->kind, .by = chosen->by};
  if (operation.kind == Kind::kGetSystemLogs)
    operation.lines = 1 + dice_.Below(kMostLines);
  else if (operation.kind != Kind::kCreateRecord)
    operation.k = Number(last);
  if (operation.kind == Kind::kUpdateMetadata)  // one of TTL to CAT
    operation.set = static_cast<Field>(1 + dice_.Below(kFields - 1));
  return operation;
}

}  // namespace almoner::gdprbench
