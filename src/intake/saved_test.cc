#include "intake/saved.h"

#include "intake/test_tables.h"
#include "store/home.h"

namespace almoner::intake {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

class SavedMappingTest : public ImportTest {
 protected:
  Status Save(std::string name, std::string text = std::string(kMapping)) {
    return house.Amend([&](const keys::Change& change) {
      return SaveMapping(change, {.name = name, .text = text});
    });
  }
  Status Forget(std::string_view name) {
    return house.Amend([&](const keys::Change& change) { return ForgetMapping(change, name); });
  }
  Result<std::vector<SavedMapping>> Now() {
    return house.store().Read([&](store::ReadTx& tx) { return SavedMappings(tx, house.keys()); });
  }
};
INSTANTIATE_ENGINES(SavedMappingTest);

TEST_P(SavedMappingTest, AreFoundByNameReplacedAndForgotten) {
  EXPECT_THAT(Now().value(), IsEmpty());
  EXPECT_THAT(Save("Council, monthly"), IsOk());
  EXPECT_THAT(Save("Album"), IsOk());
  ASSERT_THAT(Now().value(), SizeIs(2));
  EXPECT_EQ(Now().value().front().name, "Album") << "by name";
  const std::string other = std::string(kMapping) + "[[column]]\nheader = \"More\"\nskip = true\n";
  EXPECT_THAT(Save("Album", other), IsOk());
  ASSERT_THAT(Now().value(), SizeIs(2));
  EXPECT_EQ(Now().value().front().text, other);
  EXPECT_THAT(Forget("Album"), IsOk());
  EXPECT_THAT(Forget("Album"), FailsWith(Code::kNotFound));
  EXPECT_THAT(Forget("Council, monthly"), IsOk());
  EXPECT_THAT(Now().value(), IsEmpty());
}

TEST_P(SavedMappingTest, AnImportReadsItsTableByOne) {
  EXPECT_THAT(Save("Council, monthly"), IsOk());
  const auto found = house.store().Read(
      [&](store::ReadTx& tx) { return FindMapping(tx, house.keys(), "Council, monthly"); });
  ASSERT_THAT(found, IsOk());
  Give(kAna);
  EXPECT_EQ(Do(For(found->text)).people, 1);
}

TEST_P(SavedMappingTest, WhatIsNoMappingOrHasNoNameIsNotKept) {
  for (const std::string& name : {std::string(), std::string(61, 'x'), std::string("two\nlines"),
                                  std::string("\xff"), std::string(" blank before")})
    EXPECT_THAT(Save(name), FailsWith(Code::kInvalid)) << name;
  EXPECT_THAT(Save("a", "no mapping"), FailsWith(Code::kInvalid));
  EXPECT_THAT(Save("a", ""), FailsWith(Code::kInvalid));
  EXPECT_THAT(Save("a", std::string(kMapping) + "#" + std::string(kLongestSavedMapping, 'x')),
              FailsWith(Code::kInvalid));
  for (std::size_t i = 0; i < kMostSavedMappings; ++i) ASSERT_THAT(Save(std::to_string(i)), IsOk());
  EXPECT_THAT(Save("one more"), FailsWith(Code::kConflict));
  EXPECT_THAT(Save("0"), IsOk()) << "in the place of one";
}

TEST_P(SavedMappingTest, WhatWasChangedFromOutsideIsNotUsedAndCanBeForgotten) {
  EXPECT_THAT(Save("Council, monthly"), IsOk());
  EXPECT_THAT(house.Amend([&](const keys::Change& change) -> Status {
    Bytes kept = *TRY(store::HomeValue(change.tx, "import-mappings"));
    std::string text(AsText(kept));
    const std::size_t at = text.find("council\"");
    text.replace(at, 7, "unknown");
    return store::SetHomeValue(change.tx, "import-mappings", AsBytes(text));
  }),
              IsOk());
  EXPECT_THAT(Now(), FailsWith(Code::kCorrupt));
  EXPECT_THAT(Save("another"), FailsWith(Code::kCorrupt));
  EXPECT_THAT(Forget("Council, monthly"), IsOk());
  EXPECT_THAT(Now().value(), IsEmpty());
}

}  // namespace
}  // namespace almoner::intake
