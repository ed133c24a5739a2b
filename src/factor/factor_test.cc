#include "factor/factor.h"

#include <gmock/gmock.h>

#include "audit/log.h"
#include "audit/rows.h"
#include "support/fakes.h"
#include "support/matchers.h"
#include "support/stores.h"

namespace almoner::factor {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

constexpr session::Policy kStaff{
    .kind = "staff", .idle = minutes(20), .longest = std::chrono::hours(12)};
constexpr session::Policy kAccounts{
    .kind = "account", .idle = minutes(20), .longest = std::chrono::hours(12)};

class FactorTest : public StoreTest {
 protected:
  FactorTest() {
    EXPECT_THAT(keys::Ledger::Create(folder_ / "keys", random_, clock_), IsOk());
    ledger_ = *keys::Ledger::Open(folder_ / "keys", random_);
    keys_.emplace(HomeId::New(random_), *ledger_, random_);
    desk_.emplace(kStaff, Literal("staff-code"), store(), *keys_, clock_);
    sam_ = NewHolder();
    jo_ = NewHolder();
  }

  Bytes NewHolder() {
    const StaffId id = StaffId::New(random_);
    const auto data = keys_->Make(id.bytes(), keys::Kind::kData);
    const auto audit = keys_->Make(id.bytes(), keys::Kind::kAudit);
    EXPECT_THAT(store().Write([&](store::Tx& tx) -> Status {
      TRY(keys::Insert(tx, id.bytes(), keys::Kind::kData, data->wrapped));
      return keys::Insert(tx, id.bytes(), keys::Kind::kAudit, audit->wrapped);
    }),
                IsOk());
    return Bytes(id.bytes().begin(), id.bytes().end());
  }
  static Owner Of(const Bytes& holder) { return {.policy = kStaff, .id = holder}; }
  Status Amend(const Bytes& holder, const std::function<Status(const keys::Change&)>& amend) {
    return desk_->Record(holder, "test.amended", amend);
  }
  // With an app whose code of now was used to confirm it.
  SecretBytes WithApp(const Bytes& holder) {
    SecretBytes secret = identity::NewTotpSecret(random_);
    EXPECT_THAT(Amend(holder,
                      [&](const keys::Change& change) {
                        return SetApp(change, Of(holder), secret,
                                      identity::TotpStepAt(clock_.Now()));
                      }),
                IsOk());
    return secret;
  }
  std::vector<std::string> WithRecovery(const Bytes& holder) {
    const identity::RecoveryCodes made = identity::NewRecoveryCodes(random_);
    EXPECT_THAT(Amend(holder,
                      [&](const keys::Change& change) {
                        return SetRecovery(change, Of(holder), made.hashes);
                      }),
                IsOk());
    std::vector<std::string> codes;
    for (const auto& code : made.codes) codes.push_back(code.Expose());
    return codes;
  }
  [[nodiscard]] std::string CodeNow(const SecretBytes& secret) const {
    return identity::TotpCode(secret, identity::TotpStepAt(clock_.Now()));
  }
  Factors Has(const Bytes& holder) {
    auto factors = store().Read([&](store::ReadTx& tx) { return Load(tx, *keys_, Of(holder)); });
    EXPECT_THAT(factors, IsOk());
    return *std::move(factors);
  }
  std::expected<Way, session::Denied> Take(const Bytes& holder, std::string_view typed) {
    const auto taken = desk_->Take(holder, typed);
    EXPECT_THAT(taken, IsOk());
    return *taken;
  }
  Status Forge(Literal sql) {
    return store().Write([&](store::Tx& tx) -> Status {
      TRY(tx.Execute(sql));
      return {};
    });
  }

  TempDir folder_;
  FixedRandom random_;
  FakeClock clock_{"2026-11-21T09:30:00Z"};
  std::unique_ptr<keys::Ledger> ledger_;
  std::optional<keys::Keys> keys_;
  std::optional<Desk> desk_;
  Bytes sam_;
  Bytes jo_;
};
INSTANTIATE_ENGINES(FactorTest);

TEST_P(FactorTest, ACodeOfTheAppIsTakenOnceAndNobodyElsesIs) {
  const SecretBytes secret = WithApp(sam_);
  const SecretBytes other = WithApp(jo_);
  EXPECT_FALSE(Take(sam_, CodeNow(secret)).has_value()) << "it confirmed the app";
  clock_.Advance(seconds(30));
  EXPECT_FALSE(Take(sam_, CodeNow(other)).has_value());
  EXPECT_FALSE(Take(sam_, "000 00").has_value());
  EXPECT_FALSE(Take(sam_, "").has_value());
  EXPECT_EQ(Take(sam_, CodeNow(secret)).value(), Way::kApp);
  EXPECT_FALSE(Take(sam_, CodeNow(secret)).has_value()) << "seen over a shoulder";
  clock_.Advance(seconds(30));
  EXPECT_TRUE(Take(sam_, CodeNow(secret)).has_value());
}

TEST_P(FactorTest, ARecoveryCodeWorksOnceHoweverItIsTyped) {
  WithApp(sam_);
  const auto codes = WithRecovery(sam_);
  EXPECT_EQ(Has(sam_).recovery, 10U);
  std::string typed = codes[3];
  std::erase(typed, '-');
  for (char& c : typed) c = static_cast<char>(std::tolower(c));
  EXPECT_EQ(Take(sam_, typed).value(), Way::kRecovery);
  EXPECT_FALSE(Take(sam_, codes[3]).has_value());
  EXPECT_EQ(Take(sam_, codes[4]).value(), Way::kRecovery);
  EXPECT_EQ(Has(sam_).recovery, 8U);
  const auto fresh = WithRecovery(sam_);
  EXPECT_FALSE(Take(sam_, codes[5]).has_value()) << "those before are worth nothing";
  EXPECT_TRUE(Take(sam_, fresh[0]).has_value());
}

TEST_P(FactorTest, WrongCodesSlowThisAccountDownAndNoOther) {
  const SecretBytes secret = WithApp(sam_);
  const SecretBytes other = WithApp(jo_);
  clock_.Advance(seconds(30));
  for (int i = 0; i < 5; ++i) EXPECT_FALSE(Take(sam_, "123456").has_value());
  EXPECT_EQ(Take(sam_, CodeNow(secret)).error().wait, seconds(60)) << "not even the right one";
  EXPECT_TRUE(Take(jo_, CodeNow(other)).has_value());
  clock_.Advance(minutes(1));
  EXPECT_TRUE(Take(sam_, CodeNow(secret)).has_value());
}

TEST_P(FactorTest, WhatIsTakenAwayIsGoneAndSeenToBeUntilThereIsAnother) {
  EXPECT_THAT(Amend(sam_, [&](const keys::Change& c) { return TakeAway(c, Of(sam_)); }),
              FailsWith(Code::kConflict));
  const SecretBytes secret = WithApp(sam_);
  const auto codes = WithRecovery(sam_);
  clock_.Advance(minutes(1));
  EXPECT_THAT(Amend(sam_, [&](const keys::Change& c) { return TakeAway(c, Of(sam_)); }), IsOk());
  EXPECT_FALSE(Has(sam_).any());
  EXPECT_EQ(Has(sam_).taken, clock_.Now());
  EXPECT_FALSE(Take(sam_, CodeNow(secret)).has_value());
  EXPECT_FALSE(Take(sam_, codes[0]).has_value());
  WithApp(sam_);
  EXPECT_EQ(Has(sam_).taken, std::nullopt);
}

TEST_P(FactorTest, RecoveryCodesGoWithTheLastFactor) {
  WithApp(sam_);
  WithRecovery(sam_);
  EXPECT_THAT(Amend(sam_, [&](const keys::Change& c) { return RemoveApp(c, Of(sam_)); }), IsOk());
  EXPECT_EQ(Has(sam_).recovery, 0U);
  EXPECT_THAT(Amend(sam_, [&](const keys::Change& c) { return RemoveApp(c, Of(sam_)); }),
              FailsWith(Code::kNotFound));
}

TEST_P(FactorTest, AccountsOfTwoKindsShareNothing) {
  WithApp(sam_);
  const auto there = store().Read(
      [&](store::ReadTx& tx) { return Load(tx, *keys_, {.policy = kAccounts, .id = sam_}); });
  EXPECT_FALSE(there->any());
}

TEST_P(FactorTest, AFactorPutInChangedOrMovedFromOutsideLetsNobodyIn) {
  WithApp(sam_);
  WithApp(jo_);
  clock_.Advance(seconds(30));
  const auto lets_nobody_in = [&](Literal forged, Literal back) {
    EXPECT_THAT(Forge(forged), IsOk());
    EXPECT_THAT(desk_->Take(sam_, "123456"), FailsWith(Code::kCorrupt)) << forged.view();
    EXPECT_THAT(store().Read([&](store::ReadTx& tx) { return CheckRows(tx, *keys_); }),
                FailsWith(Code::kCorrupt));
    EXPECT_THAT(Forge(back), IsOk());
    EXPECT_FALSE(Take(sam_, "123456").has_value()) << back.view();
  };
  lets_nobody_in("UPDATE factor SET made = made + 1", "UPDATE factor SET made = made - 1");
  lets_nobody_in("UPDATE factor SET form = 'taken'", "UPDATE factor SET form = 'app'");
  lets_nobody_in("UPDATE factor SET kind = kind, finder = digest",
                 "UPDATE factor SET finder = NULL");
}

TEST_P(FactorTest, AUseThatWasTurnedBackFromOutsideIsFound) {
  const SecretBytes secret = WithApp(sam_);
  clock_.Advance(seconds(30));
  EXPECT_TRUE(Take(sam_, CodeNow(secret)).has_value());
  EXPECT_THAT(Forge("UPDATE factor_use SET mark = mark - 1"), IsOk());
  EXPECT_THAT(desk_->Take(sam_, CodeNow(secret)), FailsWith(Code::kCorrupt));
}

TEST_P(FactorTest, AnOfferIsGoodForItsOwnerItsUseItsSessionAndItsTime) {
  const Offers offers(store(), *keys_, clock_);
  const Bytes session(32, 7);
  const SecretBytes secret = identity::NewTotpSecret(random_);
  const auto offer = offers.Make(Of(sam_), "app", session, secret);
  ASSERT_THAT(offer, IsOk());
  EXPECT_EQ(**offers.Open(Of(sam_), "app", session, *offer), secret);
  EXPECT_FALSE(offers.Open(Of(jo_), "app", session, *offer)->has_value());
  EXPECT_FALSE(offers.Open(Of(sam_), "passkey", session, *offer)->has_value());
  EXPECT_FALSE(offers.Open(Of(sam_), "app", Bytes(32, 8), *offer)->has_value());
  for (const std::string& none : {std::string(), std::string("zz"), offer->substr(2)})
    EXPECT_FALSE(offers.Open(Of(sam_), "app", session, none)->has_value()) << none;
  clock_.Advance(minutes(30));
  EXPECT_FALSE(offers.Open(Of(sam_), "app", session, *offer)->has_value());
}

TEST_P(FactorTest, EveryRowIsInTheLogAndSoIsEachRecoveryCodeThatIsUsed) {
  WithApp(sam_);
  const auto codes = WithRecovery(sam_);
  EXPECT_TRUE(Take(sam_, codes[0]).has_value());
  const auto entries = store().Read(
      [](store::ReadTx& tx) { return tx.Query("SELECT body FROM audit_entry ORDER BY at"); });
  std::vector<std::string> actions;
  for (const store::Row& row : *entries)
    actions.push_back(audit::Decode(*row.Blob(0))->action.text());
  EXPECT_THAT(actions, ::testing::Contains("factor.recovery-used"));
  const auto differ = store().Read([](store::ReadTx& tx) { return audit::CompareRows(tx); });
  EXPECT_FALSE(differ->any()) << "each row's digest is in the log";
}

}  // namespace
}  // namespace almoner::factor
