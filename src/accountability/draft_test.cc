#include "accountability/draft.h"

#include <gtest/gtest.h>

#include "support/house.h"

namespace almoner::accountability {
namespace {

class DraftTest : public HouseTest {
 protected:
  DraftTest() : ticket(Ticketed("what only their browser knows")) {}
  Ticket Ticketed(std::string_view secret) {
    return TicketOf(house.keys(), SecretBytes::CopyOf(secret));
  }
  Time Now() { return house.clock().Now(); }
  Status Put(const Ticket& by, const Draft& draft) {
    const ReadyDraft ready = SealDraft(house.keys(), by, draft);
    return store().Write([&](store::Tx& tx) { return PutDraft(tx, ready); });
  }
  std::optional<Draft> Find(const Ticket& by) {
    auto found = FindDraft(store(), house.keys(), by, Now());
    EXPECT_THAT(found, IsOk());
    return found ? *std::move(found) : std::nullopt;
  }
  Draft Written() {
    return {.answers = {{"name", "Ana Kovač"}, {"words", "All of it."}},
            .version = 0,
            .until = Now() + std::chrono::hours(24)};
  }

  Ticket ticket;
};
INSTANTIATE_ENGINES(DraftTest);

TEST_P(DraftTest, WhoHasTheSecretFindsWhatTheyTyped) {
  ASSERT_THAT(Put(ticket, Written()), IsOk());
  const auto found = Find(ticket);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->answers, Written().answers);
  EXPECT_EQ(found->version, 1);
}

TEST_P(DraftTest, AnotherSecretFindsNothingAndNothingReadsAsItWasTyped) {
  ASSERT_THAT(Put(ticket, Written()), IsOk());
  EXPECT_FALSE(Find(Ticketed("what another browser knows")));
  EXPECT_EQ(house.Count("SELECT COUNT(*) FROM draft"), 1);
  const auto row = store().Read([](store::ReadTx& tx) { return tx.One("SELECT body FROM draft"); });
  ASSERT_THAT(row, IsOk());
  EXPECT_EQ(AsText(*row->Blob(0)).find("Kova"), std::string_view::npos);
}

TEST_P(DraftTest, KeyFinderAndFormTokenDoNotTellOneAnother) {
  EXPECT_NE(ToHex(ticket.finder), ToHex(ticket.key.view()));
  EXPECT_NE(ToHex(ticket.finder), ToHex(ticket.form.view()));
  EXPECT_NE(ToHex(ticket.key.view()), ToHex(ticket.form.view()));
}

TEST_P(DraftTest, AfterItsTimeItIsGoneAndThenSwept) {
  ASSERT_THAT(Put(ticket, Written()), IsOk());
  house.clock().Advance(std::chrono::hours(24));
  EXPECT_FALSE(Find(ticket));
  EXPECT_THAT(store().Write([&](store::Tx& tx) { return RemoveSpentDrafts(tx, Now()); }), IsOk());
  EXPECT_EQ(house.Count("SELECT COUNT(*) FROM draft"), 0);
}

TEST_P(DraftTest, OfTwoThatChangeTheSameVersionOneIsTold) {
  ASSERT_THAT(Put(ticket, Written()), IsOk());
  EXPECT_THAT(Put(ticket, Written()), FailsWith(Code::kConflict));
  Draft second = *Find(ticket);
  second.answers["name"] = "Ana";
  EXPECT_THAT(Put(ticket, second), IsOk());
  EXPECT_THAT(Put(ticket, second), FailsWith(Code::kConflict));
  EXPECT_EQ(Find(ticket)->answers["name"], "Ana");
}

TEST_P(DraftTest, RemovedItIsRemovedOnce) {
  ASSERT_THAT(Put(ticket, Written()), IsOk());
  const auto remove = [&] {
    return store().Write([&](store::Tx& tx) { return RemoveDraft(tx, ticket.finder); });
  };
  EXPECT_THAT(remove(), IsOk());
  EXPECT_THAT(remove(), FailsWith(Code::kConflict));
}

TEST_P(DraftTest, OneThatWasMadeToLastFromOutsideDoesNotOpen) {
  ASSERT_THAT(Put(ticket, Written()), IsOk());
  ASSERT_THAT(store().Write([](store::Tx& tx) -> Status {
    return tx.ExecuteOne("UPDATE draft SET until = until + 1");
  }),
              IsOk());
  EXPECT_THAT(FindDraft(store(), house.keys(), ticket, Now()), FailsWith(Code::kCorrupt));
}

}  // namespace
}  // namespace almoner::accountability
