#include "http/router.h"

#include <gmock/gmock.h>

namespace almoner::http {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Pair;

// A handler that says which one it is and what the pattern's names stood for.
Handler Says(std::string name) {
  return [name = std::move(name)](const Request& request) {
    std::string text = name;
    for (const auto& [key, value] : request.params)
      text.append(" ").append(key).append("=").append(value);
    return Response::Text(text);
  };
}

class RouterTest : public ::testing::Test {
 protected:
  RouterTest() {
    router_.Add(Method::kGet, "/", Says("home"));
    router_.Add(Method::kGet, "/people", Says("list"));
    router_.Add(Method::kPost, "/people", Says("add"));
    router_.Add(Method::kGet, "/people/new", Says("form"));
    router_.Add(Method::kGet, "/people/{id}", Says("person"));
    router_.Add(Method::kPut, "/people/{id}", Says("put"));
    router_.Add(Method::kGet, "/people/{id}/records/{record}", Says("record"));
    router_.Add(Method::kGet, "/people/new/help", Says("help"));
    router_.Add(Method::kGet, "/assets/{file*}", Says("asset"));
    router_.Add(Method::kGet, "/assets/known/one.css", Says("known"));
  }
  Response Handle(Method method, std::string path) {
    Request request;
    request.method = method;
    request.path = std::move(path);
    return router_.Handle(request);
  }
  std::string Get(std::string path) { return Handle(Method::kGet, std::move(path)).body; }

  Router router_;
};

TEST_F(RouterTest, GivesEachPathToItsHandler) {
  EXPECT_EQ(Get("/"), "home");
  EXPECT_EQ(Get("/people"), "list");
  EXPECT_EQ(Handle(Method::kPost, "/people").body, "add");
  EXPECT_EQ(Get("/people/7"), "person id=7");
  EXPECT_EQ(Get("/people/7/records/a b"), "record id=7 record=a b");
}

TEST_F(RouterTest, PrefersTheWordToTheNameAndGoesBackWhereTheWordLeadsNowhere) {
  EXPECT_EQ(Get("/people/new"), "form");
  EXPECT_EQ(Get("/people/new/help"), "help");
  EXPECT_EQ(Get("/people/new/records/1"), "record id=new record=1");
}

TEST_F(RouterTest, GivesAStarAllThatIsLeft) {
  EXPECT_EQ(Get("/assets/a.css"), "asset file=a.css");
  EXPECT_EQ(Get("/assets/img/a/b.png"), "asset file=img/a/b.png");
  EXPECT_EQ(Get("/assets/known/one.css"), "known");
  EXPECT_EQ(Get("/assets/known/two.css"), "asset file=known/two.css");
  EXPECT_EQ(Handle(Method::kGet, "/assets").status, 404);
  EXPECT_EQ(Handle(Method::kGet, "/assets/").status, 404);
}

TEST_F(RouterTest, Answers404WhereNoPatternFits) {
  for (const char* path :
       {"/nothing", "/people/", "/people/7/", "/people/7/records", "/People", "/people/7/x/1"})
    EXPECT_EQ(Handle(Method::kGet, path).status, 404) << path;
}

TEST_F(RouterTest, Answers405WithWhatIsAllowed) {
  const Response response = Handle(Method::kDelete, "/people");
  EXPECT_EQ(response.status, 405);
  EXPECT_THAT(response.headers, Contains(Pair("Allow", "OPTIONS, GET, POST, HEAD")));
  EXPECT_THAT(Handle(Method::kPost, "/people/new").headers,
              Contains(Pair("Allow", "OPTIONS, GET, HEAD")));
}

TEST_F(RouterTest, AnswersOptionsWithWhatIsAllowed) {
  const Response response = Handle(Method::kOptions, "/people/7");
  EXPECT_EQ(response.status, 204);
  EXPECT_THAT(response.headers, ElementsAre(Pair("Allow", "OPTIONS, GET, PUT, HEAD")));
}

TEST_F(RouterTest, AnswersHeadByGetOnlyWhereThereIsGet) {
  EXPECT_EQ(Handle(Method::kHead, "/people/7").body, "person id=7");
  router_.Add(Method::kPost, "/sign-out", Says("bye"));
  EXPECT_EQ(Handle(Method::kHead, "/sign-out").status, 405);
}

TEST_F(RouterTest, LeavesNoParametersOfAnEarlierRun) {
  Request request;
  request.path = "/people";
  request.params["id"] = "old";
  EXPECT_EQ(router_.Handle(request).body, "list");
}

TEST(RouterDeathTest, TakesNoPatternTwiceAndNoneThatIsMalformed) {
  Router router;
  router.Add(Method::kGet, "/a/{b}", Says("one"));
  EXPECT_DEATH(router.Add(Method::kGet, "/a/{c}", Says("two")), "");
  EXPECT_DEATH(router.Add(Method::kGet, "a", Says("")), "");
  EXPECT_DEATH(router.Add(Method::kGet, "/a//b", Says("")), "");
  EXPECT_DEATH(router.Add(Method::kGet, "/{a", Says("")), "");
  EXPECT_DEATH(router.Add(Method::kGet, "/{}", Says("")), "");
  EXPECT_DEATH(router.Add(Method::kGet, "/{a*}/b", Says("")), "");
}

}  // namespace
}  // namespace almoner::http
