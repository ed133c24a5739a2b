// What the leaflets say: what UK GDPR Articles 13 and 14 ask for.
#include <algorithm>

#include "render/test_leaflets.h"

namespace almoner::render {
namespace {

using notice::Activity;
using notice::kLanternHouse;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;

TEST(FullNoticeTest, SaysWhoWeAreAndHowToReachUsAndTheOfficer) {
  const Leaflet full = FullNotice(From(Shipped("example")));
  EXPECT_EQ(At(full, "controller"), "Harbour Lights Community Care");
  EXPECT_EQ(At(full, "contact"), "privacy@harbourlights.example");
  EXPECT_EQ(At(full, "address"), "1 Quay Street, Portwick PW1 2AB");
  EXPECT_EQ(At(full, "officer"), "Data protection officer");
  EXPECT_EQ(At(full, "officer-contact"), "dpo@harbourlights.example");
}

TEST(FullNoticeTest, SaysOfEachPurposeWhyWithWhatWhoGetsItAndHowLong) {
  const notice::Notice& notice = Shipped("example");
  const Leaflet full = FullNotice(From(notice));
  int told = 0;
  for (const Activity& activity : notice.activities) {
    if (activity.imposed) continue;
    ++told;
    const std::string id = "activity-" + activity.id;
    EXPECT_FALSE(At(full, id).empty()) << "the purpose of " << id;
    EXPECT_THAT(At(full, id + "-why"), HasSubstr("Article " + activity.basis)) << id;
    EXPECT_FALSE(At(full, id + "-data").empty()) << id;
    EXPECT_FALSE(At(full, id + "-people").empty()) << id;
    if (!activity.condition.empty()) {
      EXPECT_THAT(At(full, id + "-condition"), HasSubstr("Article " + activity.condition)) << id;
      EXPECT_THAT(At(full, id + "-condition"),
                  HasSubstr("Schedule 1 paragraph " + activity.schedule_1))
          << id;
    }
    if (activity.basis == "6(1)(f)") {
      EXPECT_FALSE(At(full, id + "-interest").empty()) << id;
    }
    EXPECT_EQ(At(full, id + "-recipients").empty(), activity.recipients.empty()) << id;
    EXPECT_EQ(At(full, id + "-sources").empty(), activity.record.sources.empty()) << id;
    for (const notice::Retention& rule : notice.retention)
      if ((rule.data & (activity.reads | activity.writes)).any()) {
        EXPECT_FALSE(At(full, id + "-kept-" + rule.id).empty()) << id;
      }
  }
  EXPECT_EQ(told, 4);
  EXPECT_EQ(At(full, "activity-support-why"),
            "It is part of a task that the law gives us for the good of everybody. (UK GDPR "
            "Article 6(1)(e))");
  EXPECT_THAT(At(full, "activity-support-sources"), HasSubstr("the council that arranges"));
  EXPECT_THAT(At(full, "activity-reception-interest"), HasSubstr("reach the right person"));
}

TEST(FullNoticeTest, SaysHowLongEachKindIsKeptAndWhy) {
  const notice::Notice& notice = Shipped("example");
  const Leaflet full = FullNotice(From(notice));
  for (const notice::Retention& rule : notice.retention)
    EXPECT_THAT(At(full, "keeping-" + rule.id), HasSubstr("This is why: " + rule.reason));
  EXPECT_THAT(At(full, "keeping-support-record"),
              StartsWith("8 years after we last had contact with you."));
  EXPECT_THAT(At(full, "keeping-newsletter"), StartsWith("Until you say no."));
}

// A file may list what its document lists although no service needs it.
TEST(FullNoticeTest, DoesNotSayHowLongItKeepsWhatNobodyCanRecord) {
  const notice::Notice& notice = Shipped("stronger-together-thurrock");
  const Leaflet full = FullNotice(From(notice));
  EXPECT_EQ(At(full, "keeping-unneeded"), "");
  EXPECT_NE(At(full, "keeping-support-record"), "");
}

TEST(FullNoticeTest, SaysWhoElseGetsItAndThatItStaysInTheCountry) {
  const notice::Notice& notice = Shipped("example");
  const Leaflet full = FullNotice(From(notice));
  for (const notice::Recipient& recipient : notice.recipients)
    EXPECT_THAT(At(full, "recipient-" + recipient.id), HasSubstr(recipient.why));
  EXPECT_EQ(At(full, "abroad"), "Other countries");
  EXPECT_EQ(At(full, "abroad-none"), "We keep what we know about you in the United Kingdom.");
}

TEST(FullNoticeTest, SaysWhereElseItGoesWhatProtectsItAndWhatItDoesNotSay) {
  const auto with = [](std::string_view recipient, std::string_view transfers) {
    return FullNotice(From(Compiled(
        Replaced(kLanternHouse, "why: so that it knows}",
                 "why: so that it knows, kind: processor, " + std::string(recipient) + "}") +
        std::string(transfers))));
  };
  const Leaflet contract = with("country: US",
                                "transfers:\n  - {id: host, to: gp, country: US, safeguard: idta, "
                                "risk-assessment: 2026-10-20, clause: L-1}\n");
  EXPECT_EQ(At(contract, "transfer-host"),
            "The GP practice, in the United States of America. A contract that the regulator "
            "approved protects it. Ask us for "
            "a copy.");
  EXPECT_EQ(At(contract, "abroad-none"), "");
  EXPECT_EQ(At(contract, "abroad-gp"), "") << "the transfer has said it";

  const Leaflet untold = with("country: US", "");
  EXPECT_EQ(At(untold, "abroad-gp"), "The GP practice, in US.");
  EXPECT_EQ(At(untold, "abroad-none"), "");

  const Leaflet unstated = with("country: unstated", "");
  EXPECT_THAT(At(unstated, "abroad-unsaid"), HasSubstr("the GP practice"));
  EXPECT_EQ(At(with("country: GB", ""), "abroad-unsaid"), "");
}

TEST(FullNoticeTest, SaysEachRightUnderAHeadingOfItsOwn) {
  const notice::Notice& notice = Shipped("example");
  const Leaflet full = FullNotice(From(notice));
  ASSERT_THAT(Book().rights, SizeIs(8));
  for (const law::RightLaw& right : Book().rights) {
    EXPECT_FALSE(At(full, "right-" + right.right).empty()) << right.right;
    EXPECT_EQ(At(full, "right-" + right.right + "-what"), right.plain);
  }
  EXPECT_EQ(At(full, "right-access-when"), "We answer within 28 days.");
  EXPECT_THAT(At(full, "rights-how"), HasSubstr("It is free."));
}

// Article 21(4): clearly, and apart from other information.
TEST(FullNoticeTest, SaysTheRightAgainstAdvertisingByItself) {
  for (const std::string name : kShipped) {
    const Leaflet full = FullNotice(From(Shipped(name)));
    const auto section = std::ranges::find(full.sections, "right-marketing", &Section::anchor);
    ASSERT_NE(section, full.sections.end()) << name;
    EXPECT_THAT(section->heading, HasSubstr("advertising"));
    ASSERT_THAT(section->lines, SizeIs(1)) << "and nothing beside it";
    EXPECT_THAT(section->lines.front().text, HasSubstr("We stop at once"));
    EXPECT_TRUE(section->bullets.empty() && section->facts.empty());
  }
}

TEST(FullNoticeTest, SaysThatAYesCanBeTakenBackAndHow) {
  const Leaflet full = FullNotice(From(Shipped("example")));
  EXPECT_THAT(At(full, "consent-free"), HasSubstr("change your mind at any time"));
  EXPECT_THAT(At(full, "consent-newsletter"),
              HasSubstr("newsletter by e-mail. I can say no at any time.” You can say no: by the "
                        "link in every newsletter, or tell any of us."));
}

// Silence and use are no consent (Article 4(11)), so nobody is told that they agreed by them.
TEST(FullNoticeTest, ShowsNoWordingThatNobodyIsAsked) {
  const notice::Notice& notice = Shipped("stronger-together-thurrock");
  const Leaflet full = FullNotice(From(notice));
  int unasked = 0;
  for (const notice::Consent& consent : notice.consents) {
    EXPECT_EQ(At(full, "consent-" + consent.id).empty(), !consent.Valid()) << consent.id;
    unasked += consent.Valid() ? 0 : 1;
  }
  EXPECT_GT(unasked, 0);
}

TEST(FullNoticeTest, SaysHowToComplainToUsAndToTheRegulator) {
  for (const std::string name : kShipped) {
    const notice::Notice& notice = Shipped(name);
    const Leaflet full = FullNotice(From(notice));
    EXPECT_THAT(At(full, "complaint-us"), HasSubstr(notice.organisation.complaints.substr(1)));
    EXPECT_THAT(At(full, "complaint-us"), HasSubstr("within 30 days")) << name;
    EXPECT_THAT(At(full, "complaint-regulator"), HasSubstr(Book().regulator.name)) << name;
    EXPECT_EQ(At(full, "regulator-address"), Book().regulator.address) << name;
    EXPECT_EQ(At(full, "regulator-phone"), Book().regulator.phone) << name;
  }
}

TEST(FullNoticeTest, SaysWhatComputersDecide) {
  const Leaflet people = FullNotice(From(Shipped("example")));
  EXPECT_EQ(At(people, "automated-none"), "No computer decides about you. People do.");
  const Leaflet computer = FullNotice(From(Compiled(Replaced(
      kLanternHouse, "    purpose: sending news\n",
      "    purpose: sending news\n    automated: decision-alone\n    logic: it counts visits\n"
      "    effect: you get more news\n    safeguards: [information, representations, human, "
      "contest]\n"))));
  EXPECT_EQ(At(computer, "automated-none"), "Where a computer decides about you, we say so above.");
  EXPECT_EQ(At(computer, "activity-news-automated"),
            "It counts visits. You get more news. You can ask a person to look at it again.");
}

TEST(FullNoticeTest, SaysWhatMustBeToldAndWhatFollowsWithoutIt) {
  const Leaflet free = FullNotice(From(Shipped("example")));
  EXPECT_THAT(At(free, "required-none"), StartsWith("No law makes you tell us anything."));
  const Leaflet bound = FullNotice(From(Shipped("aptcoo")));
  EXPECT_EQ(At(bound, "required-staff-checks"),
            "The law makes you tell us (Safeguarding Vulnerable Groups Act 2006). Without it: you "
            "cannot do work with people at risk.");
  EXPECT_THAT(At(bound, "required-none"), Not(HasSubstr("No law")));
}

// What the law does not allow is not announced.
TEST(LeafletTest, NoLeafletTellsOfAnActivityThatIsBarred) {
  int barred = 0;
  for (const std::string name : kShipped) {
    const notice::Notice& notice = Shipped(name);
    for (const Activity& activity : notice.activities) {
      if (activity.barred.empty()) continue;
      ++barred;
      for (const Leaflet& leaflet : AllLeaflets(From(notice)))
        for (const std::string prefix : {"activity-", "short-"})
          EXPECT_EQ(At(leaflet, prefix + activity.id), "") << leaflet.name;
    }
  }
  EXPECT_GT(barred, 0);
}

TEST(LeafletTest, AServicesPageTellsOfItsOwnActivitiesAndOfThoseOfAllServices) {
  const notice::Notice& notice = Shipped("example");
  const Leaflet home = ServiceNotice(From(notice), *notice.FindService("home-support"));
  EXPECT_EQ(home.title, "Support at home");
  EXPECT_NE(At(home, "activity-support"), "");
  EXPECT_NE(At(home, "activity-newsletter"), "") << "it belongs to no service";
  EXPECT_EQ(At(home, "activity-reception"), "") << "it belongs to the day centre";
  EXPECT_NE(At(home, "complaint-regulator"), "");
}

TEST(LeafletTest, NamesThatHoldAnAndAreKeptApart) {
  const Leaflet full = FullNotice(From(Shipped("example")));
  EXPECT_EQ(At(full, "activity-support-data"),
            "Name and contact details; support notes; and support plan.");
}

// The same sentence under five rights helps nobody.
TEST(LeafletTest, AClauseStandsUnderTheFirstRightThatItPromises) {
  const notice::Notice& notice = Shipped("example");
  const Leaflet full = FullNotice(From(notice));
  const auto clause = std::ranges::find(notice.clauses, "HL-17", &notice::Clause::id);
  EXPECT_THAT(Between(WholeText(full), clause->text, "\n"), SizeIs(1));
}

TEST(LeafletTest, TheFormBlockNamesUsTheNoticeAndTheRegulator) {
  const std::string block = FormBlock(From(Shipped("example")));
  for (const std::string word : {"Harbour Lights Community Care", "Information Commissioner",
                                 "privacy@harbourlights.example", "2026-11"})
    EXPECT_THAT(block, HasSubstr(word));
}

}  // namespace
}  // namespace almoner::render
