// A log on either engine, and entries to put in it.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "audit/log.h"
#include "audit/verify_log.h"
#include "support/fakes.h"
#include "support/matchers.h"
#include "support/stores.h"

namespace almoner::audit {

inline NoteSigner TestSigner(std::uint64_t seed = 1) {
  FixedRandom random(seed);
  return *NoteSigner::Make("charity.example/log", crypto::SigningKey::New(random));
}

inline Digest NewDigest(Random& random) {
  Digest digest{};
  random.Fill(digest);
  return digest;
}

inline Status AppendTo(store::Store& store, const Entry& entry) {
  return store.Write([&](store::Tx& tx) { return Append(tx, entry); });
}

// Where the log is damaged, in words; "" when it is whole.
inline std::string DamageIn(store::Store& store, const VerifyOptions& options = {}) {
  const Result<Report> report = VerifyLog(store, TestSigner().verifier(), options);
  if (!report) return "error: " + report.error().Text();
  return report->damage ? report->damage->place.text() : "";
}

class LogTest : public StoreTest {
 protected:
  std::unique_ptr<Log> OpenLog(store::Store& on) {
    auto opened = Log::Open(on, TestSigner(), witness());
    EXPECT_THAT(opened, IsOk());
    return *std::move(opened);
  }
  Log& log() {
    if (!log_) log_ = OpenLog(store());
    return *log_;
  }
  [[nodiscard]] OperatorPath witness() const { return folder_ / "witness"; }
  [[nodiscard]] OperatorPath folder() const { return folder_ / "export"; }
  Random& random() { return random_; }

  // A millisecond after the one before, so that their order is known.
  Entry NewEntry() {
    now_ = now_ + std::chrono::milliseconds(1);
    return {EntryId::New(random_), now_, "record.read", "allowed"};
  }
  EntryId Add(const Entry& entry) {
    EXPECT_THAT(AppendTo(store(), entry), IsOk());
    return entry.id;
  }
  EntryId Add() { return Add(NewEntry()); }
  // In one transaction.
  std::vector<EntryId> AddMany(std::size_t count) {
    std::vector<Entry> entries;
    for (std::size_t i = 0; i < count; ++i) entries.push_back(NewEntry());
    EXPECT_THAT(store().Write([&](store::Tx& tx) -> Status {
      for (const Entry& entry : entries) TRY(Append(tx, entry));
      return {};
    }),
                IsOk());
    std::vector<EntryId> ids;
    for (const Entry& entry : entries) ids.push_back(entry.id);
    return ids;
  }
  // Changes the database behind the log's back.
  template <class... Params>
  void Tamper(Literal sql, const Params&... params) {
    const auto changed = store().Write([&](store::Tx& tx) { return tx.Execute(sql, params...); });
    EXPECT_THAT(changed, IsOkAndHolds(testing::Gt(0)));
  }
  template <class... Params>
  store::Row Row(Literal sql, const Params&... params) {
    auto row = store().Read([&](store::ReadTx& tx) { return tx.One(sql, params...); });
    EXPECT_THAT(row, IsOk());
    return *std::move(row);
  }

 private:
  TempDir folder_;
  FixedRandom random_;
  Time now_ = *Time::Parse("2026-11-21T09:30:00Z");
  std::unique_ptr<Log> log_;
};

}  // namespace almoner::audit
