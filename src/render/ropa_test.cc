// The record of processing and the policy document.
#include "render/ropa.h"

#include <algorithm>
#include <set>

#include "render/test_leaflets.h"
#include "support/shell.h"

namespace almoner::render {
namespace {

using notice::Activity;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;

TEST_P(EveryShippedNotice, HasARowInTheRecordOfProcessingForEachActivity) {
  const Register table = RecordOfProcessing(From(Read()));
  ASSERT_THAT(table.rows, SizeIs(Read().activities.size())) << "the law's own too";
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    const Activity& activity = Read().activities[i];
    ASSERT_EQ(table.rows[i].size(), table.header.size()) << activity.id;
    const auto cell = [&](std::string_view column) {
      const auto at = std::ranges::find(table.header, column) - table.header.begin();
      return table.rows[i].at(static_cast<std::size_t>(at));
    };
    EXPECT_THAT(cell("Article 6 lawful basis"), StartsWith(activity.basis));
    EXPECT_EQ(cell("Article 9 condition"), activity.condition);
    EXPECT_EQ(cell("Data Protection Act 2018 Schedule 1 condition"), activity.schedule_1);
    for (const std::string_view column :
         {"Business function", "Purpose of processing", "Categories of individuals",
          "Categories of personal data", "Retention schedule",
          "General description of security measures", "Rights available to individuals",
          "Clause of the notice or law"})
      EXPECT_FALSE(cell(column).empty()) << activity.id << ": " << column;
  }
}

// RFC 4180, read by nothing of ours: rows of cells.
std::vector<std::vector<std::string>> Parsed(std::string_view csv) {
  std::vector<std::vector<std::string>> rows(1, {""});
  bool quoted = false;
  for (std::size_t i = 0; i < csv.size(); ++i) {
    std::string& cell = rows.back().back();
    if (quoted && csv[i] == '"' && i + 1 < csv.size() && csv[i + 1] == '"') {
      cell += csv[i++];
    } else if (csv[i] == '"') {
      quoted = !quoted;
    } else if (!quoted && csv[i] == ',') {
      rows.back().emplace_back();
    } else if (!quoted && csv.substr(i).starts_with("\r\n")) {
      rows.push_back({""});
      ++i;
    } else {
      cell += csv[i];
    }
  }
  rows.pop_back();  // after the last line's end
  return rows;
}

TEST(CsvTest, QuotesAndGuardsAgainstFormulas) {
  const Register table{.header = {"one", "two"},
                       .rows = {{"say \"yes\", or no", "two\nlines"},
                                {"=1+1", "+44 20"},
                                {"-3", "@x"},
                                {"\tx", "\rx"},
                                {"", "a=b"}}};
  const std::string csv = ToCsv(table);
  ASSERT_THAT(csv, StartsWith("\xEF\xBB\xBF\"one\",\"two\"\r\n"));
  EXPECT_THAT(
      Parsed(std::string_view(csv).substr(3)),
      ElementsAre(ElementsAre("one", "two"), ElementsAre("say \"yes\", or no", "two\nlines"),
                  ElementsAre("'=1+1", "'+44 20"), ElementsAre("'-3", "'@x"),
                  ElementsAre("'\tx", "'\rx"), ElementsAre("", "a=b")));
}

TEST_P(EveryShippedNotice, HasARecordOfProcessingThatReadsBackFromCsv) {
  const Register table = RecordOfProcessing(From(Read()));
  const std::string csv = ToCsv(table);
  auto rows = Parsed(std::string_view(csv).substr(3));
  ASSERT_FALSE(rows.empty());
  EXPECT_EQ(rows.front(), table.header);
  rows.erase(rows.begin());
  EXPECT_EQ(rows, table.rows) << "nothing in it begins like a formula";
}

TEST(XlsxTest, HoldsTheHeaderAndEveryRow) {
  const TempDir folder;
  const Register table = RecordOfProcessing(From(Shipped("example")));
  const std::string path = folder.path() / "record.xlsx";
  ASSERT_THAT(WriteXlsx(table, OperatorPath(path)), IsOk());
  ASSERT_THAT(WriteXlsx(table, OperatorPath(path)), IsOk()) << "over what the file held";
  const auto part = [&](const std::string& name) {  // python3 reads it, and none of our code
    return Shell(
               "python3 -c \"import sys, zipfile; "
               "print(zipfile.ZipFile('" +
               path + "').read('" + name + "').decode())\"")
        .text;
  };
  const std::string strings = part("xl/sharedStrings.xml");
  for (const std::string& column : table.header) EXPECT_THAT(strings, HasSubstr(column));
  EXPECT_THAT(strings, HasSubstr("Supporting people at home and in the day centre"));
  EXPECT_THAT(Between(part("xl/worksheets/sheet1.xml"), "<row ", ">"),
              SizeIs(table.rows.size() + 1));
  EXPECT_THAT(part("xl/worksheets/sheet1.xml"), HasSubstr("frozen"));
}

TEST(XlsxTest, SaysWhenItCannotBeWritten) {
  const TempDir folder;
  const Register table{.header = {"one"}, .rows = {}};
  EXPECT_THAT(WriteXlsx(table, folder / "no/such/folder.xlsx"), FailsWith(Code::kUnavailable));
}

TEST_P(EveryShippedNotice, HasAPolicyDocumentForEachConditionThatNeedsOneAndForNoOther) {
  std::set<std::string> expected;
  std::size_t activities = 0;
  for (const Activity& activity : Read().activities) {
    const law::Schedule1* const paragraph = Book().FindParagraph(activity.schedule_1);
    if (activity.imposed || paragraph == nullptr || !paragraph->policy_document) continue;
    expected.insert("Paragraph " + paragraph->paragraph + ": " + paragraph->name);
    ++activities;
  }
  const std::string text = PolicyDocument(From(Read()));
  const std::vector<std::string> headings = Between(text, "\n## ", "\n");
  EXPECT_EQ(std::set(headings.begin(), headings.end()), expected);
  EXPECT_EQ(headings.size(), expected.size());
  EXPECT_THAT(Between(text, "\n### ", "\n"), SizeIs(activities));
  // Article 5(1)(a) to (f) and 5(2), as paragraph 39(a) asks.
  for (const std::string_view principle :
       {"\n- Lawfulness, fairness, transparency: ", "\n- Purpose: ", "\n- Minimisation: ",
        "\n- Accuracy: ", "\n- Storage: ", "\n- Security: ", "\n- Accountability: "}) {
    const std::vector<std::string> said = Between(text, principle, "\n");
    EXPECT_THAT(said, SizeIs(activities)) << principle;
    EXPECT_THAT(said, Each(SizeIs(testing::Gt(10)))) << principle;
  }
}

TEST(PolicyDocumentTest, NamesTheParagraphAndWhenItIsReviewed) {
  const std::string text = PolicyDocument(From(Shipped("example")));
  EXPECT_THAT(text, HasSubstr("## Paragraph 18: "));
  EXPECT_THAT(text, Not(HasSubstr("## Paragraph 2: "))) << "health care needs none";
  EXPECT_THAT(text, HasSubstr("reviewed by 20 October 2027"));
  EXPECT_THAT(text, HasSubstr("Article 6(1)(f)"));
}

}  // namespace
}  // namespace almoner::render
