#include "account/account.h"

#include <set>

#include "account/visits.h"
#include "audit/log.h"
#include "crypto/password.h"
#include "support/fakes.h"
#include "support/matchers.h"
#include "support/stores.h"

namespace almoner::account {
namespace {

using std::chrono::days;
using std::chrono::minutes;

constexpr std::string_view kPassword = "harbour lantern quay";

class AccountTest : public StoreTest {
 protected:
  AccountTest() {
    EXPECT_THAT(keys::Ledger::Create(folder_ / "keys", random_, clock_), IsOk());
    ledger_ = *keys::Ledger::Open(folder_ / "keys", random_);
    keys_.emplace(HomeId::New(random_), *ledger_, random_);
    sessions_.emplace(store(), *keys_, clock_);
  }

  Status Amend(const std::function<Status(const keys::Change&)>& amend) {
    return store().Write([&](store::Tx& tx) -> Status {
      audit::Entry entry(EntryId::New(random_), clock_.Now(), "test.amended", "done");
      TRY(amend({.tx = tx, .keys = *keys_, .entry = entry, .now = entry.at}));
      return audit::Append(tx, entry);
    });
  }
  std::string Invited(const SubjectId& subject) {
    const std::string code = NewCode(random_).Expose();
    EXPECT_THAT(Amend([&](const keys::Change& change) { return Invite(change, subject, code); }),
                IsOk());
    return code;
  }
  Result<SubjectId> Whose(const std::string& code) {
    return store().Read(
        [&](store::ReadTx& tx) { return InvitedBy(tx, *keys_, code, clock_.Now()); });
  }
  Result<AccountId> Make(const SubjectId& subject, const std::string& email,
                         const std::string& code) {
    const Ready ready = TRY(Prepare(*keys_, subject, Personal(std::string(email)),
                                    crypto::HashPassword(SecretBytes::CopyOf(kPassword))));
    TRY(Amend([&](const keys::Change& change) { return Insert(change, ready, code); }));
    return ready.id;
  }
  std::expected<AccountId, session::Denied> SignIn(std::string email,
                                                   std::string_view password = kPassword) {
    auto answer = sessions_->Check(Personal(std::move(email)), SecretBytes::CopyOf(password),
                                   Personal(std::string("192.0.2.1")));
    EXPECT_THAT(answer, IsOk());
    if (!*answer) return std::expected<AccountId, session::Denied>(std::unexpect, answer->error());
    return (*answer)->holder;
  }
  std::int64_t Count(Literal sql) {
    return *store().Read(
        [&](store::ReadTx& tx) -> Result<std::int64_t> { return TRY(tx.One(sql)).Int(0); });
  }
  Result<Account> Loaded(const AccountId& id) {
    return store().Read([&](store::ReadTx& tx) { return Load(tx, *keys_, id); });
  }

  TempDir folder_;
  FixedRandom random_;
  FakeClock clock_{"2026-11-23T09:30:00Z"};
  std::unique_ptr<keys::Ledger> ledger_;
  std::optional<keys::Keys> keys_;
  std::optional<Sessions> sessions_;
  const SubjectId ana_ = SubjectId::New(random_);
  const SubjectId ben_ = SubjectId::New(random_);
};
INSTANTIATE_ENGINES(AccountTest);

TEST(CodeTest, IsReadOutEasilyAndTypedBackInAnyWay) {
  FixedRandom random;
  const std::string code = NewCode(random).Expose();
  EXPECT_THAT(code, testing::MatchesRegex("[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}-"
                                          "[0-9A-HJKMNP-TV-Z]{4}"));
  EXPECT_EQ(Tidy("7k4m-2q9t-hx3c"), "7K4M2Q9THX3C");
  EXPECT_EQ(Tidy(" 7K4M 2Q9T\tHX3C "), "7K4M2Q9THX3C");
  EXPECT_EQ(Tidy("oOiIlL"), "001111");
  std::set<std::string> codes;
  for (int i = 0; i < 100; ++i) codes.insert(NewCode(random).Expose());
  EXPECT_EQ(codes.size(), 100U);
}

TEST_P(AccountTest, ACodeMakesOneAccountOfWhoeverItWasGivenTo) {
  const std::string code = Invited(ana_);
  EXPECT_THAT(Whose(code), IsOkAndHolds(ana_));
  const auto made = Make(ana_, "Ana@Quay.example", code);
  ASSERT_THAT(made, IsOk());
  EXPECT_EQ(SignIn("ana@quay.example"), *made) << "whatever the case";
  EXPECT_EQ(Loaded(*made)->email.Expose(), "Ana@Quay.example");
  EXPECT_EQ(Loaded(*made)->subject, ana_);
  EXPECT_THAT(Whose(code), FailsWith(Code::kNotFound)) << "it is used up";
  EXPECT_THAT(Make(ana_, "other@quay.example", code), FailsWith(Code::kNotFound));
}

TEST_P(AccountTest, ACodeEndsAfterFourWeeksAndWhenThereIsANewerOne) {
  const std::string first = Invited(ana_);
  const std::string second = Invited(ana_);
  EXPECT_THAT(Whose(first), FailsWith(Code::kNotFound));
  clock_.Advance(days(28) - minutes(1));
  EXPECT_THAT(Whose(second), IsOkAndHolds(ana_));
  clock_.Advance(minutes(1));
  EXPECT_THAT(Whose(second), FailsWith(Code::kNotFound));
  EXPECT_THAT(Make(ana_, "ana@quay.example", second), FailsWith(Code::kNotFound));
  EXPECT_THAT(Whose("AAAA-AAAA-AAAA"), FailsWith(Code::kNotFound));
  EXPECT_THAT(Whose(""), FailsWith(Code::kNotFound));
}

TEST_P(AccountTest, AnothersCodeMakesNothing) {
  const std::string code = Invited(ana_);
  EXPECT_THAT(Make(ben_, "ben@quay.example", code), FailsWith(Code::kNotFound));
  EXPECT_THAT(Whose(code), IsOkAndHolds(ana_)) << "and stays good";
  EXPECT_EQ(Count("SELECT COUNT(*) FROM account"), 0);
}

TEST_P(AccountTest, AnAddressIsOnePersonsOnly) {
  ASSERT_THAT(Make(ana_, "home@quay.example", Invited(ana_)), IsOk());
  const std::string code = Invited(ben_);
  EXPECT_THAT(Make(ben_, "HOME@quay.example", code), FailsWith(Code::kConflict));
  EXPECT_THAT(Make(ben_, "ben@quay.example", code), IsOk()) << "the code was not used up";
}

TEST_P(AccountTest, ANewCodeTakesTheAccountBackFromWhoeverHasThePassword) {
  const auto first = Make(ana_, "ana@quay.example", Invited(ana_));
  ASSERT_THAT(first, IsOk());
  const auto begun = sessions_->Begin(*first, {});
  const auto second = Make(ana_, "ana@quay.example", Invited(ana_));
  ASSERT_THAT(second, IsOk()) << "with the same address";
  EXPECT_NE(*first, *second);
  EXPECT_THAT(Loaded(*first), FailsWith(Code::kNotFound));
  EXPECT_FALSE(sessions_->Find(begun->token)->has_value());
  EXPECT_EQ(Count("SELECT COUNT(*) FROM account_token"), 1);
}

TEST_P(AccountTest, ANewPasswordSignsOutEverywhere) {
  const auto made = Make(ana_, "ana@quay.example", Invited(ana_));
  const auto begun = sessions_->Begin(*made, {});
  EXPECT_THAT(Amend([&](const keys::Change& change) {
                return SetPassword(change, *made,
                                   crypto::HashPassword(SecretBytes::CopyOf("another lantern")));
              }),
              IsOk());
  EXPECT_FALSE(sessions_->Find(begun->token)->has_value());
  EXPECT_FALSE(SignIn("ana@quay.example").has_value());
  EXPECT_EQ(SignIn("ana@quay.example", "another lantern"), *made);
}

TEST_P(AccountTest, NothingOfAForgottenPersonStays) {
  const auto made = Make(ana_, "ana@quay.example", Invited(ana_));
  ASSERT_THAT(sessions_->Begin(*made, {}), IsOk());
  Invited(ana_);
  const auto forget = [&](const keys::Change& change) { return Forget(change, ana_); };
  EXPECT_THAT(Amend(forget), IsOk());
  EXPECT_THAT(Amend(forget), IsOk()) << "twice is fine";
  for (const Literal sql :
       {Literal("SELECT COUNT(*) FROM account"), Literal("SELECT COUNT(*) FROM account_token"),
        Literal("SELECT COUNT(*) FROM account_invitation"),
        Literal("SELECT COUNT(*) FROM signed_in"), Literal("SELECT COUNT(*) FROM wrapped_key")})
    EXPECT_EQ(Count(sql), 0);
  EXPECT_FALSE(SignIn("ana@quay.example").has_value());
}

TEST_P(AccountTest, TriesCountTogetherWhateverTheCaseOfTheAddress) {
  ASSERT_THAT(Make(ana_, "ana@quay.example", Invited(ana_)), IsOk());
  for (const char* email : {"ana@quay.example", "Ana@quay.example", "ANA@quay.example",
                            "aNa@quay.example", "anA@quay.example"})
    EXPECT_EQ(SignIn(email, "not it").error().wait.count(), 0) << email;
  EXPECT_GT(SignIn("ana@QUAY.example", "not it").error().wait.count(), 0);
}

TEST_P(AccountTest, WhatEndedIsEndedAgainInAnOlderDatabase) {
  const auto made = Make(ana_, "ana@quay.example", Invited(ana_));
  const std::string code = Invited(ben_);
  const keys::Event event{.seq = 1,
                          .deed = keys::Deed::kVisitorLeft,
                          .at = clock_.Now(),
                          .body = Bytes(made->bytes().begin(), made->bytes().end())};
  const auto again = [&](const keys::Change& change) { return EndAgain(change, event); };
  EXPECT_THAT(Amend(again), IsOk());
  EXPECT_THAT(Loaded(*made), FailsWith(Code::kNotFound));
  EXPECT_THAT(Amend(again), IsOk()) << "twice is fine";
  EXPECT_THAT(Amend(ForgetAllInvitations), IsOk());
  EXPECT_THAT(Whose(code), FailsWith(Code::kNotFound));
}

TEST_P(AccountTest, EndingAndANewPasswordAreRememberedOutsideTheDatabase) {
  const auto made = Make(ana_, "ana@quay.example", Invited(ana_));
  const auto events = [&] { return Count("SELECT COUNT(*) FROM event_ledger"); };
  EXPECT_EQ(events(), 0);
  EXPECT_THAT(
      Amend([&](const keys::Change& change) { return SetPassword(change, *made, "another hash"); }),
      IsOk());
  EXPECT_EQ(events(), 1);
  EXPECT_THAT(Amend([&](const keys::Change& change) { return Forget(change, ana_); }), IsOk());
  EXPECT_EQ(events(), 2);
}

TEST_P(AccountTest, ACodeIsNotToBeSearchedForInTheDatabase) {
  const std::string code = Invited(ana_);
  const crypto::Digest plain = crypto::Sha256(AsBytes(Tidy(code)));
  const Bytes stored = *store().Read([](store::ReadTx& tx) -> Result<Bytes> {
    return TRY(tx.One("SELECT code_hash FROM account_invitation")).Blob(0);
  });
  EXPECT_FALSE(SameBytes(stored, BytesView(plain)));
}

TEST_P(AccountTest, ARowThatWasPutAtSomebodyElseFromOutsideOpensNothing) {
  const auto made = Make(ana_, "ana@quay.example", Invited(ana_));
  EXPECT_THAT(store().Write([&](store::Tx& tx) {
    return tx.ExecuteOne("UPDATE account SET subject = $1", ben_);
  }),
              IsOk());
  EXPECT_THAT(Loaded(*made), FailsWith(Code::kCorrupt));
  EXPECT_THAT(sessions_->Check(Personal(std::string("ana@quay.example")),
                               SecretBytes::CopyOf(kPassword), session::SignedIn()),
              FailsWith(Code::kCorrupt));
  EXPECT_THAT(store().Read([&](store::ReadTx& tx) { return CheckRows(tx, *keys_); }),
              FailsWith(Code::kCorrupt));
}

TEST_P(AccountTest, ItIsFoundAfterTheIndexKeyChanged) {
  const auto made = Make(ana_, "ana@quay.example", Invited(ana_));
  ASSERT_THAT(ledger_->BeginEpoch(clock_), IsOk());
  EXPECT_FALSE(SignIn("ana@quay.example").has_value());
  EXPECT_THAT(RebuildTokens(store(), *keys_), IsOk());
  EXPECT_EQ(SignIn("ana@quay.example"), *made);
}

// Turned off for one person: nobody who tries learns that there is anything.
TEST_P(AccountTest, WhereThePortalIsNotForSomebodyTheirAccountIsNobodys) {
  const auto made = Make(ana_, "ana@quay.example", Invited(ana_));
  const std::string unused = Invited(ana_);
  const auto begun = sessions_->Begin(*made, {});
  ASSERT_TRUE(SignIn("ana@quay.example").has_value());
  const auto key = keys_->Make(ana_.bytes(), keys::Kind::kEvidence);
  safety::Marker marker;
  marker.never.set(static_cast<std::size_t>(safety::Channel::kPortal));
  const auto say = [&](const safety::Reaching& reaching) {
    EXPECT_THAT(Amend([&](const keys::Change& change) -> Status {
                  TRY(safety::Put(change, ana_, reaching));
                  return EndVisits(change, ana_);
                }),
                IsOk());
  };
  ASSERT_THAT(store().Write([&](store::Tx& tx) {
    return keys::Insert(tx, ana_.bytes(), keys::Kind::kEvidence, key->wrapped);
  }),
              IsOk());
  say({.marker = marker, .needs = {}});
  const auto hers = SignIn("ana@quay.example");
  const auto nobodys = SignIn("nobody@quay.example");
  ASSERT_FALSE(hers.has_value());
  EXPECT_EQ(hers.error().wait, nobodys.error().wait);
  EXPECT_FALSE(sessions_->Find(begun->token)->has_value()) << "she is signed out";
  EXPECT_THAT(Whose(unused), FailsWith(Code::kNotFound));
  EXPECT_THAT(Amend([&](const keys::Change& change) { return Invite(change, ana_, "7K4M"); }),
              FailsWith(Code::kRefused));
  say({});
  EXPECT_TRUE(SignIn("ana@quay.example").has_value()) << "and it is as it was once that is over";
  EXPECT_THAT(Whose(unused), IsOkAndHolds(ana_));
}

}  // namespace
}  // namespace almoner::account
