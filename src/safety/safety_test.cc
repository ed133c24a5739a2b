#include <set>

#include "audit/log.h"
#include "safety/hidden.h"
#include "safety/known.h"
#include "safety/may.h"
#include "safety/sealed.h"
#include "support/fakes.h"
#include "support/matchers.h"
#include "support/stores.h"

namespace almoner::safety {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr std::string_view kHidden = "12 Lantern Row, Portwick PW3 4CD";

class ReachingTest : public StoreTest {
 protected:
  ReachingTest() {
    EXPECT_THAT(keys::Ledger::Create(folder_ / "keys", random_, clock_), IsOk());
    ledger_ = *keys::Ledger::Open(folder_ / "keys", random_);
    keys_.emplace(HomeId::New(random_), *ledger_, random_);
    for (const SubjectId& subject : {ana_, ben_}) AddPerson(subject);
  }
  void AddPerson(const SubjectId& subject) {
    const auto made = keys_->Make(subject.bytes(), keys::Kind::kEvidence);
    ASSERT_THAT(made, IsOk());
    EXPECT_THAT(store().Write([&](store::Tx& tx) -> Status {
      TRY(keys::Insert(tx, subject.bytes(), keys::Kind::kEvidence, made->wrapped));
      return tx.ExecuteOne(
          "INSERT INTO subject (id, kind, created, digest) VALUES ($1, 'service-user', $2, $3)",
          subject, clock_.Now(), subject.bytes());
    }),
                IsOk());
  }
  Status Amend(const std::function<Status(const keys::Change&)>& amend) {
    return store().Write([&](store::Tx& tx) -> Status {
      audit::Entry entry(EntryId::New(random_), clock_.Now(), "test.amended", "done");
      TRY(amend({.tx = tx, .keys = *keys_, .entry = entry, .now = entry.at}));
      return audit::Append(tx, entry);
    });
  }
  Status Say(const SubjectId& subject, const Reaching& reaching) {
    return Amend([&](const keys::Change& change) { return Put(change, subject, reaching); });
  }
  Status Say(const SubjectId& subject, const Marker& marker) {
    return Say(subject, Reaching{.marker = marker, .needs = {}});
  }
  Reaching Loaded(const SubjectId& subject) {
    auto loaded = store().Read([&](store::ReadTx& tx) { return Load(tx, *keys_, subject); });
    EXPECT_THAT(loaded, IsOk());
    return loaded ? *std::move(loaded) : Reaching();
  }
  // Whether it may go.
  bool May(const SubjectId& subject, const Output& output) {
    const auto answer = store().Read([&](store::ReadTx& tx) -> Result<std::optional<SubjectId>> {
      const auto cleared = TRY(MaySend(tx, *keys_, subject, output));
      return cleared ? std::optional(cleared->subject()) : std::nullopt;
    });
    EXPECT_THAT(answer, IsOk());
    EXPECT_TRUE(!*answer || **answer == subject);
    return answer->has_value();
  }
  std::shared_ptr<const Known> Seen() {
    auto known = store().Read([&](store::ReadTx& tx) { return watch_.Look(tx, *keys_); });
    EXPECT_THAT(known, IsOk());
    return *known;
  }
  Status Checked() {
    return store().Read([&](store::ReadTx& tx) { return CheckRows(tx, *keys_); });
  }
  static Marker InDanger() {
    Marker marker{.hide_address = true,
                  .hidden = {std::string(kHidden)},
                  .never_told = {"family", "Robert Lamb"},
                  .how = "Ring on Tuesdays before noon.",
                  .code_word = "primrose"};
    marker.never.set(static_cast<std::size_t>(Channel::kPost));
    marker.never.set(static_cast<std::size_t>(Channel::kEmail));
    return marker;
  }

  TempDir folder_;
  FixedRandom random_;
  FakeClock clock_{"2026-11-23T09:30:00Z"};
  std::unique_ptr<keys::Ledger> ledger_;
  std::optional<keys::Keys> keys_;
  Watch watch_;
  const SubjectId ana_ = SubjectId::New(random_);
  const SubjectId ben_ = SubjectId::New(random_);
};
INSTANTIATE_ENGINES(ReachingTest);

TEST_P(ReachingTest, NothingIsForbiddenForWhomNothingWasSaid) {
  EXPECT_FALSE(Loaded(ana_).marker);
  for (const Channel channel : {Channel::kPost, Channel::kEmail, Channel::kPhone, Channel::kText,
                                Channel::kPortal, Channel::kLists})
    EXPECT_TRUE(May(ana_, {.channel = channel})) << Name(channel);
  EXPECT_TRUE(May(ana_, {.recipient = "family"}));
  EXPECT_TRUE(May(ana_, {.to_another = true}));
  EXPECT_TRUE(May(SubjectId::New(random_), {.channel = Channel::kPost})) << "nor for a stranger";
}

TEST_P(ReachingTest, WhatWasSaidIsReadBackAndForbidsJustThat) {
  Marker marker = InDanger();
  marker.said = {
      .by = StaffId::New(random_), .at = clock_.Now(), .review = ParseDate("2027-02-01").value()};
  ASSERT_THAT(Say(ana_, marker), IsOk());
  const Reaching kept = Loaded(ana_);
  ASSERT_TRUE(kept.marker);
  EXPECT_EQ(kept.marker->code_word, "primrose");
  EXPECT_EQ(kept.marker->hidden.front(), kHidden);
  EXPECT_EQ(kept.marker->said.by, marker.said.by);
  EXPECT_EQ(kept.marker->said.review, marker.said.review);
  EXPECT_FALSE(kept.needs);
  EXPECT_FALSE(May(ana_, {.channel = Channel::kPost}));
  EXPECT_FALSE(May(ana_, {.channel = Channel::kEmail}));
  EXPECT_TRUE(May(ana_, {.channel = Channel::kPhone}));
  EXPECT_FALSE(May(ana_, {.recipient = "family"}));
  EXPECT_FALSE(May(ana_, {.recipient = "robert  LAMB"})) << "however it is written";
  EXPECT_TRUE(May(ana_, {.recipient = "gp-practice"}));
  EXPECT_FALSE(May(ana_, {.to_another = true}));
  EXPECT_TRUE(May(ben_, {.channel = Channel::kPost})) << "of nobody else";
}

TEST_P(ReachingTest, AQuestionIsAboutOneOutput) {
  for (const Output& output :
       {Output{}, Output{.channel = Channel::kPost, .recipient = "family"}}) {
    const auto asked = store().Read([&](store::ReadTx& tx) -> Status {
      TRY(MaySend(tx, *keys_, ana_, output));
      return {};
    });
    EXPECT_THAT(asked, FailsWith(Code::kInternal));
  }
}

TEST_P(ReachingTest, WhatIsStoredTellsNeitherWhatItIsNorHowMuch) {
  Needs needs{.language = "Polish"};
  needs.needs.set(static_cast<std::size_t>(Need::kLargePrint));
  ASSERT_THAT(Say(ana_, InDanger()), IsOk());
  ASSERT_THAT(Say(ben_, Reaching{.marker = {}, .needs = needs}), IsOk());
  const auto rows =
      store().Read([](store::ReadTx& tx) { return tx.Query("SELECT sealed FROM reaching"); });
  ASSERT_THAT(rows, IsOk());
  ASSERT_EQ(rows->size(), 2U);
  std::set<std::size_t> lengths;
  for (const store::Row& row : *rows) {
    const Bytes sealed = *row.Blob(0);
    lengths.insert(sealed.size());
    EXPECT_THAT(std::string(AsText(sealed)), Not(HasSubstr("Lantern")));
  }
  EXPECT_EQ(lengths.size(), 1U);
  EXPECT_EQ(Loaded(ben_).needs->text(), "large print, in Polish");
}

TEST_P(ReachingTest, ARowThatWasChangedPutInOrMovedIsRefused) {
  ASSERT_THAT(Say(ana_, InDanger()), IsOk());
  EXPECT_THAT(Checked(), IsOk());
  const auto alter = [&](Literal sql) {
    EXPECT_THAT(store().Write([&](store::Tx& tx) -> Status {
      TRY(tx.Execute(sql, ben_));
      return {};
    }),
                IsOk());
  };
  alter("UPDATE reaching SET subject = $1");
  EXPECT_THAT(Checked(), FailsWith(Code::kCorrupt));
  const auto asked = store().Read([&](store::ReadTx& tx) -> Status {
    TRY(MaySend(tx, *keys_, ben_, {.channel = Channel::kPhone}));
    return {};
  });
  EXPECT_THAT(asked, FailsWith(Code::kCorrupt)) << "nothing goes out by a row that is not ours";
}

TEST_P(ReachingTest, TwoRecordsOfOnePersonForbidWhatEitherDid) {
  ASSERT_THAT(Say(ana_, InDanger()), IsOk());
  Marker other{.code_word = "heron"};
  other.never.set(static_cast<std::size_t>(Channel::kPortal));
  ASSERT_THAT(Say(ben_, other), IsOk());
  const auto copy = [&](const keys::Change& change) { return Copy(change, ana_, ben_); };
  ASSERT_THAT(Amend(copy), IsOk());
  ASSERT_THAT(Amend(copy), IsOk()) << "twice is once";
  EXPECT_FALSE(May(ben_, {.channel = Channel::kPost}));
  EXPECT_FALSE(May(ben_, {.channel = Channel::kPortal}));
  EXPECT_TRUE(Loaded(ben_).marker->hide_address);
  EXPECT_EQ(Loaded(ben_).marker->code_word, "heron\nprimrose");
  EXPECT_EQ(Loaded(ben_).marker->hidden.size(), 1U);
}

TEST_P(ReachingTest, ItGoesWithThePerson) {
  ASSERT_THAT(Say(ana_, InDanger()), IsOk());
  EXPECT_TRUE(Seen()->any());
  ASSERT_THAT(Amend([&](const keys::Change& change) { return Remove(change, ana_); }), IsOk());
  EXPECT_FALSE(Loaded(ana_).marker);
  EXPECT_FALSE(Seen()->any()) << "and nobody's reading knows of it any more";
  EXPECT_THAT(Amend([&](const keys::Change& change) { return Remove(change, ana_); }), IsOk());
}

TEST_P(ReachingTest, ABackupFromBeforeMeetsWhatWasSaidSince) {
  ASSERT_THAT(Say(ana_, Marker{.how = "Ring."}), IsOk());
  clock_.Advance(std::chrono::minutes(1));
  ASSERT_THAT(Say(ana_, InDanger()), IsOk());
  const auto events = store().Read([](store::ReadTx& tx) { return keys::EventsAfter(tx, 0, 10); });
  ASSERT_THAT(events, IsOk());
  ASSERT_EQ(events->size(), 2U);
  const auto again = [&](std::size_t which) {
    const auto event = keys::OpenEvent(*keys_, events->at(which));
    EXPECT_THAT(event, IsOk());
    EXPECT_EQ(event->deed, kReachingDeed);
    EXPECT_THAT(Amend([&](const keys::Change& change) { return PutAgain(change, *event); }),
                IsOk());
  };
  again(0);
  EXPECT_TRUE(Loaded(ana_).marker->hide_address) << "what is newer stays";
  // As in a database from before: neither the row is there nor the log that knows of it.
  for (const Literal sql : {Literal("DELETE FROM reaching"), Literal("DELETE FROM audit_entry")})
    ASSERT_THAT(store().Write([&](store::Tx& tx) -> Status {
      TRY(tx.Execute(sql));
      return {};
    }),
                IsOk());
  again(0);
  EXPECT_EQ(Loaded(ana_).marker->how, "Ring.");
  again(1);
  EXPECT_EQ(Loaded(ana_).marker->code_word, "primrose");
  EXPECT_THAT(Checked(), IsOk());
}

TEST_P(ReachingTest, WhoeverLooksKnowsOfTheLastChange) {
  EXPECT_FALSE(Seen()->any());
  ASSERT_THAT(Say(ana_, InDanger()), IsOk());
  EXPECT_TRUE(Seen()->people.at(ana_).hide_address);
  EXPECT_THAT(Seen()->parts, Contains("pw34cd"));
  ASSERT_THAT(Say(ana_, Reaching()), IsOk());
  EXPECT_FALSE(Seen()->any());
  EXPECT_THAT(Seen()->parts, IsEmpty());
}

TEST(SealedTest, RefusesWhatIsTooLongOrNoText) {
  EXPECT_THAT(Encode({.marker = Marker{.how = std::string(kMostText + 1, 'a')}, .needs = {}}),
              FailsWith(Code::kInvalid));
  EXPECT_THAT(Encode({.marker = Marker{.code_word = "\xff"}, .needs = {}}),
              FailsWith(Code::kInvalid));
  EXPECT_THAT(Encode({.marker = Marker{.hidden = std::vector<std::string>(kMostLines + 1, "a")},
                      .needs = {}}),
              FailsWith(Code::kInvalid));
  EXPECT_THAT(Encode({.marker = {}, .needs = Needs{.words = "\xff"}}), FailsWith(Code::kInvalid));
  EXPECT_THAT(Decode(Bytes{}), FailsWith(Code::kCorrupt));
  EXPECT_THAT(Decode(Bytes(kPadding)), FailsWith(Code::kCorrupt));
}

std::string Masked(std::string_view hidden, std::string text) {
  const std::size_t size = text.size();
  Mask(PartsOf(hidden), text);
  EXPECT_EQ(text.size(), size) << "what was marked elsewhere must stay where it is";
  return text;
}

TEST(HiddenTest, AnAddressIsFoundHoweverItIsWritten) {
  for (const char* const text :
       {"Lives at 12 Lantern Row, Portwick PW3 4CD now.", "lives at 12 LANTERN ROW",
        "the postcode is pw34cd, she says", "12, Lantern  Row,\nPortwick,\nPW3 4CD"}) {
    const std::string masked = Masked(kHidden, text);
    EXPECT_THAT(Folded(masked), Not(HasSubstr("lantern"))) << text;
    EXPECT_THAT(Folded(masked), Not(HasSubstr("4cd"))) << text;
  }
  EXPECT_THAT(Masked(kHidden, "Seen at 12 Lantern Row today."), HasSubstr("Seen at their details"));
}

TEST(HiddenTest, WhatOnlyResemblesItStays) {
  for (const char* const text :
       {"112 Lantern Row", "12 Lantern Rowing Club", "Portwick", "the lantern", "PW3 4CE", ""})
    EXPECT_EQ(Masked(kHidden, text), text);
  EXPECT_EQ(Masked("Flat 2, 9 Quay Street, Portwick PW1 2AB", "She moved to flat 2."),
            "She moved to flat 2.");
}

TEST(HiddenTest, AHouseWithANameAndATelephoneNumberAreFoundToo) {
  EXPECT_THAT(Masked("Rose Cottage, Mill Lane, Portwick", "She is at Rose Cottage."),
              Not(HasSubstr("Rose")));
  EXPECT_THAT(Masked("01632 960123", "Ring 01632960123 or 016 3296 0123."), Not(HasSubstr("0123")));
  EXPECT_EQ(Masked("ab", "ab ab"), "ab ab") << "too short to tell anything";
}

TEST(NamesTest, GoBothWays) {
  for (std::size_t i = 0; i < kChannels; ++i) {
    const auto channel = static_cast<Channel>(i);
    EXPECT_THAT(ParseChannel(Name(channel)), IsOkAndHolds(channel));
  }
  for (std::size_t i = 0; i < kNeeds; ++i) {
    const auto need = static_cast<Need>(i);
    EXPECT_THAT(ParseNeed(Name(need)), IsOkAndHolds(need));
    EXPECT_FALSE(InWords(need).empty());
  }
  EXPECT_THAT(ParseChannel("pigeon"), FailsWith(Code::kInvalid));
  EXPECT_THAT(ParseNeed(""), FailsWith(Code::kInvalid));
}

}  // namespace
}  // namespace almoner::safety
