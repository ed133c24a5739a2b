#include "rights/fhir.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <fstream>

#include "base/json.h"
#include "notice/test_notice.h"
#include "support/files.h"
#include "support/matchers.h"
#include "support/shell.h"

namespace almoner::rights {
namespace {

namespace json = boost::json;
using testing::HasSubstr;
using testing::MatchesRegex;
using testing::Not;

const Time kMade = *Time::Parse("2026-11-21T10:00:00.123456Z");
const Time kSeen = *Time::Parse("2026-05-04T09:30:00Z");

using Fields = std::vector<std::pair<std::string, std::string>>;

const notice::Notice& Harbour() {
  static const notice::Notice notice = notice::Compiled(NoticeText("example"));
  return notice;
}

Held Of(const std::string& category, Fields fields) {
  const notice::Notice& notice = Harbour();
  const auto index = notice.FindCategory(category);
  return {.category = category,
          .category_name = index ? notice.categories[*index].name : category,
          .event_at = kSeen,
          .recorded_at = kSeen + std::chrono::hours(1),
          .nature = "fact",
          .source = "self",
          .fields = std::move(fields)};
}

Held Contact() {
  return Of("contact-details", {{"Name", "Ana Kovač"},
                                {"Known as", "Anka"},
                                {"Date of birth", "1950-02-28"},
                                {"Address", "3 Quay Street, Portwick"},
                                {"Postcode", "PW1 2AB"},
                                {"Telephone", "01632 960001"},
                                {"E-mail", "ana@kovac.example"},
                                {"NHS number", "999 000 0018"}});
}

Held Scan(const std::string& media) {
  Held held = Of("support-notes", {{"Letter or document", "Letter from the hospital"}});
  held.document = vault::Attachment{.file = *DocumentId::Parse("01920000000070008000000000000001"),
                                    .field = "document",
                                    .media = media,
                                    .size = 1234};
  return held;
}

std::vector<Held> Everything() {
  return {Contact(), Of("support-notes", {{"Words", "Slept well.\n\"Żółw\" <&>"}}),
          Of("newsletter", {{"What you would like to read about", "gardening"}}),
          Scan("application/pdf"), Of("support-plan", {{"What you need help with", "Stairs"}})};
}

json::value Bundle(const std::vector<Held>& held) {
  const auto text = FhirBundle(Harbour(), "AL-417", held, kMade);
  EXPECT_THAT(text, IsOk());
  return text ? *ParseJson(*text) : json::value();
}
json::value Resource(const json::value& bundle, std::size_t place) {
  return bundle.at("entry").at(place).at("resource");
}
json::value Patient(const std::vector<Held>& held) { return Resource(Bundle(held), 0); }
// Of the n-th attachment.
std::string Words(const json::value& reference, std::size_t n = 0) {
  const json::value& attachment = reference.at("content").at(n).at("attachment");
  return std::string(almoner::AsText(*FromBase64(attachment.at("data").as_string())));
}

TEST(HoldsHealth, SaysWhetherAnyOfItIsOfAHealthCategory) {
  EXPECT_TRUE(HoldsHealth(Harbour(), Everything()));
  EXPECT_FALSE(HoldsHealth(Harbour(), {Contact()}));
  EXPECT_FALSE(HoldsHealth(Harbour(), {Of("no-longer-a-category", {})}));
  EXPECT_FALSE(HoldsHealth(Harbour(), {}));
}

TEST(FhirBundle, IsMadeOfNothingButHealth) {
  EXPECT_THAT(FhirBundle(Harbour(), "AL-417", {Contact()}, kMade), FailsWith(Code::kInvalid));
  EXPECT_THAT(FhirBundle(Harbour(), " ", Everything(), kMade), FailsWith(Code::kInvalid));
}

TEST(FhirBundle, HasThePatientAndEachHealthRecordAndNothingElse) {
  const json::value bundle = Bundle(Everything());
  EXPECT_EQ(bundle.at("type"), "collection");
  EXPECT_EQ(bundle.at("timestamp"), "2026-11-21T10:00:00.123456Z");
  EXPECT_EQ(bundle.at("identifier").at("value"), "AL-417");
  ASSERT_EQ(bundle.at("entry").as_array().size(), 4U);
  EXPECT_EQ(Resource(bundle, 0).at("resourceType"), "Patient");
  for (std::size_t i = 1; i < 4; ++i) {
    const json::value reference = Resource(bundle, i);
    EXPECT_EQ(reference.at("resourceType"), "DocumentReference");
    EXPECT_EQ(reference.at("status"), "current");
    EXPECT_EQ(reference.at("date"), "2026-05-04T10:30:00Z");
    EXPECT_EQ(reference.at("context").at("period").at("start"), "2026-05-04T09:30:00Z");
    EXPECT_EQ(reference.at("subject").at("reference"), bundle.at("entry").at(0).at("fullUrl"));
  }
  EXPECT_EQ(Resource(bundle, 1).at("type").at("text"), "support notes");
  EXPECT_EQ(Resource(bundle, 3).at("type").at("text"), "support plan");
  EXPECT_THAT(json::serialize(bundle), Not(HasSubstr("gardening")));
}

TEST(FhirBundle, SaysWhoThePersonIsAsTheNoticesFieldsDo) {
  json::value patient = Patient(Everything());
  patient.as_object().erase("id");
  EXPECT_EQ(patient, json::parse(R"({
    "resourceType": "Patient",
    "birthDate": "1950-02-28",
    "identifier": [{"system": "https://fhir.nhs.uk/Id/nhs-number", "value": "9990000018"}],
    "name": [{"use": "usual", "text": "Ana Kovač"}, {"use": "nickname", "text": "Anka"}],
    "telecom": [{"system": "phone", "value": "01632 960001"},
                {"system": "email", "value": "ana@kovac.example"}],
    "address": [{"line": ["3 Quay Street", "Portwick"], "postalCode": "PW1 2AB"}]})"));
}

TEST(FhirBundle, CallsNothingAnNhsNumberWhoseCheckDigitIsWrong) {
  const json::value patient =
      Patient({Of("contact-details", {{"Name", "Ana Kovač"}, {"NHS number", "999 000 0019"}}),
               Of("support-plan", {})});
  EXPECT_EQ(patient.at("identifier"),
            json::parse(R"([{"type": {"text": "NHS number"}, "value": "999 000 0019"}])"));
}

TEST(FhirBundle, TakesTheNewestOfWhatWasWrittenTwiceAndLeavesOutWhatIsNoDate) {
  Held newer = Of("contact-details", {{"Name", "Ana Kovač-Rivers"}, {"Date of birth", "in May"}});
  newer.recorded_at = kMade;
  const json::value patient = Patient({newer, Contact(), Of("support-plan", {})});
  EXPECT_EQ(patient.at("name").at(0).at("text"), "Ana Kovač-Rivers");
  EXPECT_FALSE(patient.as_object().contains("birthDate"));
  EXPECT_EQ(patient.at("telecom").at(0).at("value"), "01632 960001");
}

TEST(FhirBundle, TakesNobodyElsesNameForTheirs) {
  const notice::Notice notice = notice::Compiled(NoticeText("aptcoo"));
  Held family = Of("family-details", {{"Name of the relative", "Bo Kovač"}});
  Held payer = Of("finances", {{"Who pays", "Cy Kovač"}});
  Held number = Of("identifiers", {{"NHS number", "9990000018"}, {"Other number", "417"}});
  const auto health = std::ranges::find(notice.categories, "health", &notice::Category::special);
  ASSERT_NE(health, notice.categories.end());
  const auto text =
      FhirBundle(notice, "AL-417", {family, payer, number, Of(health->id, {})}, kMade);
  ASSERT_THAT(text, IsOk());
  EXPECT_THAT(*text, Not(HasSubstr("Kovač")));
  EXPECT_THAT(*text, Not(HasSubstr("\"417\"")));
  EXPECT_THAT(*text, HasSubstr("9990000018"));
}

TEST(FhirBundle, HoldsLabelsAndValuesAsTextAndDocumentsByTheirNameInThePack) {
  const json::value bundle = Bundle({Scan("application/pdf"), Everything()[1], Scan("image/x")});
  EXPECT_EQ(Words(Resource(bundle, 2)),
            "Words: Slept well.\n\"Żółw\" <&>\nNature: fact\nSource: self\n");
  EXPECT_EQ(Words(Resource(bundle, 1)),
            "Letter or document: Letter from the hospital\nNature: fact\nSource: self\n");
  EXPECT_EQ(Resource(bundle, 1).at("content").at(1).at("attachment"),
            json::parse(R"({"contentType": "application/pdf", "url": "documents/001.pdf",
                            "size": 1234})"));
  EXPECT_EQ(Resource(bundle, 3).at("content").at(1).at("attachment").at("url"),
            "documents/002.bin");
}

TEST(FhirBundle, IsTheSameForTheSameRequestAndHasOtherIdsForAnother) {
  const auto once = FhirBundle(Harbour(), "AL-417", Everything(), kMade);
  ASSERT_THAT(once, IsOk());
  EXPECT_EQ(*once, *FhirBundle(Harbour(), "AL-417", Everything(), kMade));
  const json::value one = *ParseJson(*once);
  const json::value other = *ParseJson(*FhirBundle(Harbour(), "AL-418", Everything(), kMade));
  EXPECT_NE(one.at("id"), other.at("id"));
  for (const json::value& entry : one.at("entry").as_array()) {
    const std::string id(entry.at("resource").at("id").as_string());
    EXPECT_THAT(id, MatchesRegex("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-"
                                 "[0-9a-f]{12}"));
    EXPECT_EQ(entry.at("fullUrl").as_string(), "urn:uuid:" + id);
  }
}

// Whoever checks FHIR for a living has no part in our code: npm's "fhir" (package.json).
void ExpectValid(const std::string& bundle) {
  const TempDir folder;
  const std::string at = (folder.path() / "bundle.json").string();
  std::ofstream(at) << bundle;
  const Answer answer = Shell("node tests/fhir_valid.js '" + at + "'");
  EXPECT_EQ(answer.code, 0) << answer.text << bundle;
}

// By the npm package fhir, which tools/setup.sh test puts into node_modules.
class ValidFhir : public testing::Test {};

TEST_F(ValidFhir, IsWhatComesOutOfEverything) {
  ExpectValid(FhirBundle(Harbour(), "AL-417", Everything(), kMade).value());
}

TEST_F(ValidFhir, IsWhatComesOutOfNextToNothingAndOfTextThatIsNone) {
  ExpectValid(FhirBundle(Harbour(), "AL-417", {Of("support-plan", {})}, kMade).value());
  const std::string nasty = "</w:t> <&\"'\\ \xFF\x01 \xC0\xAF \n";
  std::vector<Held> held = Everything();
  for (Held& each : held)
    for (auto& [label, value] : each.fields) value = nasty;
  held.push_back(Of("contact-details", {{"Name", " "}, {"Address", ",\n,"}, {"Postcode", ""}}));
  ExpectValid(FhirBundle(Harbour(), nasty, held, kMade).value());
}

TEST_F(ValidFhir, IsNotWhatHasAnUnknownStatus) {
  const std::string good = FhirBundle(Harbour(), "AL-417", Everything(), kMade).value();
  const TempDir folder;
  const std::string at = (folder.path() / "bundle.json").string();
  std::ofstream(at) << Replaced(good, "\"current\"", "\"now\"");
  EXPECT_EQ(Shell("node tests/fhir_valid.js '" + at + "'").code, 1);
}

}  // namespace
}  // namespace almoner::rights
