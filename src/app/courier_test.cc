// Letters on their way: relays that are away, refuse or hang up, and what comes back.
#include "app/courier.h"

#include <algorithm>
#include <fstream>
#include <set>

#include "app/check.h"
#include "app/nightly.h"
#include "app/test_backups.h"
#include "mail/test_server.h"

namespace almoner::app {
namespace {

using mail::Received;
using mail::TestRelay;
using outbox::Fact;
using outbox::LetterId;
using outbox::State;
using std::chrono::hours;
using std::chrono::minutes;
using testing::Contains;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

class CourierTest : public BackupsTest {
 protected:
  void SetUp() override {
    BackupsTest::SetUp();
    PointAt(relay_.port());
  }
  // [mail] of almoner.toml.
  void PointAt(std::uint16_t port, std::string_view more = "") {
    const auto file = (Home() / "almoner.toml").path();
    std::string text = ReadText(file);
    text = text.substr(0, text.find("[mail]"));
    std::ofstream(file) << text << "[mail]\nfrom = 'office@charity.example'\n"
                        << "to = ['office@charity.example']\nhost = '127.0.0.1'\n"
                        << "security = 'none'\nport = " << port << "\n"
                        << more << "\n";
  }
  LetterId Queue(App& app, const std::optional<SubjectId>& about = {}) {
    const auto ready = outbox::Prepare(app.keys(), {.to = Personal(std::string("ana@home.example")),
                                                    .kind = "sign-in-code",
                                                    .subject = "Your code",
                                                    .text = Personal(std::string("314159\n")),
                                                    .until = clock_.Now() + hours(24 * 30),
                                                    .about = about});
    EXPECT_THAT(ready, IsOk());
    EXPECT_THAT(
        Administer(app, std::nullopt, "tested",
                   [&](const keys::Change& change) { return outbox::Queue(change, *ready); }),
        IsOk());
    return ready->id;
  }
  static Delivered Deliver(Courier& courier) {
    const auto delivered = courier.Deliver();
    EXPECT_THAT(delivered, IsOk());
    return delivered.value_or(Delivered());
  }
  static Fact FactOf(App& app, const LetterId& id) {
    const auto facts = app.store().Read([](store::ReadTx& tx) { return outbox::List(tx, 100); });
    for (const Fact& fact : *facts)
      if (fact.id == id) return fact;
    ADD_FAILURE() << "there is no such letter";
    return {.id = id, .kind = {}, .made = {}};
  }
  static void Tamper(App& app, Literal sql) {
    EXPECT_THAT(app.store().Write([&](store::Tx& tx) { return tx.Execute(sql); }), IsOk());
  }
  // As a server behind the relay sends it back.
  static std::string Returned(std::string_view to, std::string_view id, std::string_view action) {
    return "To: " + std::string(to) +
           "\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n"
           "Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx.home.example\n\n"
           "Final-Recipient: rfc822; ana@home.example\nAction: " +
           std::string(action) +
           "\nStatus: 5.1.1\n\n--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: <" +
           std::string(id) + "@charity.example>\n\n--b--\n";
  }

  TestRelay relay_;
};
INSTANTIATE_ENGINES(CourierTest);

TEST_P(CourierTest, SendsEachLetterOnceAndRecordsIt) {
  PointAt(relay_.port(), "bounces = 'returned@charity.example'");
  const auto app = Open();
  const LetterId id = Queue(*app);
  Queue(*app);
  Courier courier(*app);
  EXPECT_EQ(Deliver(courier).sent, 2);
  EXPECT_EQ(Deliver(courier).sent, 0);
  ASSERT_THAT(relay_.received(), SizeIs(2));
  EXPECT_EQ(FactOf(*app, id).state, State::kSent);
  const auto letters = relay_.received();
  const auto mine = std::ranges::find_if(letters, [&](const Received& letter) {
    return letter.Header("Message-ID") == "<" + id.text() + "@charity.example>";
  });
  ASSERT_NE(mine, letters.end());
  EXPECT_THAT(mine->from, HasSubstr("<returned+" + id.text() + "@charity.example>"));
  EXPECT_THAT(mine->to, HasSubstr("<ana@home.example>"));
  EXPECT_EQ(mine->Header("Subject"), "Your code");
  EXPECT_THAT(mine->text, HasSubstr("314159"));
  ASSERT_THAT(app->Settle(), IsOk());
  const auto checked = CheckAll(*app, {.witness = app->WitnessFile()});
  ASSERT_THAT(checked, IsOk());
  EXPECT_TRUE(checked->good()) << checked->text();
  EXPECT_THAT(LetterFindings(*app), IsOkAndHolds(IsEmpty()));
}

TEST_P(CourierTest, ARelayThatIsAwayIsTriedAgainAndAtLastNotAnyMore) {
  PointAt(1);  // nobody's here
  const auto app = Open();
  const LetterId id = Queue(*app);
  const LetterId second = Queue(*app);
  Courier courier(*app);
  EXPECT_EQ(Deliver(courier).later, 1) << "the second would fare no better";
  for (const LetterId& letter : {id, second}) EXPECT_EQ(FactOf(*app, letter).state, State::kQueued);
  clock_.Advance(hours(2));
  EXPECT_THAT(LetterFindings(*app),
              IsOkAndHolds(Contains(Field(&Finding::words, HasSubstr("more than an hour")))));
  for (int i = 0; i < 80; ++i) {
    Deliver(courier);
    clock_.Advance(hours(1));
  }
  EXPECT_EQ(FactOf(*app, id).state, State::kGivenUp);
  EXPECT_EQ(FactOf(*app, id).outcome, "unreachable");
  EXPECT_EQ(FactOf(*app, second).state, State::kGivenUp);
}

TEST_P(CourierTest, WhatIsNotTakenNowIsTakenLaterUnderTheSameId) {
  const auto app = Open();
  const LetterId id = Queue(*app);
  Courier courier(*app);
  relay_.Say("RCPT", "451 4.7.1 Greylisted");
  EXPECT_EQ(Deliver(courier).later, 1);
  EXPECT_EQ(FactOf(*app, id).outcome, "reply 451");
  relay_.Obey();
  EXPECT_EQ(Deliver(courier).sent, 0) << "not before a minute";
  clock_.Advance(minutes(1));
  EXPECT_EQ(Deliver(courier).sent, 1);
  EXPECT_EQ(FactOf(*app, id).tries, 2);
  EXPECT_EQ(relay_.received().front().Header("Message-ID"), "<" + id.text() + "@charity.example>");
}

TEST_P(CourierTest, WhatIsRefusedForGoodComesBackAtOnceAndTheRestGoesOn) {
  const auto app = Open();
  const LetterId id = Queue(*app);
  Courier courier(*app);
  relay_.Say("RCPT", "550 5.1.1 No such mailbox");
  EXPECT_EQ(Deliver(courier).bounced, 1);
  EXPECT_EQ(FactOf(*app, id).state, State::kBounced);
  EXPECT_EQ(FactOf(*app, id).outcome, "reply 550");
  EXPECT_THAT(LetterFindings(*app),
              IsOkAndHolds(Contains(Field(&Finding::words, HasSubstr("did not arrive")))));
  relay_.Obey();
  Queue(*app);
  EXPECT_EQ(Deliver(courier).sent, 1);
  ASSERT_THAT(Administer(*app, std::nullopt, "letter.retried",
                         [&](const keys::Change& change) { return outbox::Retry(change, id); }),
              IsOk());
  EXPECT_EQ(Deliver(courier).sent, 1);
}

TEST_P(CourierTest, OnlyALostAnswerMayMakeItArriveTwice) {
  const auto app = Open();
  const LetterId id = Queue(*app);
  Courier courier(*app);
  relay_.Say("body", "");
  EXPECT_EQ(Deliver(courier).later, 1);
  EXPECT_EQ(FactOf(*app, id).outcome, "answer lost");
  relay_.Obey();
  clock_.Advance(minutes(1));
  EXPECT_EQ(Deliver(courier).sent, 1);
  ASSERT_THAT(relay_.seen(), SizeIs(2));
  EXPECT_EQ(relay_.seen()[0].Header("Message-ID"), relay_.seen()[1].Header("Message-ID"))
      << "so that who gets both can tell";
}

// The database takes nothing when the relay has: it is recorded later, and not sent again.
TEST_P(CourierTest, WhatCouldNotBeRecordedIsNotSentAgain) {
  const auto app = Open();
  const LetterId id = Queue(*app);
  Courier courier(*app);
  Tamper(*app, "ALTER TABLE audit_entry RENAME TO audit_away");
  EXPECT_FALSE(courier.Deliver().has_value());
  EXPECT_THAT(relay_.received(), SizeIs(1));
  clock_.Advance(minutes(2));
  EXPECT_FALSE(courier.Deliver().has_value()) << "nothing else goes out meanwhile";
  Tamper(*app, "ALTER TABLE audit_away RENAME TO audit_entry");
  clock_.Advance(hours(1));
  EXPECT_EQ(Deliver(courier).sent, 0);
  EXPECT_THAT(relay_.received(), SizeIs(1));
  EXPECT_EQ(FactOf(*app, id).state, State::kSent);
}

TEST_P(CourierTest, SeveralCouriersSendEachLetterOnce) {
  const auto app = Open();
  constexpr std::size_t kLetters = 12;
  for (std::size_t i = 0; i < kLetters; ++i) Queue(*app);
  std::vector<std::jthread> threads;
  for (int i = 0; i < 3; ++i)
    threads.emplace_back([&] {
      Courier courier(*app);
      while (relay_.received().size() < kLetters) {
        const auto delivered = courier.Deliver();
        if (delivered && delivered->sent == 0) break;
      }
    });
  threads.clear();
  Courier last(*app);
  Deliver(last);
  EXPECT_THAT(relay_.received(), SizeIs(kLetters));
  std::set<std::string> ids;
  for (const Received& letter : relay_.received()) ids.insert(letter.Header("Message-ID"));
  EXPECT_THAT(ids, SizeIs(kLetters));
}

TEST_P(CourierTest, AThreadSendsWhatIsQueuedAndEnds) {
  const auto app = Open();
  {
    const Background letters = LettersInBackground(*app, std::chrono::milliseconds(5));
    Queue(*app);
    EXPECT_TRUE(relay_.WaitFor(1));
    Queue(*app);
    EXPECT_TRUE(relay_.WaitFor(2));
  }
  Queue(*app);
  EXPECT_THAT(relay_.received(), SizeIs(2));
}

TEST_P(CourierTest, WithoutARelayLettersWaitAndItIsSaid) {
  const auto file = (Home() / "almoner.toml").path();
  const std::string text = ReadText(file);
  std::ofstream(file) << text.substr(0, text.find("[mail]"));
  const auto app = Open();
  const Background nothing = LettersInBackground(*app);
  EXPECT_THAT(LetterFindings(*app), IsOkAndHolds(IsEmpty()));
  Queue(*app);
  EXPECT_THAT(
      LetterFindings(*app),
      IsOkAndHolds(Contains(Field(&Finding::words, HasSubstr("One letter waits for a relay")))));
  EXPECT_THAT(RunNightly(*app).Words(), Contains(HasSubstr("One letter waits for a relay")));
}

TEST_P(CourierTest, WhatComesBackIsFoundByItsTagOrItsId) {
  PointAt(relay_.port(), "bounces = 'returned@charity.example'");
  const auto app = Open();
  const LetterId first = Queue(*app);
  const LetterId second = Queue(*app);
  Courier courier(*app);
  ASSERT_EQ(Deliver(courier).sent, 2);
  const std::string tagged = "returned+" + first.text() + "@charity.example";
  EXPECT_THAT(TakeReturned(*app, Returned(tagged, "none", "delayed")),
              IsOkAndHolds(app::Returned::kNotFailed));
  EXPECT_EQ(FactOf(*app, first).state, State::kSent);
  EXPECT_THAT(TakeReturned(*app, Returned(tagged, "none", "failed")),
              IsOkAndHolds(app::Returned::kMarked));
  EXPECT_EQ(FactOf(*app, first).state, State::kBounced);
  EXPECT_EQ(FactOf(*app, first).outcome, "status 5.1.1");
  EXPECT_THAT(TakeReturned(*app, Returned("office@charity.example", second.text(), "failed")),
              IsOkAndHolds(app::Returned::kMarked));
  const std::string nobody = LetterId::New(random_).text();
  EXPECT_THAT(TakeReturned(*app, Returned("office@charity.example", nobody, "failed")),
              IsOkAndHolds(app::Returned::kNotOurs));
  EXPECT_THAT(TakeReturned(*app, "Subject: I am away\n\nUntil Monday.\n"),
              FailsWith(Code::kInvalid));
}

TEST_P(CourierTest, ErasureTakesWhatWaits) {
  const auto app = Open();
  const SubjectId gone = People(*app).front();
  Queue(*app, gone);
  const LetterId other = Queue(*app);
  Forget(*app, gone, About(*app, gone));
  Courier courier(*app);
  EXPECT_EQ(Deliver(courier).sent, 1);
  EXPECT_EQ(FactOf(*app, other).state, State::kSent);
  EXPECT_THAT(relay_.received(), SizeIs(1));
}

TEST_P(CourierTest, ARestoredBackupSendsNothingAgain) {
  OperatorPath backup("");
  std::optional<LetterId> id;
  {
    const auto app = Open();
    id = Queue(*app);
    backup = BackUp(*app);
    Courier courier(*app);
    ASSERT_EQ(Deliver(courier).sent, 1);
  }
  ASSERT_THAT(Restore(backup), IsOk());
  std::ofstream((folder_ / "restored" / "almoner.toml").path(), std::ios::app)
      << "[mail]\nfrom = 'office@charity.example'\nto = ['office@charity.example']\n"
      << "host = '127.0.0.1'\nsecurity = 'none'\nport = " << relay_.port() << "\n";
  const auto restored = Opened(App::Open(folder_ / "restored", random_, clock_));
  Courier courier(*restored);
  EXPECT_EQ(Deliver(courier).sent, 0);
  EXPECT_THAT(relay_.received(), SizeIs(1));
  EXPECT_EQ(FactOf(*restored, *id).state, State::kQuarantined);
  EXPECT_THAT(
      LetterFindings(*restored),
      IsOkAndHolds(Contains(Field(&Finding::words, HasSubstr("before the backup was restored")))));
  ASSERT_THAT(Administer(*restored, std::nullopt, "letter.retried",
                         [&](const keys::Change& change) { return outbox::Retry(change, *id); }),
              IsOk());
  EXPECT_EQ(Deliver(courier).sent, 1) << "once somebody says so";
}

TEST_P(CourierTest, NothingOfALetterIsInAnErrorOrAFinding) {
  const auto app = Open();
  Queue(*app);
  Courier courier(*app);
  relay_.Say("RCPT", "550 <ana@home.example> is unknown");
  Deliver(courier);
  for (const std::string& finding : RunNightly(*app).Words())
    EXPECT_THAT(finding, Not(HasSubstr("ana@")));
}

}  // namespace
}  // namespace almoner::app
