#include "gdprbench/record.h"

#include <utility>

namespace almoner::gdprbench {
namespace {

constexpr std::array<int, 10> kTimesToLive = {30,     10'000, 12'000, 14'000, 16'000,
                                              18'000, 20'000, 22'000, 24'000, 1'000'000};

std::string_view Prefix(Field field) {
  switch (field) {
    case Field::kPurpose:
      return "purpose";
    case Field::kTimeToLive:
      return "";
    case Field::kUser:
      return "user";
    case Field::kObjection:
      return "obj";
    case Field::kDecision:
      return "dec";
    case Field::kAccess:
      return "acl";
    case Field::kSharing:
      return "shr";
    case Field::kSource:
      return "src";
    case Field::kCategory:
      return "cat";
  }
  std::unreachable();
}

}  // namespace

std::string_view Name(Field field) {
  constexpr std::array<std::string_view, kFields> kNames = {"PUR", "TTL", "USR", "OBJ", "DEC",
                                                            "ACL", "SHR", "SRC", "CAT"};
  return kNames[std::to_underlying(field)];
}

std::int64_t Shape::Count(Field field) const {
  switch (field) {
    case Field::kPurpose:
      return purposes;
    case Field::kTimeToLive:
      return std::ssize(kTimesToLive);
    case Field::kUser:
      return users;
    case Field::kObjection:
      return objections;
    case Field::kDecision:
      return decisions;
    case Field::kAccess:
      return access;
    case Field::kSharing:
      return sharing;
    case Field::kSource:
      return sources;
    case Field::kCategory:
      return categories;
  }
  std::unreachable();
}

std::string KeyOf(std::int64_t k) { return "key" + std::to_string(k); }

std::chrono::seconds TimeToLiveOf(std::int64_t k) {
  return std::chrono::seconds(kTimesToLive[static_cast<std::size_t>(k) % kTimesToLive.size()]);
}

std::string ValueOf(const Shape& shape, Field field, std::int64_t k) {
  if (field == Field::kTimeToLive) return std::to_string(TimeToLiveOf(k).count());
  return std::string(Prefix(field)) + std::to_string(k % shape.Count(field));
}

std::int32_t JavaHash(std::string_view text) {
  std::uint32_t hash = 0;
  for (const char c : text) hash = hash * 31 + static_cast<unsigned char>(c);
  return static_cast<std::int32_t>(hash);
}

std::string DataOf(const Shape& shape, std::int64_t k) {
  const std::string number = std::to_string(k);
  std::string data;
  while (data.size() < shape.data_bytes) {
    data += number;
    data += std::to_string(JavaHash(data));
  }
  data.resize(shape.data_bytes);
  return data;
}

}  // namespace almoner::gdprbench
