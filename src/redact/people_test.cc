// How people are named in notes, and what only looks so.
#include "redact/people.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace almoner::redact {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// "kind:text" of each finding.
std::vector<std::string> Told(std::string_view text, std::initializer_list<const char*> names) {
  std::vector<Known> known;
  for (const char* name : names) known.push_back({{name}});
  std::vector<std::string> told;
  for (const Finding& each : FindPeople(text, known))
    told.push_back(std::string(Name(each.kind)) + ":" +
                   std::string(text.substr(each.from, each.to - each.from)));
  return told;
}

TEST(PeopleInNotesTest, ANameIsFoundAsItIsMisspeltAndAsItSounds) {
  EXPECT_THAT(Told("Shevaun rang. Siobahn was low.", {"Siobhán Daly"}),
              ElementsAre("person:Shevaun", "person:Siobahn"));
  EXPECT_THAT(Told("later rukhsana came", {"Ruksana Malik"}), ElementsAre("person:rukhsana"));
  EXPECT_THAT(Told("Katrin said so", {"Catrin Huws"}), ElementsAre("person:Katrin"));
}

TEST(PeopleInNotesTest, AWordOfEnglishIsANameOnlyWhereSomethingSaysSo) {
  EXPECT_THAT(Told("Will rang. I will ask Will.", {"Will Hope"}),
              ElementsAre("person:Will", "person:Will"));
  EXPECT_THAT(Told("Will order a rail. She will rest in May, I hope.", {"Will Hope", "May Young"}),
              IsEmpty());
  EXPECT_THAT(Told("The room on Park Road", {"Alan Park"}), IsEmpty());
  EXPECT_THAT(Told("Then Brain rang. Brain scan on Monday.", {"Brian Cole"}),
              ElementsAre("person:Brain"));
}

TEST(PeopleInNotesTest, TitlesInitialsAndParticlesBelongToTheName) {
  EXPECT_THAT(Told("Mr & Mrs Patel and Dr P-K", {"Raj Patel", "Dr Anil Prakash-Kumar"}),
              ElementsAre("person:Mr & Mrs Patel", "person:Dr P-K"));
  EXPECT_THAT(Told("P. van der Berg, Chan S M, KY Wong",
                   {"Pieter van der Berg", "Chan Siu-Ming", "Wong Ka-Yan"}),
              ElementsAre("person:P. van der Berg", "person:Chan S M", "person:KY Wong"));
  EXPECT_THAT(Told("Nowak, Ewa: seen", {"Ewa Nowak"}), ElementsAre("person:Nowak, Ewa"));
  EXPECT_THAT(Told("Meiling and Mei Ling", {"Chan Mei-Ling"}),
              ElementsAre("person:Meiling", "person:Mei Ling"));
}

TEST(PeopleInNotesTest, RelativesAndThoseWhoseWorkItIsAreFoundByWhatTheyAre) {
  EXPECT_THAT(
      Told("His mother-in-law and her big sister rang about the twins", {"A B"}),
      ElementsAre("relation:His mother-in-law", "relation:her big sister", "relation:the twins"));
  EXPECT_THAT(
      Told("Beryl's boy, her ex and his grandaughter came", {"Beryl Fox"}),
      ElementsAre("person:Beryl", "relation:boy", "relation:her ex", "relation:his grandaughter"));
  EXPECT_THAT(Told("The GP rang his key worker. HV to revisit.", {"A B"}),
              ElementsAre("role:The GP", "role:his key worker", "role:HV"));
  EXPECT_THAT(Told("A GP letter for a lad at the GP surgery. Nurse training.", {"C D"}), IsEmpty());
}

TEST(PeopleInNotesTest, AStrangerIsFoundWhereTheWordsAroundSayThatItIsSomebody) {
  EXPECT_THAT(Told("Tolly laughed. We told Quentin. Mrs Scarrett too.", {"A B"}),
              ElementsAre("person:Tolly", "person:Quentin", "person:Mrs Scarrett"));
  EXPECT_THAT(Told("Ramipril increased. Monday. Asda in Leeds.", {"A B"}), IsEmpty());
}

TEST(PeopleInNotesTest, WhoseRecordItIsIsNoStrangerInIt) {
  const std::string text = "Ana rang. Mrs Kovac laughed. Tolly rang.";
  EXPECT_EQ(FindPeople(text, {{{"Ben Adeyemi"}}}, {{"Ana Kovač"}}).size(), 1U);
  EXPECT_EQ(FindPeople(text, {{{"Ben Adeyemi"}}}).size(), 3U);
}

TEST(PeopleInNotesTest, WhoeverWritesWithoutCapitalsIsUnderstood) {
  EXPECT_THAT(Told("terry rang, kal and mrs mulvany came", {"Terence Fox", "Callum Mulvaney"}),
              ElementsAre("person:terry", "person:kal", "person:mrs mulvany"));
  EXPECT_THAT(Told("Seen at home. the terry towel was wet", {"Terence Fox"}),
              ElementsAre("person:terry"));  // who decides sees it
  EXPECT_THAT(Told("Seen at home with terry towels", {"Terence Fox"}), IsEmpty());
}

// Each would take minutes if the work grew with the square of the length.
TEST(PeopleInNotesTest, LongAndOddTextsTakeAsLongAsTheyAreLong) {
  constexpr std::size_t kMany = 60'000;
  for (const std::string_view each : {"s", "Mr ", "Van ", "mr. ", "A ", "her ", "great-", "’s "}) {
    std::string text;
    while (text.size() < kMany) text += each;
    for (const Finding& place : FindPeople(text, {{{"Van Ann Mr Smith"}}}))
      ASSERT_LE(place.to, text.size());
  }
}

}  // namespace
}  // namespace almoner::redact
