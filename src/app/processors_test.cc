// Processors that are asked by OpenDSR, with an HTTP server that answers as one does.
#include "app/processors.h"

#include <fstream>

#include "app/accounts.h"
#include "hooks/test_server.h"
#include "rights/conduct.h"
#include "rights/remedy.h"
#include "support/house.h"

namespace almoner::app {
namespace {

using hooks::Heard;
using hooks::TestServer;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;

constexpr std::string_view kDomain = "opendsr.processor.example";
constexpr std::string_view kCallback = "https://privacy.charity.example/hooks/cloud/opendsr";

std::string Notice() {
  std::string text = Replaced(NoticeText("example"), "\nsharing:\n", R"(
  - {id: cloud, name: the company that keeps our records, why: so that they are kept, kind: processor, agreement: processor-contract, needs: [contract]}

sharing:
)");
  return Replaced(text, "recipients: [gp-practice]", "recipients: [gp-practice, cloud]");
}

// What stands between two marks of a text.
std::string Between(const std::string& text, std::string_view from, std::string_view to) {
  const std::size_t begin = text.find(from);
  if (begin == text.npos) return {};
  const std::size_t start = begin + from.size();
  return text.substr(start, text.find(to, start) - start);
}

class ProcessorsTest : public testing::Test {
 protected:
  ProcessorsTest()
      : certificate_({.from = 1'767'225'600, .until = 2'208'988'800}),
        server_([this](const Heard& heard) { return Answered(heard); }) {}

  void SetUp() override {
    const FirstAccount account{Personal(std::string("Ada Banks")), Personal(std::string("ada")),
                               Personal(std::string("ada")), SecretBytes::CopyOf("a password")};
    ASSERT_THAT(App::Create({.home = folder_ / "home", .keys = folder_ / "keys"}, Notice(), account,
                            random_, clock_),
                IsOk());
    std::ofstream((folder_ / "processor.pem").path()) << certificate_.Pem();
    Configure("inside = true\n");
    auto opened = App::Open(folder_ / "home", random_, clock_);
    ASSERT_THAT(opened, IsOk());
    app_ = *std::move(opened);
    ada_ = *app_->store().Read([&](store::ReadTx& tx) {
      return staff::FindByOsUser(tx, app_->keys(), Personal(std::string("ada")));
    });
    const auto hired = AddStaff(
        *app_, ada_,
        {Personal(std::string("eve")), Personal(std::string("eve")), Personal(std::string("eve"))},
        nullptr, {"data-protection-officer"});
    eve_ = *hired;
    const auto sam = AddStaff(
        *app_, ada_,
        {Personal(std::string("sam")), Personal(std::string("sam")), Personal(std::string("sam"))},
        nullptr, {"support-worker"});
    ana_ = Allowed(app_->gate().AddPerson(
                       {.actor = *sam, .purpose = "support"},
                       {"service-user", "contact-details", House::Text("name", "Ana Kovač")}))
               .subject;
  }

  // almoner.toml, with the processor's table.
  void Configure(const std::string& more, const std::string& id = "cloud") {
    const auto file = (folder_ / "home" / "almoner.toml").path();
    std::string text = ReadText(file);
    text = text.substr(0, text.find("website"));
    std::ofstream(file) << text << "website = 'https://privacy.charity.example'\n[processors." << id
                        << "]\nopendsr = '" << server_.Url("/v2/requests") << "'\ndomain = '"
                        << kDomain << "'\ncertificate = '"
                        << (folder_ / "processor.pem").path().string() << "'\n"
                        << more;
  }
  static std::string ReadText(const std::filesystem::path& file) {
    std::ifstream in(file);
    return {std::istreambuf_iterator<char>(in), {}};
  }

  std::string Signed(const std::string& body) {
    return "X-OpenDSR-Processor-Domain: " + std::string(kDomain) +
           "\r\nX-OpenDSR-Signature: " + certificate_.Sign(body) + "\r\n";
  }
  std::string Answered(const Heard& heard) {
    if (busy_) return TestServer::Reply("503 Service Unavailable");
    const std::string body =
        R"({"controller_id":"harbour-lights","expected_completion_time":"2026-12-01T00:00:00Z",)"
        R"("received_time":"2026-11-21T10:00:00Z","subject_request_id":")" +
        Between(heard.body, R"("subject_request_id":")", "\"") + "\"}";
    return TestServer::Reply("201 Created", forged_ ? Signed("another") : Signed(body), body);
  }

  rights::State Opened(law::Right right) {
    const auto id = Allowed(rights::Open(
        app_->rights(), *eve_,
        {right, ana_, LondonDate(clock_.Now()), "letter", Personal(std::string("Please.")), ""}));
    return Now(id);
  }
  rights::State Now(const RequestId& id) {
    auto state = rights::Load(app_->rights(), id);
    if (!state) throw std::runtime_error(state.error().Text());
    return *std::move(state);
  }
  gate::Outcome<SentTo> Asks(const rights::State& state, const char* who = "cloud",
                             const char* reference = "D-2026-0042") {
    return AskProcessor(*app_, *eve_, state, who, reference);
  }
  Status News(const std::string& id, std::string_view status, const std::string& more = "",
              bool forged = false, std::string_view callback = kCallback) {
    const std::string body = R"({"controller_id":"harbour-lights","subject_request_id":")" + id +
                             R"(","request_status":")" + std::string(status) +
                             R"(","expected_completion_time":"2026-12-01T00:00:00Z",)" + more +
                             R"("status_callback_url":")" + std::string(callback) + "\"}";
    return TakeProcessorNews(
        *app_, "cloud",
        {{.name = "X-OpenDSR-Processor-Domain", .value = std::string(kDomain)},
         {.name = "X-OpenDSR-Signature", .value = certificate_.Sign(forged ? "another" : body)}},
        body);
  }
  std::string IdSent(std::size_t which = 0) {
    return Between(server_.heard().at(which).body, R"("subject_request_id":")", "\"");
  }

  TempDir folder_;
  FixedRandom random_;
  FakeClock clock_{"2026-11-21T10:00:00Z"};
  hooks::TestCertificate certificate_;
  std::atomic<bool> busy_ = false;
  std::atomic<bool> forged_ = false;
  TestServer server_;
  std::unique_ptr<App> app_;
  std::optional<StaffId> ada_, eve_;
  std::optional<SubjectId> ana_;
};

TEST_F(ProcessorsTest, AProcessorIsAskedForWhatItHoldsAndSaysHowFarItIs) {
  const rights::State state = Opened(law::Right::kAccess);
  EXPECT_TRUE(Allowed(Asks(state)).taken);
  ASSERT_THAT(server_.heard(), SizeIs(1));
  const Heard heard = server_.heard().front();
  EXPECT_THAT(heard.first_line, HasSubstr("POST /v2/requests"));
  EXPECT_THAT(heard.body, HasSubstr(R"("subject_request_type":"access")"));
  EXPECT_THAT(heard.body, HasSubstr("D-2026-0042"));
  EXPECT_THAT(heard.body, HasSubstr("privacy.charity.example"));
  EXPECT_THAT(heard.body, Not(HasSubstr("Kova")));
  EXPECT_EQ(Now(state.id).events.back().kind, "processor-asked");
  EXPECT_EQ(Now(state.id).events.back().facts.at("expected"), "2026-12-01");
  EXPECT_THAT(News(IdSent(), "in_progress"), IsOk());
  EXPECT_THAT(News(IdSent(), "completed", R"("results_count":3,)"), IsOk());
  const rights::FileEvent last = Now(state.id).events.back();
  EXPECT_EQ(last.kind, "processor-replied");
  EXPECT_EQ(last.facts.at("words"), "They have done it.");
  EXPECT_EQ(last.facts.at("found"), "3");
  const std::size_t before = Now(state.id).events.size();
  EXPECT_THAT(News(IdSent(), "completed", R"("results_count":3,)"), IsOk()) << "once more";
  EXPECT_EQ(Now(state.id).events.size(), before);
}

TEST_F(ProcessorsTest, NewsThatAreForgedOfAnotherOrForAnotherAreNotTaken) {
  const rights::State state = Opened(law::Right::kAccess);
  Allowed(Asks(state));
  EXPECT_THAT(News(IdSent(), "completed", "", true), FailsWith(Code::kRefused));
  EXPECT_THAT(News(IdSent(), "completed", "", false, "https://elsewhere.example/"),
              FailsWith(Code::kRefused));
  EXPECT_THAT(News("7f9c2ba4-e88f-427d-a161-d3a1b2c3d4e5", "completed"),
              FailsWith(Code::kNotFound));
  EXPECT_THAT(News(IdSent(), "lost"), FailsWith(Code::kInvalid));
  EXPECT_EQ(Now(state.id).events.back().kind, "processor-asked");
  EXPECT_THAT(TakeProcessorNews(*app_, "gp-practice", {}, "{}"), FailsWith(Code::kRefused));
}

TEST_F(ProcessorsTest, WhatIsNotTakenIsTriedAgainWithTheSameId) {
  busy_ = true;
  const rights::State state = Opened(law::Right::kAccess);
  EXPECT_FALSE(Allowed(Asks(state)).taken);
  EXPECT_EQ(Now(state.id).events.back().kind, "processor-asking");
  EXPECT_THAT(News(IdSent(), "completed"), FailsWith(Code::kConflict)) << "not yet";
  busy_ = false;
  clock_.Advance(std::chrono::minutes(1));
  EXPECT_THAT(RetryTellings(*app_), IsOkAndHolds(1));
  EXPECT_EQ(Now(state.id).events.back().kind, "processor-asked");
  EXPECT_EQ(IdSent(0), IdSent(1));
  EXPECT_THAT(RetryTellings(*app_), IsOkAndHolds(0));
}

TEST_F(ProcessorsTest, AReceiptThatIsNotSignedByTheProcessorCountsForNothing) {
  forged_ = true;
  const rights::State state = Opened(law::Right::kAccess);
  EXPECT_THAT(Asks(state), FailsWith(Code::kRefused));
  EXPECT_EQ(Now(state.id).events.size(), state.events.size());
}

// As of webhooks: whoever writes the settings cannot have this machine's neighbours called unseen.
TEST_F(ProcessorsTest, NothingGoesToAnAddressThatIsNotPublicUnlessItWasSaid) {
  Configure("");
  EXPECT_THAT(Asks(Opened(law::Right::kAccess)), FailsWith(Code::kRefused));
  EXPECT_THAT(server_.heard(), SizeIs(0));
}

TEST_F(ProcessorsTest, OnlyAProcessorIsToldWhoItIs) {
  Configure("inside = true\n", "gp-practice");
  const rights::State state = Opened(law::Right::kAccess);
  EXPECT_THAT(Asks(state, "gp-practice"), FailsWith(Code::kInvalid)) << "a professional";
  EXPECT_THAT(Asks(state), FailsWith(Code::kNotFound)) << "not in almoner.toml";
  Configure("inside = true\n");
  EXPECT_THAT(Asks(state, "cloud", "999 000 0018"), FailsWith(Code::kInvalid));
  EXPECT_THAT(Asks(state, "cloud", "9990000018"), FailsWith(Code::kInvalid))
      << "a number that tells others who it is";
  EXPECT_THAT(Asks(Opened(law::Right::kErasure)), FailsWith(Code::kInvalid))
      << "nothing that it holds is erased";
  EXPECT_THAT(Asks(Opened(law::Right::kPortability)), FailsWith(Code::kConflict));
  EXPECT_THAT(server_.heard(), SizeIs(0));
}

TEST_F(ProcessorsTest, ASettingThatIsWrongIsRefusedWithItsLine) {
  for (const char* const wrong : {"opendsr = 'ftp://x'\n", "who = 'x'\n", "inside = 'yes'\n"}) {
    const auto file = (folder_ / "home" / "almoner.toml").path();
    const std::string text = ReadText(file);
    std::ofstream(file) << text.substr(0, text.find("[processors")) << "[processors.cloud]\n"
                        << wrong;
    EXPECT_THAT(ReadProcessors(folder_ / "home"), FailsWith(Code::kInvalid)) << wrong;
    EXPECT_THAT(ReadSettings(folder_ / "home"), FailsWith(Code::kInvalid)) << wrong;
  }
}

}  // namespace
}  // namespace almoner::app
