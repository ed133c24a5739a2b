#include "intake/documents.h"

#include "intake/test_tables.h"

namespace almoner::intake {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

class DocumentsTest : public ImportTest {
 protected:
  DocumentsOrder Ordering() {
    DocumentsOrder order{.actor = house.worker,
                         .table = AsBytes(file_),
                         .purpose = "support",
                         .source = "family",
                         .obtained = *ParseDate("2026-10-30")};
    order.open = [this](const std::string& name) -> Result<vault::Source> {
      const auto found = folder_.find(name);
      if (found == folder_.end()) return Fail(Code::kNotFound, "There is no such file.");
      return vault::Source([text = found->second, at = std::size_t{0}](
                               std::span<std::uint8_t> into) mutable -> Result<std::size_t> {
        const std::size_t count = std::min(into.size(), text.size() - at);
        std::copy_n(text.begin() + static_cast<std::ptrdiff_t>(at), count, into.begin());
        at += count;
        return count;
      });
    };
    return order;
  }
  DocumentsDone Take(const DocumentsOrder& order) {
    return Allowed(ImportDocuments(house.gate(), order));
  }
  std::map<std::string, std::string> folder_ = {
      {"a.pdf", "%PDF-1.7\nletter"}, {"b.txt", "A letter."}, {"c.exe", "MZ and more"}};
};
INSTANTIATE_ENGINES(DocumentsTest);

constexpr std::string_view kColumns = "who,category,date,file,name\n";

TEST_P(DocumentsTest, EachIsTakenInOnceAndAllOfThemAreUndone) {
  const SubjectId ana = house.Person("Ana Kovač");
  Give(ana.text() + ",support-notes,2026-10-01,a.pdf,From the clinic\n" + ana.text() +
           ",support-notes,2/10/2026,b.txt,\n",
       kColumns);
  const std::int64_t before = Records();
  const DocumentsDone done = Take(Ordering());
  EXPECT_THAT(done.problems, IsEmpty());
  EXPECT_EQ(done.made, 2);
  EXPECT_EQ(Records(), before + 2);
  const DocumentsDone again = Take(Ordering());
  EXPECT_EQ(again.made, 0);
  EXPECT_EQ(again.done, 2);
  EXPECT_EQ(Back(*done.batch).records, 2);
  EXPECT_EQ(Records(), before);
  EXPECT_EQ(house.Count("SELECT COUNT(*) FROM document"), 0);
}

TEST_P(DocumentsTest, WhatIsWrongIsSaidRowByRowAndNothingIsDone) {
  const std::string ana = house.Person("Ana Kovač").text();
  Give(ana + ",support-notes,2026-10-01,c.exe,\n" +         // no kind of file that is taken
           ana + ",support-notes,2026-10-01,../a.pdf,\n" +  // outside
           ana + ",support-notes,2026-10-01,/etc/passwd,\n" + ana +
           ",support-notes,2026-10-01,nowhere.pdf,\n" + ana +
           ",contact-details,2026-10-01,a.pdf,\n" +  // holds no documents
           ana + ",support-notes,31/2/2026,a.pdf,\n" + ana + ",support-notes,2036-10-01,a.pdf,\n" +
           "9990000999,support-notes,2026-10-01,a.pdf,\n" +  // nobody
           ana + ",support-notes,2026-10-01,a.pdf,\n",
       kColumns);
  const std::int64_t before = Records();
  const DocumentsDone done = Take(Ordering());
  EXPECT_THAT(done.problems, SizeIs(8));
  EXPECT_EQ(done.made, 0);
  EXPECT_FALSE(done.batch);
  DocumentsOrder trial = Ordering();
  trial.good_rows = true;
  trial.dry_run = true;
  EXPECT_EQ(Take(trial).ready, 1);
  EXPECT_EQ(Records(), before);
  trial.dry_run = false;
  EXPECT_EQ(Take(trial).made, 1);
  EXPECT_EQ(Records(), before + 1);
}

TEST_P(DocumentsTest, ATableWithoutItsColumnsOrAnUnknownSourceIsRefused) {
  Give("x,support-notes,2026-10-01,a.pdf,\n", "whom,category,date,file,name\n");
  EXPECT_THAT(ImportDocuments(house.gate(), Ordering()), FailsWith(Code::kInvalid));
  Give("", kColumns);
  DocumentsOrder order = Ordering();
  order.source = "gossip";
  EXPECT_THAT(ImportDocuments(house.gate(), order), FailsWith(Code::kInvalid));
}

TEST(MediaOf, IsToldByWhatIsInTheFile) {
  EXPECT_EQ(MediaOf(AsBytes("%PDF-1.4"), "a.exe"), "application/pdf");
  EXPECT_EQ(MediaOf(AsBytes("\xFF\xD8\xFF\xE0"), "a.jpg"), "image/jpeg");
  EXPECT_EQ(MediaOf(AsBytes("plain words"), "a.txt"), "text/plain");
  EXPECT_EQ(MediaOf(AsBytes("plain words"), "a.html"), "");
  EXPECT_EQ(MediaOf(AsBytes("PK\x03\x04 more"), "a.DOCX"),
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document");
  EXPECT_EQ(MediaOf(AsBytes("PK\x03\x04 more"), "a.jar"), "");
  EXPECT_EQ(MediaOf(AsBytes("MZ\x90"), "a.pdf"), "");
  EXPECT_EQ(MediaOf({}, "a.txt"), "");
}

}  // namespace
}  // namespace almoner::intake
