// The words of the law that everyone else uses too: whose bank holidays count, and which right is
// used.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/result.h"

namespace almoner::law {

// Where the controller acts; each nation has bank holidays of its own.
enum class Nation : std::uint8_t { kEnglandAndWales, kScotland, kNorthernIreland };
inline constexpr std::size_t kNations = 3;
Result<Nation> ParseNation(std::string_view text);    // the words of Name()
[[nodiscard]] std::string_view Name(Nation nation);   // "england-and-wales", "scotland", …
[[nodiscard]] std::string_view Title(Nation nation);  // "England and Wales", "Scotland", …

// What a person may ask of the controller. kComplaint is the complaint to the controller of section
// 164A of the Data Protection Act 2018; the others are Articles 15 to 22D of the UK GDPR.
enum class Right : std::uint8_t {
  kAccess,
  kRectification,
  kErasure,
  kRestriction,
  kPortability,
  kObjection,
  kAutomatedDecision,
  kComplaint,
};
inline constexpr std::size_t kRights = 8;
Result<Right> ParseRight(std::string_view text);   // the words of Name()
[[nodiscard]] std::string_view Name(Right right);  // "access", "automated-decision", …

}  // namespace almoner::law
