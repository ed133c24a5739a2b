// What the words around a number are about. Many numbers have a form but no check digit: seven
// digits are a doctor's registration beside "GMC" and nothing at all beside "boxes".
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace almoner::redact {

enum class Topic : std::uint8_t {
  kAny,  // no words are needed
  kNhs,
  kChi,
  kHealthAndCare,
  kTax,
  kPassport,
  kBank,
  kBirth,
  kNurse,
  kDoctor,
  kTherapist,
  kSocialWorker,
  kDisclosure,
  kVat,
  kCompany,
  kCharity,
  kCommissioner,
  kCareQuality,
  kBic,
  kLicence,
};

inline constexpr std::size_t kNowhere = 255;

// How many bytes away the topic is mentioned, in whole words, letters in any case, from forty bytes
// before `from` to twenty behind `to`; what stands behind counts as further than all before. 0 for
// kAny, else kNowhere. REQUIRES: from <= to <= text.size().
[[nodiscard]] std::size_t Distance(Topic topic, std::string_view text, std::size_t from,
                                   std::size_t to);

}  // namespace almoner::redact
