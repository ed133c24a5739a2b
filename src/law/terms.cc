#include "law/terms.h"

#include <algorithm>
#include <array>
#include <optional>

namespace almoner::law {
namespace {

// In the order of the enumerations.
constexpr std::array<std::string_view, kNations> kNationNames = {"england-and-wales", "scotland",
                                                                 "northern-ireland"};
constexpr std::array<std::string_view, kNations> kNationTitles = {"England and Wales", "Scotland",
                                                                  "Northern Ireland"};
constexpr std::array<std::string_view, kRights> kRightNames = {
    "access",    "rectification",      "erasure",  "restriction", "portability",
    "objection", "automated-decision", "complaint"};

template <class T, std::size_t kSize>
std::optional<T> Named(const std::array<std::string_view, kSize>& names, std::string_view text) {
  const auto* const at = std::ranges::find(names, text);
  if (at == names.end()) return std::nullopt;
  return static_cast<T>(at - names.begin());
}

}  // namespace

Result<Nation> ParseNation(std::string_view text) {
  if (const auto nation = Named<Nation>(kNationNames, text)) return *nation;
  return Fail(Code::kInvalid, "A nation is england-and-wales, scotland or northern-ireland.");
}

std::string_view Name(Nation nation) { return kNationNames[std::to_underlying(nation)]; }
std::string_view Title(Nation nation) { return kNationTitles[std::to_underlying(nation)]; }

Result<Right> ParseRight(std::string_view text) {
  if (const auto right = Named<Right>(kRightNames, text)) return *right;
  return Fail(Code::kInvalid,
              "A right is access, rectification, erasure, restriction, portability, objection, "
              "automated-decision or complaint.");
}

std::string_view Name(Right right) { return kRightNames[std::to_underlying(right)]; }

}  // namespace almoner::law
