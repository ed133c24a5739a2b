// For the tests of this module only: an outbox on either engine, and a clock that the test holds.
#pragma once

#include <gmock/gmock.h>

#include "audit/log.h"
#include "outbox/claim.h"
#include "support/fakes.h"
#include "support/matchers.h"
#include "support/stores.h"

namespace almoner::outbox {

using std::chrono::hours;
using std::chrono::minutes;

class OutboxTest : public StoreTest {
 protected:
  OutboxTest() {
    EXPECT_THAT(keys::Ledger::Create(folder_ / "keys", random_, clock_), IsOk());
    auto ledger = keys::Ledger::Open(folder_ / "keys", random_);
    EXPECT_THAT(ledger, IsOk());
    ledger_ = *std::move(ledger);
    keys_ = std::make_unique<keys::Keys>(HomeId::New(random_), *ledger_, random_);
  }

  // A change with its entry.
  Status Amend(const std::function<Status(const keys::Change&)>& amend) {
    return AmendIn(store(), amend);
  }
  Status AmendIn(store::Store& in, const std::function<Status(const keys::Change&)>& amend) {
    const EntryId id = EntryId::New(random_);
    return in.Write([&](store::Tx& tx) -> Status {
      audit::Entry entry(id, clock_.Now(), "test.amended", "done");
      TRY(amend({.tx = tx, .keys = *keys_, .entry = entry, .now = entry.at}));
      return audit::Append(tx, entry);
    });
  }

  [[nodiscard]] Letter CodeFor(const std::string& to = "ana@home.example") const {
    return {.to = Personal(to),
            .kind = "sign-in-code",
            .subject = "Your code",
            .text = Personal(std::string("Your code is 314159.\n")),
            .until = clock_.Now() + hours(24 * 3)};
  }
  LetterId Queued(const Letter& letter) {
    const auto ready = Prepare(*keys_, letter);
    EXPECT_THAT(ready, IsOk());
    EXPECT_THAT(Amend([&](const keys::Change& change) { return Queue(change, *ready); }), IsOk());
    return ready->id;
  }
  LetterId Queued() { return Queued(CodeFor()); }

  std::optional<Claimed> Next() {
    auto claimed = Claim(store(), *keys_, clock_.Now());
    EXPECT_THAT(claimed, IsOk());
    return claimed ? *std::move(claimed) : std::nullopt;
  }
  Status Ended(const Claimed& letter, State state, std::string_view outcome) {
    return Amend([&](const keys::Change& change) { return End(change, letter, state, outcome); });
  }
  Status Back(const Claimed& letter) {
    return store().Write(
        [&](store::Tx& tx) { return PutBack(tx, letter, "reply 450", clock_.Now()); });
  }
  Fact FactOf(const LetterId& id) {
    const auto facts = store().Read([](store::ReadTx& tx) { return List(tx, 100); });
    EXPECT_THAT(facts, IsOk());
    for (const Fact& fact : *facts)
      if (fact.id == id) return fact;
    ADD_FAILURE() << "there is no such letter";
    return {.id = id, .kind = {}, .made = {}};
  }
  std::int64_t Rows(Literal sql) {
    const auto count = store().Read(
        [&](store::ReadTx& tx) -> Result<std::int64_t> { return TRY(tx.One(sql)).Int(0); });
    EXPECT_THAT(count, IsOk());
    return count.value();
  }
  std::int64_t KeysLeft() { return Rows("SELECT COUNT(*) FROM wrapped_key"); }

  TempDir folder_;
  FixedRandom random_;
  FakeClock clock_{"2026-11-23T09:00:00Z"};
  std::unique_ptr<keys::Ledger> ledger_;
  std::unique_ptr<keys::Keys> keys_;
};

}  // namespace almoner::outbox
