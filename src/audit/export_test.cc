#include <fstream>
#include <set>

#include "audit/tables.h"
#include "support/audit_log.h"

namespace almoner::audit {
namespace {

namespace fs = std::filesystem;

class ExportTest : public LogTest {
 protected:
  [[nodiscard]] std::set<std::string> Files() const {
    std::set<std::string> names;
    for (const auto& file : fs::recursive_directory_iterator(folder().path()))
      if (file.is_regular_file()) names.insert(file.path().lexically_relative(folder().path()));
    return names;
  }
  [[nodiscard]] Bytes Content(const std::string& name) const {
    return ToBytes(ReadText(folder().path() / name));
  }
  // The entries of a bundle.
  [[nodiscard]] std::vector<Bytes> Bundle(const std::string& name) const {
    const Bytes bytes = Content(name);
    Reader reader(bytes);
    std::vector<Bytes> entries;
    while (reader.left() > 0) {
      const BytesView entry = *reader.Raw(*reader.U16());
      entries.emplace_back(entry.begin(), entry.end());
    }
    return entries;
  }
};

INSTANTIATE_ENGINES(ExportTest);

TEST_P(ExportTest, HasTheFilesOfTheSpecification) {
  AddMany(600);
  ASSERT_THAT(log().Seal(), IsOk());
  ASSERT_THAT(log().Export(folder()), IsOk());
  EXPECT_EQ(Files(), (std::set<std::string>{"checkpoint", "tile/0/000", "tile/0/001",
                                            "tile/0/002.p/88", "tile/1/000.p/2", "tile/entries/000",
                                            "tile/entries/001", "tile/entries/002.p/88"}));
  EXPECT_EQ(Content("tile/0/000").size(), 8192U);
}

TEST_P(ExportTest, CanBeReadByWhoeverHasTheKey) {
  const std::vector<EntryId> ids = AddMany(300);
  ASSERT_THAT(log().Seal(), IsOk());
  ASSERT_THAT(log().Export(folder()), IsOk());
  ASSERT_OK_AND(const Checkpoint checkpoint,
                OpenCheckpoint(AsText(Content("checkpoint")), log().verifier()));
  std::vector<Bytes> entries = Bundle("tile/entries/000");
  std::ranges::move(Bundle("tile/entries/001.p/44"), std::back_inserter(entries));
  ASSERT_EQ(entries.size(), 300U);
  Hashes leaves;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    EXPECT_EQ(Decode(entries[i])->id, ids[i]);
    leaves.push_back(LeafHash(entries[i]));
  }
  EXPECT_EQ(checkpoint.head, (TreeHead{300, Fold(leaves)}));
  leaves.resize(256);
  EXPECT_EQ(Content("tile/0/000"), PackHashes(leaves));
  EXPECT_EQ(Content("tile/1/000.p/1"), PackHashes({Fold(leaves)}));
}

TEST_P(ExportTest, GoesOnWhereAnEarlierOneEndedOrWasBrokenOff) {
  AddMany(10);
  ASSERT_THAT(log().Seal(), IsOk());
  ASSERT_THAT(log().Export(folder()), IsOk());
  std::ofstream(folder().path() / "checkpoint.new") << "half a file";
  AddMany(10);
  ASSERT_THAT(log().Seal(), IsOk());
  ASSERT_THAT(log().Export(folder()), IsOk());
  EXPECT_EQ(OpenCheckpoint(AsText(Content("checkpoint")), log().verifier())->head.size, 20U);
  EXPECT_FALSE(Files().contains("checkpoint.new"));
}

TEST_P(ExportTest, LeavesOutWhatIsNotUnderTheCheckpoint) {
  AddMany(2);
  ASSERT_THAT(log().Seal(), IsOk());
  AddMany(3);
  ASSERT_THAT(log().Export(folder()), IsOk());
  EXPECT_EQ(Bundle("tile/entries/000.p/2").size(), 2U);
}

TEST_P(ExportTest, HasAPrunedEntryAsAnEmptyOne) {
  const std::vector<EntryId> ids = AddMany(3);
  ASSERT_THAT(log().Seal(), IsOk());
  ASSERT_THAT(store().Write([&](store::Tx& tx) { return Prune(tx, ids[1]); }), IsOk());
  ASSERT_THAT(log().Export(folder()), IsOk());
  const std::vector<Bytes> entries = Bundle("tile/entries/000.p/3");
  ASSERT_EQ(entries.size(), 3U);
  EXPECT_TRUE(entries[1].empty());
  EXPECT_FALSE(entries[2].empty());
}

TEST_P(ExportTest, OfAnEmptyLogIsItsCheckpoint) {
  ASSERT_THAT(log().Seal(), IsOk());
  ASSERT_THAT(log().Export(folder()), IsOk());
  EXPECT_EQ(Files(), std::set<std::string>{"checkpoint"});
}

TEST_P(ExportTest, SaysSoWhenItCannotWriteOrTheLogIsDamaged) {
  EXPECT_THAT(log().Export(folder()), FailsWith(Code::kNotFound)) << "there is no checkpoint yet";
  AddMany(3);
  ASSERT_THAT(log().Seal(), IsOk());
  EXPECT_THAT(log().Export(witness()), FailsWith(Code::kUnavailable)) << "a file is there";
  Tamper("DELETE FROM audit_entry WHERE seq = 1");
  EXPECT_THAT(log().Export(folder()), FailsWith(Code::kCorrupt));
  EXPECT_FALSE(fs::exists(folder().path() / "checkpoint"));
}

}  // namespace
}  // namespace almoner::audit
