#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "redact/people.h"

namespace almoner::redact {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// "kind:text" of each finding.
std::vector<std::string> Told(std::string_view text, const std::vector<Finding>& found) {
  std::vector<std::string> told;
  for (const Finding& each : found)
    told.push_back(std::string(Name(each.kind)) + ":" +
                   std::string(text.substr(each.from, each.to - each.from)));
  return told;
}
std::vector<std::string> Identifiers(std::string_view text) {
  return Told(text, FindIdentifiers(text));
}

TEST(IdentifiersTest, CheckDigitsAreThoseOfWhoeverIssuesTheNumber) {
  for (const char* good : {"9434765919", "9990000018", "9990000026", "9876543210", "3200000015"})
    EXPECT_TRUE(IsNhsNumber(good)) << good;
  for (const char* bad : {"9434765918", "9876544321", "9000543664", "3200000010", "1111111111",
                          "943476591", "94347659199", "943476591x", ""})
    EXPECT_FALSE(IsNhsNumber(bad)) << bad;
  for (const char* good : {"1234567895", "2234567890", "1234567895K"})
    EXPECT_TRUE(IsTaxpayerReference(good)) << good;
  EXPECT_FALSE(IsTaxpayerReference("1234567890"));
  EXPECT_TRUE(IsIban("GB29NWBK60161331926819"));
  EXPECT_FALSE(IsIban("GB29NWBK60161331926818"));
  EXPECT_TRUE(PassesLuhn("4111111111111111"));
  EXPECT_FALSE(PassesLuhn("4111111111111112"));
}

TEST(IdentifiersTest, EachFormIsFoundInASentence) {
  EXPECT_THAT(Identifiers("Her NHS number is 943 476 5919."),
              ElementsAre("nhs-number:943 476 5919"));
  EXPECT_THAT(Identifiers("nhs no: 9990000018, ring 01632 960001"),
              ElementsAre("nhs-number:9990000018", "telephone-number:01632 960001"));
  EXPECT_THAT(Identifiers("NI AB123456C or ab 12 34 56 c"),
              ElementsAre("national-insurance-number:AB123456C",
                          "national-insurance-number:ab 12 34 56 c"));
  EXPECT_THAT(Identifiers("Lives at 3 Quay Street, SW1A 1AA, near EC1A 1BB and M1 1AE"),
              ElementsAre("postcode:SW1A 1AA", "postcode:EC1A 1BB", "postcode:M1 1AE"));
  EXPECT_THAT(Identifiers("call 07700 900123, (020) 7946 0000 or +44 7700 900123"),
              ElementsAre("telephone-number:07700 900123", "telephone-number:(020) 7946 0000",
                          "telephone-number:+44 7700 900123"));
  EXPECT_THAT(Identifiers("write to mo.smith@homes.example."),
              ElementsAre("e-mail-address:mo.smith@homes.example"));
  EXPECT_THAT(Identifiers("IBAN GB29 NWBK 6016 1331 9268 19"),
              ElementsAre("iban:GB29 NWBK 6016 1331 9268 19"));
  EXPECT_THAT(Identifiers("Card 4111 1111 1111 1111"),
              ElementsAre("card-number:4111 1111 1111 1111"));
  EXPECT_THAT(Identifiers("licence MORGA657054SM9IJ"),
              ElementsAre("driving-licence:MORGA657054SM9IJ"));
  EXPECT_THAT(Identifiers("UTR 1234567895"), ElementsAre("taxpayer-reference:1234567895"));
  EXPECT_THAT(Identifiers("account 08-99-99 66374958"),
              ElementsAre("bank-account:08-99-99 66374958"));
  EXPECT_THAT(Identifiers("born 3 June 1941, passport 123456789"),
              ElementsAre("date-of-birth:3 June 1941", "passport-number:123456789"));
  EXPECT_THAT(Identifiers("DOB 03/06/1941 from 192.0.2.1"),
              ElementsAre("date-of-birth:03/06/1941", "ip-address:192.0.2.1"));
}

TEST(IdentifiersTest, WhatOnlyLooksLikeOneIsLeft) {
  for (const char* text :
       {"", "She slept 8 hours and ate 2 meals.", "Visited on 03/06/2026 at 14:30.", "a@b",
        "BG123456C", "SW1A 1CA", "256.1.1.1000", "IBAN GB29NWBK60161331926818x", "room 101b",
        "Paid £1,234.56 for 12 boxes", "0400123456 is no number of ours", "\xff\xfe 12"})
    for (const std::string& told : Identifiers(text))
      EXPECT_THAT(told, testing::StartsWith("number:")) << text;
}

TEST(IdentifiersTest, AnyBytesAreTakenAndFindingsAreInOrder) {
  std::mt19937 dice(7);  // NOLINT(bugprone-random-generator-seed): the same each time
  const std::string_view alphabet = "0123456789 @.-+()/AaZz'\n\xC3\xA9\xff";
  for (int round = 0; round < 3000; ++round) {
    std::string text;
    for (unsigned i = 0; i < dice() % 80; ++i) text += alphabet[dice() % alphabet.size()];
    std::size_t done = 0;
    for (const Finding& each : Merged(FindIdentifiers(text), FindPeople(text, {{{"Za Aa"}}}))) {
      ASSERT_LE(done, each.from);
      ASSERT_LT(each.from, each.to);
      ASSERT_LE(each.to, text.size());
      done = each.to;
    }
  }
}

// One in eleven numbers of ten digits passes the check; what is said beside it decides.
TEST(IdentifiersTest, ANumberOfTenDigitsInProseIsNotTakenForAnNhsNumber) {
  std::mt19937_64 dice(11);  // NOLINT(bugprone-random-generator-seed): the same each time
  int taken = 0;
  for (int i = 0; i < 1000; ++i) {
    const std::string number = std::to_string(1'000'000'000 + dice() % 9'000'000'000);
    const std::string text = "The parcel " + number + " came to the day centre on Monday.";
    for (const Finding& each : FindIdentifiers(text))
      if (each.kind == Kind::kNhsNumber) ++taken;
  }
  EXPECT_LE(taken, 1);
}

TEST(PeopleTest, SomebodyIsFoundByEachWayOfNamingThem) {
  const std::vector<Known> known{{{"Margaret Quayle"}}, {{"Siân O'Shea"}}};
  const auto people = [&](std::string_view text) { return Told(text, FindPeople(text, known)); };
  EXPECT_THAT(people("Margaret Quayle rang; MARGARET'S son came."),
              ElementsAre("person:Margaret Quayle", "person:MARGARET", "relation:son"));
  EXPECT_THAT(people("Peggy and Maggie, then M.Q. and MQ again"),
              ElementsAre("person:Peggy", "person:Maggie", "person:M.Q", "person:MQ"));
  EXPECT_THAT(people("Sian said that O'Shea's dog"), ElementsAre("person:Sian", "person:O'Shea"));
  EXPECT_THAT(people("Margaret’s dog, Quayle—who came—and O’Shea\u00a0too"),
              ElementsAre("person:Margaret", "person:Quayle", "person:O’Shea"));
  EXPECT_THAT(people("She told her mum. The neighbour heard."),
              ElementsAre("relation:her mum", "relation:The neighbour"));
  EXPECT_THAT(people("A quaint margarine; mq is not a name."), IsEmpty());
}

TEST(PeopleTest, WhatIsRemovedIsTrulyGoneAndDoesNotTellHowLongItWas) {
  const std::string text = "Al met Bartholomew.";
  EXPECT_EQ(Removed(text, FindPeople(text, {{{"Bartholomew Fell"}}})), "Al met [removed].");
  EXPECT_EQ(Removed(text, FindPeople(text, {{{"Al Fell"}}})), "[removed] met Bartholomew.");
  EXPECT_EQ(Removed(text, {}), text);
}

TEST(PeopleTest, WhatAnyOfSeveralCutsCoversGoes) {
  const auto without = [](std::vector<Finding> cuts) {
    return Removed("0123456789abcdef", United(std::move(cuts)));
  };
  EXPECT_EQ(without({{0, 10}, {5, 12}}), "[removed]cdef");
  EXPECT_EQ(without({{4, 12}, {0, 5}}), "[removed]cdef");
  EXPECT_EQ(without({{2, 8}, {3, 4}}), "01[removed]89abcdef");
  EXPECT_EQ(without({{8, 9}, {2, 3}}), "01[removed]34567[removed]9abcdef");
}

TEST(PeopleTest, WhereTwoFindingsOverlapTheLongerStays) {
  EXPECT_THAT(Merged({{0, 4, Kind::kPerson}}, {{2, 12, Kind::kEmail}, {20, 22, Kind::kPhone}}),
              ElementsAre(Finding{2, 12, Kind::kEmail}, Finding{20, 22, Kind::kPhone}));
}

}  // namespace
}  // namespace almoner::redact
