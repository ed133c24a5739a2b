// News: put in with what happened, for those who are told of it, and for nobody else.
#include "outbox/news.h"

#include "outbox/claim.h"
#include "outbox/test_outbox.h"

namespace almoner::outbox {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

class NewsTest : public OutboxTest {
 protected:
  WebhookId Made(const std::vector<std::string>& kinds) {
    const WebhookId id = WebhookId::New(random_);
    EXPECT_THAT(Amend([&](const keys::Change& change) {
                  return Insert(change, id, kinds,
                                {.url = "https://rota.example/almoner",
                                 .secret = SecretBytes::CopyOf("whsec_secret")});
                }),
                IsOk());
    return id;
  }
  void Happened(Literal kind = "request.received") {
    EXPECT_THAT(Amend([&](const keys::Change& change) {
                  return Announce(change, kind, {{"request", "0123456789abcdef"}});
                }),
                IsOk());
  }
  std::optional<ClaimedNews> NextNews(const std::vector<WebhookId>& without = {}) {
    auto claimed = ClaimNews(store(), clock_.Now(), without);
    EXPECT_THAT(claimed, IsOk());
    return claimed ? *std::move(claimed) : std::nullopt;
  }
  Result<std::string> Data(const ClaimedNews& news) {
    return store().Read([&](store::ReadTx& tx) { return DataOf(tx, *keys_, news); });
  }
  Status Ended(const ClaimedNews& news, bool taken, const std::optional<Time>& next = {}) {
    return store().Write([&](store::Tx& tx) {
      return EndNews(tx, news, taken, taken ? "taken" : "reply 500", next, clock_.Now());
    });
  }
  Webhook Found(const WebhookId& id) {
    auto found = store().Read([&](store::ReadTx& tx) { return FindWebhook(tx, id); });
    EXPECT_THAT(found, IsOk());
    return *std::move(found);
  }
  void Meddle(Literal sql) {
    EXPECT_THAT(store().Write([&](store::Tx& tx) { return tx.Execute(sql); }), IsOk());
  }
};
INSTANTIATE_ENGINES(NewsTest);

TEST_P(NewsTest, WhoIsToldOfItGetsItOnceWithItsIdsAndTheEntry) {
  const WebhookId told = Made({"request.closed", "request.received"});
  Made({"consent.given"});
  Happened();
  const auto news = NextNews();
  ASSERT_TRUE(news);
  EXPECT_EQ(news->webhook, told);
  EXPECT_EQ(news->kind, "request.received");
  EXPECT_EQ(news->tries, 1);
  EXPECT_THAT(Data(*news), IsOkAndHolds(HasSubstr(R"("request":"0123456789abcdef")")));
  EXPECT_THAT(Data(*news), IsOkAndHolds(HasSubstr(R"("entry":")")));
  EXPECT_FALSE(NextNews()) << "it is leased, and nobody else is told";
}

TEST_P(NewsTest, WhatFailsIsNotTold) {
  Made({"request.received"});
  EXPECT_THAT(Amend([&](const keys::Change& change) -> Status {
                TRY(Announce(change, "request.received", {}));
                return Fail(Code::kConflict, "It did not happen.");
              }),
              Not(IsOk()));
  EXPECT_FALSE(NextNews());
}

TEST_P(NewsTest, WhatIsTakenLosesItsIdsAndWhatIsNotComesAgain) {
  const WebhookId id = Made({"request.received"});
  Happened();
  const auto first = NextNews();
  ASSERT_TRUE(first);
  const Time next = clock_.Now() + minutes(30);
  EXPECT_THAT(Ended(*first, false, next), IsOk());
  EXPECT_THAT(Ended(*first, true), FailsWith(Code::kConflict)) << "its turn is over";
  EXPECT_TRUE(Found(id).failing);
  EXPECT_FALSE(NextNews());
  clock_.Advance(minutes(30));
  EXPECT_FALSE(NextNews({id})) << "of whom this round has had enough";
  const auto second = NextNews();
  ASSERT_TRUE(second);
  EXPECT_EQ(second->id, first->id);
  EXPECT_EQ(second->tries, 2);
  EXPECT_THAT(Ended(*second, true), IsOk());
  EXPECT_FALSE(Found(id).failing);
  EXPECT_EQ(Rows("SELECT COUNT(*) FROM news WHERE sealed IS NOT NULL"), 0);
  clock_.Advance(hours(24 * 31));
  EXPECT_THAT(store().Write([&](store::Tx& tx) { return TidyNews(tx, clock_.Now()); }), IsOk());
  EXPECT_EQ(Rows("SELECT COUNT(*) FROM news"), 0);
}

TEST_P(NewsTest, ALeaseThatIsOverIsAnothersAndAClockThatWasWrongHoldsNothingBack) {
  Made({"request.received"});
  Happened();
  const auto first = NextNews();
  clock_.Advance(kLease);
  const auto second = NextNews();
  ASSERT_TRUE(first && second);
  EXPECT_THAT(Ended(*first, true), FailsWith(Code::kConflict));
  EXPECT_THAT(Ended(*second, false, clock_.Now() + hours(24 * 365)), IsOk());
  EXPECT_TRUE(NextNews());
}

TEST_P(NewsTest, AStoppedWebhookIsToldNothingUntilItIsStartedAgain) {
  const WebhookId id = Made({"request.received"});
  Happened();
  EXPECT_THAT(Amend([&](const keys::Change& change) { return Stop(change, id, "gone"); }), IsOk());
  Happened();
  EXPECT_FALSE(NextNews());
  const auto facts = store().Read([&](store::ReadTx& tx) { return NewsOf(tx, id, 10); });
  ASSERT_THAT(facts, IsOkAndHolds(SizeIs(1)));
  EXPECT_EQ(facts->front().outcome, "gone");
  EXPECT_TRUE(facts->front().ended);
  EXPECT_THAT(Amend([&](const keys::Change& change) { return Start(change, id); }), IsOk());
  Happened();
  EXPECT_TRUE(NextNews());
}

TEST_P(NewsTest, NobodyHasAnythingSentByWritingIntoTheDatabase) {
  const WebhookId id = Made({"request.received"});
  Happened();
  const auto target = [&] {
    const Webhook webhook = Found(id);
    return store().Read([&](store::ReadTx& tx) { return TargetOf(tx, *keys_, webhook); });
  };
  EXPECT_EQ(target()->url, "https://rota.example/almoner");
  Meddle("UPDATE webhook SET kinds = 'consent.given,request.received'");
  EXPECT_THAT(target(), FailsWith(Code::kCorrupt));
  Meddle("UPDATE news SET kind = 'consent.given'");
  const auto news = NextNews();
  ASSERT_TRUE(news);
  EXPECT_THAT(Data(*news), FailsWith(Code::kCorrupt));
}

TEST_P(NewsTest, WithAWebhookGoesAllOfItAndItsKey) {
  const std::int64_t keys = KeysLeft();
  const WebhookId id = Made({"request.received"});
  Happened();
  EXPECT_EQ(Rows("SELECT COUNT(*) FROM news"), 1);
  EXPECT_THAT(Amend([&](const keys::Change& change) { return Remove(change, id); }), IsOk());
  EXPECT_EQ(Rows("SELECT COUNT(*) FROM news"), 0);
  EXPECT_EQ(KeysLeft(), keys);
  EXPECT_THAT(Amend([&](const keys::Change& change) { return Remove(change, id); }),
              FailsWith(Code::kNotFound));
}

TEST_P(NewsTest, ARestoredDatabaseTellsNothingAgain) {
  const WebhookId id = Made({"request.received"});
  Happened();
  EXPECT_THAT(store().Write([&](store::Tx& tx) { return QuarantineNews(tx, clock_.Now()); }),
              IsOk());
  EXPECT_FALSE(NextNews());
  EXPECT_EQ(store().Read([&](store::ReadTx& tx) { return NewsOf(tx, id, 10); })->front().outcome,
            "restored");
}

TEST(NewsKinds, AreInOrderAndEachSaysWhatItIs) {
  EXPECT_TRUE(std::ranges::is_sorted(NewsKinds(), {}, &NewsKind::id));
  for (const NewsKind& kind : NewsKinds()) {
    EXPECT_THAT(kind.id, HasSubstr("."));
    EXPECT_THAT(kind.words, Not(IsEmpty()));
    EXPECT_THAT(kind.ids, Not(IsEmpty()));
  }
}

}  // namespace
}  // namespace almoner::outbox
