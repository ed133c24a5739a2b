// The versions of a notice, and what they mean at the door.
#include "versions/versions.h"

#include <gmock/gmock.h>

#include "support/house.h"

namespace almoner::versions {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// A home whose first version is in force; the test adds later ones.
class VersionsTest : public HouseTest {
 protected:
  static std::string EditedText(std::string_view what, std::string_view with) {
    std::string text = NoticeText("example");
    const auto replace = [&](std::string_view old, std::string_view now) {
      const std::size_t at = text.find(old);
      EXPECT_NE(at, std::string::npos) << old;
      text.replace(at, old.size(), now);
    };
    replace("version: \"2026-11\"", "version: \"2027-01\"");
    if (!what.empty()) replace(what, with);
    return text;
  }
  static notice::Notice Edited() { return CompileNotice(EditedText("", "")); }

  Status Put(const notice::Notice& notice) {
    return house.Amend([&](const keys::Change& change) { return Add(change, notice, "its text"); });
  }
  Status Happen(const notice::Notice& notice, std::string kind, std::string step = {},
                std::optional<StaffId> by = {}) {
    return house.Amend([&](const keys::Change& change) {
      return Record(change, {.id = EventId::New(house.random()),
                             .hash = notice.hash,
                             .kind = kind,
                             .step = step,
                             .note = {},
                             .at = change.now,
                             .staff = by});
    });
  }
  Status Publish(const notice::Notice& notice) {
    return house.Amend([&](const keys::Change& change) {
      return Enforce(change, house.random(), notice, house.officer, false);
    });
  }
  Status Through(const notice::Notice& notice) {
    TRY(Put(notice));
    TRY(Happen(notice, "checked"));
    TRY(Happen(notice, "approved", "officer", house.officer));
    TRY(Happen(notice, "approved", "trustees", house.second_officer));
    return Publish(notice);
  }
  Standing StandingOf(const notice::Notice& notice) {
    const auto standing = store().Read([&](store::ReadTx& tx) {
      return StatusOf(tx, house.keys(), {.hash = notice.hash, .name = notice.version, .added = {}},
                      notice);
    });
    EXPECT_THAT(standing, IsOk());
    return *standing;
  }
  std::string Now() {
    const auto hash = store().Read([](store::ReadTx& tx) { return InForce(tx); });
    EXPECT_THAT(hash, IsOk());
    return *hash;
  }
};
INSTANTIATE_ENGINES(VersionsTest);

TEST_P(VersionsTest, AVersionGoesFromDraftToForceAndEndsTheOneBefore) {
  const notice::Notice next = Edited();
  ASSERT_THAT(Put(next), IsOk());
  EXPECT_EQ(StandingOf(next).state, State::kDraft);
  ASSERT_THAT(Happen(next, "checked"), IsOk());
  EXPECT_EQ(StandingOf(next).state, State::kChecked);
  EXPECT_THAT(StandingOf(next).unsigned_steps, ElementsAre("officer", "trustees"));
  ASSERT_THAT(Happen(next, "approved", "officer", house.officer), IsOk());
  EXPECT_THAT(StandingOf(next).unsigned_steps, ElementsAre("trustees"));
  ASSERT_THAT(Happen(next, "approved", "trustees", house.second_officer), IsOk());
  EXPECT_EQ(StandingOf(next).state, State::kApproved);
  EXPECT_EQ(Now(), house.notice().hash);
  EXPECT_THAT(Publish(next), FailsWith(Code::kConflict)) << "not at the moment of the one before";
  house.clock().Advance(std::chrono::seconds(1));
  ASSERT_THAT(Publish(next), IsOk());
  EXPECT_EQ(StandingOf(next).state, State::kInForce);
  EXPECT_EQ(StandingOf(house.notice()).state, State::kSuperseded);
  EXPECT_EQ(Now(), next.hash);
}

TEST_P(VersionsTest, NothingComesIntoForceUncheckedOrUnsigned) {
  const notice::Notice next = Edited();
  EXPECT_THAT(Publish(next), FailsWith(Code::kNotFound));
  ASSERT_THAT(Put(next), IsOk());
  EXPECT_THAT(Publish(next), FailsWith(Code::kRefused));
  ASSERT_THAT(Happen(next, "checked"), IsOk());
  EXPECT_THAT(Publish(next), FailsWith(Code::kRefused));
  ASSERT_THAT(Happen(next, "approved", "officer", house.officer), IsOk());
  EXPECT_THAT(Publish(next), FailsWith(Code::kRefused));
  EXPECT_EQ(Now(), house.notice().hash);
  EXPECT_THAT(Put(next), FailsWith(Code::kConflict)) << "the same text twice";
}

// Which version something was collected under is told by the clock.
TEST_P(VersionsTest, AClockThatWasSetBackPublishesNothing) {
  const notice::Notice next = Edited();
  ASSERT_THAT(Put(next), IsOk());
  ASSERT_THAT(Happen(next, "checked"), IsOk());
  ASSERT_THAT(Happen(next, "approved", "officer", house.officer), IsOk());
  ASSERT_THAT(Happen(next, "approved", "trustees", house.second_officer), IsOk());
  house.clock().Advance(-std::chrono::hours(1));
  EXPECT_THAT(Publish(next), FailsWith(Code::kConflict));
  house.clock().Advance(std::chrono::hours(2));
  EXPECT_THAT(Publish(next), IsOk());
  EXPECT_THAT(store().Read([&](store::ReadTx& tx) { return CheckRows(tx, house.keys()); }), IsOk());
}

// Both rows of the home as they were before the last publication: a good stamp, and too old.
TEST_P(VersionsTest, AnOlderNoticeThatIsPutBackIsNotInForce) {
  const auto home = [&](Literal sql) {
    return store().Write([&](store::Tx& tx) -> Status {
      TRY(tx.Execute(sql));
      return {};
    });
  };
  ASSERT_THAT(home("INSERT INTO home (name, value) SELECT 'kept-' || name, value FROM home WHERE "
                   "name IN ('notice', 'notice-stamp')"),
              IsOk());
  house.clock().Advance(std::chrono::hours(1));
  house.Publish(EditedText("", ""));
  ASSERT_THAT(home("UPDATE home SET value = (SELECT k.value FROM home k WHERE k.name = 'kept-' || "
                   "home.name) WHERE name IN ('notice', 'notice-stamp')"),
              IsOk());
  EXPECT_THAT(store().Read([&](store::ReadTx& tx) { return InForceChecked(tx, house.keys()); }),
              FailsWith(Code::kCorrupt));
}

TEST_P(VersionsTest, WhatWasChangedFromOutsideIsNotBelieved) {
  const auto checked = [&] {
    return store().Read([&](store::ReadTx& tx) { return CheckRows(tx, house.keys()); });
  };
  ASSERT_THAT(checked(), IsOk());
  const auto tamper = [&](Literal sql) {
    ASSERT_THAT(store().Write([&](store::Tx& tx) -> Status {
      TRY(tx.Execute(sql));
      return {};
    }),
                IsOk());
    EXPECT_THAT(checked(), FailsWith(Code::kCorrupt));
  };
  tamper("UPDATE notice_event SET at = at + 1 WHERE kind = 'in-force'");
  ASSERT_THAT(store().Write([](store::Tx& tx) -> Status {
    TRY(tx.Execute("UPDATE notice_event SET at = at - 1 WHERE kind = 'in-force'"));
    return {};
  }),
              IsOk());
  ASSERT_THAT(checked(), IsOk());
  tamper("UPDATE notice_version SET name = 'another'");
}

TEST_P(VersionsTest, PeopleAreShownAVersionOnceForEachWay) {
  const SubjectId ana = house.Person("Ana Kovač");
  const auto tell = [&](std::string channel) {
    return house.Amend([&](const keys::Change& change) {
      return Tell(change, {.subject = ana,
                           .hash = house.notice().hash,
                           .channel = channel,
                           .at = change.now,
                           .staff = house.worker});
    });
  };
  ASSERT_THAT(tell("paper"), IsOk());
  ASSERT_THAT(tell("paper"), IsOk());
  ASSERT_THAT(tell("web"), IsOk());
  EXPECT_THAT(tell("pigeon"), FailsWith(Code::kInvalid));
  const auto told = store().Read([&](store::ReadTx& tx) { return ToldTo(tx, house.keys(), ana); });
  ASSERT_THAT(told, IsOk());
  EXPECT_EQ(told->size(), 2U);
}

// The second version lets the reception read support notes, which the first did not.
constexpr std::string_view kBefore =
    "    reads: [contact-details]\n    writes: [contact-details]\n    roles: [receptionist]";
constexpr std::string_view kAfter =
    "    condition: 9(2)(h)\n    schedule-1: \"2\"\n    reads: [contact-details, support-notes]\n  "
    "  writes: [contact-details]\n    roles: [receptionist]";

class NewUseTest : public VersionsTest {
 protected:
  gate::Outcome<gate::Opened> Reception(const SubjectId& person) {
    return house.gate().Open({.actor = house.receptionist,
                              .purpose = "reception",
                              .subjects = {person},
                              .categories = {"contact-details", "support-notes"}});
  }
  void LetReceptionReadNotes() {
    house.clock().Advance(std::chrono::hours(1));
    house.Publish(EditedText(kBefore, kAfter));
    house.clock().Advance(std::chrono::hours(1));
  }
};
INSTANTIATE_ENGINES(NewUseTest);

TEST_P(NewUseTest, WhatWasGivenBeforeIsRefusedUntilThePersonWasShownTheNotice) {
  const SubjectId ana = house.Person("Ana Kovač");
  house.Note(ana, "Slept well.");
  EXPECT_THAT(Reception(ana), RefusedBy(gate::Rule::kMinimisation));
  LetReceptionReadNotes();
  EXPECT_THAT(Reception(ana), RefusedBy(gate::Rule::kNewUse));
  ASSERT_THAT(house.Amend([&](const keys::Change& change) {
    return Tell(change, {.subject = ana,
                         .hash = house.notice().hash,
                         .channel = "letter",
                         .at = change.now,
                         .staff = house.officer});
  }),
              IsOk());
  EXPECT_EQ(house.Reveal(almoner::Allowed(Reception(ana))).size(), 2U);
}

TEST_P(NewUseTest, WhatIsGivenUnderTheLaterVersionMayBeUsedAtOnce) {
  const SubjectId ana = house.Person("Ana Kovač");
  LetReceptionReadNotes();
  house.Note(ana, "Slept well.");
  EXPECT_EQ(house.Reveal(almoner::Allowed(Reception(ana))).size(), 2U);
}

TEST_P(NewUseTest, ShowingAnOlderVersionDoesNotHelp) {
  const SubjectId ana = house.Person("Ana Kovač");
  house.Note(ana, "Slept well.");
  ASSERT_THAT(house.Amend([&](const keys::Change& change) {
    return Tell(change, {.subject = ana,
                         .hash = house.notice().hash,
                         .channel = "letter",
                         .at = change.now,
                         .staff = house.officer});
  }),
              IsOk());
  LetReceptionReadNotes();
  EXPECT_THAT(Reception(ana), RefusedBy(gate::Rule::kNewUse));
}

TEST_P(NewUseTest, WhatTheLawImposesNeedsNobodyToBeTold) {
  const SubjectId ana = house.Person("Ana Kovač");
  house.Note(ana, "Slept well.");
  LetReceptionReadNotes();
  EXPECT_EQ(house.Texts(house.officer, "law.rights", ana).size(), 3U);
}

TEST_P(NewUseTest, ADoorThatDecidesByAVersionNoLongerInForceDecidesNothing) {
  const SubjectId ana = house.Person("Ana Kovač");
  bool noticed = false;
  gate::Gate old(
      gate::Context{store(), house.keys(), house.notice(), house.clock(), house.random(), {}, [&] {
                      noticed = true;
                    }});
  LetReceptionReadNotes();
  const auto opened = old.Open({.actor = house.worker, .purpose = "support", .subjects = {ana}});
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, Code::kConflict);
  EXPECT_TRUE(noticed) << "so that the home reads which one is in force";
}

TEST_P(NewUseTest, MergingKeepsWhatEachWasShownAndErasingForgetsIt) {
  const SubjectId ana = house.Person("Ana Kovač");
  const SubjectId twin = house.Person("Anna Kovac", "01632 960002");
  ASSERT_THAT(house.Amend([&](const keys::Change& change) {
    return Tell(change, {.subject = twin,
                         .hash = house.notice().hash,
                         .channel = "letter",
                         .at = change.now,
                         .staff = house.officer});
  }),
              IsOk());
  almoner::Allowed(house.gate().Merge({.actor = house.worker, .purpose = "support"}, twin, ana));
  const auto told = store().Read([&](store::ReadTx& tx) { return ToldTo(tx, house.keys(), ana); });
  ASSERT_THAT(told, IsOk());
  EXPECT_EQ(told->size(), 1U);
}

TEST_P(NewUseTest, ShowingTheNoticeAgainInTheSameWayCountsFromTheLaterTime) {
  const SubjectId ana = house.Person("Ana Kovač");
  const auto show = [&] {
    return house.Amend([&](const keys::Change& change) {
      return Tell(change, {.subject = ana,
                           .hash = house.notice().hash,
                           .channel = "letter",
                           .at = change.now,
                           .staff = house.officer});
    });
  };
  ASSERT_THAT(show(), IsOk());
  house.clock().Advance(std::chrono::hours(3));
  ASSERT_THAT(show(), IsOk());
  const auto told = store().Read([&](store::ReadTx& tx) { return ToldTo(tx, house.keys(), ana); });
  ASSERT_THAT(told, IsOk());
  ASSERT_EQ(told->size(), 1U);
  EXPECT_EQ(told->front().at, house.clock().Now());
}

TEST(UnreadPastTest, OfAVersionThatCannotBeReadAnyMorePeopleKnowNothing) {
  const notice::Notice now = CompileNotice(NoticeText("example"));
  const Past past = MakeUnreadPast("0123", {}, {}, now);
  for (std::size_t a = 0; a < now.activities.size(); ++a) {
    const notice::NewUse& use = past.Use(now, static_cast<notice::Index>(a), 0);
    EXPECT_EQ(use.tell,
              now.activities[a].imposed ? notice::CategorySet() : now.activities[a].reads);
  }
}

TEST(NextReviewTest, IsTheEarlierOfCycleAndPlanAndMovesWhenOneIsHeld) {
  const auto day = [](const char* text) { return *ParseDate(text); };
  const auto at = [&](const char* text) { return Time::FromUtcDate(day(text)); };
  notice::Document document;
  EXPECT_FALSE(NextReview(document, at("2026-11-02"), {}, day("2026-11-22")));
  document.review_every = notice::Period{.months = 6};
  auto next = NextReview(document, at("2026-08-31"), {}, day("2026-11-22"));
  ASSERT_TRUE(next);
  EXPECT_EQ(next->due, day("2027-02-28")) << "the last day of a short month";
  EXPECT_FALSE(next->overdue);
  EXPECT_TRUE(NextReview(document, at("2026-08-31"), {}, day("2027-03-01"))->overdue);
  document.review_dates = {day("2026-12-01"), day("2026-06-01")};
  EXPECT_EQ(NextReview(document, at("2026-08-31"), {}, day("2026-11-22"))->due, day("2026-12-01"));
  next = NextReview(document, at("2026-08-31"), {at("2026-12-01")}, day("2026-12-02"));
  EXPECT_EQ(next->due, day("2027-06-01"));
}

}  // namespace
}  // namespace almoner::versions
