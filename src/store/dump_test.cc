#include "store/dump.h"

#include <gmock/gmock.h>

#include <thread>

#include "store/engine.h"
#include "support/failing_store.h"
#include "support/matchers.h"
#include "support/stores.h"

namespace almoner::store {
namespace {

using ::testing::Contains;
using ::testing::Pair;

ByteSource From(const Bytes& bytes) {
  const auto at = std::make_shared<std::size_t>(0);
  return [&bytes, at](std::span<std::uint8_t> out) -> Status {
    if (bytes.size() - *at < out.size()) return Fail(Code::kCorrupt, "The stream has ended.");
    std::copy_n(bytes.begin() + static_cast<std::ptrdiff_t>(*at), out.size(), out.begin());
    *at += out.size();
    return {};
  };
}

class DumpTest : public StoreTest {
 protected:
  // Rows with everything that a cell can be.
  Status Fill(int rows) {
    for (int from = 0; from < rows; from += 500)
      TRY(store().Write([&](Tx& tx) -> Status {
        for (int i = from; i < std::min(rows, from + 500); ++i) {
          const Bytes id = ToBytes("subject " + std::to_string(i));
          TRY(
              tx.Execute("INSERT INTO enrolment (subject, kind, place, since, until, digest) "
                         "VALUES ($1, $2, $3, $4, $5, $6)",
                         id, "", "Zoë’s \\ house", std::int64_t{i} - 7,
                         i % 2 == 0 ? std::optional<Time>() : Time::FromMicros(i), DigestLike(i)));
        }
        return {};
      }));
    return {};
  }
  static Bytes DigestLike(int i) {
    Bytes bytes(32, 0);
    bytes[0] = static_cast<std::uint8_t>(i);
    bytes[1] = static_cast<std::uint8_t>(i >> 8);
    return bytes;
  }
  Result<Bytes> DumpOf(Store& from) {
    Bytes bytes;
    TRY(from.Read([&](ReadTx& tx) -> Status {
      TRY(Dump::Out(tx, [&](BytesView part) -> Status {
        bytes.insert(bytes.end(), part.begin(), part.end());
        return {};
      }));
      return {};
    }));
    return bytes;
  }
  static std::vector<std::vector<Row::Cell>> Enrolments(Store& from) {
    std::vector<std::vector<Row::Cell>> rows;
    const Status read = from.Read([&](ReadTx& tx) -> Status {
      for (const Row& row : TRY(tx.Query("SELECT subject, kind, place, since, until, digest FROM "
                                         "enrolment ORDER BY subject"))) {
        std::vector<Row::Cell> cells;
        for (const Param::Value& view : row.Views()) cells.push_back(Kept(view));
        rows.push_back(std::move(cells));
      }
      return {};
    });
    EXPECT_THAT(read, IsOk());
    return rows;
  }
};
INSTANTIATE_ENGINES(DumpTest);

TEST_P(DumpTest, EveryRowComesBackOnEitherEngine) {
  ASSERT_THAT(Fill(2345), IsOk());
  ASSERT_OK_AND(const Bytes dump, DumpOf(store()));
  EXPECT_THAT(Dump::Read(From(dump)), IsOkAndHolds(Contains(Pair("enrolment", 2345))));
  for (const Engine engine : Engines()) {
    const auto other = NewStore(engine, Schema::kEmpty);
    EXPECT_THAT(Dump::In(*other, From(dump)), IsOkAndHolds(Contains(Pair("enrolment", 2345))));
    EXPECT_EQ(Enrolments(*other), Enrolments(store()));
  }
}

TEST_P(DumpTest, WhatIsWrittenMeanwhileIsNotInIt) {
  ASSERT_THAT(Fill(3), IsOk());
  const auto counts = store().Read([&](ReadTx& tx) -> Result<TableCounts> {
    TRY(tx.Query("SELECT 1 FROM enrolment"));  // the snapshot is from here
    std::jthread other([&] {
      EXPECT_THAT(store().Write([](Tx& more) -> Status {
        TRY(more.Execute("DELETE FROM enrolment"));
        return {};
      }),
                  IsOk());
    });
    other.join();
    return Dump::Out(tx, [](BytesView /*part*/) -> Status { return {}; });
  });
  EXPECT_THAT(counts, IsOkAndHolds(Contains(Pair("enrolment", 3))));
}

TEST_P(DumpTest, ADatabaseThatHoldsSomethingIsLeftAsItIs) {
  ASSERT_THAT(Fill(1), IsOk());
  ASSERT_OK_AND(const Bytes dump, DumpOf(store()));
  EXPECT_THAT(Dump::In(store(), From(dump)), FailsWith(Code::kConflict));
  EXPECT_EQ(Enrolments(store()).size(), 1U);
}

TEST_P(DumpTest, ADumpThatWasCutShortOrIsNoneIsCorrupt) {
  ASSERT_THAT(Fill(1), IsOk());
  ASSERT_OK_AND(const Bytes dump, DumpOf(store()));
  for (std::size_t size = 0; size < dump.size(); size += 13) {
    const Bytes cut(dump.begin(), dump.begin() + static_cast<std::ptrdiff_t>(size));
    EXPECT_THAT(Dump::Read(From(cut)), FailsWith(Code::kCorrupt)) << size;
  }
  Bytes foreign = dump;
  foreign[4] = 9;
  EXPECT_THAT(Dump::Read(From(foreign)), FailsWith(Code::kCorrupt));
}

TEST_P(DumpTest, ATableThatTheSchemaDoesNotHaveIsRefused) {
  ASSERT_OK_AND(Bytes dump, DumpOf(store()));
  const std::string_view name = "assignment";
  const auto at = std::ranges::search(dump, AsBytes(name)).begin();
  ASSERT_NE(at, dump.end());
  *at = 'x';
  const auto other = NewStore(GetParam(), Schema::kEmpty);
  EXPECT_THAT(Dump::In(*other, From(dump)), FailsWith(Code::kCorrupt));
}

TEST_P(DumpTest, ADumpOfANewerProgramIsToldAsSuch) {
  ASSERT_OK_AND(Bytes dump, DumpOf(store()));
  dump[2] = 9;
  const auto other = NewStore(GetParam(), Schema::kEmpty);
  EXPECT_THAT(Dump::In(*other, From(dump)), FailsWith(Code::kConflict));
}

TEST_P(DumpTest, ASinkThatFailsEndsTheReading) {
  ASSERT_THAT(Fill(2000), IsOk());
  const auto out = [&] {
    return store().Read([&](ReadTx& tx) {
      return Dump::Out(tx, [](BytesView /*part*/) -> Status {
        return Fail(Code::kUnavailable, "The disk is full.");
      });
    });
  };
  EXPECT_THAT(out(), FailsWith(Code::kUnavailable));
  EXPECT_THAT(Fill(1), FailsWith(Code::kConflict)) << "and the database goes on";
}

TEST_P(DumpTest, AFailureAtAnyStepOfTakingInIsTold) {
  ASSERT_THAT(Fill(3), IsOk());
  ASSERT_OK_AND(const Bytes dump, DumpOf(store()));
  std::unique_ptr<Store> other;
  Status last;
  for (int step = 1;; step += 7) {
    other = NewStore(GetParam(), Schema::kEmpty);
    FailingStore failing(*other, step);
    const auto taken = Dump::In(failing, From(dump));
    if (!failing.failed()) {
      EXPECT_THAT(taken, IsOk());
      break;
    }
    EXPECT_FALSE(taken) << step;
  }
  EXPECT_EQ(Enrolments(*other).size(), 3U);
}

}  // namespace
}  // namespace almoner::store
