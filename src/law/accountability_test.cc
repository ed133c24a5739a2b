#include "law/accountability.h"

#include <gmock/gmock.h>

#include "law/lawbook.h"
#include "support/matchers.h"

namespace almoner::law {
namespace {

TEST(AccountabilityTest, EveryKindOfHoldHasAProvisionAndOnlyOpenRequestsAreDerived) {
  ASSERT_OK_AND(const Accountability law, LoadAccountability());
  for (const char* const id :
       {"legal-claim", "safeguarding", "crime", "inquiry", "complaint", "open-request"}) {
    const HoldKind* const kind = law.FindHold(id);
    ASSERT_NE(kind, nullptr) << id;
    EXPECT_FALSE(kind->authority.empty()) << id;
    EXPECT_EQ(kind->derived, std::string_view(id) == "open-request") << id;
  }
  EXPECT_EQ(law.FindHold("no-such"), nullptr);
}

TEST(AccountabilityTest, EveryKindOfFileFollowsARowOfTheScheduleAndIsNotKeptShorter) {
  ASSERT_OK_AND(const Accountability law, LoadAccountability());
  ASSERT_OK_AND(const Lawbook book, LoadLawbook());
  for (const FileRule& rule : law.files) {
    const Keeping* const row = book.FindKeeping(rule.row);
    ASSERT_NE(row, nullptr) << rule.row;
    EXPECT_GE(rule.years, std::stoi(row->keep)) << rule.kind;
    EXPECT_GE(rule.years_appealed, rule.years) << rule.kind;
  }
  EXPECT_EQ(law.FindFile("request")->years, 3);
  EXPECT_EQ(law.FindFile("request")->years_appealed, 6);
}

TEST(AccountabilityTest, AWrongFileIsRefusedWithItsLine) {
  const std::string head =
      "schema: almoner.law.accountability/1\nsource: test\nas-of: 2026-11-21\n";
  const std::string hold = "holds:\n  - {id: a, plain: b, authority: c}\n";
  const auto parse = [&](const std::string& rest) { return ParseAccountability(head + rest); };
  EXPECT_THAT(parse(hold + "files:\n  - {kind: request, row: R12, keep: 3 years}\n"), IsOk());
  for (const char* const keep :
       {"keep: soon", "keep: 0 years", "keep: 101 years", "keep: 3 months", "keep-appealed: 3"})
    EXPECT_THAT(parse(hold + "files:\n  - {kind: request, row: R12, " + keep + "}\n"),
                FailsWith(Code::kInvalid))
        << keep;
  EXPECT_THAT(parse(hold + "files:\n  - {kind: a, row: R12, keep: 3 years}\n"
                           "  - {kind: a, row: R12, keep: 3 years}\n"),
              FailsWith(Code::kInvalid));
  EXPECT_THAT(parse(hold), FailsWith(Code::kInvalid));
  EXPECT_THAT(parse("holds:\n  - {id: a, plain: b}\nfiles: []\n"), FailsWith(Code::kInvalid));
  EXPECT_THAT(parse("holds:\n  - {id: a, plain: b, authority: c, why: d}\nfiles: []\n"),
              FailsWith(Code::kInvalid));
}

}  // namespace
}  // namespace almoner::law
