// Keys: what a program may, and no more.
#include <gmock/gmock.h>

#include "api/door.h"
#include "api/routes.h"
#include "app/api_keys.h"
#include "app/staffing.h"
#include "base/json.h"
#include "web/test_site.h"

namespace almoner::web::api {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::string_view kRecord =
    R"({"category":"support-notes","fields":{"text":"Walked to the quay."},)"
    R"("source":"self","nature":"fact","event_at":"2026-11-21T09:00:00Z"})";

class KeyTest : public WebTest {
 protected:
  KeyTest() : WebTest({AddRoutes}) {}

  app::NewApiKey Wanted() {
    return {.name = Personal(std::string("Appointments")),
            .roles = {"support-worker"},
            .scopes = {"records:read", "records:write"},
            .purposes = {"support"},
            .last_day = Date(sys_days(LondonDate(world().clock().Now())) + std::chrono::days(30))};
  }
  // A key, assigned to the person as a colleague would be.
  app::MadeApiKey Key(const app::NewApiKey& wanted) {
    app::MadeApiKey made = World::Must(app::MakeApiKey(world().app(), world().officer(), wanted));
    const BytesView person = world().person().bytes();
    World::Must(app::AssignStaff(world().app(), world().officer(),
                                 {.staff = made.staff, .target = {person.begin(), person.end()}}));
    return made;
  }
  app::MadeApiKey Key() { return Key(Wanted()); }
  static Headers As(const SecretBytes& key, std::string_view purpose = "support") {
    Headers headers{{"Authorization", "Bearer " + std::string(key.text())}};
    if (!purpose.empty()) headers.emplace_back("X-Purpose", std::string(purpose));
    return headers;
  }
  [[nodiscard]] std::string Records() { return "/api/v1" + PersonPage() + "/records"; }
  Reply Get(const app::MadeApiKey& key) { return NewBrowser().Get(Records(), As(key.text)); }
  Reply Post(const app::MadeApiKey& key, std::string_view body, const Headers& more = {}) {
    Headers headers = As(key.text);
    headers.emplace_back("Content-Type", "application/json");
    headers.insert(headers.end(), more.begin(), more.end());
    return NewBrowser().Send("POST", Records(), headers, std::string(body));
  }
  static json::object Parse(const Reply& reply) {
    const auto value = ParseJson(reply.body);
    EXPECT_THAT(value, IsOk()) << reply.body;
    return value ? value->as_object() : json::object();
  }
  static void ExpectProblem(const Reply& reply, int status, std::string_view code) {
    EXPECT_EQ(reply.status, status) << reply.body;
    EXPECT_EQ(Parse(reply).at("code").as_string(), code);
  }
};

TEST_F(KeyTest, ReadsAndWritesWhatItsRoleAndCaseloadGive) {
  const app::MadeApiKey key = Key();
  EXPECT_THAT(std::string(key.text.text()),
              ::testing::MatchesRegex("almk_[0-9a-f]{32}_[0-9a-f]{72}"));
  const Reply read = Get(key);
  EXPECT_EQ(read.status, 200) << read.body;
  EXPECT_THAT(read.body, HasSubstr(std::string(World::kPersonName)));
  EXPECT_EQ(Post(key, kRecord).status, 201);
  EXPECT_EQ(world().Logged("api-key.used done"), 1U) << "once a day";
  const auto listed = World::Must(app::ListApiKeys(world().app(), world().officer()));
  ASSERT_EQ(listed.size(), 1U);
  EXPECT_EQ(listed.front().key.used, LondonDate(world().clock().Now()));
}

TEST_F(KeyTest, OfSomebodyWhoIsNotOfItsCaseloadTheGateRefuses) {
  const app::MadeApiKey key =
      World::Must(app::MakeApiKey(world().app(), world().officer(), Wanted()));
  ExpectProblem(Get(key), 403, "refused");
  EXPECT_EQ(world().Logged("record.read refused"), 1U);
}

TEST_F(KeyTest, WithoutTheScopeNothingHappensAndItIsRecorded) {
  app::NewApiKey wanted = Wanted();
  wanted.scopes = {"records:read"};
  const app::MadeApiKey key = Key(wanted);
  ExpectProblem(Post(key, kRecord), 403, "scope");
  EXPECT_EQ(world().Logged("api-key.turned-away done"), 1U);
  EXPECT_EQ(world().Logged("record.added allowed"), 1U) << "the one the World made";
}

TEST_F(KeyTest, ForAnotherPurposeNothingHappens) {
  const app::MadeApiKey key = Key();
  ExpectProblem(NewBrowser().Get(Records(), As(key.text, "law.rights")), 403, "purpose");
  ExpectProblem(NewBrowser().Get(Records(), As(key.text, "")), 400, "purpose-missing");
  EXPECT_EQ(world().Logged("record.read allowed"), 0U);
}

TEST_F(KeyTest, EndedOrOverItIsNothing) {
  const app::MadeApiKey ended = Key();
  EXPECT_THAT(app::EndApiKey(world().app(), world().officer(), ended.staff), IsOk());
  ExpectProblem(Get(ended), 401, "unauthenticated");
  EXPECT_THAT(app::EndApiKey(world().app(), world().officer(), ended.staff),
              FailsWith(Code::kNotFound));
  const app::MadeApiKey over = Key();
  world().clock().Advance(std::chrono::days(32));
  ExpectProblem(Get(over), 401, "unauthenticated");
  const app::MadeApiKey left = Key();
  EXPECT_THAT(app::EndStaff(world().app(), world().officer(), left.staff), IsOk());
  ExpectProblem(Get(left), 401, "unauthenticated");
}

TEST_F(KeyTest, WhatIsNoKeyIsNobody) {
  const app::MadeApiKey key = Key();
  std::string other(key.text.text());
  other.back() = other.back() == '0' ? '1' : '0';
  std::string flipped(key.text.text());
  flipped[45] = flipped[45] == 'a' ? 'b' : 'a';
  for (const std::string& text :
       {std::string(), std::string("almk_"), other, flipped, "x" + std::string(key.text.text())})
    ExpectProblem(NewBrowser().Get(Records(),
                                   {{"Authorization", "Bearer " + text}, {"X-Purpose", "support"}}),
                  401, "unauthenticated");
}

TEST_F(KeyTest, ARowThatWasChangedFromOutsideOpensNothing) {
  const app::MadeApiKey key = Key();
  EXPECT_THAT(world().app().store().Write([&](store::Tx& tx) -> Status {
    TRY(tx.Execute("UPDATE api_key SET scopes = 'audit:read' WHERE staff = $1", key.staff));
    return {};
  }),
              IsOk());
  EXPECT_EQ(Get(key).status, 500);
}

TEST_F(KeyTest, SentAgainACallDoesNothingAgain) {
  const app::MadeApiKey key = Key();
  const Headers once{{"Idempotency-Key", "\"visit-7\""}};
  const Reply first = Post(key, kRecord, once);
  EXPECT_EQ(first.status, 201) << first.body;
  const Reply again = Post(key, kRecord, once);
  EXPECT_EQ(again.status, 201);
  EXPECT_EQ(again.body, first.body);
  EXPECT_EQ(again.header("location"), first.header("location"));
  EXPECT_EQ(again.header("idempotent-replayed"), "true");
  EXPECT_EQ(world().Logged("record.added allowed"), 2U) << "the World's, and one";
  std::string other(kRecord);
  other.replace(other.find("quay"), 4, "pier");
  ExpectProblem(Post(key, other, once), 422, "idempotency-key");
  ExpectProblem(Post(key, kRecord, {{"Idempotency-Key", ""}}), 400, "idempotency-key");
  world().clock().Advance(std::chrono::hours(25));
  EXPECT_EQ(Post(key, kRecord, once).header("idempotent-replayed"), "") << "a day later it is new";
}

TEST_F(KeyTest, WhatWasNotDoneMayBeTriedAgain) {
  const app::MadeApiKey key = Key();
  const Headers once{{"Idempotency-Key", "visit-8"}};
  std::string refused(kRecord);
  refused.replace(refused.find("support-notes"), 13, "allegations");
  ExpectProblem(Post(key, refused, once), 403, "refused");
  EXPECT_EQ(Post(key, kRecord, once).status, 201);
}

TEST_F(KeyTest, WhatIsKeptForARepeatIsSealed) {
  const app::MadeApiKey key = Key();
  const Reply made = Post(key, kRecord, {{"Idempotency-Key", "visit-9"}});
  const store::Row row = World::Must(world().app().store().Read(
      [](store::ReadTx& tx) { return tx.One("SELECT kept FROM api_answer"); }));
  const Bytes kept = World::Must(row.Blob(0));
  EXPECT_GT(kept.size(), made.body.size());
  EXPECT_THAT(std::string(AsText(kept)), Not(HasSubstr("almoner")));
}

TEST_F(KeyTest, ARecordIsPutRightOnlyAsItWasRead) {
  const app::MadeApiKey key = Key();
  const Reply made = Post(key, kRecord);
  const std::string place = made.header("location");
  const Reply read = NewBrowser().Get(place, As(key.text));
  EXPECT_EQ(read.status, 200) << read.body;
  const std::string tag = read.header("etag");
  const auto patch = [&](const std::string& with) {
    Headers headers = As(key.text);
    headers.emplace_back("Content-Type", "application/json");
    if (!with.empty()) headers.emplace_back("If-Match", with);
    return NewBrowser().Send("PATCH", place, headers, R"({"fields":{"text":"To the pier."}})");
  };
  ExpectProblem(patch(""), 428, "if-match-missing");
  ExpectProblem(patch("\"0000\""), 412, "outdated");
  EXPECT_EQ(patch(tag).status, 200);
  ExpectProblem(patch(tag), 412, "outdated");
  Headers known = As(key.text);
  known.emplace_back("If-None-Match", tag);
  EXPECT_EQ(NewBrowser().Get(place, known).status, 200) << "it is another now";
  const Reply now = NewBrowser().Get(place, As(key.text));
  EXPECT_THAT(now.body, HasSubstr("To the pier."));
  known.back().second = now.header("etag");
  const Reply same = NewBrowser().Get(place, known);
  EXPECT_EQ(same.status, 304);
  EXPECT_EQ(same.body, "");
}

TEST_F(KeyTest, SaysHowOftenItMayCallAndWhenItIsTooOften) {
  const app::MadeApiKey key = Key();
  const auto me = [&] { return NewBrowser().Get("/api/v1/me", As(key.text, "")); };
  const Reply first = me();
  EXPECT_EQ(first.status, 200) << first.body;
  EXPECT_EQ(first.header("ratelimit-policy"), "\"default\";q=600;w=60");
  EXPECT_THAT(first.header("ratelimit"), HasSubstr("r=599"));
}

TEST(TheRates, AreAMinuteLongAndForEachAccount) {
  FixedRandom random;
  const StaffId one = StaffId::New(random);
  const StaffId other = StaffId::New(random);
  Rates rates;
  const Time now = Time::FromMicros(1'000'000'000'000'000);
  for (int i = 0; i < Rates::kMost; ++i)
    EXPECT_EQ(rates.Take(one, now).calls, Rates::kMost - 1 - i);
  const Rates::Left left = rates.Take(one, now + std::chrono::seconds(20));
  EXPECT_EQ(left.calls, -1);
  EXPECT_EQ(left.until, std::chrono::seconds(40));
  EXPECT_EQ(rates.Take(other, now).calls, Rates::kMost - 1);
  EXPECT_EQ(rates.Take(one, now + std::chrono::seconds(60)).calls, Rates::kMost - 1);
}

TEST_F(KeyTest, AKeyChangesNoKeyAndHasNoPassword) {
  app::NewApiKey wanted = Wanted();
  wanted.roles = {"administrator"};
  wanted.scopes = {"staff:read", "staff:write"};
  const app::MadeApiKey key = Key(wanted);
  Headers headers = As(key.text, "");
  headers.emplace_back("Content-Type", "application/json");
  const auto end = [&](const StaffId& staff) {
    return NewBrowser().Send("POST", "/api/v1/staff/" + staff.text() + "/end", headers, "{}");
  };
  ExpectProblem(end(key.staff), 403, "key");
  EXPECT_EQ(end(world().stranger()).status, 200);
  EXPECT_THAT(app::ResetPassword(world().app(), world().officer(), key.staff),
              FailsWith(Code::kConflict));
}

TEST_F(KeyTest, WhoeverMakesOneIsToldWhatIsWrong) {
  const auto fails = [&](auto change) {
    app::NewApiKey wanted = Wanted();
    change(wanted);
    EXPECT_THAT(app::MakeApiKey(world().app(), world().officer(), wanted),
                FailsWith(Code::kInvalid));
  };
  fails([](app::NewApiKey& wanted) { wanted.name = {}; });
  fails([](app::NewApiKey& wanted) { wanted.roles = {}; });
  fails([](app::NewApiKey& wanted) { wanted.roles = {"king"}; });
  fails([](app::NewApiKey& wanted) { wanted.scopes = {}; });
  fails([](app::NewApiKey& wanted) { wanted.scopes = {"records:destroy"}; });
  fails([](app::NewApiKey& wanted) { wanted.purposes = {}; });
  fails([](app::NewApiKey& wanted) { wanted.purposes = {"fun"}; });
  fails([](app::NewApiKey& wanted) {
    wanted.last_day = Date(sys_days(wanted.last_day) - std::chrono::days(60));
  });
  fails([](app::NewApiKey& wanted) {
    wanted.last_day = Date(sys_days(wanted.last_day) + std::chrono::days(400));
  });
}

}  // namespace
}  // namespace almoner::web::api
