// The records of GDPRbench: what number k looks like (Shastri et al., PVLDB 13(7), 2020, and the
// repository's workload files). Every field is a function of k, so that any client can tell what it
// has to find.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace almoner::gdprbench {

// In the order of the benchmark's columns.
enum class Field : std::uint8_t {
  kPurpose,     // PUR, Article 5(1)(b)
  kTimeToLive,  // TTL, Articles 5(1)(e) and 13(2)(a)
  kUser,        // USR, the data subject
  kObjection,   // OBJ, Article 21
  kDecision,    // DEC, Article 22
  kAccess,      // ACL
  kSharing,     // SHR, Article 13(1)
  kSource,      // SRC, Articles 13 and 14
  kCategory,    // CAT
};
inline constexpr std::size_t kFields = 9;
[[nodiscard]] std::string_view Name(Field field);  // "PUR", …

// How many different values each field has; the default is that of the repository's files.
struct Shape {
  std::int64_t users = 10'000;
  std::int64_t purposes = 25;
  std::int64_t objections = 100;
  std::int64_t decisions = 2;
  std::int64_t access = 10, sharing = 10, sources = 10, categories = 10;
  std::size_t data_bytes = 100;

  [[nodiscard]] std::int64_t Count(Field field) const;
};

[[nodiscard]] std::string KeyOf(std::int64_t k);                                     // "key42"
[[nodiscard]] std::string ValueOf(const Shape& shape, Field field, std::int64_t k);  // "user7"
[[nodiscard]] std::chrono::seconds TimeToLiveOf(std::int64_t k);
// The personal data itself, `shape.data_bytes` of decimal digits.
[[nodiscard]] std::string DataOf(const Shape& shape, std::int64_t k);

// What Java's String.hashCode says of an ASCII text.
[[nodiscard]] std::int32_t JavaHash(std::string_view text);

}  // namespace almoner::gdprbench
