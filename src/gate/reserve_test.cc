#include "gate/reserve.h"

#include <fstream>

#include "base/file.h"
#include "gate/break_glass.h"
#include "support/failing_store.h"
#include "support/house.h"

namespace almoner::gate {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

// A database whose disk is full: what is there can be read, and nothing is taken.
class FullStore : public store::Store {
 public:
  explicit FullStore(store::Store& inner) : inner_(inner) {}
  void Fill(bool full) { full_ = full; }

 private:
  Status DoWrite(const std::function<Status(store::Tx&)>& fn) override {
    if (full_) return Fail(Code::kUnavailable, "The disk is full, a test says.");
    return inner_.Write(fn);
  }
  Status DoRead(const std::function<Status(store::ReadTx&)>& fn) override {
    return inner_.Read(fn);
  }
  store::Store& inner_;
  bool full_ = true;
};

class ReserveTest : public StoreTest {
 protected:
  void SetUp() override {
    Reopen();
    ana = house.Person("Ana Kovač");
  }
  void Reopen() {
    gate_.reset();
    reserve_.reset();
    auto reserve = Reserve::Open(file(), house.keys());
    ASSERT_THAT(reserve, IsOk());
    reserve_ = *std::move(reserve);
    gate_ = GateOver(full_);
  }
  std::unique_ptr<Gate> GateOver(store::Store& over) {
    Context context = house.GateOver(over)->context();
    context.reserve = reserve_.get();
    return std::make_unique<Gate>(std::move(context));
  }
  OperatorPath file() { return folder_ / "reserve"; }
  Outcome<Opened> InAnEmergency(const StaffId& who) {
    return gate_->Open({.actor = who, .subjects = {*ana}, .break_glass = BreakGlass::kEmergency});
  }
  std::int64_t Entries() { return house.Count("SELECT COUNT(*) FROM audit_entry"); }
  std::int64_t Breaches() { return house.Count("SELECT COUNT(*) FROM break_glass"); }
  std::int64_t Readings() {
    return house.Count("SELECT COUNT(*) FROM trail WHERE action = 'record.read'");
  }

  House house{store()};
  TempDir folder_;
  FullStore full_{store()};
  std::unique_ptr<Reserve> reserve_;
  std::unique_ptr<Gate> gate_;
  std::optional<SubjectId> ana;
};
INSTANTIATE_ENGINES(ReserveTest);

TEST_P(ReserveTest, AnEmergencyReadsOnWhileNothingElseDoes) {
  const std::int64_t before = Entries();
  EXPECT_THAT(gate_->Open({.actor = house.worker, .purpose = "support", .subjects = {*ana}}),
              FailsWith(Code::kUnavailable));
  EXPECT_THAT(
      gate_->Open(
          {.actor = house.stranger, .subjects = {*ana}, .break_glass = BreakGlass::kSafeguarding}),
      FailsWith(Code::kUnavailable))
      << "the reserve is for emergencies alone";
  EXPECT_EQ(reserve_->waiting(), 0U);
  auto opened = Allowed(InAnEmergency(house.stranger));
  EXPECT_THAT(opened.permit.rows(), Not(IsEmpty()));
  const auto entry = opened.permit.entry();
  EXPECT_EQ(reserve_->waiting(), 1U);
  EXPECT_EQ(Entries(), before) << "the database took nothing";
  EXPECT_THAT(gate_->EmptyReserve(), FailsWith(Code::kUnavailable));
  EXPECT_EQ(reserve_->waiting(), 1U);

  full_.Fill(false);
  ASSERT_THAT(gate_->EmptyReserve(), IsOk());
  EXPECT_EQ(reserve_->waiting(), 0U);
  EXPECT_EQ(Entries(), before + 1);
  EXPECT_EQ(Readings(), 1);
  EXPECT_EQ(Breaches(), 1) << "somebody has to say why, and somebody else to look";
  const auto row = store().Read([&](store::ReadTx& tx) {
    return tx.One("SELECT body FROM audit_entry WHERE id = $1", *entry);
  });
  ASSERT_THAT(row, IsOk()) << "the entry that the reading was given";
  EXPECT_EQ(audit::Decode(*row->Blob(0))->counts["reserve"], 1);
  EXPECT_THAT(ToExplain(*gate_, house.stranger), IsOkAndHolds(testing::SizeIs(1)));
}

TEST_P(ReserveTest, WhatWasReadIsThereAfterACrashAndNobodyReadsItInTheFile) {
  Allowed(InAnEmergency(house.stranger));
  Reopen();
  EXPECT_EQ(reserve_->waiting(), 1U);
  const std::string text(ReadFile(file(), Access::kOwnerOnly, 4 << 20)->text());
  EXPECT_THAT(text, Not(HasSubstr("record.read")));
  EXPECT_THAT(text, Not(HasSubstr(AsText(ana->bytes()))));
  full_.Fill(false);
  ASSERT_THAT(gate_->EmptyReserve(), IsOk());
  Reopen();
  EXPECT_EQ(reserve_->waiting(), 0U);
  EXPECT_EQ(Readings(), 1);
}

TEST_P(ReserveTest, WhoWouldBeRefusedGetsNothingAndUsesNothingUp) {
  ASSERT_THAT(house.Amend([&](const keys::Change& change) {
    return staff::CloseRecord(change, house.worker, *ana, staff::Closed::kRelative);
  }),
              IsOk());
  EXPECT_THAT(InAnEmergency(house.worker), FailsWith(Code::kUnavailable));
  EXPECT_EQ(reserve_->waiting(), 0U);
}

TEST_P(ReserveTest, WhenEveryPlaceIsTakenNobodyReads) {
  for (std::size_t time = 0; time < Reserve::kPlaces; ++time)
    Allowed(InAnEmergency(house.stranger));
  EXPECT_THAT(InAnEmergency(house.stranger), FailsWith(Code::kUnavailable));
  EXPECT_EQ(std::filesystem::file_size(file().path()), Reserve::kPlaces * Reserve::kPlace)
      << "no room is needed that was not taken beforehand";
  full_.Fill(false);
  ASSERT_THAT(gate_->EmptyReserve(), IsOk());
  EXPECT_EQ(Readings(), static_cast<std::int64_t>(Reserve::kPlaces));
  EXPECT_EQ(Breaches(), 1) << "one occasion";
}

TEST_P(ReserveTest, PuttingBackThatBreaksOffAnywhereIsDoneOnceInTheEnd) {
  int readings = 0;
  FailEachStep(
      store(),
      [&](store::Store& failing) {
        Allowed(InAnEmergency(house.stranger));
        ++readings;
        static_cast<void>(GateOver(failing)->EmptyReserve());
      },
      [&](int step) {
        Reopen();
        EXPECT_EQ(reserve_->waiting(), 1U) << step;
        EXPECT_THAT(GateOver(store())->EmptyReserve(), IsOk()) << step;
        EXPECT_EQ(Readings(), readings) << step;
      });
  EXPECT_EQ(Readings(), readings);
}

TEST_P(ReserveTest, WhatIsInTheDatabaseAlreadyIsNotPutInTwice) {
  Allowed(InAnEmergency(house.stranger));
  const OperatorPath copy = folder_ / "copy";
  std::filesystem::copy_file(file().path(), copy.path());
  full_.Fill(false);
  ASSERT_THAT(gate_->EmptyReserve(), IsOk());
  const std::int64_t before = Entries();
  gate_.reset();
  reserve_.reset();
  std::filesystem::rename(copy.path(), file().path());  // killed before the place was freed
  Reopen();
  EXPECT_EQ(reserve_->waiting(), 1U);
  ASSERT_THAT(gate_->EmptyReserve(), IsOk());
  EXPECT_EQ(Entries(), before);
  EXPECT_EQ(reserve_->waiting(), 0U);
}

TEST_P(ReserveTest, APlaceThatWasAlteredOpensNothingAndIsCounted) {
  Allowed(InAnEmergency(house.stranger));
  ASSERT_THAT(OverwriteFile(file(), 100, Bytes(1, 0xff)), IsOk());
  Reopen();
  EXPECT_EQ(reserve_->damaged(), 1U);
  EXPECT_EQ(reserve_->waiting(), 0U);
  Allowed(InAnEmergency(house.stranger));
  EXPECT_EQ(reserve_->waiting(), 1U) << "it takes another place";
  ASSERT_THAT(WriteNewFile(folder_ / "short", Bytes(10)), IsOk());
  EXPECT_THAT(Reserve::Open(folder_ / "short", house.keys()), FailsWith(Code::kCorrupt));
}

}  // namespace
}  // namespace almoner::gate
