// What pictures are drawn from: the same as the records say, on both engines.
#include "app/figures.h"

#include <numeric>

#include "app/nightly.h"
#include "app/tallies.h"
#include "app/test_backups.h"
#include "notice/compile.h"
#include "standing/due.h"
#include "support/house.h"

namespace almoner::app {
namespace {

using testing::Contains;
using testing::Each;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

Date Day(std::string_view text) { return ParseDate(text).value(); }

std::int64_t Sum(const std::vector<std::int64_t>& counts) {
  return std::accumulate(counts.begin(), counts.end(), std::int64_t{0});
}

class Requests {
 public:
  struct What {
    std::optional<Date> due = {};
    std::optional<Date> promised = {};
    std::optional<Date> acknowledged = {};
    std::optional<Date> answered = {};
  };
  void Add(law::Right right, std::string_view received, const What& what) {
    rights::State state{.id = RequestId::New(random_), .right = right, .received = Day(received)};
    state.acknowledged = what.acknowledged;
    state.answered = what.answered;
    law::Due due;
    due.due = what.due;
    due.promised_due = what.promised;
    all_.push_back(std::make_shared<const rights::Dated>(
        rights::Dated{.state = std::move(state), .due = std::move(due)}));
  }
  [[nodiscard]] std::vector<std::vector<std::int64_t>> Of(law::Right right) const {
    const auto bars = RequestsByAge(all_, statute_.limits(), Day("2026-11-22"));
    std::vector<std::vector<std::int64_t>> counts;
    for (const auto& bar : bars.groups[static_cast<std::size_t>(right)].bars)
      counts.push_back(bar.counts);
    return counts;
  }
  [[nodiscard]] const rights::Listed& all() const { return all_; }
  [[nodiscard]] const law::Statute& statute() const { return statute_; }

 private:
  FixedRandom random_;
  law::Statute statute_ = law::Statute::Load().value();
  rights::Listed all_;
};

using Right = law::Right;
const std::vector<std::int64_t> kNone = {0, 0, 0};

TEST(RequestsByAgeTest, EachStandsInItsBandAndTheLimitAfterTheMonth) {
  Requests requests;
  requests.Add(Right::kAccess, "2026-11-22", {.due = Day("2026-12-22")});
  requests.Add(Right::kAccess, "2026-11-15", {.due = Day("2026-12-15")});  // a week ago
  requests.Add(Right::kAccess, "2026-11-14", {.due = Day("2026-12-14")});
  requests.Add(Right::kAccess, "2026-11-01", {.due = Day("2026-12-01")});
  requests.Add(Right::kAccess, "2026-10-22", {.due = Day("2026-11-23")});  // rolls to Monday
  requests.Add(Right::kAccess, "2026-10-21", {.due = Day("2026-11-23")});  // by then in time still
  requests.Add(Right::kAccess, "2026-10-20", {.due = Day("2026-11-20")});
  requests.Add(Right::kAccess, "2026-08-01", {});  // its clock stands
  EXPECT_THAT(requests.Of(Right::kAccess),
              ElementsAre(std::vector<std::int64_t>{2, 0, 0}, std::vector<std::int64_t>{1, 0, 0},
                          std::vector<std::int64_t>{1, 0, 0}, std::vector<std::int64_t>{1, 0, 0},
                          std::vector<std::int64_t>{1, 0, 1}, std::vector<std::int64_t>{0, 1, 0}));
  EXPECT_THAT(requests.Of(Right::kErasure), Each(kNone));
}

TEST(RequestsByAgeTest, WhatIsAnsweredIsLeftOutAndTheNoticesSoonerDayCounts) {
  Requests requests;
  requests.Add(Right::kErasure, "2026-11-01",
               {.due = Day("2026-12-01"), .answered = Day("2026-11-02")});
  EXPECT_THAT(requests.Of(Right::kErasure), Each(kNone));
  requests.Add(Right::kErasure, "2026-11-05",
               {.due = Day("2026-12-05"), .promised = Day("2026-11-19")});
  EXPECT_THAT(requests.Of(Right::kErasure), Contains(std::vector<std::int64_t>{0, 0, 1}));
}

TEST(RequestsByAgeTest, AComplaintIsMeasuredByWhenItWasAcknowledged) {
  Requests requests;
  const Date last = Day("2026-10-31");
  requests.Add(Right::kComplaint, "2026-10-01", {.due = last, .acknowledged = Day("2026-10-02")});
  requests.Add(Right::kComplaint, "2026-10-01", {.due = last, .acknowledged = Day("2026-11-02")});
  requests.Add(Right::kComplaint, "2026-10-01", {.due = last});
  EXPECT_EQ(requests.Of(Right::kComplaint)[4], (std::vector<std::int64_t>{1, 0, 2}));
  const auto bars = RequestsByAge(requests.all(), requests.statute().limits(), Day("2026-11-22"));
  EXPECT_EQ(bars.groups.back().limit->label, "to be acknowledged: 30 days");
  EXPECT_EQ(bars.groups.front().limit->label, "the law’s limit: 1 month");
  EXPECT_EQ(picture::Draw(bars).sentence,
            "3 open requests: 1 in time, 0 clock stopped and 2 late.");
}

// Each clause of each notice that promises something has one mark, and every recipient that is
// ever given anything its place on the map.
class NoticeFiguresTest : public testing::TestWithParam<const char*> {};

TEST_P(NoticeFiguresTest, TheMapHasWhatTheNoticeSaysAndStaysSmall) {
  const notice::Notice notice = CompileNotice(NoticeText(GetParam()));
  const picture::Flow map = DataMap(notice);
  const auto has = [&](std::size_t layer, const std::string& label) {
    return std::ranges::find(map.layers[layer].nodes, label, &picture::Flow::Node::label) !=
           map.layers[layer].nodes.end();
  };
  std::size_t own = 0;
  for (const notice::Activity& activity : notice.activities) {
    if (activity.imposed || !activity.barred.empty()) continue;
    ++own;
    EXPECT_TRUE(has(1, activity.purpose)) << activity.purpose;
    for (const notice::Index to : activity.recipients)
      EXPECT_EQ(has(2, notice.recipients[to].name), !notice.recipients[to].never);
  }
  EXPECT_GE(map.layers[1].nodes.size(), own);
  std::set<std::size_t> in_a_country;
  for (const picture::Link& link : map.links)
    if (link.layer == 2) in_a_country.insert(link.from);
  EXPECT_EQ(in_a_country.size(), map.layers[2].nodes.size());
  const picture::Picture drawn = picture::Draw(map);
  EXPECT_LT(drawn.narrow.size(), 60U * 1024);
  EXPECT_LT(drawn.wide.size(), 60U * 1024);
  EXPECT_GE(drawn.table.rows.size(), map.layers[1].nodes.size());
}

INSTANTIATE_TEST_SUITE_P(Notices, NoticeFiguresTest,
                         testing::Values("example", "aptcoo", "customer-data-protection",
                                         "anglian-community-enterprise",
                                         "stronger-together-thurrock",
                                         "halifax-opportunities-trust"));

TEST(DataMapTest, CountriesAreSaidInWordsAndMarked) {
  std::string text = NoticeText("stronger-together-thurrock");
  const std::string unstated = "people: [website-visitor], country: unstated}";
  ASSERT_TRUE(text.contains(unstated));
  text.replace(text.find(unstated), unstated.size(), "people: [website-visitor], country: US}");
  const picture::Flow map = DataMap(CompileNotice(text));
  std::map<std::string, picture::Place> places;
  for (const auto& node : map.layers[3].nodes) places[node.label] = node.place;
  EXPECT_THAT(places, testing::IsSupersetOf({std::pair<const std::string, picture::Place>(
                                                 "United Kingdom", picture::Place::kHere),
                                             {"United States", picture::Place::kAbroad},
                                             {"not stated", picture::Place::kUnstated}}));
}

Promise Kind(Kept kept, std::vector<std::pair<std::string, Shown>> proofs, std::string by = "") {
  Promise promise{
      .clause = "C-" + std::to_string(static_cast<int>(kept)), .text = {}, .kept = kept};
  if (!by.empty()) promise.by.push_back(by);
  for (auto& [proof, shown] : proofs)
    promise.queries.push_back({proof, "", ProofResult{.shown = shown, .words = {}, .at = {}}});
  return promise;
}

TEST(PromiseBoardTest, BrokenMeansThatRecordsBreakItAndAtRiskThatTheyWill) {
  using picture::Standing;
  const notice::Notice notice = CompileNotice(NoticeText("example"));
  const auto standing = [&](const Promise& promise) -> std::optional<Standing> {
    for (const auto& part : PromiseBoard(notice, {promise}, {"near"}).parts)
      if (!part.cells.empty()) return part.cells.front().standing;
    return std::nullopt;
  };
  EXPECT_EQ(standing(Kind(Kept::kProved, {{"x", Shown::kKept}})), Standing::kKept);
  EXPECT_EQ(standing(Kind(Kept::kEnforced, {})), Standing::kKept);
  EXPECT_EQ(standing(Kind(Kept::kProved, {{"near", Shown::kKept}})), Standing::kAtRisk);
  EXPECT_EQ(standing(Kind(Kept::kNotKept, {{"near", Shown::kBroken}})), Standing::kBroken);
  EXPECT_EQ(standing(Kind(Kept::kNotKept, {})), Standing::kNotShown);
  EXPECT_EQ(standing(Kind(Kept::kConfigured, {{"near", Shown::kNothing}})), Standing::kNotShown);
  EXPECT_EQ(standing(Kind(Kept::kStated, {})), std::nullopt);
  const auto part_of = [&](const Promise& promise) {
    for (const auto& part : PromiseBoard(notice, {promise}, {}).parts)
      if (!part.cells.empty()) return part.name;
    return std::string();
  };
  EXPECT_EQ(part_of(Kind(Kept::kEnforced, {}, "retention support-notes")), "How long it is kept");
  EXPECT_EQ(part_of(Kind(Kept::kEnforced, {}, "website")), "The website");
  EXPECT_EQ(part_of(Kind(Kept::kEnforced, {}, "something new")), "How we work");
}

// Over the demonstration's home.
class FiguresTest : public BackupsTest {
 protected:
  static std::int64_t Number(App& app, Literal sql) {
    return app.store()
        .Read([&](store::ReadTx& tx) -> Result<std::int64_t> { return TRY(tx.Maybe(sql))->Int(0); })
        .value();
  }
  static picture::Columns Consents(App& app, Date today) {
    return app.store().Read([&](store::ReadTx& tx) { return ConsentsByMonth(tx, today); }).value();
  }
  static picture::Columns Over(App& app) {
    return app.store().Read([](store::ReadTx& tx) { return PromisesByMonth(tx); }).value();
  }
};
INSTANTIATE_ENGINES(FiguresTest);

TEST_P(FiguresTest, ConsentsFallIntoTheMonthsOfLondon) {
  const auto app = Open();
  const auto all = Number(*app, "SELECT COUNT(*) FROM consent_event");
  ASSERT_GT(all, 0);
  std::int64_t counted = 0;
  const picture::Columns columns = Consents(*app, Day("2026-11-22"));
  ASSERT_THAT(columns.periods, SizeIs(12));
  EXPECT_EQ(columns.periods.front().label, "December 2025");
  EXPECT_EQ(columns.periods.back().label, "November 2026");
  for (const auto& period : columns.periods) counted += Sum(period.counts);
  EXPECT_EQ(counted, all);
  // The last hour of June by UTC is July already in London.
  const Time moment = *Time::Parse("2026-06-30T23:30:00Z");
  ASSERT_THAT(app->store().Write([&](store::Tx& tx) -> Status {
    TRY(tx.Execute("UPDATE consent_event SET at = $1", moment));
    return {};
  }),
              IsOk());
  const picture::Columns moved = Consents(*app, Day("2026-11-22"));
  EXPECT_EQ(moved.periods[7].label, "July 2026");
  EXPECT_EQ(Sum(moved.periods[7].counts), all);
  EXPECT_EQ(Sum(Consents(*app, Day("2027-07-01")).periods.front().counts), 0) << "a year later";
  EXPECT_EQ(Sum(Consents(*app, Day("2027-06-30")).periods[0].counts), all);
}

TEST_P(FiguresTest, EverybodyStandsInOneYearOfWhatIsAheadOrInNone) {
  const auto app = Open();
  ASSERT_THAT(retention::FindDue(app->gate().context(), clock_.Now()), IsOk());
  const auto look = [&] {
    return app->store()
        .Read([&](store::ReadTx& tx) {
          return RetentionAhead(tx, app->notice(), LondonDate(clock_.Now()));
        })
        .value();
  };
  const Ahead ahead = look();
  std::int64_t people = ahead.open + ahead.unknown;
  for (const auto& year : ahead.years.periods) people += Sum(year.counts);
  EXPECT_EQ(people, Number(*app, "SELECT COUNT(*) FROM due_hint"));
  ASSERT_THAT(ahead.years.periods, Not(IsEmpty()));
  EXPECT_EQ(ahead.years.periods.front().label, "2026 or before");
  ASSERT_THAT(app->store().Write([&](store::Tx& tx) -> Status {
    TRY(tx.Execute("UPDATE due_hint SET month = $1", standing::MonthOf(Day("2099-03-01"))));
    return {};
  }),
              IsOk());
  const Ahead far = look();
  EXPECT_EQ(far.years.periods.back().label, "2046 or after");
  EXPECT_EQ(Sum(far.years.periods.back().counts) + far.unknown,
            Number(*app, "SELECT COUNT(*) FROM due_hint"));
  EXPECT_EQ(far.open, 0);
}

TEST_P(FiguresTest, PromisesAreCountedOnceADayAndTheMonthHasItsLastCount) {
  const auto app = Open();
  EXPECT_EQ(picture::Draw(Over(*app)).sentence, "There are no promises.");
  const picture::Board board = BoardNow(*app).value();
  ASSERT_THAT(CountPromises(*app), IsOk());
  ASSERT_THAT(CountPromises(*app), IsOk());
  EXPECT_EQ(Number(*app, "SELECT COUNT(*) FROM promise_tally"), 1);
  const picture::Columns first = Over(*app);
  ASSERT_THAT(first.periods, SizeIs(1));
  EXPECT_EQ(first.periods[0].label, "22 November 2026");
  const auto drawn = picture::Draw(board).table.rows.back();
  for (std::size_t i = 0; i < 4; ++i)
    EXPECT_EQ(std::to_string(first.periods[0].counts[i]), drawn[i + 1]);
  for (const char* night :
       {"2026-11-29T02:00:00Z", "2026-11-30T02:00:00Z", "2026-12-01T02:00:00Z"}) {
    clock_.Set(night);
    EXPECT_THAT(RunNightly(*app).Words(), Not(Contains(testing::HasSubstr("promises"))));
  }
  std::vector<std::string> labels;
  for (const auto& period : Over(*app).periods) labels.push_back(period.label);
  EXPECT_THAT(labels, ElementsAre("November 2026", "1 December 2026"));
  ASSERT_THAT(app->Settle(), IsOk());
}

TEST_P(FiguresTest, WhatBreaksWithinTheWeekIsAtRiskAndWhatIsFurtherIsNot) {
  const auto app = Open();
  EXPECT_THAT(ProofsAtRisk(*app).value(), Not(Contains("holds-reviewed")));
  Hold(*app, People(*app).front(), EventId::New(random_));  // to be reviewed on 1 June 2027
  EXPECT_THAT(ProofsAtRisk(*app).value(), Not(Contains("holds-reviewed")));
  clock_.Set("2027-05-28T10:00:00Z");
  EXPECT_THAT(ProofsAtRisk(*app).value(), Contains("holds-reviewed"));
  clock_.Set("2027-06-02T10:00:00Z");
  EXPECT_THAT(ProofsAtRisk(*app).value(), Not(Contains("holds-reviewed"))) << "broken by now";
}

}  // namespace
}  // namespace almoner::app
