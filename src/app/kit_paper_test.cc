#include "app/kit_paper.h"

#include <fstream>
#include <sstream>

#include "support/fakes.h"
#include "support/files.h"
#include "support/matchers.h"
#include "support/shell.h"

namespace almoner::app {
namespace {

using testing::HasSubstr;

class KitPaperTest : public testing::Test {
 protected:
  // What pdftotext reads off the sheet, in the order of the page.
  std::string TextOf(const Bytes& pdf) {
    const std::string path = (folder_ / "sheet.pdf").path();
    std::ofstream(path, std::ios::binary)
        .write(reinterpret_cast<const char*>(pdf.data()), static_cast<std::streamsize>(pdf.size()));
    pages_ = Shell("qpdf --show-npages " + path).text;
    return Shell("pdftotext -layout " + path + " -").text;
  }
  // The five lines as they stand there: the number that begins each is no part of it.
  static std::string Copied(const std::string& text) {
    std::istringstream lines(text);
    std::string line;
    std::string copied;
    while (std::getline(lines, line)) {
      std::istringstream words(line);
      int number = 0;
      std::string group;
      if (!(words >> number >> group) || number < 1 || number > 5 || group.size() != 5) continue;
      copied += group;
      while (words >> group) copied += " " + group;
      copied += "\n";
    }
    return copied;
  }

  TempDir folder_;
  FixedRandom random_{9};
  HomeId home_ = HomeId::New(random_);
  KitSheetWords words_{.organisation = "Harbour Lights Community Care",
                       .contact = "the data protection officer, dpo@harbourlights.example"};
  Time now_ = *Time::Parse("2026-11-22T10:00:00Z");
  std::string pages_;
};

TEST_F(KitPaperTest, EachTrusteeGetsOnePageAndWhatIsCopiedFromTwoOfThemOpensTheKit) {
  ASSERT_OK_AND(const PaperKit made, MakePaperKit(home_, 1, {}, words_, random_, now_));
  ASSERT_EQ(made.sheets.size(), 3U);
  std::vector<keys::KitShare> shares;
  for (const Bytes& sheet : made.sheets) {
    const std::string text = TextOf(sheet);
    EXPECT_EQ(pages_, "1\n");
    auto share = keys::ReadShare(Copied(text));
    ASSERT_THAT(share, IsOk()) << text;
    shares.push_back(*std::move(share));
  }
  shares.erase(shares.begin() + 1);
  ASSERT_OK_AND(const keys::OpenedKit opened, keys::OpenKit(shares));
  EXPECT_EQ(opened.key.public_key(), made.kit.public_key);
}

TEST_F(KitPaperTest, ASheetSaysWhoseItIsWhatItOpensHowToKeepItAndWhatToDo) {
  ASSERT_OK_AND(const PaperKit made, MakePaperKit(home_, 2, {5, 3}, words_, random_, now_));
  const std::string text = TextOf(made.sheets[3]);
  for (const char* const said :
       {"Harbour Lights Community Care", "Recovery key, sheet 4 of 5", "Any three of the five",
        "alone opens nothing and tells nothing", "How to keep it",
        "apart from other sheets and backups", "dpo@harbourlights.example",
        "On the day it is needed", "to two other trustees", "almoner key recover",
        "22 November 2026", "Recovery kit 2", "Signature"})
    EXPECT_THAT(text, HasSubstr(said));
  EXPECT_EQ(pages_, "1\n");
}

TEST_F(KitPaperTest, ALongNameAndManyTrusteesStillFitOnAPage) {
  words_.organisation = "The Portwick and District Community Care, Advice and Support Partnership";
  words_.contact =
      "the data protection officer of the partnership, 01632 960017 or "
      "data.protection.officer@portwick-partnership.example";
  ASSERT_OK_AND(const PaperKit made, MakePaperKit(home_, 65'535, {16, 16}, words_, random_, now_));
  EXPECT_THAT(keys::ReadShare(Copied(TextOf(made.sheets[15]))), IsOk());
  EXPECT_EQ(pages_, "1\n");
}

}  // namespace
}  // namespace almoner::app
