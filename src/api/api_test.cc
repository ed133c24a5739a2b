#include <gmock/gmock.h>

#include <boost/json.hpp>

#include "api/endpoint.h"
#include "api/routes.h"
#include "base/json.h"
#include "web/test_site.h"

namespace almoner::web::api {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::string_view kRecord =
    R"({"category":"support-notes","fields":{"text":"Walked to the quay."},)"
    R"("source":"self","nature":"fact","event_at":"2026-11-21T09:00:00Z"})";

class ApiTest : public WebTest {
 protected:
  ApiTest() : WebTest({AddRoutes}) {}
  [[nodiscard]] std::string Records() const { return "/api/v1/people/" + Id() + "/records"; }
  [[nodiscard]] std::string Id() const { return PersonPage().substr(8); }
  static Headers As(std::string_view login, std::string_view password = World::kPassword) {
    const std::string pair = std::string(login) + ":" + std::string(password);
    return {{"Authorization", "Basic " + ToBase64(AsBytes(pair))}, {"X-Purpose", "support"}};
  }
  Reply Post(std::string_view body, Headers headers = As("sam"),
             std::string type = "application/json") {
    headers.emplace_back("Content-Type", std::move(type));
    return NewBrowser().Send("POST", Records(), headers, std::string(body));
  }
  static json::object Parse(const Reply& reply) {
    const auto value = ParseJson(reply.body);
    EXPECT_THAT(value, IsOk()) << reply.body;
    return value ? value->as_object() : json::object();
  }
  static void ExpectProblem(const Reply& reply, int status, std::string_view code) {
    EXPECT_EQ(reply.status, status) << reply.body;
    EXPECT_EQ(reply.header("content-type"), "application/problem+json");
    const json::object problem = Parse(reply);
    EXPECT_EQ(problem.at("code").as_string(), code);
    EXPECT_EQ(problem.at("status").as_int64(), status);
    EXPECT_FALSE(problem.at("detail").as_string().empty());
  }
};

TEST_F(ApiTest, RecordsAreReadWithALoginAndAPurpose) {
  const Reply reply = NewBrowser().Get(Records(), As("sam"));
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.header("content-type"), "application/json");
  const json::object document = Parse(reply);
  EXPECT_EQ(document.at("schema").as_string(), "almoner.records/1");
  EXPECT_THAT(std::string(document.at("why").as_string()), HasSubstr("HL-2"));
  ASSERT_EQ(document.at("records").as_array().size(), 2U);
  json::object first = document.at("records").as_array().front().as_object();
  if (first.at("category").as_string() != "contact-details")
    first = document.at("records").as_array().back().as_object();
  EXPECT_EQ(first.at("fields").as_object().at("name").as_string(), World::kPersonName);
  EXPECT_EQ(first.at("event_at").as_string(), "2026-11-21T09:30:00Z");
  EXPECT_EQ(document.at("entry").as_string().size(), 32U);
  EXPECT_THAT(world().Log(), Not(Contains("session.begun done"))) << "no session was needed";
}

TEST_F(ApiTest, TheConsolesSessionReadsTooButWritesOnlyWithItsToken) {
  auto [sam, csrf] = SignedInAs(world().worker());
  EXPECT_EQ(sam.Get(Records(), {{"X-Purpose", "support"}}).status, 200);
  Headers headers = {{"X-Purpose", "support"}, {"Content-Type", "application/json"}};
  ExpectProblem(sam.Send("POST", Records(), headers, std::string(kRecord)), 403, "csrf");
  headers.emplace_back("X-CSRF-Token", csrf);
  EXPECT_EQ(sam.Send("POST", Records(), headers, std::string(kRecord)).status, 201);
  world().clock().Advance(std::chrono::minutes(11));
  ExpectProblem(sam.Send("POST", Records(), headers, std::string(kRecord)), 403, "confirm");
  EXPECT_EQ(sam.Get(Records(), {{"X-Purpose", "support"}}).status, 200);
}

TEST_F(ApiTest, WithoutAnyoneNothingIsSaid) {
  for (const Headers& headers :
       {Headers{{"X-Purpose", "support"}}, As("sam", "not it"), As("nobody"), As("sam", ""),
        Headers{{"Authorization", "Basic ***"}}, Headers{{"Authorization", "Bearer abc"}},
        Headers{{"Authorization", "Basic " + ToBase64(AsBytes("nocolon"))}}}) {
    const Reply reply = NewBrowser().Get(Records(), headers);
    ExpectProblem(reply, 401, "unauthenticated");
    EXPECT_FALSE(reply.header("www-authenticate").empty());
  }
}

TEST_F(ApiTest, PasswordsAreSlowedDownHereAsInTheConsole) {
  for (int i = 0; i < 5; ++i) NewBrowser().Get(Records(), As("sam", "not it"));
  const Reply reply = NewBrowser().Get(Records(), As("sam"));
  ExpectProblem(reply, 429, "too-many-failures");
  EXPECT_EQ(reply.header("retry-after"), "60");
  app::App& app = world().app();
  const auto console =
      World::Must(staff::Sessions(app.store(), app.keys(), app.clock())
                      .Check(Personal(std::string("sam")), SecretBytes::CopyOf(World::kPassword),
                             Personal(std::string("127.0.0.1"))));
  ASSERT_FALSE(console.has_value()) << "it is the same count";
  EXPECT_GT(console.error().wait.count(), 0);
}

TEST_F(ApiTest, WithoutAPurposeNothingIsOpened) {
  Headers headers = As("sam");
  headers.pop_back();
  ExpectProblem(NewBrowser().Get(Records(), headers), 400, "purpose-missing");
  EXPECT_EQ(world().Logged("record.read allowed"), 0U);
}

TEST_F(ApiTest, ARefusalNamesRuleClauseAndWhatToDo) {
  const Reply reply = NewBrowser().Get(Records(), As("jo"));
  ExpectProblem(reply, 403, "refused");
  const json::object problem = Parse(reply);
  EXPECT_EQ(problem.at("rule").as_string(), "assignment");
  const json::object clause = problem.at("clauses").as_array().front().as_object();
  EXPECT_EQ(clause.at("id").as_string(), "HL-2");
  EXPECT_THAT(std::string(problem.at("detail").as_string()),
              HasSubstr(std::string(clause.at("sentence").as_string())));
  EXPECT_THAT(std::string(problem.at("detail").as_string()), HasSubstr("The notice says (HL-2)"));
  EXPECT_FALSE(problem.at("next").as_string().empty());
  EXPECT_EQ(problem.at("entry").as_string().size(), 32U);
  EXPECT_THAT(reply.body, Not(HasSubstr("Margaret")));
}

TEST_F(ApiTest, NobodyAndNoIdAreBothNotFound) {
  for (const std::string& id : {std::string(32, '0'), std::string("7"), std::string(33, 'a')})
    ExpectProblem(NewBrowser().Get("/api/v1/people/" + id + "/records", As("sam")), 404,
                  "not-found");
}

TEST_F(ApiTest, ARecordIsAddedAndThere) {
  const Reply reply = Post(kRecord);
  EXPECT_EQ(reply.status, 201) << reply.body;
  const json::object document = Parse(reply);
  EXPECT_EQ(document.at("schema").as_string(), "almoner.changed/1");
  const Reply records = NewBrowser().Get(Records(), As("sam"));
  EXPECT_THAT(records.body, AllOf(HasSubstr("Walked to the quay."),
                                  HasSubstr("\"event_at\":\"2026-11-21T09:00:00Z\""),
                                  HasSubstr(document.at("record").as_string().c_str())));
}

TEST_F(ApiTest, ThePageAndTheDocumentHaveEveryCall) {
  Browser browser = NewBrowser();
  const Reply page = browser.Get("/api");
  EXPECT_EQ(page.status, 200);
  ExpectSafe(page, "/api");
  const Reply reply = browser.Get("/api/v1/openapi.json");
  EXPECT_EQ(reply.header("content-type"), "application/json");
  const json::object paths = Parse(reply).at("paths").as_object();
  for (const Endpoint& endpoint : Endpoints()) {
    const std::string name = NameOf(endpoint);
    EXPECT_THAT(page.body, HasSubstr("<code>" + name + "</code>"));
    ASSERT_TRUE(paths.contains(endpoint.path.view())) << name;
    EXPECT_TRUE(paths.at(endpoint.path.view())
                    .as_object()
                    .contains(http::Lower(http::Name(endpoint.method))))
        << name;
  }
}

TEST_F(ApiTest, WhatIsNotThereOrNotTakenIsAProblem) {
  ExpectProblem(NewBrowser().Get("/api/v1/no-such", As("sam")), 404, "not-found");
  const Reply reply = NewBrowser().Send("DELETE", Records(), As("sam"), "");
  ExpectProblem(reply, 405, "method-not-allowed");
  EXPECT_THAT(reply.header("allow"), HasSubstr("GET"));
  Headers headers = As("sam");
  headers.emplace_back("Accept", "text/html");
  ExpectProblem(NewBrowser().Get(Records(), headers), 406, "not-acceptable");
}

TEST_F(ApiTest, OnlyJsonIsTaken) {
  ExpectProblem(Post(kRecord, As("sam"), "text/plain"), 415, "content-type");
  ExpectProblem(Post("a=b", As("sam"), "application/x-www-form-urlencoded"), 415, "content-type");
  EXPECT_EQ(Post(kRecord, As("sam"), "application/json; charset=utf-8").status, 201);
}

TEST_F(ApiTest, WhatIsNotARecordIsRefusedWithTheReason) {
  const std::string good(kRecord);
  const auto with = [&](std::string_view from, std::string_view to) {
    std::string text = good;
    text.replace(text.find(from), from.size(), to);
    return text;
  };
  for (const std::string& body :
       {std::string(), std::string("[]"), std::string("{"), std::string("null"), good + "x",
        with("\"nature\"", "\"source\":\"self\",\"nature\""),  // twice
        with("Walked to the quay.", "\xff\xfe"), std::string(100, '[') + std::string(100, ']'),
        with("\"text\"", "\"no-such-field\""), with("support-notes", "no-such-category")})
    ExpectProblem(Post(body), 400, "invalid");
  for (const std::string& body :
       {std::string("{}"), with("\"self\"", "7"), with("\"self\"", "\"\""),
        with("\"fact\"", "\"guess\""), with("2026-11-21T09:00:00Z", "yesterday"),
        with("{\"text\":\"Walked to the quay.\"}", "{}"),
        with("{\"text\":\"Walked to the quay.\"}", "[]"),
        with("\"nature\"", "\"extra\":1,\"nature\"")}) {
    const Reply reply = Post(body);
    ExpectProblem(reply, 422, "fields");
    EXPECT_FALSE(Parse(reply).at("errors").as_array().empty());
    EXPECT_THAT(reply.body, Not(HasSubstr("quay"))) << "nothing of the body comes back";
  }
  EXPECT_EQ(world().Logged("record.added allowed"), 1U) << "the one the World made";
}

TEST_F(ApiTest, WhatIsTooLargeIsNotRead) {
  EXPECT_EQ(Post(std::string((1U << 20U) + 1, ' ')).status, 413);
}

TEST_F(ApiTest, AWriteThatTheNoticeDoesNotAllowIsRefused) {
  std::string offence(kRecord);
  offence.replace(offence.find("support-notes"), 13, "allegations");
  const Reply reply = Post(offence);
  ExpectProblem(reply, 403, "refused");
  EXPECT_EQ(Parse(reply).at("rule").as_string(), "minimisation");
}

TEST_F(ApiTest, ALeaverIsOutAtOnce) {
  auto [sam, csrf] = SignedInAs(world().worker());
  EXPECT_THAT(app::Administer(
                  world().app(), world().officer(), "staff.ended",
                  [&](const keys::Change& change) { return staff::End(change, world().worker()); }),
              IsOk());
  ExpectProblem(NewBrowser().Get(Records(), As("sam")), 401, "unauthenticated");
  ExpectProblem(sam.Get(Records(), {{"X-Purpose", "support"}}), 401, "unauthenticated");
}

}  // namespace
}  // namespace almoner::web::api
