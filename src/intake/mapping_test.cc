#include "intake/mapping.h"

#include "intake/plan.h"
#include "support/house.h"

namespace almoner::intake {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr std::string_view kGood = R"(kind = "service-user"
purpose = "support"
source = "council"
obtained = 2026-10-30
[[column]]
header = "Name"
category = "contact-details"
field = "name"
)";

std::string With(std::string_view more) { return std::string(kGood) + std::string(more); }

TEST(Mapping, SaysWhatEachColumnIs) {
  const auto mapping = ParseMapping(With(R"x(basis = "6(1)(e)"
[[column]]
header = "Sex"
category = "a"
field = "b"
values = {F = "female"}
[[column]]
header = "News"
consent = "newsletter"
yes = ["Yes", "Y"]
no = ["No"]
means = "phone"
[[column]]
header = "Shoe size"
skip = true
)x"));
  ASSERT_THAT(mapping, IsOk());
  EXPECT_FALSE(mapping->existing);
  EXPECT_EQ(ToText(mapping->obtained), "2026-10-30");
  ASSERT_EQ(mapping->columns.size(), 4U);
  EXPECT_EQ(mapping->columns[0].basis, "6(1)(e)");
  EXPECT_EQ(mapping->columns[1].values.at("F"), "female");
  EXPECT_EQ(mapping->columns[2].use, Use::kConsent);
  EXPECT_EQ(mapping->columns[2].means, consent::Means::kPhone);
  EXPECT_EQ(mapping->columns[2].line, 15);
  EXPECT_EQ(mapping->columns[3].use, Use::kSkip);
}

TEST(Mapping, RefusesWhatItDoesNotKnowWithTheLine) {
  const auto unknown = ParseMapping(With("colour = \"red\"\n"));
  ASSERT_THAT(unknown, FailsWith(Code::kInvalid));
  EXPECT_THAT(unknown.error().Text(), HasSubstr("line 9"));
  for (const char* more :
       {"skip = true\n", "skip = false\n", "match = true\nperson = true\n", "values = 3\n",
        "[[column]]\nheader = \"Name\"\nskip = true\n", "[[column]]\nskip = true\n",
        "[[column]]\nheader = \"x\"\ncategory = \"y\"\n", "[[column]]\nheader = 3\n",
        "[[column]]\nheader = \"x\"\nconsent = \"newsletter\"\n",
        "[[column]]\nheader = \"x\"\nhappened = true\n", "[[column]\n",
        "[[column]]\nheader = \"x\"\nconsent = \"n\"\nyes = [\"y\"]\nmeans = \"thought\"\n"})
    EXPECT_THAT(ParseMapping(With(more)), FailsWith(Code::kInvalid)) << more;
  for (const char* whole :
       {"", "column = 3\n", "about = \"old\"\n", "encoding = \"latin-9\"\n", "separator = \"x\"\n",
        "obtained = \"soon\"\n", "nature = \"rumour\"\n", "kind = \"a\"\nkind = \"b\"\n"})
    EXPECT_THAT(ParseMapping(whole), FailsWith(Code::kInvalid)) << whole;
  std::string without(kGood);
  without.erase(without.find("obtained"), std::string("obtained = 2026-10-30\n").size());
  EXPECT_THAT(ParseMapping(without), FailsWith(Code::kInvalid)) << "the month runs from it";
}

Row Header(const std::vector<std::string>& names) {
  Row row{.number = 1, .cells = {}};
  for (const std::string& name : names) row.cells.push_back({.text = name});
  return row;
}

class ProposeTest : public testing::Test {
 protected:
  Result<std::string> Propose(const Row& header, const std::optional<Row>& first) {
    return ProposeMapping(notice_, *notice_.FindActivity("support"), {}, header, first,
                          *ParseDate("2026-11-23"));
  }
  notice::Notice notice_ = CompileNotice(NoticeText("example"));
};

TEST_F(ProposeTest, MapsWhatFitsByNameAndLeavesTheRestOut) {
  const Row header = Header({"Full name", "D.O.B.", "NHS No", "Needs", "Religion", "\"Odd\\"});
  const auto text = Propose(header, Header({"x"}));
  ASSERT_THAT(text, IsOk());
  EXPECT_THAT(*text, HasSubstr("field = \"date-of-birth\"\nbasis = \"6(1)(e)\""));
  EXPECT_THAT(*text, HasSubstr("header = \"Religion\"\nskip = true"));
  const auto mapping = ParseMapping(*text);
  ASSERT_THAT(mapping, IsOk()) << *text;
  notice::RoleSet roles;
  roles.set(*notice_.FindRole("support-worker"));
  const auto plan = MakePlan(notice_, roles, *mapping, header, *ParseDate("2026-11-23"));
  ASSERT_TRUE(plan) << "what is proposed can be used";
  EXPECT_EQ(plan->groups.size(), 2U) << "contact details, and the plan";
  EXPECT_EQ(mapping->columns.at(5).header, "\"Odd\\");
}

TEST_F(ProposeTest, DoesNotTakeSomebodysDataForAHeader) {
  EXPECT_THAT(Propose(Header({"Ana Kovač", "3/6/1941"}), Header({"x"})), FailsWith(Code::kInvalid));
  EXPECT_THAT(Propose(Header({"ana@mail.example"}), Header({"x"})), FailsWith(Code::kInvalid));
  EXPECT_THAT(Propose(Header({"Name"}), std::nullopt), FailsWith(Code::kInvalid));
}

class PlanTest : public ProposeTest {
 protected:
  std::vector<Finding> Find(std::string_view toml, const std::vector<std::string>& header,
                            std::string_view role = "support-worker") {
    auto mapping = ParseMapping(toml);
    EXPECT_THAT(mapping, IsOk());
    notice::RoleSet roles;
    roles.set(*notice_.FindRole(role));
    const auto plan = MakePlan(notice_, roles, *mapping, Header(header), *ParseDate("2026-11-23"));
    return plan ? std::vector<Finding>() : plan.error();
  }
};

TEST_F(PlanTest, AColumnThatTheNoticeDoesNotTakeIsRefusedByNameWithTheClause) {
  const auto extra = Find(kGood, {"Name", "Religion"});
  ASSERT_EQ(extra.size(), 1U);
  EXPECT_EQ(extra[0].column, "Religion (B)");
  EXPECT_THAT(extra[0].words.why, HasSubstr("HL-2"));
  EXPECT_THAT(extra[0].words.why, HasSubstr("5(1)(c)"));
  for (const char* mapped : {"category = \"religion\"\nfield = \"text\"\n",
                             "category = \"contact-details\"\nfield = \"religion\"\n",
                             "category = \"allegations\"\nfield = \"text\"\n"}) {
    const auto found = Find(With(std::string("[[column]]\nheader = \"Religion\"\n") + mapped),
                            {"Name", "Religion"});
    ASSERT_EQ(found.size(), 1U) << mapped;
    EXPECT_EQ(found[0].column, "Religion");
    EXPECT_THAT(found[0].words.why, HasSubstr("HL-2")) << mapped;
  }
}

TEST_F(PlanTest, NamesNothingOfAFirstRowThatIsNotTheMappings) {
  const auto found = Find(kGood, {"Ana Kovač", "Bedford"});
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].column, "");
  EXPECT_THAT(found[0].words.what, Not(HasSubstr("Ana")));
}

TEST_F(PlanTest, SourceBasisAndRoleAreTheNotices) {
  std::string text(kGood);
  const auto change = [&](std::string_view from, std::string_view to) {
    std::string changed = text;
    return changed.replace(changed.find(from), from.size(), to);
  };
  EXPECT_EQ(Find(kGood, {"Name"}).size(), 0U);
  EXPECT_THAT(Find(change("council", "a friend of mine"), {"Name"}).at(0).words.why,
              HasSubstr("14(2)(f)"));
  EXPECT_THAT(Find(With("basis = \"6(1)(a)\"\n"), {"Name"}).at(0).words.what, HasSubstr("6(1)(e)"));
  EXPECT_EQ(Find(change("\"support\"", "\"fun\""), {"Name"}).size(), 1U);
  EXPECT_EQ(Find(change("service-user", "nobody"), {"Name"}).size(), 1U);
  EXPECT_EQ(Find(change("service-user", "supporter"), {"Name"}).size(), 1U);
  EXPECT_EQ(Find(change("2026-10-30", "2027-10-30"), {"Name"}).size(), 1U);
  EXPECT_EQ(Find(kGood, {"Name"}, "receptionist").size(), 1U);
  EXPECT_EQ(Find(kGood, {"Name", "Name"}).at(0).column, "Name");
  EXPECT_EQ(Find(change("\"name\"", "\"phone\""), {"Name"}).size(), 1U) << "nobody has a name";
}

}  // namespace
}  // namespace almoner::intake
