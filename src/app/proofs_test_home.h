// A home for the tests of proofs: what the program does there, and what it would not have done.
#pragma once

#include "accountability/register.h"
#include "app/accounts.h"
#include "app/proofs.h"
#include "app/training.h"
#include "crypto/random.h"
#include "rights/access.h"
#include "support/house.h"

namespace almoner::app {

using accountability::Register;
using retention::Facts;

class ProofsHome : public testing::Test {
 protected:
  explicit ProofsHome(std::string notice = "example") : notice_(std::move(notice)) {}
  void SetUp() override {
    const FirstAccount account{Personal(std::string("Ada Banks")), Personal(std::string("ada")),
                               Personal(std::string("ada")), SecretBytes::CopyOf("a password")};
    ASSERT_THAT(App::Create({.home = folder_ / "home", .keys = folder_ / "keys"},
                            NoticeText(notice_), account, random_, clock_),
                IsOk());
    auto opened = App::Open(folder_ / "home", random_, clock_);
    ASSERT_THAT(opened, IsOk());
    app_ = *std::move(opened);
    ada_ = *app_->store().Read([&](store::ReadTx& tx) {
      return staff::FindByOsUser(tx, app_->keys(), Personal(std::string("ada")));
    });
    // Some notices want it before anything is opened.
    EXPECT_THAT(TrainEverybody(*app_, ada_, "The harbour college"), IsOk());
    clock_.Advance(std::chrono::hours(1));
  }
  // Under the notice of the example: a colleague who answers for rights too, and somebody on file.
  void Staff() {
    sam_ = Hire("sam", "support-worker");
    eve_ = Hire("eve", "data-protection-officer");
    ana_ = Allowed(app_->gate().AddPerson(
                       {.actor = sam_, .purpose = "support"},
                       {"service-user", "contact-details", House::Text("name", "Ana Kovač")}))
               .subject;
    Allowed(app_->gate().AddRecord(
        {.actor = sam_, .purpose = "support"},
        {"support-notes", House::Text("text", "Slept well."), {{*ana_, vault::Part::kAbout}}}));
  }

  StaffId Hire(const std::string& name, std::string_view role) {
    const auto hired =
        AddStaff(*app_, std::nullopt, {Personal(name), Personal(name), Personal(name)}, nullptr,
                 {std::string(role)});
    EXPECT_THAT(hired, IsOk());
    EXPECT_THAT(TrainEverybody(*app_, ada_, "The harbour college"), IsOk());
    return *hired;
  }

  Shown ShownBy(std::string_view proof) {
    const auto result = Prove(*app_, proof);
    EXPECT_THAT(result, IsOk()) << proof;
    words_ = result->words;
    return result->shown;
  }

  // What the program itself does.
  RequestId Opened(law::Right right, const std::string& about = "") {
    return Allowed(rights::Open(app_->rights(), ada_,
                                {right, *ana_, LondonDate(clock_.Now()), "letter",
                                 Personal(std::string("Please.")), about}));
  }
  rights::State Now(const RequestId& id) { return rights::Load(app_->rights(), id).value(); }
  void Rule(const RequestId& id, const rights::Ruling& ruling) {
    Allowed(rights::Rule(app_->rights(), ada_, Now(id), "support-notes", ruling));
  }
  void Deliver(const RequestId& id) {
    Allowed(rights::ConfirmIdentity(app_->rights(), ada_, Now(id), "known"));
    Allowed(rights::Draft(app_->rights(), ada_, Now(id)));
    Allowed(rights::Approve(app_->rights(), eve_, Now(id)));
    Allowed(rights::Deliver(app_->rights(), ada_, Now(id), {.to = "record", .how = "by post"}));
  }
  RequestId Registered(const Register& reg, const Facts& facts, const std::string& step = "") {
    return Allowed(accountability::Open(On(), reg, {ada_}, ana_, {.step = step, .facts = facts}));
  }
  void Take(const Register& reg, const StaffId& actor, const RequestId& id, const std::string& step,
            const Facts& facts = {}) {
    Allowed(accountability::Advance(On(), reg, {actor}, id, {.step = step, .facts = facts}));
  }
  accountability::Context On() { return {app_->gate(), app_->statute()}; }

  // What it would not have done: events as somebody else's program might have written them.
  struct Event {
    std::string kind;
    Facts facts = {};
  };
  void Forge(std::string_view kind, const std::vector<Event>& events) {
    const auto file = retention::MakeFile(app_->keys());
    ASSERT_THAT(file, IsOk());
    Allowed(app_->gate().Act(
        {.actor = ada_, .purpose = "law.rights"}, "test.acted",
        [&](const gate::Change& change) -> Status {
          TRY(retention::InsertFile(change, *file, kind, std::nullopt));
          std::int64_t seq = 0;
          for (const Event& event : events)
            TRY(retention::InsertEvent(
                change,
                retention::SealEvent(
                    app_->keys(), file->key,
                    {.seq = ++seq, .kind = event.kind, .at = change.now, .facts = event.facts})));
          return {};
        }));
  }
  static Event Received(const std::string& right) {
    return {"received", {{"right", right}, {"received", "2026-11-20"}, {"channel", "letter"}}};
  }

  // Kept before, broken by a file with these events.
  void ExpectBrokenBy(std::string_view proof, std::string_view kind,
                      const std::vector<Event>& events) {
    EXPECT_EQ(ShownBy(proof), Shown::kKept) << words_;
    Forge(kind, events);
    EXPECT_EQ(ShownBy(proof), Shown::kBroken) << words_;
  }

  std::string notice_;
  TempDir folder_;
  crypto::SystemRandom random_;
  FakeClock clock_{"2026-11-22T10:00:00Z"};
  std::unique_ptr<App> app_;
  StaffId ada_ = StaffId::New(random_);
  StaffId sam_ = ada_, eve_ = ada_;
  std::optional<SubjectId> ana_;
  std::string words_;
};

}  // namespace almoner::app
