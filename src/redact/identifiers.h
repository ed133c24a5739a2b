// Identifiers in free text, found by their form, checked by their check digits, and told apart by
// the words around them. Nothing is changed here: a person decides what goes.
//
// The forms and checks are those of the bodies that issue the numbers: NHS Data Dictionary (NHS
// number, modulus 11; also Scotland's CHI and Northern Ireland's H&C number), HMRC (National
// Insurance number, unique taxpayer reference), ISO 7064 (IBAN), ISO/IEC 7812 (payment cards,
// Luhn), Ofcom (telephone numbers), Royal Mail (postcodes), DVLA (driving licences).
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
  kNumber,    // of ten digits, which nothing near it names
  kPerson,    // people.h
  kRelation,  // people.h: "her mum"
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

// The checks by themselves, over digits (and letters) alone.
[[nodiscard]] bool IsNhsNumber(std::string_view digits);  // ten, modulus 11
[[nodiscard]] bool IsTaxpayerReference(std::string_view digits);
[[nodiscard]] bool IsIban(std::string_view text);  // "GB29NWBK60161331926819"
[[nodiscard]] bool PassesLuhn(std::string_view digits);

}  // namespace almoner::redact
