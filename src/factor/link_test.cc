#include "factor/link.h"

#include <gmock/gmock.h>

#include "factor/hand.h"
#include "support/fakes.h"
#include "support/matchers.h"
#include "support/stores.h"

namespace almoner::factor {
namespace {

constexpr session::Policy kStaff{
    .kind = "staff", .idle = std::chrono::minutes(20), .longest = std::chrono::hours(12)};
constexpr session::Policy kAccounts{
    .kind = "account", .idle = std::chrono::minutes(20), .longest = std::chrono::hours(12)};

Provided Who(std::string subject, std::string issuer = "https://id.example") {
  return {.issuer = std::move(issuer), .subject = Personal(std::move(subject))};
}

class LinkTest : public StoreTest {
 protected:
  LinkTest() {
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
  Status Link(const Bytes& holder, const Provided& who) {
    return Amend(holder, [&](const keys::Change& in) { return MakeLink(in, Of(holder), who); });
  }
  Status Code(const Bytes& holder, const std::string& code) {
    return Amend(holder, [&](const keys::Change& in) {
      return MakeCode(in, Of(holder), Personal(std::string(code)));
    });
  }
  std::optional<Bytes> Linked(const Provided& who, const session::Policy& policy = kStaff) {
    return store()
        .Read([&](store::ReadTx& tx) { return FindLinked(tx, *keys_, policy, who); })
        .value();
  }
  std::optional<Bytes> Coded(const std::string& code) {
    return store()
        .Read([&](store::ReadTx& tx) {
          return FindCode(tx, *keys_, kStaff, Personal(std::string(code)), clock_.Now());
        })
        .value();
  }
  std::vector<Hand> Hands(const Bytes& holder) {
    return store()
        .Read([&](store::ReadTx& tx) { return HandsOn(tx, *keys_, Of(holder), clock_.Now()); })
        .value();
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
INSTANTIATE_ENGINES(LinkTest);

TEST_P(LinkTest, AnAccountIsFoundByIssuerAndSubjectBoth) {
  EXPECT_EQ(Linked(Who("7")), std::nullopt);
  ASSERT_THAT(Link(sam_, Who("7")), IsOk());
  EXPECT_EQ(Linked(Who("7")), sam_);
  EXPECT_EQ(Linked(Who("7", "https://other.example")), std::nullopt);
  EXPECT_EQ(Linked(Who("8")), std::nullopt);
  EXPECT_EQ(Linked(Who("ple7", "https://id.exam")), std::nullopt) << "the two do not run together";
  EXPECT_EQ(Linked(Who("7"), kAccounts), std::nullopt) << "of the portal it would be another";
  EXPECT_FALSE(store().Read([&](store::ReadTx& tx) { return Load(tx, *keys_, Of(sam_)); })->any())
      << "it is no second factor";
}

TEST_P(LinkTest, OneThereIsOneHereAndTheOldLinkGoes) {
  ASSERT_THAT(Link(sam_, Who("7")), IsOk());
  EXPECT_THAT(Link(jo_, Who("7")), FailsWith(Code::kConflict));
  ASSERT_THAT(Link(sam_, Who("8")), IsOk());
  EXPECT_EQ(Linked(Who("7")), std::nullopt);
  EXPECT_THAT(Link(jo_, Who("7")), IsOk());
  ASSERT_THAT(Amend(sam_, [&](const keys::Change& in) { return EndLink(in, Of(sam_)); }), IsOk());
  EXPECT_EQ(Linked(Who("8")), std::nullopt);
  EXPECT_THAT(Amend(sam_, [&](const keys::Change& in) { return EndLink(in, Of(sam_)); }),
              FailsWith(Code::kNotFound));
}

TEST_P(LinkTest, ACodeEndsTheLinkBeforeAndIsGoodOnceForAWeek) {
  ASSERT_THAT(Link(sam_, Who("7")), IsOk());
  ASSERT_THAT(Code(sam_, "4k7m"), IsOk());
  EXPECT_EQ(Linked(Who("7")), std::nullopt);
  EXPECT_EQ(Coded("4k7m"), sam_);
  EXPECT_EQ(Coded("4k7n"), std::nullopt);
  ASSERT_THAT(Code(sam_, "9qxr"), IsOk());
  EXPECT_EQ(Coded("4k7m"), std::nullopt) << "the newest counts";
  ASSERT_THAT(Link(sam_, Who("8")), IsOk());
  EXPECT_EQ(Coded("9qxr"), std::nullopt) << "used";
  ASSERT_THAT(Code(sam_, "2abc"), IsOk());
  clock_.Advance(kCodeGood - std::chrono::seconds(1));
  EXPECT_EQ(Coded("2abc"), sam_);
  clock_.Advance(std::chrono::seconds(1));
  EXPECT_EQ(Coded("2abc"), std::nullopt);
}

TEST_P(LinkTest, TakingSecondFactorsAwayLeavesTheLinkAndTheEndOfAnAccountDoesNot) {
  ASSERT_THAT(Link(sam_, Who("7")), IsOk());
  ASSERT_THAT(Amend(sam_,
                    [&](const keys::Change& in) -> Status {
                      TRY(SetApp(in, Of(sam_), SecretBytes::CopyOf("0123456789abcdefghij"), 1));
                      return TakeAway(in, Of(sam_));
                    }),
              IsOk());
  EXPECT_EQ(Linked(Who("7")), sam_);
  ASSERT_THAT(Amend(sam_, [&](const keys::Change& in) { return Forget(in, Of(sam_)); }), IsOk());
  EXPECT_EQ(Linked(Who("7")), std::nullopt);
}

TEST_P(LinkTest, ARowThatWasChangedFromOutsideIsRefused) {
  ASSERT_THAT(Link(sam_, Who("7")), IsOk());
  ASSERT_THAT(store().Write([&](store::Tx& tx) -> Status {
    TRY(tx.Execute("UPDATE factor SET holder = $1", jo_));
    return {};
  }),
              IsOk());
  EXPECT_THAT(
      store().Read([&](store::ReadTx& tx) { return FindLinked(tx, *keys_, kStaff, Who("7")); }),
      FailsWith(Code::kCorrupt));
}

TEST_P(LinkTest, AHandCountsUntilItsTimeAndTheLaterOfTwoCounts) {
  const auto note = [&](const Bytes& by, int hours) {
    return Amend(jo_, [&](const keys::Change& in) {
      return NoteHand(in, Of(sam_), by, in.now + std::chrono::hours(hours));
    });
  };
  ASSERT_THAT(note(jo_, 5), IsOk());
  ASSERT_THAT(note(jo_, 2), IsOk());
  ASSERT_EQ(Hands(sam_).size(), 1U);
  EXPECT_EQ(Hands(sam_).front().by, jo_);
  EXPECT_TRUE(Hands(jo_).empty());
  clock_.Advance(std::chrono::hours(5) - std::chrono::seconds(1));
  EXPECT_EQ(Hands(sam_).size(), 1U);
  clock_.Advance(std::chrono::seconds(1));
  EXPECT_TRUE(Hands(sam_).empty());
}

}  // namespace
}  // namespace almoner::factor
