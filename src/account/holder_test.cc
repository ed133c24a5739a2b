#include "account/holder.h"

#include "account/link.h"
#include "audit/log.h"
#include "crypto/password.h"
#include "support/fakes.h"
#include "support/matchers.h"
#include "support/stores.h"

namespace almoner::account {
namespace {

using std::chrono::hours;

constexpr std::string_view kPassword = "harbour lantern quay";

class HolderTest : public StoreTest {
 protected:
  HolderTest() {
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
  Result<AccountId> Made(const std::string& email) {
    const ReadyHolder ready =
        TRY(PrepareHolder(*keys_, Personal(std::string(email)),
                          crypto::HashPassword(SecretBytes::CopyOf(kPassword))));
    TRY(Amend([&](const keys::Change& change) { return Register(change, ready); }));
    return ready.id;
  }
  bool SignsIn(const std::string& email) {
    const auto answer = sessions_->Check(Personal(std::string(email)),
                                         SecretBytes::CopyOf(kPassword), session::SignedIn());
    EXPECT_THAT(answer, IsOk());
    return answer->has_value();
  }
  Result<Holder> Loaded(const AccountId& id) {
    return store().Read([&](store::ReadTx& tx) { return LoadHolder(tx, *keys_, id); });
  }
  Status Checked() {
    return store().Read([&](store::ReadTx& tx) { return CheckRows(tx, *keys_); });
  }
  Result<std::optional<Link>> Found(const Personal<std::string>& secret, Use use) {
    return store().Read(
        [&](store::ReadTx& tx) { return FindLink(tx, *keys_, secret, use, clock_.Now()); });
  }
  Personal<std::string> Put(const Link& link) {
    auto secret = NewSecret(random_);
    EXPECT_THAT(Amend([&](const keys::Change& change) {
                  return PutLink(change.tx, SealLink(*keys_, secret, link));
                }),
                IsOk());
    return secret;
  }
  Status Execute(Literal sql) {
    return store().Write([&](store::Tx& tx) -> Status {
      TRY(tx.Execute(sql));
      return {};
    });
  }

  TempDir folder_;
  FixedRandom random_;
  FakeClock clock_{"2026-11-23T09:30:00Z"};
  std::unique_ptr<keys::Ledger> ledger_;
  std::optional<keys::Keys> keys_;
  std::optional<Sessions> sessions_;
  const SubjectId ana_ = SubjectId::New(random_);
};
INSTANTIATE_ENGINES(HolderTest);

TEST_P(HolderTest, OneThatWasRegisteredSignsInAndIsNobodys) {
  const auto id = Made("ana@quay.example");
  ASSERT_THAT(id, IsOk());
  EXPECT_TRUE(SignsIn("Ana@quay.example"));
  EXPECT_EQ(Loaded(*id)->subject, std::nullopt);
  EXPECT_EQ(Loaded(*id)->email.Expose(), "ana@quay.example");
  EXPECT_THAT(store().Read([&](store::ReadTx& tx) { return Load(tx, *keys_, *id); }),
              FailsWith(Code::kNotFound))
      << "no account of a person";
  EXPECT_THAT(Made("ANA@quay.example"), FailsWith(Code::kConflict));
  EXPECT_THAT(Made("ben@quay.example"), IsOk()) << "several are nobody's";
  EXPECT_THAT(Checked(), IsOk());
}

TEST_P(HolderTest, ItIsGivenToOnePersonOnce) {
  const auto id = Made("ana@quay.example");
  const auto give = [&](const SubjectId& subject) {
    return Amend([&](const keys::Change& change) { return GiveTo(change, *id, subject); });
  };
  EXPECT_THAT(give(ana_), IsOk());
  EXPECT_EQ(Loaded(*id)->subject, ana_);
  EXPECT_THAT(give(SubjectId::New(random_)), FailsWith(Code::kConflict));
  EXPECT_THAT(Checked(), IsOk());
  const auto second = Made("other@quay.example");
  EXPECT_THAT(Amend([&](const keys::Change& change) { return GiveTo(change, *second, ana_); }),
              IsOk());
  EXPECT_THAT(Loaded(*id), FailsWith(Code::kNotFound)) << "one person, one account";
}

TEST_P(HolderTest, ALockedOneLetsNobodyInUntilItIsUnlockedAndHasAnotherPassword) {
  const auto id = Made("ana@quay.example");
  const auto begun = sessions_->Begin(*id, {});
  ASSERT_THAT(begun, IsOk());
  EXPECT_THAT(Amend([&](const keys::Change& change) { return Lock(change, *id); }), IsOk());
  EXPECT_EQ(*sessions_->Find(begun->token), std::nullopt);
  EXPECT_FALSE(SignsIn("ana@quay.example"));
  EXPECT_THAT(Checked(), IsOk());
  EXPECT_THAT(Amend([&](const keys::Change& change) { return GiveTo(change, *id, ana_); }),
              FailsWith(Code::kConflict));
  EXPECT_THAT(Amend([&](const keys::Change& change) { return Unlock(change, *id); }), IsOk());
  EXPECT_FALSE(SignsIn("ana@quay.example"));
  EXPECT_THAT(Amend([&](const keys::Change& change) { return Unlock(change, *id); }),
              FailsWith(Code::kConflict));
  EXPECT_THAT(Amend([&](const keys::Change& change) {
                return SetPassword(change, *id,
                                   crypto::HashPassword(SecretBytes::CopyOf(kPassword)));
              }),
              IsOk());
  EXPECT_TRUE(SignsIn("ana@quay.example"));
}

TEST_P(HolderTest, ALockOrAPersonFromOutsideIsFound) {
  const auto id = Made("ana@quay.example");
  EXPECT_THAT(Amend([&](const keys::Change& change) { return Lock(change, *id); }), IsOk());
  EXPECT_THAT(Execute("UPDATE account SET locked = NULL"), IsOk());
  EXPECT_THAT(Checked(), FailsWith(Code::kCorrupt));
  EXPECT_THAT(Loaded(*id), FailsWith(Code::kCorrupt));
  EXPECT_THAT(Execute("UPDATE account SET locked = 1, subject = id"), IsOk());
  EXPECT_THAT(Loaded(*id), FailsWith(Code::kCorrupt));
}

TEST_P(HolderTest, AnotherAddressIsFoundByItAloneAndSignsOut) {
  const auto id = Made("ana@quay.example");
  ASSERT_THAT(Made("ben@quay.example"), IsOk());
  const auto begun = sessions_->Begin(*id, {});
  const auto set = [&](const std::string& email) -> Status {
    const auto ready = TRY(store().Read([&](store::ReadTx& tx) {
      return PrepareAddress(tx, *keys_, *id, Personal(std::string(email)));
    }));
    return Amend([&](const keys::Change& change) { return SetAddress(change, ready); });
  };
  EXPECT_THAT(set("BEN@quay.example"), FailsWith(Code::kConflict));
  EXPECT_THAT(set("meg@quay.example"), IsOk());
  EXPECT_EQ(*sessions_->Find(begun->token), std::nullopt);
  EXPECT_FALSE(SignsIn("ana@quay.example"));
  EXPECT_TRUE(SignsIn("meg@quay.example"));
  EXPECT_THAT(set("Meg@quay.example"), IsOk()) << "its own, written otherwise";
  EXPECT_THAT(Made("ana@quay.example"), IsOk()) << "the old one is free";
}

TEST_P(HolderTest, WhatNobodyClaimsGoesAfterNinetyDays) {
  const auto old = Made("ana@quay.example");
  const auto known = Made("ben@quay.example");
  EXPECT_THAT(Amend([&](const keys::Change& change) { return GiveTo(change, *known, ana_); }),
              IsOk());
  clock_.Advance(kWaits);
  const auto fresh = Made("meg@quay.example");
  EXPECT_THAT(Amend([&](const keys::Change& change) -> Status {
                EXPECT_EQ(TRY(EndForgotten(change)), 1);
                return {};
              }),
              IsOk());
  EXPECT_THAT(Loaded(*old), FailsWith(Code::kNotFound));
  EXPECT_THAT(Loaded(*known), IsOk());
  EXPECT_THAT(Loaded(*fresh), IsOk());
}

TEST_P(HolderTest, ALinkIsGoodOnceForItsUseAndUntilItsEnd) {
  const AccountId account = AccountId::New(random_);
  const auto secret = Put({.use = Use::kPassword,
                           .until = clock_.Now() + hours(1),
                           .account = account,
                           .email = Personal(std::string("ana@quay.example"))});
  EXPECT_EQ(secret.Expose().size(), 64U);
  const auto link = Found(secret, Use::kPassword);
  ASSERT_THAT(link, IsOk());
  ASSERT_TRUE(link->has_value());
  EXPECT_EQ((*link)->account, account);
  EXPECT_EQ((*link)->email.Expose(), "ana@quay.example");
  EXPECT_FALSE(Found(secret, Use::kLock)->has_value());
  EXPECT_FALSE(Found(Personal(std::string("")), Use::kPassword)->has_value());
  const auto spend = [&](const keys::Change& change) {
    return SpendLink(change.tx, *keys_, secret);
  };
  EXPECT_THAT(Amend(spend), IsOk());
  EXPECT_THAT(Amend(spend), FailsWith(Code::kConflict));
  const auto late = Put({.use = Use::kLock, .until = clock_.Now() + hours(1)});
  clock_.Advance(hours(1));
  EXPECT_FALSE(Found(late, Use::kLock)->has_value());
}

TEST_P(HolderTest, ALinkThatWasMadeToLastOrToDoSomethingElseDoesNotOpen) {
  const auto secret = Put({.use = Use::kRegister, .until = clock_.Now() + hours(1)});
  EXPECT_THAT(Execute("UPDATE account_link SET until = until + 1"), IsOk());
  EXPECT_THAT(Found(secret, Use::kRegister), FailsWith(Code::kCorrupt));
  EXPECT_THAT(Execute("UPDATE account_link SET until = until - 1, purpose = 'password'"), IsOk());
  EXPECT_THAT(Found(secret, Use::kPassword), FailsWith(Code::kCorrupt));
}

TEST_P(HolderTest, ARestoredDatabaseHasNoLinksAndEndsWhatWasLockedSince) {
  const auto id = Made("ana@quay.example");
  const auto secret = Put({.use = Use::kLock, .until = clock_.Now() + hours(1), .account = *id});
  EXPECT_THAT(Amend(ForgetAllInvitations), IsOk());
  EXPECT_FALSE(Found(secret, Use::kLock)->has_value());
  EXPECT_THAT(Amend([&](const keys::Change& change) {
                const BytesView body = id->bytes();
                return EndAgain(change, {.seq = 1,
                                         .deed = keys::Deed::kVisitorLeft,
                                         .at = clock_.Now(),
                                         .body = Bytes(body.begin(), body.end())});
              }),
              IsOk());
  EXPECT_THAT(Loaded(*id), FailsWith(Code::kNotFound));
}

}  // namespace
}  // namespace almoner::account
