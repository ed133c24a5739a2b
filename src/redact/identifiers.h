// Identifiers in free text, found by their form, checked by their check digits, and told apart by
// the words around them. Nothing is changed here: a person decides what goes.
//
// The forms and checks are those of the bodies that issue the numbers: NHS Data Dictionary (NHS
// number, modulus 11; also Scotland's CHI and Northern Ireland's H&C number; ODS codes), HMRC
// (National Insurance number, unique taxpayer reference, VAT number), ISO 7064 (IBAN), ISO 9362
// (BIC), ISO/IEC 7812 (payment cards, Luhn), Department for Education (unique pupil number, modulus
// 23), Ofcom (telephone numbers), Royal Mail (postcodes), DVLA and DVA (driving licences), ICAO
// 9303 (passports' machine-readable line), RFC 4291 (IP addresses). Numbers without a check digit
// are found only beside words that name them: those of the NMC, GMC, HCPC, Social Work England,
// DBS, Companies House, the charities' registers, the ICO, the CQC and UPRNs.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace almoner::redact {

enum class Kind : std::uint8_t {
  kNhsNumber,
  kNationalInsurance,
  kTaxpayerReference,
  kIban,
  kCard,
  kBankAccount,  // sort code and account number
  kDrivingLicence,
  kPassport,
  kPostcode,
  kPhone,
  kEmail,
  kDateOfBirth,
  kIpAddress,
  kChi,            // Scotland's NHS number
  kHealthAndCare,  // Northern Ireland's
  kVat,
  kPupilNumber,
  kBic,
  kMacAddress,
  kNursePin,            // NMC
  kDoctorNumber,        // GMC
  kTherapistNumber,     // HCPC
  kSocialWorkerNumber,  // Social Work England
  kDisclosure,          // a DBS certificate
  kCompany,
  kCharity,
  kCommissioner,  // registered with the ICO
  kCareQuality,   // a location or provider of the CQC, or an ODS code
  kProperty,      // UPRN
  kNumber,        // of ten digits, which nothing near it names
  kPerson,        // people.h
  kRelation,      // people.h: "her mum"
  kRole,          // people.h: "the GP"
};
[[nodiscard]] std::string_view Name(Kind kind);  // "nhs-number", …

struct Finding {
  std::size_t from = 0, to = 0;  // bytes of the text; `to` is past the end
  Kind kind = Kind::kNumber;
  friend bool operator==(const Finding&, const Finding&) = default;
};

// In order, none overlapping. Any bytes are taken; those that are not ASCII are never part of an
// identifier. Safe for concurrent use; takes as long as the text is long.
[[nodiscard]] std::vector<Finding> FindIdentifiers(std::string_view text);

// The checks by themselves, over digits and capitals alone. Any bytes are taken.
[[nodiscard]] bool IsNhsNumber(std::string_view digits);  // ten, modulus 11
[[nodiscard]] bool IsTaxpayerReference(std::string_view digits);
[[nodiscard]] bool IsIban(std::string_view text);  // "GB29NWBK60161331926819"
[[nodiscard]] bool PassesLuhn(std::string_view digits);
[[nodiscard]] bool IsVat(std::string_view text);          // "GB980780684", "980780684", "GD001"
[[nodiscard]] bool IsPupilNumber(std::string_view text);  // a letter and twelve, the last maybe one
[[nodiscard]] bool IsBic(std::string_view text);          // of a country that there is
[[nodiscard]] bool IsPassportLine(std::string_view line);  // the second of two, with its "<"
[[nodiscard]] bool IsDate(int year, int month, int day);

}  // namespace almoner::redact
