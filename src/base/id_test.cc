#include "base/id.h"

#include <set>

#include "support/fakes.h"
#include "support/matchers.h"

namespace almoner {
namespace {

TEST(IdTest, ComesBackFromItsTextAndItsBytes) {
  FixedRandom random;
  const SubjectId id = SubjectId::New(random);
  EXPECT_EQ(id.text().size(), 32U);
  EXPECT_THAT(SubjectId::Parse(id.text()), IsOkAndHolds(id));
  EXPECT_THAT(SubjectId::From(id.bytes()), IsOkAndHolds(id));
}

TEST(IdTest, ReadsUpperCaseAndWritesLower) {
  ASSERT_OK_AND(const RecordId id, RecordId::Parse("00112233445566778899AABBCCDDEEFF"));
  EXPECT_EQ(id.text(), "00112233445566778899aabbccddeeff");
}

TEST(IdTest, TextOfAnotherShapeIsInvalid) {
  for (const std::string_view bad :
       {"", "0011", "00112233445566778899aabbccddeef", "00112233445566778899aabbccddeeff0",
        "00112233445566778899aabbccddeefg", "00112233-4455-6677-8899-aabbccddeeff",
        "0x112233445566778899aabbccddeeff"})
    EXPECT_THAT(StaffId::Parse(bad), FailsWith(Code::kInvalid)) << bad;
}

TEST(IdTest, BytesOfAnotherLengthAreCorrupt) {
  for (const std::size_t size : {0U, 15U, 17U})
    EXPECT_THAT(EntryId::From(Bytes(size)), FailsWith(Code::kCorrupt)) << size;
}

TEST(IdTest, NewOnesDifferAndAreOrderedByTheirBytes) {
  FixedRandom random;
  std::set<EventId> ids;
  for (int i = 0; i < 1000; ++i) ids.insert(EventId::New(random));
  EXPECT_EQ(ids.size(), 1000U);
  EXPECT_LT(*EventId::Parse("00000000000000000000000000000001"),
            *EventId::Parse("01000000000000000000000000000000"));
}

// One kind of id cannot be given for another.
static_assert(!std::is_convertible_v<SubjectId, RecordId>);
static_assert(!std::is_constructible_v<SubjectId, RecordId>);
static_assert(!std::is_default_constructible_v<SubjectId>);

TEST(IdTest, AsADetailItShowsWhole) {
  const SubjectId id = *SubjectId::Parse("00112233445566778899aabbccddeeff");
  EXPECT_EQ(IdDetail("subject", id).text(), id.text());
}

}  // namespace
}  // namespace almoner
