// What a newer version of a notice changes, and what must happen before it holds for what people
// gave under the older one.
#include "notice/diff.h"

#include "notice/test_check.h"
#include "support/matchers.h"

namespace almoner::notice {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

// "tell [people we support] New: …", a line for each change.
std::vector<std::string> Lines(std::string_view older, std::string_view newer) {
  std::vector<std::string> lines;
  for (const Change& change : Diff(Sound(older), Sound(newer))) {
    std::string line = std::string(Name(change.need)) + " [";
    for (const std::string& who : change.people)
      line.append(line.ends_with('[') ? "" : ", ").append(who);
    lines.push_back(line + "] " + change.what);
  }
  return lines;
}
std::vector<std::string> LinesOf(const Edit& edit) {
  return Lines(kLanternHouse, Edited(kLanternHouse, edit));
}
std::vector<std::string> LinesBack(const Edit& edit) {
  return Lines(Edited(kLanternHouse, edit), kLanternHouse);
}

constexpr std::string_view kVisits = R"(  - id: visits
    purpose: arranging visits
    basis: 6(1)(b)
    people: [user]
    reads: [contact]
    roles: [officer]
    clause: L-1
retention:
)";
const Edit kNewActivity = {"retention:\n", kVisits};

TEST(DiffTest, TheSameNoticeUnderAnotherVersionChangesNothing) {
  EXPECT_THAT(LinesOf({"version: \"2026-11\"", "version: \"2027-01\""}), IsEmpty());
  const std::string example = NoticeText("example");
  EXPECT_THAT(Lines(example, example), IsEmpty());
}

TEST(DiffTest, OfANewActivityThosePeopleAreToldWhomItIsAbout) {
  EXPECT_THAT(LinesOf(kNewActivity),
              ElementsAre("tell [people we support] New: arranging visits, with contact details."));
}

TEST(DiffTest, AnActivityThatEndsNeedsNothing) {
  EXPECT_THAT(LinesBack(kNewActivity),
              ElementsAre("nothing [people we support] No longer: arranging visits."));
}

TEST(DiffTest, MoreDataForTheSamePurposeIsToldAndLessNeedsNothing) {
  const Edit more = {"    reads: [contact]\n    roles: [officer]",
                     "    reads: [contact]\n    writes: [contact]\n    roles: [officer]"};
  EXPECT_THAT(LinesOf(more), IsEmpty()) << "what may be read may also be written";
  const Edit notes = {
      "condition: 9(2)(h)\n    schedule-1: \"2\"\n    people: [user]\n"
      "    reads: [contact, notes]\n    writes: [notes]",
      "people: [user]\n    reads: [contact]"};
  EXPECT_THAT(
      LinesBack(notes),
      ElementsAre("tell [people we support] For supporting people we now also use: notes."));
  EXPECT_THAT(
      LinesOf(notes),
      ElementsAre("nothing [people we support] For supporting people we no longer use: notes."));
}

TEST(DiffTest, MorePeopleAreThemselvesToldAndNobodyElse) {
  const std::string older =
      Replaced(kLanternHouse, "subjects:\n", "subjects:\n  - {id: family, name: families}\n");
  const std::string newer = Replaced(older, "people: [user]", "people: [user, family]");
  EXPECT_THAT(Lines(older, newer),
              ElementsAre("tell [families] supporting people is now also about: families."));
  EXPECT_THAT(Lines(newer, older), IsEmpty());
}

TEST(DiffTest, MoreRecipientsAndMoreRolesAreToldAndFewerAreNot) {
  const Edit recipients = {"    recipients: [gp]\n", ""};
  EXPECT_THAT(LinesBack(recipients),
              ElementsAre("tell [people we support] For supporting people we now also give it to: "
                          "the GP practice."));
  EXPECT_THAT(LinesOf(recipients), IsEmpty());
  const Edit roles = {"roles: [worker]", "roles: [worker, officer]"};
  EXPECT_THAT(
      LinesOf(roles),
      ElementsAre("tell [people we support] For supporting people these now see it too: Officer."));
}

// Nothing goes to a closed recipient, so that nobody need be told of one.
TEST(DiffTest, ARecipientThatIsGivenNothingIsNoNews) {
  const std::string older = Replaced(kLanternHouse, "    recipients: [gp]\n", "");
  const std::string newer = Replaced(kLanternHouse, "why: so", "kind: media, why: so");
  EXPECT_THAT(Lines(older, newer), IsEmpty());
}

TEST(DiffTest, WhatRestedOnConsentAndNoLongerDoesIsAskedAnew) {
  EXPECT_THAT(LinesOf({"basis: 6(1)(a)\n    consent: news",
                       "basis: 6(1)(f)\n    authority: people like news"}),
              ElementsAre("ask [people we support] For sending news the reason in law was Article "
                          "6(1)(a) and is now Article 6(1)(f)."));
}

TEST(DiffTest, AnotherReasonInLawIsToldWhereItWasNotConsent) {
  EXPECT_THAT(LinesOf({"basis: 6(1)(e)", "basis: 6(1)(c)"}),
              ElementsAre("tell [people we support] For supporting people the reason in law was "
                          "Article 6(1)(e) and is now Article 6(1)(c)."));
}

TEST(DiffTest, APurposeUnderAnotherNameIsTold) {
  EXPECT_THAT(LinesOf({"purpose: supporting people", "purpose: helping people"}),
              ElementsAre(AllOf(StartsWith("tell [people we support]"), HasSubstr("helping"))));
}

// Article 7(1): a yes is to words that were read.
TEST(DiffTest, AConsentInOtherWordsIsAskedAnew) {
  EXPECT_THAT(
      LinesOf({"wording: I would like news.", "wording: I would like news by post."}),
      ElementsAre("ask [] We asked “I would like news.” and now ask “I would like news by post.”"));
  EXPECT_THAT(LinesOf({"consents:\n",
                       "consents:\n  - {id: film, version: \"1\", wording: You may film me., "
                       "clause: L-1}\n"}),
              ElementsAre("ask [] We now ask: “You may film me.”"));
}

TEST(DiffTest, LongerKeepingIsToldAndShorterNeedsNothing) {
  EXPECT_THAT(
      LinesOf({"keep: 8 years", "keep: 9 years"}),
      ElementsAre(AllOf(StartsWith("tell [] We kept contact details, notes, allegations for 8 "
                                   "years after we last had contact with you"),
                        HasSubstr("now for 9 years"))));
  EXPECT_THAT(LinesOf({"keep: 8 years", "keep: 7 years 11 months"}),
              ElementsAre(StartsWith("nothing [] We kept")));
}

TEST(DiffTest, AsLongAsBeforeInOtherWordsIsNoChange) {
  EXPECT_THAT(LinesOf({"keep: 8 years", "keep: 96 months"}), IsEmpty());
  EXPECT_THAT(LinesBack({"keep: 8 years", "keep: 96 months"}), IsEmpty());
}

TEST(DiffTest, KeepingFromAnotherEventIsTold) {
  EXPECT_THAT(LinesOf({"from: last-contact", "from: recorded"}),
              ElementsAre(StartsWith("tell [] We kept")));
}

// A rule as before, which now holds for more: what is put under it may be kept longer than before.
TEST(DiffTest, DataThatComesUnderAnotherRuleIsTold) {
  const std::string older =
      Replaced(kLanternHouse, "  - id: all\n    data: [contact, notes, record]\n",
               "  - {id: long, data: [record], keep: 20 years, because: claims, clause: L-1}\n"
               "  - id: all\n    data: [contact, notes]\n");
  const std::string newer = Replaced(older, "data: [record], keep", "data: [record, notes], keep");
  EXPECT_THAT(Lines(older, newer), Contains(StartsWith("tell [] ")));
}

TEST(DiffTest, ARuleOfKeepingThatIsNewOrGoneIsTold) {
  const Edit rule = {
      "  - id: all\n",
      "  - {id: short, data: [contact], keep: 1 year, because: so, clause: L-1}\n  - id: all\n"};
  EXPECT_THAT(LinesOf(rule), ElementsAre("tell [] New: we keep contact details for 1 year after we "
                                         "wrote it down."));
  EXPECT_THAT(LinesBack(rule), ElementsAre(StartsWith("tell [] This rule is gone: contact")));
}

TEST(DiffTest, TheDaysOfARightAreShownAndNeedNothing) {
  EXPECT_THAT(LinesOf({"days: 30", "days: 21"}),
              ElementsAre("nothing [] The right “access” was answered within 30 days; now within "
                          "21 days."));
  EXPECT_THAT(LinesOf({"days: 30, ", ""}),
              ElementsAre(HasSubstr("within 30 days; now within the law's time")));
  EXPECT_THAT(
      LinesOf({"rights:\n", "rights:\n  - {right: erasure, days: 20, clause: L-1}\n"}),
      ElementsAre(HasSubstr("“erasure” was answered within the law's time; now within 20")));
}

// A promise that is dropped is worth as much to people as one that is changed.
TEST(DiffTest, ARightWhosePromiseIsGoneIsShown) {
  EXPECT_THAT(LinesOf({"  - {right: access, days: 30, clause: L-1}\n",
                       "  - {right: erasure, clause: L-1}\n"}),
              ElementsAre(HasSubstr("“access” was answered within 30 days; now within the law's")));
}

TEST(DiffTest, SentencesThatChangeComeOrGoAreShown) {
  EXPECT_THAT(
      LinesOf({"We note how you are.", "We note how you do."}),
      ElementsAre("nothing [] L-1 said “We note how you are.” and now says “We note how you "
                  "do.”"));
  const Edit more = {"services:\n", "  - {id: L-2, text: We listen.}\nservices:\n"};
  EXPECT_THAT(LinesOf(more), ElementsAre("nothing [] New sentence (L-2): “We listen.”"));
  EXPECT_THAT(LinesBack(more), ElementsAre("nothing [] Gone (L-2): “We listen.”"));
}

TEST(DiffTest, WhatIsMovedInTheFileIsTheSame) {
  const std::string_view news =
      "  - {id: contact, name: contact details, fields: [{id: name, "
      "label: Name, kind: name}]}\n";
  const std::string moved = Replaced(Replaced(kLanternHouse, news, ""), "recipients:\n",
                                     std::string(news) + "recipients:\n");
  EXPECT_THAT(Lines(kLanternHouse, moved), IsEmpty());
}

TEST(DiffTest, EachNeedHasAName) {
  EXPECT_EQ(Name(Need::kNothing), "nothing");
  EXPECT_EQ(Name(Need::kTell), "tell");
  EXPECT_EQ(Name(Need::kAsk), "ask");
}

// "tell notes; ask contact": what the activity of the newer notice newly uses of the first kind of
// people.
std::string NewUseOf(std::string_view older, std::string_view newer, std::string_view activity) {
  const Notice before = Sound(older), now = Sound(newer);
  const NewUse use = NewlyUsed(before, now, *now.FindActivity(activity), 0);
  std::string text;
  for (std::size_t i = 0; i < now.categories.size(); ++i) {
    EXPECT_FALSE(use.tell[i] && use.ask[i]);
    if (use.tell[i]) text.append(text.empty() ? "" : "; ").append("tell " + now.categories[i].id);
    if (use.ask[i]) text.append(text.empty() ? "" : "; ").append("ask " + now.categories[i].id);
  }
  return text;
}

TEST(NewlyUsedTest, WhatTheOlderNoticeAllowedIsNotNew) {
  for (const std::string_view activity : {"support", "news", "risk"})
    EXPECT_EQ(NewUseOf(kLanternHouse, kLanternHouse, activity), "") << activity;
}

TEST(NewlyUsedTest, ACategoryThatThePurposeDidNotUseIsTold) {
  const std::string newer = Replaced(kLanternHouse, "reads: [record]", "reads: [record, contact]");
  EXPECT_EQ(NewUseOf(kLanternHouse, newer, "risk"), "tell contact");
  EXPECT_EQ(NewUseOf(newer, kLanternHouse, "risk"), "") << "less is not new";
}

// Of data that did not exist nothing was collected under the older notice.
TEST(NewlyUsedTest, ACategoryThatIsItselfNewNeedsNothing) {
  std::string newer =
      Replaced(kLanternHouse, "data:\n", "data:\n  - {id: diary, name: diary, free-text: yes}\n");
  newer = Replaced(newer, "reads: [record]", "reads: [record, diary]");
  newer =
      Replaced(newer, "data: [contact, notes, record]", "data: [contact, notes, record, diary]");
  EXPECT_EQ(NewUseOf(kLanternHouse, newer, "risk"), "");
}

TEST(NewlyUsedTest, PeopleWhomThePurposeWasNotAboutAreTold) {
  const std::string newer =
      Replaced(kLanternHouse, "subjects:\n", "subjects:\n  - {id: family, name: families}\n");
  const std::string wider = Replaced(newer, "    people: [user]\n    reads: [record]",
                                     "    people: [user, family]\n    reads: [record]");
  EXPECT_EQ(NewUseOf(newer, wider, "risk"), "tell record") << "the first kind is the family";
  EXPECT_EQ(NewUseOf(kLanternHouse, newer, "risk"), "")
      << "the purpose is not for that kind at all: refused before anybody asks";
}

// Article 8A(5): what was given with a yes to one thing is used for another with a yes to that.
constexpr Edit kOnConsent = {"    people: [user]\n    reads: [contact]\n    roles: [officer]",
                             "    people: [user]\n    reads: [contact]\n    writes: [contact]\n"
                             "    roles: [officer]"};

TEST(NewlyUsedTest, WhatWasCollectedOnConsentIsAskedForUnlessTheNewUseHasAConsentOfItsOwn) {
  const std::string older = Edited(kLanternHouse, kOnConsent);
  const std::string newer = Replaced(older, "reads: [record]", "reads: [record, contact]");
  EXPECT_EQ(NewUseOf(older, newer, "risk"), "ask contact");
  const std::string asked = Replaced(newer, "authority: people must be safe",
                                     "authority: people must be safe\n    consent: news");
  EXPECT_EQ(NewUseOf(older, asked, "risk"), "tell contact");
}

TEST(NewlyUsedTest, WhatWasCollectedOnAnotherGroundTooIsTold) {
  const std::string older = Replaced(Edited(kLanternHouse, kOnConsent), "    writes: [notes]\n",
                                     "    writes: [notes, contact]\n");
  const std::string newer = Replaced(older, "reads: [record]", "reads: [record, contact]");
  EXPECT_EQ(NewUseOf(older, newer, "risk"), "tell contact");
}

// Article 8A: another purpose needs a yes, or a reason why it goes with the first.
TEST(NewlyUsedTest, ANewPurposeIsAskedForUnlessItIsDeclaredCompatible) {
  const std::string newer = Edited(kLanternHouse, kNewActivity);
  EXPECT_EQ(NewUseOf(kLanternHouse, newer, "visits"), "ask contact");
  const std::string compatible =
      Replaced(newer, "purpose: arranging visits",
               "purpose: arranging visits\n    compatible-with: support\n"
               "    compatible-because: visits are part of support");
  EXPECT_EQ(NewUseOf(kLanternHouse, compatible, "visits"), "tell contact");
  const std::string elsewhere =
      Replaced(compatible, "compatible-with: support", "compatible-with: risk");
  EXPECT_EQ(NewUseOf(kLanternHouse, elsewhere, "visits"), "ask contact")
      << "that purpose did not use it";
  const std::string by_law =
      Replaced(newer, "basis: 6(1)(b)", "basis: 6(1)(c)\n    authority: an Act");
  EXPECT_EQ(NewUseOf(kLanternHouse, by_law, "visits"), "tell contact");
}

// The law told people of these before any notice did.
TEST(NewlyUsedTest, WhatTheLawImposesIsNeverNew) {
  const std::string newer =
      Replaced(kLanternHouse, "subjects:\n", "subjects:\n  - {id: family, name: families}\n");
  for (const law::ImposedActivity& law : BuiltInBases().imposed)
    EXPECT_EQ(NewUseOf(kLanternHouse, newer, law.id), "") << law.id;
}

}  // namespace
}  // namespace almoner::notice
