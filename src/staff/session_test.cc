#include "staff/session.h"

#include "audit/log.h"
#include "crypto/password.h"
#include "support/fakes.h"
#include "support/matchers.h"
#include "support/stores.h"

namespace almoner::staff {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using ::testing::ElementsAre;

constexpr std::string_view kPassword = "harbour lantern quay";

class SessionsTest : public StoreTest {
 protected:
  SessionsTest() {
    EXPECT_THAT(keys::Ledger::Create(folder_ / "keys", random_, clock_), IsOk());
    ledger_ = *keys::Ledger::Open(folder_ / "keys", random_);
    keys_.emplace(HomeId::New(random_), *ledger_, random_);
    sam_ = Add("sam", crypto::HashPassword(SecretBytes::CopyOf(kPassword)));
    sessions_.emplace(store(), *keys_, clock_);
  }

  StaffId Add(const std::string& login, std::optional<std::string> password) {
    const auto ready = Prepare(*keys_,
                               {.name = Personal(std::string("Sam Rivers")),
                                .login = Personal(login),
                                .os_user = Personal(std::string())},
                               std::move(password));
    EXPECT_THAT(ready, IsOk());
    EXPECT_THAT(Amend([&](const keys::Change& change) { return Insert(change, *ready); }), IsOk());
    return ready->id;
  }
  // A change with its entry, which the tests below do not count.
  Status Amend(const std::function<Status(const keys::Change&)>& amend) {
    return store().Write([&](store::Tx& tx) -> Status {
      audit::Entry entry(EntryId::New(random_), clock_.Now(), "test.amended", "done");
      return amend({.tx = tx, .keys = *keys_, .entry = entry, .now = entry.at});
    });
  }
  Sessions& sessions() { return *sessions_; }
  std::expected<Sessions::Checked, Denied> Try(std::string login, std::string_view password) {
    auto answer = sessions().Check(Personal(std::move(login)), SecretBytes::CopyOf(password),
                                   Personal(from_));
    EXPECT_THAT(answer, IsOk());
    return *answer;
  }
  std::expected<StaffId, Denied> Check(std::string login, std::string_view password) {
    const auto checked = Try(std::move(login), password);
    if (!checked) return std::expected<StaffId, Denied>(std::unexpect, checked.error());
    return checked->holder;
  }
  std::string from_ = "192.0.2.1";
  // How long one would have to wait, after a try with a wrong password.
  seconds Fails(const std::string& login) {
    const auto answer = Check(login, "not it");
    EXPECT_FALSE(answer.has_value());
    return answer.error().wait;
  }
  Begun Begin(const std::optional<SecretBytes>& before = std::nullopt) {
    auto begun =
        sessions().Begin(*sam_, {.before = before ? std::optional(before->Clone()) : std::nullopt});
    EXPECT_THAT(begun, IsOk());
    return *std::move(begun);
  }
  bool Lives(const Begun& begun) {
    const auto found = sessions().Find(begun.token);
    EXPECT_THAT(found, IsOk());
    return found->has_value();
  }
  std::vector<std::string> Actions() {
    std::vector<std::string> actions;
    const auto rows = store().Read(
        [](store::ReadTx& tx) { return tx.Query("SELECT body FROM audit_entry ORDER BY at"); });
    for (const store::Row& row : *rows)
      actions.push_back(audit::Decode(*row.Blob(0))->action.text());
    return actions;
  }
  std::int64_t Count(Literal sql) {
    return *store().Read(
        [&](store::ReadTx& tx) -> Result<std::int64_t> { return TRY(tx.One(sql)).Int(0); });
  }

  TempDir folder_;
  FixedRandom random_;
  FakeClock clock_{"2026-11-21T09:30:00Z"};
  std::unique_ptr<keys::Ledger> ledger_;
  std::optional<keys::Keys> keys_;
  std::optional<StaffId> sam_;
  std::optional<Sessions> sessions_;
};
INSTANTIATE_ENGINES(SessionsTest);

TEST(RestTest, TheRestGrowsFromTheFifthFailureToAQuarterOfAnHour) {
  for (const int failures : {0, 1, 4}) EXPECT_EQ(RestAfter(failures), minutes(0)) << failures;
  EXPECT_EQ(RestAfter(5), minutes(1));
  EXPECT_EQ(RestAfter(6), minutes(2));
  EXPECT_EQ(RestAfter(8), minutes(8));
  EXPECT_EQ(RestAfter(9), minutes(15));
  EXPECT_EQ(RestAfter(1'000'000), minutes(15));
}

TEST_P(SessionsTest, TheRightPasswordTellsWhoItIs) {
  EXPECT_EQ(Check("sam", kPassword).value(), *sam_);
}

TEST_P(SessionsTest, AWrongPasswordAndAnUnknownLoginAreDeniedAlike) {
  Add("jo", std::nullopt);  // an account without a password
  for (const char* login : {"sam", "nobody", "jo", ""}) EXPECT_EQ(Fails(login), seconds(0));
  EXPECT_FALSE(Check("sam", "").has_value());
  EXPECT_FALSE(Check("sam", std::string(100'000, 'x')).has_value());
}

TEST_P(SessionsTest, AfterFiveFailuresALoginRestsWhetherSomeoneHasItOrNot) {
  for (const char* login : {"sam", "nobody"}) {
    for (int i = 0; i < 5; ++i) EXPECT_EQ(Fails(login), seconds(0)) << login;
    EXPECT_EQ(Fails(login), seconds(60)) << login;
    EXPECT_EQ(Check(login, kPassword).error().wait, seconds(60)) << "not even the right one";
    clock_.Advance(std::chrono::microseconds(1));
    EXPECT_EQ(Fails(login), seconds(60)) << "rounded up, so that nobody comes too early";
  }
}

TEST_P(SessionsTest, TriesDuringTheRestDoNotMakeItLonger) {
  for (int i = 0; i < 5; ++i) Fails("sam");
  clock_.Advance(seconds(59));
  EXPECT_EQ(Fails("sam"), seconds(1));
  clock_.Advance(seconds(1));
  EXPECT_TRUE(Check("sam", kPassword).has_value());
}

TEST_P(SessionsTest, TheNextRestIsLongerUntilThePasswordIsRight) {
  for (int i = 0; i < 5; ++i) Fails("sam");
  clock_.Advance(minutes(1));
  EXPECT_EQ(Fails("sam"), seconds(0));
  EXPECT_EQ(Fails("sam"), minutes(2));
  clock_.Advance(minutes(2));
  EXPECT_TRUE(Check("sam", kPassword).has_value());
  for (int i = 0; i < 5; ++i) EXPECT_EQ(Fails("sam"), seconds(0)) << "counted from nothing again";
}

TEST_P(SessionsTest, NobodyKeepsSomebodyElseOutByFailingInTheirName) {
  for (int night = 0; night < 12; ++night) {  // as often as it is allowed, from one network
    from_ = "203.0.113.9";
    for (int i = 0; i < 6; ++i) Fails("sam");
    clock_.Advance(minutes(15));
    from_ = "192.0.2.1";
    EXPECT_TRUE(Check("sam", kPassword).has_value()) << night;
  }
}

TEST_P(SessionsTest, ALoginThatVeryManyNetworksTryRestsForAllOfThem) {
  for (int network = 0; network <= 20; ++network) {
    from_ = "203.0.113." + std::to_string(network);
    for (int i = 0; i < 5; ++i) EXPECT_EQ(Fails("sam"), seconds(0)) << network;
  }
  from_ = "192.0.2.1";
  EXPECT_EQ(Check("sam", kPassword).error().wait, seconds(60));
  clock_.Advance(minutes(1));
  EXPECT_TRUE(Check("sam", kPassword).has_value());
}

TEST_P(SessionsTest, OneLoginsFailuresDoNotSlowAnother) {
  Add("jo", crypto::HashPassword(SecretBytes::CopyOf(kPassword)));
  for (int i = 0; i < 6; ++i) Fails("jo");
  EXPECT_TRUE(Check("sam", kPassword).has_value());
}

TEST_P(SessionsTest, OldFailuresAreForgottenAndNoLoginIsStoredInPlain) {
  for (int i = 0; i < 5; ++i) Fails("sam");
  EXPECT_EQ(Count("SELECT count(*) FROM sign_in_failure"), 2) << "from here, and from anywhere";
  clock_.Advance(hours(1));
  Fails("nobody");
  EXPECT_EQ(Count("SELECT count(*) FROM sign_in_failure"), 1) << "sam's row went";
  const Bytes token = *store().Read([](store::ReadTx& tx) -> Result<Bytes> {
    return TRY(tx.One("SELECT token FROM sign_in_failure")).Blob(0);
  });
  EXPECT_FALSE(AsText(token).contains("nobody"));
  for (int i = 0; i < 4; ++i) EXPECT_EQ(Fails("sam"), seconds(0));
}

TEST_P(SessionsTest, ALeaverCannotSignInAndTheirSessionsEnd) {
  const Begun begun = Begin();
  EXPECT_THAT(Amend([&](const keys::Change& change) { return End(change, *sam_); }), IsOk());
  EXPECT_FALSE(Check("sam", kPassword).has_value());
  EXPECT_FALSE(Lives(begun));
}

TEST_P(SessionsTest, ANewPasswordReplacesTheOldOneAndEndsSessions) {
  const Begun begun = Begin();
  const std::string hash = crypto::HashPassword(SecretBytes::CopyOf("another quay"));
  EXPECT_THAT(Amend([&](const keys::Change& change) { return SetPassword(change, *sam_, hash); }),
              IsOk());
  EXPECT_FALSE(Lives(begun));
  EXPECT_FALSE(Check("sam", kPassword).has_value());
  EXPECT_EQ(Check("sam", "another quay"), *sam_);
}

TEST_P(SessionsTest, APasswordOrSessionPutInFromOutsideLetsNobodyIn) {
  const Begun begun = Begin();
  const StaffId other = Add("jo", crypto::HashPassword(SecretBytes::CopyOf("jo's own")));
  const auto forge = [&](Literal sql, const auto&... params) {
    EXPECT_THAT(store().Write([&](store::Tx& tx) { return tx.ExecuteOne(sql, params...); }),
                IsOk());
  };
  forge("UPDATE signed_in SET holder = $1", other);
  EXPECT_FALSE(Lives(begun));
  forge(
      "UPDATE staff SET password = (SELECT o.password FROM staff o WHERE o.id = $1) WHERE id = $2",
      other, *sam_);
  EXPECT_THAT(sessions().Check(Personal(std::string("sam")), SecretBytes::CopyOf("jo's own"),
                               session::SignedIn()),
              FailsWith(Code::kCorrupt));
}

TEST_P(SessionsTest, AnIdleSessionIsNotKeptAliveFromOutside) {
  const Begun begun = Begin();
  clock_.Advance(minutes(30));
  EXPECT_THAT(store().Write([&](store::Tx& tx) {
    return tx.ExecuteOne("UPDATE signed_in SET seen = $1", clock_.Now());
  }),
              IsOk());
  EXPECT_FALSE(Lives(begun));
}

TEST_P(SessionsTest, ASessionIsFoundByItsTokenOnlyAndTheTokenIsNotStored) {
  const Begun begun = Begin();
  const auto found = sessions().Find(begun.token);
  ASSERT_THAT(found, IsOk());
  ASSERT_TRUE(found->has_value());
  EXPECT_EQ((*found)->holder, *sam_);
  EXPECT_EQ((*found)->csrf, begun.session.csrf);
  EXPECT_EQ(begun.token.size(), 32U);
  EXPECT_EQ(begun.session.csrf.size(), 32U);
  EXPECT_NE(begun.token, begun.session.csrf);
  EXPECT_FALSE(sessions().Find(SecretBytes(32))->has_value());
  const Bytes stored = *store().Read([](store::ReadTx& tx) -> Result<Bytes> {
    return TRY(tx.One("SELECT token_hash FROM signed_in")).Blob(0);
  });
  EXPECT_FALSE(SameBytes(stored, begun.token.view()));
}

TEST_P(SessionsTest, AnIdleSessionEndsAndAUsedOneGoesOn) {
  const Begun begun = Begin();
  for (int i = 0; i < 3; ++i) {
    clock_.Advance(minutes(19));
    EXPECT_TRUE(Lives(begun)) << i;
  }
  clock_.Advance(minutes(20));
  EXPECT_FALSE(Lives(begun));
}

TEST_P(SessionsTest, NoSessionLivesLongerThanTwelveHours) {
  const Begun begun = Begin();
  for (int i = 0; i < 12 * 6 - 1; ++i) {
    clock_.Advance(minutes(10));
    ASSERT_TRUE(Lives(begun)) << i;
  }
  clock_.Advance(minutes(10));
  EXPECT_FALSE(Lives(begun));
}

TEST_P(SessionsTest, SigningInAgainEndsTheBrowsersOldSession) {
  const Begun first = Begin();
  const Begun second = Begin(first.token.Clone());
  EXPECT_FALSE(Lives(first));
  EXPECT_TRUE(Lives(second));
  EXPECT_NE(first.token, second.token);
}

TEST_P(SessionsTest, WhatIsOverIsSweptAwayByTheNextSignIn) {
  Begin();
  clock_.Advance(minutes(20));
  Begin();
  EXPECT_EQ(Count("SELECT count(*) FROM signed_in"), 1);
}

TEST_P(SessionsTest, BeginningAndEndingAreInTheLogAndEndingTwiceIsFine) {
  const Begun begun = Begin();
  clock_.Advance(seconds(1));
  EXPECT_THAT(sessions().End(begun.token), IsOk());
  EXPECT_THAT(sessions().End(begun.token), IsOk());
  EXPECT_FALSE(Lives(begun));
  EXPECT_THAT(Actions(), ElementsAre("session.begun", "session.ended"));
}

TEST_P(SessionsTest, NoSessionBeginsWithAPasswordThatWasChangedInTheSameInstant) {
  const auto checked = Try("sam", kPassword);
  ASSERT_TRUE(checked.has_value());
  EXPECT_THAT(sessions().Begin(*sam_, {.password = checked->password}), IsOk());
  EXPECT_THAT(Amend([&](const keys::Change& change) {
                return SetPassword(change, *sam_,
                                   crypto::HashPassword(SecretBytes::CopyOf("another quay")));
              }),
              IsOk());
  EXPECT_THAT(sessions().Begin(*sam_, {.password = checked->password}), FailsWith(Code::kConflict));
  EXPECT_THAT(sessions().BeginHalf(*sam_, {.password = checked->password}),
              FailsWith(Code::kConflict));
  EXPECT_EQ(Count("SELECT count(*) FROM signed_in"), 0);
}

TEST_P(SessionsTest, AHalfSessionOpensNothingAndBecomesAWholeOneOnce) {
  const auto half = sessions().BeginHalf(*sam_, {});
  ASSERT_THAT(half, IsOk());
  EXPECT_FALSE(Lives(*half));
  ASSERT_TRUE(sessions().FindHalf(half->token)->has_value());
  const auto whole = sessions().Complete(half->token, {});
  ASSERT_THAT(whole, IsOk());
  EXPECT_TRUE(Lives(*whole));
  EXPECT_NE(whole->token, half->token);
  EXPECT_FALSE(sessions().FindHalf(half->token)->has_value());
  EXPECT_FALSE(sessions().FindHalf(whole->token)->has_value()) << "nor the other way round";
  EXPECT_THAT(sessions().Complete(half->token, {}), FailsWith(Code::kConflict));
  EXPECT_THAT(sessions().Complete(whole->token, {}), FailsWith(Code::kConflict));
}

TEST_P(SessionsTest, AHalfSessionEndsAfterTenMinutesAndWithAChangeOfPassword) {
  const auto slow = sessions().BeginHalf(*sam_, {});
  clock_.Advance(minutes(10));
  EXPECT_FALSE(sessions().FindHalf(slow->token)->has_value());
  EXPECT_THAT(sessions().Complete(slow->token, {}), FailsWith(Code::kConflict));
  const auto half = sessions().BeginHalf(*sam_, {});
  EXPECT_THAT(Amend([&](const keys::Change& change) {
                return SetPassword(change, *sam_,
                                   crypto::HashPassword(SecretBytes::CopyOf("another quay")));
              }),
              IsOk());
  EXPECT_THAT(sessions().Complete(half->token, {}), FailsWith(Code::kConflict));
}

TEST_P(SessionsTest, WhoeverProvesThemselvesAgainIsNotedForThatSessionAlone) {
  const Begun one = Begin();
  const Begun other = Begin();
  clock_.Advance(minutes(15));
  EXPECT_THAT(sessions().Prove(one.token), IsOk());
  EXPECT_EQ((*sessions().Find(one.token))->proved, clock_.Now());
  EXPECT_EQ((*sessions().Find(other.token))->proved, other.session.begun);
  EXPECT_THAT(sessions().Prove(SecretBytes(32)), IsOk());
  EXPECT_THAT(store().Write([&](store::Tx& tx) {
    return tx.Execute("UPDATE signed_in SET proved = $1", clock_.Now());
  }),
              IsOk());
  EXPECT_FALSE(Lives(other)) << "not from outside";
}

TEST_P(SessionsTest, OnesOwnSessionsAreListedAndEndedOneByOneOrAllButThis) {
  const auto phone = sessions().Begin(*sam_, {.where = "Firefox on Android"});
  clock_.Advance(minutes(1));
  const auto desk = sessions().Begin(*sam_, {.where = "Chrome on Windows"});
  const StaffId jo = Add("jo", std::nullopt);
  const auto theirs = sessions().Begin(jo, {});
  const auto listed = sessions().List(*sam_);
  ASSERT_THAT(listed, IsOk());
  ASSERT_EQ(listed->size(), 2U);
  EXPECT_EQ((*listed)[0].where, "Chrome on Windows");
  EXPECT_EQ((*listed)[1].where, "Firefox on Android");
  EXPECT_EQ((*listed)[1].handle, session::Sessions::HandleOf(phone->token));
  EXPECT_THAT(sessions().EndOne(jo, (*listed)[1].handle), IsOk());
  EXPECT_TRUE(Lives(*phone)) << "it is not Jo's to end";
  EXPECT_THAT(sessions().EndOne(*sam_, (*listed)[1].handle), IsOk());
  EXPECT_FALSE(Lives(*phone));
  const Begun third = Begin();
  EXPECT_THAT(sessions().EndOthers(*sam_, third.token), IsOk());
  EXPECT_TRUE(Lives(third));
  EXPECT_FALSE(Lives(*desk));
  EXPECT_TRUE(Lives(*theirs));
  clock_.Advance(hours(1));
  EXPECT_TRUE(sessions().List(*sam_)->empty()) << "what is over is not listed";
}

}  // namespace
}  // namespace almoner::staff
