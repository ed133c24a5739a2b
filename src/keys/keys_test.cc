#include "keys/keys.h"

#include "crypto/aead.h"
#include "keys/stamp.h"
#include "support/fakes.h"
#include "support/matchers.h"
#include "support/stores.h"

namespace almoner::keys {
namespace {

class KeysTest : public StoreTest {
 protected:
  KeysTest() {
    EXPECT_THAT(Ledger::Create(folder_ / "keys", random_, clock_), IsOk());
    ledger_ = *Ledger::Open(folder_ / "keys", random_);
    keys_ = std::make_unique<Keys>(HomeId::New(random_), *ledger_, random_);
  }

  TempDir folder_;
  FixedRandom random_;
  FakeClock clock_{"2026-11-02T09:00:00Z"};
  std::unique_ptr<Ledger> ledger_;
  std::unique_ptr<Keys> keys_;
};
INSTANTIATE_ENGINES(KeysTest);

TEST_P(KeysTest, AWrappedKeyOpensInItsPlaceAndNowhereElse) {
  const SubjectId owner = SubjectId::New(random_);
  const SubjectId other = SubjectId::New(random_);
  ASSERT_OK_AND(const auto made, keys_->Make(owner.bytes(), Kind::kData));
  EXPECT_TRUE(*keys_->Unwrap(owner.bytes(), Kind::kData, made.wrapped) == made.key);
  EXPECT_THAT(keys_->Unwrap(other.bytes(), Kind::kData, made.wrapped), FailsWith(Code::kCorrupt));
  EXPECT_THAT(keys_->Unwrap(owner.bytes(), Kind::kAudit, made.wrapped), FailsWith(Code::kCorrupt));
  WrappedKey later = made.wrapped;
  later.generation = 2;
  EXPECT_THAT(keys_->Unwrap(owner.bytes(), Kind::kData, later), FailsWith(Code::kCorrupt));
  const Keys elsewhere(HomeId::New(random_), *ledger_, random_);
  EXPECT_THAT(elsewhere.Unwrap(owner.bytes(), Kind::kData, made.wrapped),
              FailsWith(Code::kCorrupt));
}

TEST_P(KeysTest, RewrappingKeepsEveryKeyAndFreesTheOldEpoch) {
  std::vector<std::pair<SubjectId, SecretBytes>> all;
  for (int i = 0; i < 20; ++i) {
    const SubjectId owner = SubjectId::New(random_);
    auto made = *keys_->Make(owner.bytes(), Kind::kData);
    ASSERT_THAT(store().Write([&](store::Tx& tx) {
      return Insert(tx, owner.bytes(), Kind::kData, made.wrapped);
    }),
                IsOk());
    all.emplace_back(owner, std::move(made.key));
  }
  ASSERT_THAT(ledger_->BeginEpoch(clock_), IsOk());
  EXPECT_THAT(Rewrap(store(), *keys_), IsOkAndHolds(20));
  EXPECT_THAT(Rewrap(store(), *keys_), IsOkAndHolds(0));
  ASSERT_THAT(ledger_->DestroyBefore(2), IsOk());
  for (const auto& [owner, key] : all) {
    ASSERT_OK_AND(const auto wrapped, store().Read([&](store::ReadTx& tx) {
      return Load(tx, owner.bytes(), Kind::kData);
    }));
    EXPECT_TRUE(*keys_->Unwrap(owner.bytes(), Kind::kData, wrapped) == key);
  }
}

TEST_P(KeysTest, DestroyedKeysAreGone) {
  const SubjectId owner = SubjectId::New(random_);
  const auto made = *keys_->Make(owner.bytes(), Kind::kData);
  ASSERT_THAT(store().Write([&](store::Tx& tx) -> Status {
    TRY(Insert(tx, owner.bytes(), Kind::kData, made.wrapped));
    return Destroy(tx, owner.bytes());
  }),
              IsOk());
  EXPECT_THAT(store().Read([&](store::ReadTx& tx) { return Load(tx, owner.bytes(), Kind::kData); }),
              FailsWith(Code::kNotFound));
}

TEST_P(KeysTest, TokensDependOnKindValueAndEpoch) {
  const auto token = keys_->Token("word", "ana", 16);
  EXPECT_EQ(keys_->Token("word", "ana", 16), token);
  EXPECT_NE(keys_->Token("word", "anb", 16), token);
  EXPECT_NE(keys_->Token("sound", "ana", 16), token);
  ASSERT_THAT(ledger_->BeginEpoch(clock_), IsOk());
  EXPECT_NE(keys_->Token("word", "ana", 16), token);
}

TEST_P(KeysTest, AStampIsOfItsRowItsKindAndItsHome) {
  const auto columns = Columns(std::string_view("role"), std::int64_t{7}, std::optional<Time>());
  const crypto::Digest stamp = Stamp(*keys_, Stamped::kRole, columns);
  EXPECT_THAT(CheckStamp(*keys_, Stamped::kRole, columns, stamp), IsOkAndHolds(stamp));
  EXPECT_THAT(CheckStamp(*keys_, Stamped::kMark, columns, stamp), FailsWith(Code::kCorrupt));
  const Keys elsewhere(HomeId::New(random_), *ledger_, random_);
  EXPECT_THAT(CheckStamp(elsewhere, Stamped::kRole, columns, stamp), FailsWith(Code::kCorrupt));
  Bytes short_of_one(stamp.begin(), stamp.end() - 1);
  EXPECT_THAT(CheckStamp(*keys_, Stamped::kRole, columns, short_of_one), FailsWith(Code::kCorrupt));
  ASSERT_THAT(ledger_->BeginEpoch(clock_), IsOk());
  EXPECT_EQ(Stamp(*keys_, Stamped::kRole, columns), stamp)
      << "rotating keys leaves stamps as they are";
}

TEST_P(KeysTest, ColumnsTellWhatIsMissingFromWhatIsEmptyAndOneColumnFromTwo) {
  const auto two = [](std::string_view a, std::string_view b) { return Columns(a, b); };
  EXPECT_NE(two("ab", "c"), two("a", "bc"));
  EXPECT_NE(Columns(std::optional<std::string>()), Columns(std::optional<std::string>("")));
  EXPECT_NE(Columns(std::optional<Time>()), Columns(std::optional<Time>(Time::FromMicros(0))));
}

}  // namespace
}  // namespace almoner::keys
