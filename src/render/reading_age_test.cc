// How old a reader must be for what we write.
#include "render/reading_age.h"

#include "render/test_leaflets.h"

namespace almoner::render {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

struct Vector {
  std::string_view text;
  double words, sentences, syllables;  // counted by hand
};

TEST(ReadingAgeTest, IsTheFleschKincaidGradeAndFive) {
  for (const Vector& vector : {
           Vector{"The cat sat.", 3, 1, 3},
           Vector{"We ate cake. You ran home!", 6, 2, 6},  // a silent e is not heard
           Vector{"An eager animal", 3, 1, 6},             // without a full stop
           Vector{"table wanted asked boxes names", 5, 1, 8},
           Vector{"Why?! Oh.\nYes", 3, 3, 3},  // two marks end one sentence, a line's end another
           Vector{"Tell us: we listen.", 4, 2, 5},
           Vector{"It is 8 years, and 12 months.", 5, 1, 5},  // numbers are no words
           Vector{"Don't ask.", 2, 1, 2},
           Vector{"The information is confidential.", 4, 1, 10},
       }) {
    EXPECT_NEAR(ReadingAge(vector.text),
                (0.39 * vector.words / vector.sentences) +
                    (11.8 * vector.syllables / vector.words) - 15.59 + 5,
                1e-9)
        << vector.text;
  }
}

TEST(ReadingAgeTest, OfATextWithoutWordsIsNought) {
  EXPECT_EQ(ReadingAge(""), 0);
  EXPECT_EQ(ReadingAge("12. - 34!\n"), 0);
}

TEST(ReadingAgeTest, RisesWithLongSentencesAndLongWords) {
  EXPECT_LT(ReadingAge("You can say no. We stop at once."),
            ReadingAge("You can say no and we stop at once."));
  EXPECT_LT(ReadingAge("You can say no."), ReadingAge("You can withdraw authorisation."));
}

TEST_P(EveryShippedNotice, IsReadAtElevenAndByChildrenAtNine) {
  for (const Leaflet& leaflet : AllLeaflets(From(Read()))) {
    const bool simple = leaflet.name == "children" || leaflet.name == "easy-read";
    EXPECT_THAT(GeneratedText(leaflet), Not(IsEmpty())) << leaflet.name;
    EXPECT_LE(ReadingAge(GeneratedText(leaflet)), simple ? 9 : 11) << leaflet.name;
  }
}

// Here the clauses are ours too.
TEST(LeafletTest, TheExampleIsReadByChildrenAtNineWithItsClauses) {
  const Sources from = From(Shipped("example"));
  EXPECT_LE(ReadingAge(WholeText(ChildrensNotice(from))), 9);
  EXPECT_LE(ReadingAge(WholeText(EasyRead(from))), 9);
}

// Generated words that stand in tables, which GeneratedText leaves out for the names beside them.
TEST(LeafletTest, WhyTheLawAllowsItIsReadAtEleven) {
  std::string adult;
  std::string child;
  for (const auto* const list : {&Book().plain_bases, &Book().plain_conditions})
    for (const law::PlainWords& words : *list) {
      adult += words.adult + ".\n";
      child += words.child + "\n";
    }
  EXPECT_LE(ReadingAge(adult), 11);
  EXPECT_LE(ReadingAge(child), 9);
}

TEST(LeafletTest, GeneratedTextHoldsNoClause) {
  const notice::Notice& notice = Shipped("example");
  for (const Leaflet& leaflet : AllLeaflets(From(notice)))
    for (const notice::Clause& clause : notice.clauses)
      EXPECT_THAT(GeneratedText(leaflet), Not(HasSubstr(clause.text))) << leaflet.name;
}

}  // namespace
}  // namespace almoner::render
