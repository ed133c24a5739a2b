#include "intake/value.h"

#include "support/matchers.h"

namespace almoner::intake {
namespace {

using notice::Field;
using notice::FieldKind;

Date Day(int year, unsigned month, unsigned day) {
  return Date{std::chrono::year(year), std::chrono::month(month), std::chrono::day(day)};
}

Cell Text(std::string text) { return {.kind = Cell::Kind::kText, .text = std::move(text)}; }

std::expected<std::string, Literal> Value(FieldKind kind, const std::string& text,
                                          std::string id = "field", const Words& words = {}) {
  Field field{.id = std::move(id), .label = "Field", .kind = kind, .choices = {"female", "male"}};
  return ValueOf(field, Text(text), words, Day(2026, 11, 23));
}

TEST(DayOf, ReadsBritishSpellings) {
  for (const char* text :
       {"27/3/2007", "27/03/2007", "27-03-2007", "27.3.2007", "27 March 2007", "27th March 2007",
        "27 Mar 2007", "27-Mar-2007", "27 MARCH, 2007", "March 27, 2007", "2007-03-27", "2007/3/27",
        "27/03/2007 00:00:00", "2007-03-27T00:00:00Z"})
    EXPECT_EQ(DayOf(Text(text)), Day(2007, 3, 27)) << text;
  EXPECT_EQ(DayOf(Text("1 Sept 1941")), Day(1941, 9, 1));
  EXPECT_EQ(DayOf(Text("3/4/2007")), Day(2007, 4, 3)) << "the day comes first";
  EXPECT_EQ(DayOf(Text("29/2/2024")), Day(2024, 2, 29));
}

TEST(DayOf, SaysWhatIsWrong) {
  const auto wrong = [](const char* text, DayFault fault) {
    const auto day = DayOf(Text(text));
    return !day && day.error() == fault;
  };
  for (const char* text : {"", "soon", "27/3", "27/3/2007/1", "27 Marzo 2007", "1234567", "27//",
                           "March 2007", "271/3/2007", "2007", "27 3 20077", "\xC3\xA4/1/2000"})
    EXPECT_TRUE(wrong(text, DayFault::kNone)) << text;
  for (const char* text : {"31/6/2007", "29/2/2023", "0/1/2007", "32/1/2007", "2007-13-01",
                           "29 February 1900", "27/13/2007", "1/1/0001"})
    EXPECT_TRUE(wrong(text, DayFault::kNoSuchDay)) << text;
  EXPECT_TRUE(wrong("27/3/07", DayFault::kShortYear));
  EXPECT_TRUE(wrong("3/27/2007", DayFault::kMonthFirst));
  EXPECT_TRUE(wrong("27/03/2007 09:30", DayFault::kTime));
  EXPECT_FALSE(DayOf({.kind = Cell::Kind::kNumber, .text = "39168"}));
}

TEST(ValueOf, ChecksNhsNumbers) {
  EXPECT_EQ(Value(FieldKind::kIdentifier, "999 000 0018", "nhs-number"), "9990000018");
  EXPECT_FALSE(Value(FieldKind::kIdentifier, "999 000 0019", "nhs-number"));
  EXPECT_FALSE(Value(FieldKind::kIdentifier, "999 000 001", "nhs-number"));
  EXPECT_FALSE(Value(FieldKind::kIdentifier, "999000001X", "nhs-number"));
  EXPECT_EQ(Value(FieldKind::kIdentifier, "AB-12", "case-number"), "AB-12");
}

TEST(ValueOf, KnowsOneEMailAddress) {
  EXPECT_EQ(Value(FieldKind::kEmail, "ana@mail.example"), "ana@mail.example");
  for (const char* text : {"ana", "@mail.example", "ana@mail", "a@b.example, c@d.example",
                           "ana@mail.example.", "ana@@mail.example", "Ana <ana@mail.example>"})
    EXPECT_FALSE(Value(FieldKind::kEmail, text)) << text;
}

TEST(ValueOf, NoticesALostZero) {
  const Field phone{.id = "phone", .label = "Telephone", .kind = FieldKind::kPhone, .choices = {}};
  const Date today = Day(2026, 11, 23);
  EXPECT_EQ(ValueOf(phone, Text("01632 960001"), {}, today), "01632 960001");
  const auto lost = ValueOf(phone, {.kind = Cell::Kind::kNumber, .text = "1632960001"}, {}, today);
  ASSERT_FALSE(lost);
  EXPECT_THAT(std::string(lost.error().view()), testing::HasSubstr("lost the 0"));
  EXPECT_FALSE(ValueOf(phone, Text("ring her mother"), {}, today));
  EXPECT_FALSE(ValueOf(phone, Text("123"), {}, today));
}

TEST(ValueOf, TakesOnlyTheNoticesWords) {
  EXPECT_EQ(Value(FieldKind::kChoice, "FEMALE"), "female");
  EXPECT_EQ(Value(FieldKind::kChoice, "F", "field", {{"F", "female"}}), "female");
  EXPECT_FALSE(Value(FieldKind::kChoice, "F"));
  EXPECT_FALSE(Value(FieldKind::kChoice, "F", "field", {{"F", "other"}}));
}

TEST(ValueOf, BirthsAreOverAndNamesHaveLetters) {
  EXPECT_EQ(Value(FieldKind::kDate, "3/6/1941", "date-of-birth"), "1941-06-03");
  EXPECT_FALSE(Value(FieldKind::kDate, "3/6/2041", "date-of-birth"));
  EXPECT_EQ(Value(FieldKind::kDate, "3/6/2041", "review"), "2041-06-03");
  EXPECT_EQ(Value(FieldKind::kName, "Олена"), "Олена");
  EXPECT_FALSE(Value(FieldKind::kName, "01632 960001"));
  EXPECT_FALSE(Value(FieldKind::kName, std::string(201, 'a')));
}

TEST(ValueOf, RefusesFaultsAndControlCharacters) {
  EXPECT_FALSE(TextOf({.kind = Cell::Kind::kFault, .text = {}}));
  EXPECT_FALSE(
      TextOf(Text("a\x01"
                  "b")));
  EXPECT_FALSE(TextOf(Text(std::string(50'001, 'a'))));
  EXPECT_EQ(TextOf(Text("two\nlines")), "two\nlines");
}

}  // namespace
}  // namespace almoner::intake
