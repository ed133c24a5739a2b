#include "vault/search.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace almoner::vault {
namespace {

TEST(Fold, KeepsLettersAndDigitsOfAnyScript) {
  EXPECT_EQ(Fold("  Zoë   Łukasz-Nowak "), "zoe lukasz nowak");
  EXPECT_EQ(Fold("O'Neill"), "oneill");
  EXPECT_EQ(Fold("O’Neill"), "oneill");
  EXPECT_EQ(Fold("Олена"), "olena");
  EXPECT_EQ(Fold(""), "");
  EXPECT_EQ(Fold("!!! ??"), "");
}

TEST(Sound, JoinsWhatSoundsAlike) {
  EXPECT_EQ(Sound("smith"), Sound("smyth"));
  EXPECT_EQ(Sound("catherine"), Sound("katherine"));
  EXPECT_EQ(Sound("philip"), Sound("filip"));
  EXPECT_EQ(Sound("knight"), Sound("night"));
  EXPECT_NE(Sound("ana"), Sound("ben"));
  EXPECT_EQ(Sound("").size(), 4U);
}

// The definition, by recursion: what it costs to turn a into b, with swaps of neighbours.
std::size_t SlowDistance(std::string_view a, std::string_view b) {
  if (a.empty() || b.empty()) return a.size() + b.size();
  std::size_t best = std::min({SlowDistance(a.substr(1), b) + 1, SlowDistance(a, b.substr(1)) + 1,
                               SlowDistance(a.substr(1), b.substr(1)) + (a[0] == b[0] ? 0 : 1)});
  if (a.size() > 1 && b.size() > 1 && a[0] == b[1] && a[1] == b[0])
    best = std::min(best, SlowDistance(a.substr(2), b.substr(2)) + 1);
  return best;
}

TEST(EditDistance, IsThatOfItsDefinition) {
  std::mt19937 engine(20261121);
  const auto word = [&] {
    std::string text(engine() % 6, ' ');
    for (char& c : text) c = static_cast<char>('a' + engine() % 3);
    return text;
  };
  for (int i = 0; i < 2000; ++i) {
    const std::string a = word();
    const std::string b = word();
    EXPECT_EQ(EditDistance(a, b), SlowDistance(a, b)) << "seed 20261121: " << a << " and " << b;
  }
}

TEST(Score, ADayOfBirthIsFoundAsPeopleWriteItAlsoBesideAName) {
  notice::Category category;
  category.fields = {{"name", "Name", notice::FieldKind::kName},
                     {"born", "Date of birth", notice::FieldKind::kDate}};
  Content content;
  content.fields.push_back({"name", Personal(std::string("Margaret O\u2019Shea"))});
  content.fields.push_back({"born", Personal(std::string("1941-06-03"))});
  const auto score = [&](const char* text) {
    return Score({Personal(std::string(text))}, category, content);
  };
  for (const char* const right :
       {"1941-06-03", "3 June 1941", "3rd jun 1941", "03/06/1941", "3.6.41", "3-6-1941", "19410603",
        "Margaret 3/6/1941", "3 June 1941 shea", "O'Shea 03 06 41"})
    EXPECT_GE(score(right), 1000) << right;
  for (const char* const wrong :
       {"6 March 1941", "3/6/1942", "31/6/1941", "Ana 3/6/1941", "Margaret 4/6/1941", "3/6/141"})
    EXPECT_EQ(score(wrong), 0) << wrong;
  EXPECT_GT(score("Shea"), 0);
  EXPECT_GT(score("O Shea"), 0);
  EXPECT_GT(score("oshea"), 0);
}

TEST(Score, AnOrdinalIsTheDayOfAMonthAndNoYear) {
  notice::Category category;
  category.fields = {{"born", "Date of birth", notice::FieldKind::kDate}};
  Content content;
  content.fields.push_back({"born", Personal(std::string("1941-06-13"))});
  for (const char* const typed : {"13th June 1941", "13 jun 41", "1941 june 13th"})
    EXPECT_GE(Score({Personal(std::string(typed))}, category, content), 1000) << typed;
}

TEST(Score, EveryWordOfTheQueryMustBeMet) {
  notice::Category category;
  category.fields = {{"name", "Name", notice::FieldKind::kName},
                     {"phone", "Telephone", notice::FieldKind::kPhone}};
  Content content;
  content.fields.push_back({"name", Personal(std::string("Margaret O'Shea"))});
  content.fields.push_back({"phone", Personal(std::string("01632 960017"))});
  const auto score = [&](const char* text) {
    return Score({Personal(std::string(text))}, category, content);
  };
  EXPECT_GT(score("Margaret"), 0);
  EXPECT_GT(score("marg osh"), 0);
  EXPECT_GT(score("Margret Oshea"), 0);
  EXPECT_GT(score("Magraret"), 0);
  EXPECT_GT(score("+44 1632 960017"), score("Margaret O'Shea"));
  EXPECT_EQ(score("Margaret Smith"), 0);
  EXPECT_EQ(score("01632"), 0);
  EXPECT_EQ(score(""), 0);
}

}  // namespace
}  // namespace almoner::vault
