#include "rights/letter.h"

#include "rights/remedy.h"
#include "rights/report.h"
#include "rights/test_requests.h"

namespace almoner::rights {
namespace {

using law::Right;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

Personal<std::string> Words(const char* text) { return Personal(std::string(text)); }

class LetterTest : public RightsTest {
 protected:
  LetterTest() : ana(house.Person("Ana Kovač")) {}
  Letter Written(const RequestId& request, const LetterOptions& options = {}) {
    return almoner::Allowed(WriteLetter(context(), house.officer, Now(request), options));
  }
  // Whole: every value was there, and no mark of a template is left.
  static void ExpectWhole(const Letter& letter) {
    EXPECT_THAT(letter.text, Not(HasSubstr("{{")));
    EXPECT_THAT(letter.text, Not(HasSubstr(" ."))) << letter.text;
    EXPECT_THAT(letter.text, Not(HasSubstr(": \n"))) << letter.text;
    EXPECT_THAT(letter.text, Not(HasSubstr("  "))) << letter.text;
    EXPECT_THAT(letter.text, Not(HasSubstr("\n\n\n"))) << letter.text;
    EXPECT_FALSE(letter.title.empty());
    EXPECT_EQ(AsText(letter.pdf).substr(0, 5), "%PDF-");
  }
  static void ExpectRoutes(const Letter& letter) {
    EXPECT_THAT(letter.text, HasSubstr("complain to us: write to the data protection officer"));
    EXPECT_THAT(letter.text, HasSubstr("complain to the Information Commissioner"));
    EXPECT_THAT(letter.text, HasSubstr("go to court"));
  }

  const SubjectId ana;
};
INSTANTIATE_ENGINES(LetterTest);

TEST_P(LetterTest, EachThingThatAPersonIsToldHasItsLetter) {
  const RequestId request = Opened(Right::kAccess, ana);
  EXPECT_THAT(WriteLetter(context(), house.officer, Now(request), {}), FailsWith(Code::kNotFound));
  almoner::Allowed(Acknowledge(context(), house.officer, Now(request)));
  ExpectWhole(Written(request));
  EXPECT_THAT(Written(request).text, HasSubstr("by 30 November 2026"))
      << "the notice promises 28 days";
  almoner::Allowed(
      AskIdentity(context(), house.officer, Now(request), Words("Another address."), "a bill"));
  ExpectWhole(Written(request));
  EXPECT_THAT(Written(request).text, HasSubstr("a bill"));
  EXPECT_THAT(Written(request).text, Not(HasSubstr("Another address"))) << "the doubt is ours";
  almoner::Allowed(ConfirmIdentity(context(), house.officer, Now(request), "seen"));
  almoner::Allowed(
      AskAuthority(context(), house.officer, Now(request), {"attorney", "her notes", {}}));
  ExpectWhole(Written(request));
  almoner::Allowed(ShowAuthority(context(), house.officer, Now(request), Power()));
  almoner::Allowed(
      AskFee(context(), house.officer, Now(request), {1205, "excessive", "241 pages at 5p"}));
  ExpectWhole(Written(request));
  EXPECT_THAT(Written(request).text, HasSubstr("£12.05"));
  almoner::Allowed(FeePaid(context(), house.officer, Now(request)));
  almoner::Allowed(AskFurther(context(), house.officer, Now(request), Words("Which year?")));
  ExpectWhole(Written(request));
  almoner::Allowed(Answered(context(), house.officer, Now(request), Words("2025.")));
  almoner::Allowed(Extend(context(), house.officer, Now(request), "complexity",
                          Words("There are forty files on paper.")));
  ExpectWhole(Written(request));
  EXPECT_THAT(Written(request).text, HasSubstr("by 2 February 2027 at the latest"));
  EXPECT_THAT(Written(request, {.about = "acknowledged"}).title, "We have your request");
  EXPECT_THAT(Letters(Now(request)),
              ElementsAre("acknowledged", "identity-asked", "authority-asked", "fee-asked", "asked",
                          "extended"));
}

TEST_P(LetterTest, ARefusalNamesItsGroundInLawAndTheWaysToComplain) {
  const RequestId request = Opened(Right::kErasure, ana);
  almoner::Allowed(Decide(context(), house.officer, Now(request), {"refused", "legal-claims", ""}));
  const Letter letter = Written(request);
  ExpectWhole(letter);
  ExpectRoutes(letter);
  EXPECT_THAT(letter.text, HasSubstr("UK GDPR Article 17(3)(e)"));
  EXPECT_THAT(letter.text, HasSubstr("It is needed for a legal claim."));
}

TEST_P(LetterTest, AGroundThatMustNotBeNamedIsNotAndTheLetterIsTheSameForAll) {
  const auto letter_for = [&](const char* ground) {
    const RequestId request = Opened(Right::kAccess, ana);
    almoner::Allowed(
        Decide(context(), house.officer, Now(request), {"refused", ground, "We weighed it."}));
    EXPECT_EQ(Now(request).verdict->ground, ground) << "it stays in the file";
    Letter letter = Written(request);
    const std::size_t number = letter.text.find(request.text().substr(0, 8));
    EXPECT_NE(number, std::string::npos);
    letter.text.replace(number, 8, "00000000");  // the one thing in which they may differ
    return letter;
  };
  const Letter crime = letter_for("EX_CRIME_TAX");
  ExpectWhole(crime);
  ExpectRoutes(crime);
  EXPECT_EQ(crime.text, letter_for("EX_CHILD_ABUSE").text);
  EXPECT_EQ(crime.text, letter_for("EX_THIRD_PARTY").text);
  EXPECT_THAT(crime.text, Not(HasSubstr("crime")));
  EXPECT_THAT(crime.text, Not(HasSubstr("Schedule")));
  EXPECT_THAT(letter_for("manifestly-excessive").text, HasSubstr("Article 12(5)"));
}

TEST_P(LetterTest, ComplaintsAndRestrictionsHaveLettersOfTheirOwn) {
  const RequestId complaint = Opened(Right::kComplaint, ana);
  almoner::Allowed(Acknowledge(context(), house.officer, Now(complaint)));
  ExpectWhole(Written(complaint));
  EXPECT_EQ(Written(complaint).title, "We have your complaint");
  almoner::Allowed(
      Progress(context(), house.officer, Now(complaint), Words("We have asked the team.")));
  ExpectWhole(Written(complaint));
  almoner::Allowed(Decide(context(), house.officer, Now(complaint),
                          {"granted", "", "Your letter lay for a week."}));
  ExpectWhole(Written(complaint));
  ExpectRoutes(Written(complaint));
  const RequestId restriction = Opened(Right::kRestriction, ana, "accuracy-contested");
  almoner::Allowed(ConfirmIdentity(context(), house.officer, Now(restriction), "known"));
  almoner::Allowed(Decide(context(), house.officer, Now(restriction), {"granted", "", ""}));
  ExpectWhole(Written(restriction));
  almoner::Allowed(Restrict(context(), house.officer, Now(restriction)));
  almoner::Allowed(TellLifting(context(), house.officer, Now(restriction), Words("It was right.")));
  ExpectWhole(Written(restriction));
}

TEST_P(LetterTest, AnAddressAndLargePrintAreForThePaperAlone) {
  const RequestId request = Opened(Right::kAccess, ana);
  almoner::Allowed(Acknowledge(context(), house.officer, Now(request)));
  const Letter plain = Written(request);
  const Letter large =
      Written(request, {.recipient = "Ana Kovač\n3 Quay Street", .print = paper::Print::kLarge});
  EXPECT_EQ(plain.text, large.text);
  EXPECT_NE(plain.pdf, large.pdf);
}

// ---- reports ----

TEST_P(LetterTest, AReportCountsWhatWasInTimeAndWhatWasLate) {
  const RequestId in_time = Opened(Right::kAccess, ana);
  const RequestId late = Opened(Right::kAccess, ana);
  const RequestId open = Opened(Right::kErasure, ana);
  const auto refuse = [&](const RequestId& request) {
    almoner::Allowed(Decide(context(), house.officer, Now(request),
                            {"refused", "manifestly-excessive", "The fifth this month."}));
    almoner::Allowed(Close(context(), house.officer, Now(request), "refused"));
  };
  house.clock().Set("2026-11-30T09:00:00Z");
  refuse(in_time);
  house.clock().Set("2026-12-01T09:00:00Z");
  refuse(late);
  std::vector<Counted> all;
  for (const RequestId& request : {in_time, late, open}) {
    const auto one = Count(context(), Now(request), LondonDate(house.clock().Now()));
    ASSERT_THAT(one, IsOk());
    all.push_back(*one);
  }
  const auto summaries = Summarise(all);
  ASSERT_EQ(summaries.size(), 2U);
  EXPECT_EQ(summaries[0].received, 2);
  EXPECT_EQ(summaries[0].refused, 2);
  EXPECT_EQ(summaries[0].on_time, 1) << "28 days are promised";
  EXPECT_EQ(summaries[0].late, 1);
  EXPECT_EQ(summaries[0].median_days, 28);
  EXPECT_EQ(summaries[0].worst_days, 29);
  EXPECT_EQ(summaries[1].open, 1);
  EXPECT_EQ(summaries[1].late, 1) << "open, and past the day that the notice promises";
  const auto earlier = Count(context(), Now(open), *ParseDate("2026-11-30"));
  EXPECT_EQ(earlier->punctual, Punctual::kOpen) << "the last day is one to answer on";
  const std::string calendar = ToCalendar(all, house.clock().Now());
  EXPECT_THAT(calendar, HasSubstr("DTSTART;VALUE=DATE:20261130\r\n"));
  EXPECT_THAT(calendar, HasSubstr(open.text().substr(0, 8) + " (erasure)"));
  EXPECT_THAT(calendar, Not(HasSubstr(late.text())));
  EXPECT_THAT(ToCsv(all), HasSubstr("\"refused\",\"late\""));
}

}  // namespace
}  // namespace almoner::rights
