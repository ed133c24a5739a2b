// The numbers of law.md's eighth section: each valid one is found, each invalid one is not.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "redact/identifiers.h"

namespace almoner::redact {
namespace {

using testing::Contains;
using testing::Each;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

std::vector<std::string> Found(std::string_view text) {
  std::vector<std::string> told;
  for (const Finding& each : FindIdentifiers(text))
    told.push_back(std::string(Name(each.kind)) + ":" +
                   std::string(text.substr(each.from, each.to - each.from)));
  return told;
}

TEST(NumbersTest, ChecksAreThoseOfTheirIssuers) {
  for (const char* good : {"980780684", "GB980780684", "123456727", "XI123456727", "980780684001",
                           "GBGD001", "HA599", "GD499"})
    EXPECT_TRUE(IsVat(good)) << good;
  for (const char* bad : {"802311781", "98078068", "GD500", "HA499", "GD0x1", ""})
    EXPECT_FALSE(IsVat(bad)) << bad;
  EXPECT_TRUE(IsPupilNumber("H801200001001"));
  EXPECT_TRUE(IsPupilNumber("H80120000100B")) << "a temporary one";
  int pass = 0;
  for (const char letter : std::string("ABCDEFGHJKLMNPQRTUVWXYZ"))
    pass += IsPupilNumber(letter + std::string("801200001001")) ? 1 : 0;
  EXPECT_EQ(pass, 1) << "one letter in twenty-three fits";
  EXPECT_FALSE(IsPupilNumber("I801200001001"));
  EXPECT_FALSE(IsPupilNumber(""));
  EXPECT_TRUE(IsBic("NWBKGB2L"));
  EXPECT_FALSE(IsBic("NWBKZZ2L"));
  EXPECT_TRUE(IsPassportLine("L898902C36UTO7408122F1204159ZE184226B<<<<<10"));
  EXPECT_FALSE(IsPassportLine("L898902C36UTO7408122F1204159ZE184226B<<<<<11"));
  EXPECT_TRUE(IsDate(2000, 2, 29));
  EXPECT_FALSE(IsDate(2001, 2, 29));
  EXPECT_FALSE(IsDate(2001, 13, 1));
}

TEST(NumbersTest, AHealthNumberIsOfTheCountryThatTheWordsAndItsRangeSay) {
  EXPECT_THAT(Found("CHI 0101010001"), ElementsAre("chi-number:0101010001"));
  EXPECT_THAT(Found("her CHI is 010101 0001"), ElementsAre("chi-number:010101 0001"));
  EXPECT_THAT(Found("H&C no. 3200000015"), ElementsAre("health-and-care-number:3200000015"));
  EXPECT_THAT(Found("NHS 3200000015"), ElementsAre("nhs-number:3200000015"))
      << "England may issue those too";
  EXPECT_THAT(Found("CHI 9434765919"), ElementsAre("nhs-number:9434765919")) << "no day of birth";
  EXPECT_THAT(Found("NHS number 943 476 5919, CHI 0101010001"),
              ElementsAre("nhs-number:943 476 5919", "chi-number:0101010001"));
  EXPECT_THAT(Found("H&C no. 3200000010"), ElementsAre("number:3200000010"));
  EXPECT_THAT(Found("NHS 9434765918, 9876544321 and 9000543664"), Each(StartsWith("number:")));
}

TEST(NumbersTest, WithACheckDigitTheNumberIsFound) {
  EXPECT_THAT(Found("VAT no. 980780684"), ElementsAre("vat-number:980780684"));
  EXPECT_THAT(Found("our VAT number is GB 123 4567 27"), ElementsAre("vat-number:GB 123 4567 27"));
  EXPECT_THAT(Found("VAT 980 7806 84 0191 boxes"), ElementsAre("vat-number:980 7806 84"));
  EXPECT_THAT(Found("VAT GD001 and HA501"), ElementsAre("vat-number:GD001", "vat-number:HA501"));
  EXPECT_THAT(Found("VAT no. 802311781"), IsEmpty());
  EXPECT_THAT(Found("980780684"), IsEmpty()) << "nine digits alone are anything";
  EXPECT_THAT(Found("IBAN PL61109010140000071219812874 was given"),
              ElementsAre("iban:PL61109010140000071219812874"));
  EXPECT_THAT(Found("IBAN PL61 1090 1014 0000 0712 1981 2874 was given"),
              ElementsAre("iban:PL61 1090 1014 0000 0712 1981 2874"));
  EXPECT_THAT(Found("card 4111 1111 1111 1111 123"),
              ElementsAre("card-number:4111 1111 1111 1111"));
  EXPECT_THAT(Found("card 3782 822463 10005"), ElementsAre("card-number:3782 822463 10005"));
  EXPECT_THAT(Found("card 4111111111111112"), IsEmpty());
  EXPECT_THAT(Found("pupil H801200001001"), ElementsAre("unique-pupil-number:H801200001001"));
  EXPECT_THAT(Found("pupil A801200001001"), IsEmpty());
  EXPECT_THAT(Found("BIC NWBKGB2L"), ElementsAre("bank-identifier-code:NWBKGB2L"));
  EXPECT_THAT(Found("the bank code is NWBKGBXX."), ElementsAre("bank-identifier-code:NWBKGBXX"));
  EXPECT_THAT(Found("BIC NWBKZZ2L"), IsEmpty());
  EXPECT_THAT(Found("SHE WENT UPSTAIRS TO THE BANK, LAUGHING"), IsEmpty());
  EXPECT_THAT(Found("L898902C36UTO7408122F1204159ZE184226B<<<<<10"),
              ElementsAre("passport-number:L898902C36UTO7408122F1204159ZE184226B<<<<<10"));
}

TEST(NumbersTest, WithoutACheckDigitTheWordsBesideItDecide) {
  EXPECT_THAT(Found("Nurse in charge, PIN 12A3456E"), ElementsAre("nurse-pin:12A3456E"));
  EXPECT_THAT(Found("GMC 1234567"), ElementsAre("doctor-number:1234567"));
  EXPECT_THAT(Found("OT (HCPC OT12345)"), ElementsAre("therapist-number:OT12345"));
  EXPECT_THAT(Found("social worker SW12345"), ElementsAre("social-worker-number:SW12345"));
  EXPECT_THAT(Found("DBS certificate 001234567890"),
              ElementsAre("disclosure-certificate:001234567890"));
  EXPECT_THAT(Found("Company no. 00445790"), ElementsAre("company-number:00445790"));
  EXPECT_THAT(Found("company SC123456"), ElementsAre("company-number:SC123456"));
  EXPECT_THAT(Found("Registered charity 1234567"), ElementsAre("charity-number:1234567"));
  EXPECT_THAT(Found("charity SC012345 or NIC101234"),
              ElementsAre("charity-number:SC012345", "charity-number:NIC101234"));
  EXPECT_THAT(Found("ICO ZA123456, Z1234567"),
              ElementsAre("data-protection-registration:ZA123456",
                          "data-protection-registration:Z1234567"));
  EXPECT_THAT(Found("CQC location 1-123456789"), ElementsAre("care-quality-number:1-123456789"));
  EXPECT_THAT(Found("ODS code A81001"), ElementsAre("care-quality-number:A81001"));
  EXPECT_THAT(Found("UPRN 100012345678 or UPRN: 7"),
              ElementsAre("property-reference:100012345678", "property-reference:7"));
  EXPECT_THAT(Found("NI driving licence 12345678"), ElementsAre("driving-licence:12345678"));
  for (const char* text :
       {"Box 12A3456E", "order 1234567 came", "part OT12345", "in SW12345", "parcel 001234567890",
        "ref 00445790", "batch ZA123456", "lot 1-123456789", "code A81001", "item 100012345",
        "Companies came, and much later that very same wet afternoon 00445790"})
    EXPECT_THAT(Found(text), IsEmpty()) << text;
}

TEST(NumbersTest, TheNearestWordsSayWhatAnAmbiguousNumberIs) {
  EXPECT_THAT(Found("GMC 1234567, charity 7654321"),
              ElementsAre("doctor-number:1234567", "charity-number:7654321"));
  EXPECT_THAT(Found("company 12345678; driving licence 87654321"),
              ElementsAre("company-number:12345678", "driving-licence:87654321"));
}

TEST(NumbersTest, APairOfSortCodeAndAccountNumberIsFoundWithoutTheirCheck) {
  EXPECT_THAT(Found("bank 089999 66374958"), ElementsAre("bank-account:089999 66374958"));
  EXPECT_THAT(Found("bank 107999 88837491"), ElementsAre("bank-account:107999 88837491"));
  EXPECT_THAT(Found("account number 66374958 sort code 08-99-99"),
              ElementsAre("bank-account:66374958 sort code 08-99-99"));
  EXPECT_THAT(Found("sort code 08-99-99\nAccount no. 66374958"),
              ElementsAre("bank-account:08-99-99\nAccount no. 66374958"));
  EXPECT_THAT(Found("bank 089999 66374959"), ElementsAre("bank-account:089999 66374959"))
      << "with a slip it still points at somebody";
  EXPECT_THAT(Found("boxes 089999 66374958"), IsEmpty());
}

TEST(NumbersTest, OtherVectors) {
  EXPECT_THAT(Found("QQ123456C"), IsEmpty());
  EXPECT_THAT(Found("CR2 6XH and DN55 1PT"), ElementsAre("postcode:CR2 6XH", "postcode:DN55 1PT"));
  EXPECT_THAT(Found("licence MORGA670054SM9IJ"), IsEmpty());
  EXPECT_THAT(Found("UTR 2234567890"), ElementsAre("taxpayer-reference:2234567890"));
  EXPECT_THAT(Found("UTR 1234567890"), Not(Contains(StartsWith("taxpayer"))));
  EXPECT_THAT(Found("from 2001:db8::1 at 14:30:05"), ElementsAre("ip-address:2001:db8::1"));
  EXPECT_THAT(Found("2001:db8:0:0:0:0:0:1"), ElementsAre("ip-address:2001:db8:0:0:0:0:0:1"));
  EXPECT_THAT(Found("laptop 00:00:5e:00:53:af"), ElementsAre("mac-address:00:00:5e:00:53:af"));
  EXPECT_THAT(Found("DOB 29/02/2000"), ElementsAre("date-of-birth:29/02/2000"));
  EXPECT_THAT(Found("dob 3/6/41"), ElementsAre("date-of-birth:3/6/41"));
  EXPECT_THAT(Found("DOB 29/02/2001"), IsEmpty());
  EXPECT_THAT(Found("a@b"), IsEmpty());
}

}  // namespace
}  // namespace almoner::redact
