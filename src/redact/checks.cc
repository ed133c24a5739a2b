// The check digits of identifiers.h; the sources are named there.
#include <algorithm>
#include <array>
#include <string>

#include "redact/identifiers.h"
#include "redact/letters.h"

namespace almoner::redact {
namespace {

// ISO 3166-1, and Kosovo, whose banks use XK.
constexpr std::string_view kCountries =
    "ADAEAFAGAIALAMAOAQARASATAUAWAXAZBABBBDBEBFBGBHBIBJBLBMBNBOBQBRBSBTBVBWBYBZCACCCDCFCGCHCICKCLCM"
    "CNCOCRCUCVCWCXCYCZDEDJDKDMDODZECEEEGEHERESETFIFJFKFMFOFRGAGBGDGEGFGGGHGIGLGMGNGPGQGRGSGTGUGWGY"
    "HK"
    "HMHNHRHTHUIDIEILIMINIOIQIRISITJEJMJOJPKEKGKHKIKMKNKPKRKWKYKZLALBLCLILKLRLSLTLULVLYMAMCMDMEMFMG"
    "MH"
    "MKMLMMMNMOMPMQMRMSMTMUMVMWMXMYMZNANCNENFNGNINLNONPNRNUNZOMPAPEPFPGPHPKPLPMPNPRPSPTPWPYQARERORS"
    "RU"
    "RWSASBSCSDSESGSHSISJSKSLSMSNSOSRSSSTSVSXSYSZTCTDTFTGTHTJTKTLTMTNTOTRTTTVTWTZUAUGUMUSUYUZVAVCVE"
    "VG"
    "VIVNVUWFWSXKYEYTZAZMZW";

int Digit(char c) { return c - '0'; }

bool IsCountry(std::string_view code) {
  for (std::size_t i = 0; i + 1 < kCountries.size(); i += 2)
    if (kCountries.substr(i, 2) == code) return true;
  return false;
}

// ICAO 9303: weights 7, 3, 1; letters from 10 on, the filler is nought.
bool ChecksIcao(std::string_view field, char check) {
  static constexpr std::array kWeights{7, 3, 1};
  int sum = 0;
  for (std::size_t i = 0; i < field.size(); ++i) {
    const char c = field[i];
    sum += (IsDigit(c) ? Digit(c) : c == '<' ? 0 : c - 'A' + 10) * kWeights[i % 3];
  }
  return sum % 10 == (check == '<' ? 0 : Digit(check));
}

}  // namespace

bool IsNhsNumber(std::string_view digits) {
  if (digits.size() != 10 || !std::ranges::all_of(digits, IsDigit)) return false;
  if (std::ranges::all_of(digits, [&](char c) { return c == digits.front(); })) return false;
  int sum = 0;
  for (int i = 0; i < 9; ++i) sum += Digit(digits[static_cast<std::size_t>(i)]) * (10 - i);
  const int check = (11 - sum % 11) % 11;
  return check != 10 && check == Digit(digits[9]);
}

bool IsTaxpayerReference(std::string_view digits) {
  if (digits.ends_with('K')) digits.remove_suffix(1);
  if (digits.size() != 10 || !std::ranges::all_of(digits, IsDigit)) return false;
  static constexpr std::array kWeights{6, 7, 8, 9, 10, 5, 4, 3, 2};
  int sum = 0;
  for (std::size_t i = 0; i < kWeights.size(); ++i) sum += Digit(digits[i + 1]) * kWeights[i];
  return std::string_view("21987654321")[static_cast<std::size_t>(sum % 11)] == digits[0];
}

bool IsIban(std::string_view text) {
  constexpr std::size_t kShortest = 15, kLongest = 34;
  if (text.size() < kShortest || text.size() > kLongest) return false;
  if (text.starts_with("GB") && text.size() != 22) return false;
  int rest = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[(i + 4) % text.size()];  // the first four come last
    if (IsDigit(c))
      rest = (rest * 10 + Digit(c)) % 97;
    else if (IsCapital(c))
      rest = (rest * 100 + (c - 'A' + 10)) % 97;
    else
      return false;
  }
  return rest == 1;
}

bool PassesLuhn(std::string_view digits) {
  if (digits.size() < 13 || digits.size() > 19 || !std::ranges::all_of(digits, IsDigit))
    return false;
  int sum = 0;
  bool doubled = false;
  for (auto c = digits.rbegin(); c != digits.rend(); ++c, doubled = !doubled) {
    const int twice = Digit(*c) * 2;
    sum += doubled ? twice - (twice > 9 ? 9 : 0) : Digit(*c);
  }
  return sum % 10 == 0;
}

bool IsVat(std::string_view text) {
  if (text.starts_with("GB") || text.starts_with("XI")) text.remove_prefix(2);
  if (text.size() == 5)  // government departments and health authorities have no check digits
    return std::ranges::all_of(text.substr(2), IsDigit) &&
           ((text.starts_with("GD") && text[2] < '5') ||
            (text.starts_with("HA") && text[2] >= '5'));
  if ((text.size() != 9 && text.size() != 12) || !std::ranges::all_of(text, IsDigit)) return false;
  int sum = Digit(text[7]) * 10 + Digit(text[8]);
  for (int i = 0; i < 7; ++i) sum += Digit(text[static_cast<std::size_t>(i)]) * (8 - i);
  return sum % 97 == 0 || (sum + 55) % 97 == 0;  // the old series and the one since 2009
}

bool IsPupilNumber(std::string_view text) {
  static constexpr std::string_view kLetters = "ABCDEFGHJKLMNPQRTUVWXYZ";
  if (text.size() != 13 || !std::ranges::all_of(text.substr(1, 11), IsDigit)) return false;
  std::size_t sum = 0;
  for (std::size_t i = 1; i < 12; ++i) sum += static_cast<std::size_t>(Digit(text[i])) * (i + 1);
  // A temporary number ends with a letter.
  const std::size_t last =
      IsDigit(text[12]) ? static_cast<std::size_t>(Digit(text[12])) : kLetters.find(text[12]);
  return last < kLetters.size() && kLetters[(sum + last * 13) % kLetters.size()] == text[0];
}

bool IsBic(std::string_view text) {
  return (text.size() == 8 || text.size() == 11) && IsCountry(text.substr(4, 2));
}

bool IsPassportLine(std::string_view line) {
  return line.size() == 44 && ChecksIcao(line.substr(0, 9), line[9]) &&
         ChecksIcao(line.substr(13, 6), line[19]) && ChecksIcao(line.substr(21, 6), line[27]) &&
         ChecksIcao(line.substr(28, 14), line[42]) &&
         ChecksIcao(std::string(line.substr(0, 10)) + std::string(line.substr(13, 7)) +
                        std::string(line.substr(21, 22)),
                    line[43]);
}

bool IsDate(int year, int month, int day) {
  static constexpr std::array kDays{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  if (month < 1 || month > 12 || day < 1) return false;
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return day <= kDays[static_cast<std::size_t>(month - 1)] + (leap && month == 2 ? 1 : 0);
}

}  // namespace almoner::redact
