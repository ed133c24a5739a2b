#include "store/store.h"

#include <gmock/gmock.h>

#include <limits>
#include <stdexcept>
#include <thread>

#include "support/failing_store.h"
#include "support/fakes.h"
#include "support/matchers.h"
#include "support/stores.h"

namespace almoner::store {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class SqlTest : public StoreTest {
 protected:
  SqlTest() : StoreTest(Schema::kEmpty) {
    const Status made = store().Write([](Tx& tx) -> Status {
      TRY(tx.Execute("CREATE TABLE note (id BIGINT PRIMARY KEY, body TEXT NOT NULL)"));
      return {};
    });
    EXPECT_THAT(made, IsOk());
  }
  Status Add(std::int64_t id) { return Add(store(), id); }
  static Status Add(Store& store, std::int64_t id) {
    return store.Write([&](Tx& tx) { return Insert(tx, id); });
  }
  static Status Insert(Tx& tx, std::int64_t id) {
    return tx.ExecuteOne("INSERT INTO note (id, body) VALUES ($1, 'x')", id);
  }
  static Result<std::vector<std::int64_t>> Ids(ReadTx& tx) {
    std::vector<std::int64_t> ids;
    for (const Row& row : TRY(tx.Query("SELECT id FROM note ORDER BY id")))
      ids.push_back(TRY(row.Int(0)));
    return ids;
  }
  std::vector<std::int64_t> Ids() {
    return store().Read([](ReadTx& tx) { return Ids(tx); }).value();
  }
};
INSTANTIATE_ENGINES(SqlTest);

TEST_P(SqlTest, ValuesOfEveryKindComeBackAsTheyWere) {
  FixedRandom random;
  const auto id = SubjectId::New(random);
  const Bytes all = [] {
    Bytes bytes;
    for (int i = 0; i < 256; ++i) bytes.push_back(static_cast<std::uint8_t>(i));
    return bytes;
  }();
  const Time time = *Time::Parse("2026-03-29T00:59:59.123456Z");
  constexpr auto least = std::numeric_limits<std::int64_t>::min();
  const auto row = store().Read([&](ReadTx& tx) {
    return tx.One("SELECT CAST($1 AS BIGINT), $2, $3, $4, $5, CAST($6 AS BIGINT)", least,
                  "naïve Zoë 😀", all, id, time, std::optional<std::int64_t>(-1));
  });
  ASSERT_THAT(row, IsOk());
  EXPECT_THAT(row->Int(0), IsOkAndHolds(least));
  EXPECT_THAT(row->Text(1), IsOkAndHolds("naïve Zoë 😀"));
  EXPECT_THAT(row->Blob(2), IsOkAndHolds(all));
  EXPECT_THAT(row->As<SubjectId>(3), IsOkAndHolds(id));
  EXPECT_THAT(row->At(4), IsOkAndHolds(time));
  EXPECT_THAT(row->Int(5), IsOkAndHolds(-1));
}

TEST_P(SqlTest, EmptyIsNotNull) {
  const auto row = store().Read([&](ReadTx& tx) {
    return tx.One("SELECT $1, $2, CAST($3 AS BIGINT)", std::string_view(), BytesView(), nullptr);
  });
  ASSERT_THAT(row, IsOk());
  EXPECT_THAT(row->Text(0), IsOkAndHolds(""));
  EXPECT_THAT(row->Blob(1), IsOkAndHolds(Bytes()));
  EXPECT_TRUE(row->IsNull(2));
  EXPECT_THAT(row->Int(2), FailsWith(Code::kCorrupt));
}

TEST_P(SqlTest, ParametersGoByNumberAndNotByPlace) {
  const auto row = store().Read([](ReadTx& tx) {
    return tx.One("SELECT CAST($2 AS BIGINT), CAST($1 AS BIGINT), CAST($2 AS BIGINT)", 1, 2);
  });
  ASSERT_THAT(row, IsOk());
  EXPECT_THAT(row->Int(0), IsOkAndHolds(2));
  EXPECT_THAT(row->Int(1), IsOkAndHolds(1));
  EXPECT_THAT(row->Int(2), IsOkAndHolds(2));
}

TEST_P(SqlTest, OneStatementTakesNullAfterANumberAndTheOtherWayRound) {
  for (const auto& value : {std::optional<int>(), std::optional<int>(7), std::optional<int>()}) {
    const auto rows = store().Read([&](ReadTx& tx) {
      return tx.Query("SELECT 1 WHERE CAST($1 AS BIGINT) IS NOT DISTINCT FROM 7", value);
    });
    ASSERT_THAT(rows, IsOk());
    EXPECT_EQ(rows->size(), value ? 1U : 0U);
  }
}

TEST_P(SqlTest, TruthIsOneOrZero) {
  const auto row = store().Read([](ReadTx& tx) { return tx.One("SELECT 1 = 1, 1 = 2"); });
  ASSERT_THAT(row, IsOk());
  EXPECT_THAT(row->Int(0), IsOkAndHolds(1));
  EXPECT_THAT(row->Int(1), IsOkAndHolds(0));
}

TEST_P(SqlTest, TextWithANulOrBrokenUtf8IsRefusedAndNotCutShort) {
  for (const std::string_view text : {std::string_view("a\0b", 3), std::string_view("\xC3(")}) {
    EXPECT_THAT(store().Write([&](Tx& tx) {
      return tx.Execute("INSERT INTO note (id, body) VALUES (1, $1)", text);
    }),
                FailsWith(Code::kInvalid));
  }
  EXPECT_THAT(Ids(), ElementsAre());
}

TEST_P(SqlTest, AFractionIsRefusedAsNoColumnHoldsOne) {
  EXPECT_THAT(store().Read([](ReadTx& tx) { return tx.One("SELECT 1.5"); }),
              FailsWith(Code::kInternal));
}

TEST_P(SqlTest, TooFewParametersAreAnError) {
  const auto rows =
      store().Read([](ReadTx& tx) { return tx.Query("SELECT id FROM note WHERE id = $1"); });
  EXPECT_THAT(rows, FailsWith(Code::kInternal));
}

TEST_P(SqlTest, AnErrorNamesTheStatementAndNoValues) {
  const auto rows = store().Read(
      [](ReadTx& tx) { return tx.Query("SELECT x FROM nowhere WHERE x = $1", "Ann Example"); });
  ASSERT_THAT(rows, FailsWith(Code::kInternal));
  EXPECT_THAT(rows.error().Text(), HasSubstr("SELECT x FROM nowhere WHERE x = $1"));
  EXPECT_THAT(rows.error().Text(), ::testing::Not(HasSubstr("Ann")));
}

TEST_P(SqlTest, ASecondRowWithTheSameKeyIsAConflict) {
  EXPECT_THAT(Add(1), IsOk());
  const Status again = Add(1);
  EXPECT_THAT(again, FailsWith(Code::kConflict));
  EXPECT_THAT(Ids(), ElementsAre(1));
}

TEST_P(SqlTest, ChangedRowsAreCounted) {
  const auto counts = store().Write([](Tx& tx) -> Result<std::vector<std::int64_t>> {
    std::vector<std::int64_t> n;
    n.push_back(TRY(tx.Execute("INSERT INTO note (id, body) VALUES (1, 'a'), (2, 'a')")));
    n.push_back(TRY(tx.Execute("CREATE TABLE other (id BIGINT)")));
    n.push_back(TRY(tx.Execute("UPDATE note SET body = 'a'")));
    n.push_back(TRY(tx.Execute(
        "INSERT INTO note (id, body) VALUES (2, 'b'), (3, 'b') ON CONFLICT DO NOTHING")));
    n.push_back(TRY(tx.Execute("SELECT id FROM note")));
    n.push_back(TRY(tx.Execute("DELETE FROM note WHERE id > $1 RETURNING id", 1)));
    n.push_back(TRY(tx.Execute("DELETE FROM note WHERE id > $1 RETURNING id", 1)));
    return n;
  });
  EXPECT_THAT(counts, IsOkAndHolds(ElementsAre(2, 0, 2, 1, 0, 2, 0)));
}

TEST_P(SqlTest, WhatMustChangeExactlyOneRowFailsOnNone) {
  EXPECT_THAT(store().Write([](Tx& tx) {
    return tx.ExecuteOne("UPDATE note SET body = 'y' WHERE id = $1", 404);
  }),
              FailsWith(Code::kConflict));
}

TEST_P(SqlTest, OneNeedsARowAndMaybeDoesNot) {
  EXPECT_THAT(store().Read([](ReadTx& tx) { return tx.One("SELECT id FROM note"); }),
              FailsWith(Code::kNotFound));
  const auto maybe = store().Read([](ReadTx& tx) { return tx.Maybe("SELECT id FROM note"); });
  ASSERT_THAT(maybe, IsOk());
  EXPECT_FALSE(maybe->has_value());
}

TEST_P(SqlTest, AFailingFnKeepsNothing) {
  const Status refused = store().Write([](Tx& tx) -> Status {
    TRY(Insert(tx, 1));
    return Fail(Code::kRefused, "No.");
  });
  EXPECT_THAT(refused, FailsWith(Code::kRefused));
  EXPECT_THAT(Ids(), ElementsAre());
}

TEST_P(SqlTest, AFailedStatementFailsTheTransactionEvenWhenFnPassesOverIt) {
  ASSERT_THAT(Add(1), IsOk());
  const Status passed_over = store().Write([](Tx& tx) -> Status {
    TRY(Insert(tx, 2));
    EXPECT_THAT(Insert(tx, 1), FailsWith(Code::kConflict));
    EXPECT_THAT(Insert(tx, 3), FailsWith(Code::kConflict));
    return {};
  });
  EXPECT_THAT(passed_over, FailsWith(Code::kConflict));
  EXPECT_THAT(Ids(), ElementsAre(1));
}

TEST_P(SqlTest, AnExceptionUndoesTheChangeAndTheStoreGoesOn) {
  const Status thrown = store().Write([](Tx& tx) -> Status {
    TRY(Insert(tx, 1));
    throw std::runtime_error("Ann Example");
  });
  EXPECT_THAT(thrown, FailsWith(Code::kInternal));
  EXPECT_THAT(thrown.error().Text(), ::testing::Not(HasSubstr("Ann")));
  EXPECT_THAT(Add(2), IsOk());
  EXPECT_THAT(Ids(), ElementsAre(2));
}

TEST_P(SqlTest, AReaderCannotWrite) {
  const auto changed = store().Read(
      [](ReadTx& tx) { return tx.Query("INSERT INTO note (id, body) VALUES (1, 'x')"); });
  EXPECT_THAT(changed, FailsWith(Code::kUnavailable));
  EXPECT_THAT(Ids(), ElementsAre());
}

TEST_P(SqlTest, AReaderSeesOneSnapshotWhileOthersWrite) {
  ASSERT_THAT(Add(1), IsOk());
  const auto seen = store().Read([&](ReadTx& tx) -> Result<std::vector<std::int64_t>> {
    TRY(Ids(tx));
    std::thread([&] { EXPECT_THAT(Add(2), IsOk()); }).join();
    return Ids(tx);
  });
  EXPECT_THAT(seen, IsOkAndHolds(ElementsAre(1)));
  EXPECT_THAT(Ids(), ElementsAre(1, 2));
}

TEST_P(SqlTest, AWriterSeesItsOwnChanges) {
  const auto seen = store().Write([](Tx& tx) -> Result<std::vector<std::int64_t>> {
    TRY(Insert(tx, 1));
    return Ids(tx);
  });
  EXPECT_THAT(seen, IsOkAndHolds(ElementsAre(1)));
}

TEST_P(SqlTest, TransactionsDoNotPassEachOther) {
  // Each inserts only while there is no row; were they to read before the other writes, both would.
  const auto only_first = [](std::int64_t id) {
    return [id](Tx& tx) -> Status {
      if (!TRY(Ids(tx)).empty()) return Fail(Code::kRefused, "There is one.");
      return Insert(tx, id);
    };
  };
  for (int round = 0; round < 20; ++round) {
    std::vector<std::thread> threads;
    for (const std::int64_t id : {1, 2, 3, 4})
      threads.emplace_back([&, id] { static_cast<void>(store().Write(only_first(id))); });
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(Ids().size(), 1U);
    ASSERT_THAT(store().Write([](Tx& tx) { return tx.Execute("DELETE FROM note"); }), IsOk());
  }
}

using StoreDeathTest = SqlTest;
INSTANTIATE_ENGINES(StoreDeathTest);

TEST_P(StoreDeathTest, ATransactionInsideATransactionIsABug) {
  const auto read = [&](ReadTx&) { return store().Read([](ReadTx& tx) { return Ids(tx); }); };
  EXPECT_DEATH(static_cast<void>(store().Write([&](Tx&) { return Add(1); })), "broken invariant");
  EXPECT_DEATH(static_cast<void>(store().Write([&](Tx& tx) { return read(tx); })),
               "broken invariant");
  EXPECT_DEATH(static_cast<void>(store().Read(read)), "broken invariant");
}

TEST_P(SqlTest, WhicheverStepFailsNothingIsHalfDone) {
  const auto two_rows = [](Store& store) {
    return store.Write([](Tx& tx) -> Status {
      TRY(Insert(tx, 1));
      return Insert(tx, 2);
    });
  };
  Status last;
  const int steps = FailEachStep(
      store(), [&](Store& failing) { last = two_rows(failing); },
      [&](int) {
        EXPECT_THAT(last, FailsWith(Code::kUnavailable));
        EXPECT_THAT(Ids(), ElementsAre());
      });
  EXPECT_EQ(steps, 3) << "two statements and the commit";
  EXPECT_THAT(last, IsOk());
  EXPECT_THAT(Ids(), ElementsAre(1, 2));
}

TEST_P(SqlTest, AFailedStepCannotBePassedOver) {
  FailingStore failing(store(), 1);
  const Status passed_over = failing.Write([](Tx& tx) -> Status {
    EXPECT_THAT(Insert(tx, 1), FailsWith(Code::kUnavailable));
    EXPECT_THAT(Insert(tx, 2), FailsWith(Code::kUnavailable));
    return {};
  });
  EXPECT_THAT(passed_over, FailsWith(Code::kUnavailable));
  EXPECT_THAT(Ids(), ElementsAre());
}

}  // namespace
}  // namespace almoner::store
