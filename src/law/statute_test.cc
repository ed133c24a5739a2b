#include "law/statute.h"

#include <algorithm>
#include <filesystem>

#include "law/clock.h"
#include "law/test_support.h"
#include "support/matchers.h"

namespace almoner::law {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;

// A directory of statute files that goes with the test.
class StatuteDirectory : public OperatorsLaw {
 protected:
  [[nodiscard]] Result<Statute> Load() const { return Statute::Load(Folder()); }
  [[nodiscard]] static std::optional<Date> DueOf(const Statute& statute) {
    return Compute(statute, {.received = On("2026-12-01")})->due;
  }
};

TEST(StatuteTest, TheBuiltInFilesSayWhereTheyComeFrom) {
  ASSERT_OK_AND(const Statute statute, Statute::Load());
  EXPECT_THAT(statute.limits().source().text, HasSubstr("12A"));
  EXPECT_THAT(statute.calendar().source().text, HasSubstr("1971"));
  EXPECT_EQ(statute.limits().source().confidence, Confidence::kHigh);
  EXPECT_EQ(statute.version(), "limits 2026-11-21, holidays 2026-11-21");
}

TEST(StatuteTest, TheCatalogueHoldsEveryLimitThatTheProgramNames) {
  const Limits& limits = BuiltIn().limits();
  for (const std::string_view code :
       {"SAR",         "RECT",       "ERASE",       "RESTRICT",   "PORT",         "OBJECT",
        "OBJECT_DM",   "ADM_REVIEW", "REFUSAL",     "EXT_NOTICE", "RECIP_NOTIFY", "RESTRICT_LIFT",
        "ART14",       "DPC_ACK",    "DPC_OUTCOME", "BREACH_ICO", "BREACH_PROC",  "BREACH_DS",
        "PECR_BREACH", "DPIA_PRIOR", "HP_OPINION",  "PRINC_REP",  "EXAM",         "APD_KEEP",
        "AHRA",        "TPS",        "FPS",         "FOI"}) {
    const Limit* const limit = limits.Find(code);
    ASSERT_NE(limit, nullptr) << code;
    EXPECT_FALSE(limit->authority.empty()) << code;
  }
  EXPECT_EQ(limits.Find("NONE"), nullptr);
}

TEST(StatuteTest, ALimitHoldsItsPeriodItsRollItsWaitsAndItsExtension) {
  const Limit& access = BuiltIn().limit(Right::kAccess);
  EXPECT_EQ(access.code, "SAR");
  EXPECT_EQ(access.period->text(), "1 month");
  EXPECT_EQ(access.extension->text(), "2 months");
  EXPECT_TRUE(access.WaitsFor(Wait::kClarification));
  EXPECT_FALSE(BuiltIn().limit(Right::kErasure).WaitsFor(Wait::kClarification));
  EXPECT_TRUE(BuiltIn().limit(Right::kErasure).WaitsFor(Wait::kIdentity));
  EXPECT_EQ(BuiltIn().limits().Find("FOI")->period->text(), "20 working days");
  EXPECT_EQ(BuiltIn().limits().Find("BREACH_DS")->period, std::nullopt);
  EXPECT_EQ(BuiltIn().limits().Find("BREACH_ICO")->roll, std::nullopt);
  EXPECT_EQ(BuiltIn().limits().Find("AHRA")->confidence, Confidence::kMedium);
}

TEST_F(StatuteDirectory, AnEmptyDirectoryChangesNothing) {
  ASSERT_OK_AND(const Statute statute, Load());
  EXPECT_EQ(DueOf(statute), On("2027-01-04"));
}

TEST_F(StatuteDirectory, ANewlyProclaimedHolidayMovesADeadlineWithoutABuild) {
  const std::string newer =
      Replaced(BuiltInText("holidays.yaml"), "as-of: 2026-11-21", "as-of: 2026-12-05");
  Put("holidays.yaml", Replaced(newer, "      - {date: 2027-03-26",
                                "      - {date: 2027-01-04, name: A proclaimed day}\n"
                                "      - {date: 2027-03-26"));
  ASSERT_OK_AND(const Statute statute, Load());
  EXPECT_EQ(DueOf(statute), On("2027-01-05"));
  EXPECT_EQ(statute.version(), "limits 2026-11-21, holidays 2026-12-05");
}

TEST_F(StatuteDirectory, AFileOfTheSameDateIsTheOperatorsWord) {
  Put("limits.yaml", Replaced(BuiltInText("limits.yaml"), "period: 1 month", "period: 2 months"));
  ASSERT_OK_AND(const Statute statute, Load());
  EXPECT_EQ(DueOf(statute), On("2027-02-01"));
}

TEST_F(StatuteDirectory, AFileLeftOverFromAnEarlierReleaseChangesNothing) {
  const std::string older =
      Replaced(BuiltInText("limits.yaml"), "as-of: 2026-11-21", "as-of: 2026-11-20");
  Put("limits.yaml", Replaced(older, "period: 1 month", "period: 2 months"));
  ASSERT_OK_AND(const Statute statute, Load());
  EXPECT_EQ(DueOf(statute), On("2027-01-04"));
}

TEST_F(StatuteDirectory, AMalformedFileIsNamedWithItsLineEvenIfItIsOld) {
  Put("limits.yaml", "schema: almoner.law.limits/1\nsource: x\nas-of: 2020-01-01\nlimits: {}\n");
  const auto statute = Load();
  EXPECT_THAT(statute, FailsWith(Code::kInvalid));
  EXPECT_THAT(statute.error().Text(), AllOf(HasSubstr("line 4"), HasSubstr("limits.yaml")));
}

TEST_F(StatuteDirectory, AHugeFileIsRefused) {
  Put("holidays.yaml", "# " + std::string(1 << 20, 'x'));
  const auto statute = Load();
  EXPECT_THAT(statute, FailsWith(Code::kInvalid));
  EXPECT_THAT(statute.error().Text(), HasSubstr("larger than"));
}

TEST_F(StatuteDirectory, AFolderInPlaceOfTheFileIsRefused) {
  fs::create_directory(Folder().path() / "limits.yaml");
  EXPECT_THAT(Load(), FailsWith(Code::kInvalid));
}

TEST_F(StatuteDirectory, ADirectoryThatIsNotThereIsNamed) {
  const auto statute = Statute::Load(Folder() / "absent");
  EXPECT_THAT(statute, FailsWith(Code::kNotFound));
  EXPECT_THAT(statute.error().Text(), HasSubstr("absent"));
}

// A change to the built-in text, and words that the error must have.
struct Misprint {
  std::string_view what;
  std::string_view with;
  std::string_view says;
};

constexpr Misprint kLimitMisprints[] = {
    {"limits/1", "limits/2", "another kind or version. (line 11"},
    {"as-of: 2026-11-21", "as-of: 2026-11-31", "A date like 2026-12-24 is expected here. (line 15"},
    {"as-of: 2026-11-21", "", "missing. (line 11, key as-of"},
    {"confidence: high", "confidence: sure", "high, medium or low. (line 16"},
    {"period: 1 month", "period: one month", "A period is written like"},
    {"period: 1 month", "period: 0 months", "A period is written like"},
    {"period: 1 month", "period: -1 months", "A period is written like"},
    {"period: 1 month", "period: 1000 months", "A period is written like"},
    {"period: 1 month", "period: 99999999999 months", "A period is written like"},
    {"period: 1 month", "period: 1month", "A period is written like"},
    {"period: 1 month", "period: 1 fortnight", "A period is written like"},
    {"period: 1 month", "period: 72 hours", "Every right needs exactly one limit"},
    {"extension: 2 months", "extension: 60 days", "Every right needs exactly one limit"},
    {"right: access", "right: access to data", "A right is access"},
    {"right: access", "right: erasure", "right access"},
    {"right: access", "rights: access", "An unknown key; is it misspelt? (line 19, key rights"},
    {"code: RECT", "code: SAR", "A code is used twice"},
    {"code: EXT_NOTICE", "code: EXT", "needs EXT_NOTICE"},
    {"period: 72 hours", "period: 3 days", "BREACH_ICO in hours"},
    {"[identity, authority, fee, clarification]", "[patience]", "waits for identity"},
    {"[identity, authority, fee, clarification]", "identity", "A list is expected here"},
    {"trigger: request for access received (Article 15)", "trigger:", "Text is expected here"},
};

TEST(StatuteTest, EveryMisprintInTheLimitsIsRefusedWithItsPlace) {
  const std::string good = BuiltInText("limits.yaml");
  const std::string holidays = BuiltInText("holidays.yaml");
  ASSERT_THAT(Statute::Parse(good, holidays), IsOk());
  for (const Misprint& misprint : kLimitMisprints) {
    const auto statute = Statute::Parse(Replaced(good, misprint.what, misprint.with), holidays);
    ASSERT_THAT(statute, FailsWith(Code::kInvalid)) << misprint.with;
    EXPECT_THAT(statute.error().Text(), AllOf(HasSubstr(misprint.says), HasSubstr("limits.yaml")));
  }
}

constexpr Misprint kHolidayMisprints[] = {
    {"holidays/1", "limits/1", "another kind"},
    {"  scotland:", "  wales:", "unknown key"},
    {"covers-to: 2028-12-31", "covers-to: 2023-12-31", "covers-to lies before"},
    {"covers-to: 2028-12-31", "covers-to: 2027-12-31", "outside covers-from and covers-to"},
    {"date: 2027-03-26", "date: 2027-03-27", "cannot be a Saturday or Sunday"},
    {"date: 2027-03-26", "date: 2027-03-29", "listed twice"},
    {"date: 2027-03-26", "date: 26/03/2027", "A date like"},
    {"date: 2027-03-26", "day: 2027-03-26", "unknown key"},
    {"substitute: yes}", "substitute: true}", "Write yes or no"},
    {"confidence: medium", "confidence: 2028", "high, medium or low"},
};

TEST(StatuteTest, EveryMisprintInTheHolidaysIsRefusedWithItsPlace) {
  const std::string limits = BuiltInText("limits.yaml");
  const std::string good = BuiltInText("holidays.yaml");
  for (const Misprint& misprint : kHolidayMisprints) {
    const auto statute = Statute::Parse(limits, Replaced(good, misprint.what, misprint.with));
    ASSERT_THAT(statute, FailsWith(Code::kInvalid)) << misprint.with;
    EXPECT_THAT(statute.error().Text(),
                AllOf(HasSubstr(misprint.says), HasSubstr("line "), HasSubstr("holidays.yaml")));
  }
}

TEST(StatuteTest, ANationWithoutATableIsMissed) {
  std::string text = BuiltInText("holidays.yaml");
  text.resize(text.find("  northern-ireland:"));
  const auto statute = Statute::Parse(BuiltInText("limits.yaml"), text);
  ASSERT_THAT(statute, FailsWith(Code::kInvalid));
  EXPECT_THAT(statute.error().Text(), HasSubstr("All three nations"));
}

}  // namespace
}  // namespace almoner::law
