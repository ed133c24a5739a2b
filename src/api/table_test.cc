// The table of calls itself: what everything else is made of.
#include <gmock/gmock.h>

#include <algorithm>
#include <set>

#include "api/endpoint.h"
#include "api/openapi.h"
#include "api/schemas.h"

namespace almoner::web::api {
namespace {

using ::testing::Contains;

bool Changes(const Endpoint& endpoint) { return endpoint.method != http::Method::kGet; }

TEST(TheTable, NamesEachCallOnceAndWhole) {
  std::set<std::string> names;
  std::set<std::string> ids;
  for (const Endpoint& endpoint : Endpoints()) {
    const std::string name = NameOf(endpoint);
    EXPECT_TRUE(names.insert(name).second) << name;
    EXPECT_TRUE(ids.insert(OperationId(endpoint)).second) << OperationId(endpoint);
    EXPECT_TRUE(endpoint.path.view().starts_with("/api/v1/")) << name;
    EXPECT_FALSE(endpoint.summary.empty()) << name;
    EXPECT_FALSE(endpoint.group.empty()) << name;
    EXPECT_NE(endpoint.handle, nullptr) << name;
    EXPECT_EQ(endpoint.reason == For::kOne, !endpoint.purpose.empty()) << name;
  }
  EXPECT_GT(names.size(), 50U);
}

TEST(TheTable, GivesEveryCallAScopeThatThereIsAndEveryScopeACall) {
  std::set<std::string_view> used;
  for (const Endpoint& endpoint : Endpoints()) {
    const auto scopes = app::Scopes();
    const bool known = std::ranges::find(scopes, endpoint.scope, &app::Scope::id) != scopes.end();
    EXPECT_TRUE(known || NameOf(endpoint) == "GET /api/v1/me") << NameOf(endpoint);
    used.insert(endpoint.scope);
    // A program that was made for reading changes nothing; a search sends what it looks for.
    const bool search = NameOf(endpoint) == "POST /api/v1/people/search";
    if (Changes(endpoint) && !search) {
      EXPECT_TRUE(endpoint.scope.ends_with(":write")) << NameOf(endpoint);
    }
  }
  for (const app::Scope& scope : app::Scopes()) EXPECT_THAT(used, Contains(scope.id));
}

TEST(TheTable, AnswersWithSchemasThatThereAre) {
  const json::object schemas = Schemas();
  for (const Endpoint& endpoint : Endpoints())
    EXPECT_TRUE(endpoint.answer.empty() || schemas.contains(endpoint.answer)) << NameOf(endpoint);
}

TEST(TheTable, PutsNobodyIntoAnAddress) {
  static const std::set<std::string_view> kFine = {"category", "source", "event_at", "break_glass",
                                                   "open",     "from",   "to"};
  for (const Endpoint& endpoint : Endpoints())
    for (const Field& field : endpoint.query)
      EXPECT_TRUE(kFine.contains(field.name)) << NameOf(endpoint) << " " << field.name;
}

TEST(TheTable, RequiresAPurposeWhereverThereIsSomebody) {
  for (const Endpoint& endpoint : Endpoints()) {
    const bool person = endpoint.path.view().contains("/people/{id}");
    const bool reason = endpoint.reason == For::kNamed || endpoint.reason == For::kOne;
    EXPECT_TRUE(!person || reason || !endpoint.duty.empty()) << NameOf(endpoint);
  }
}

}  // namespace
}  // namespace almoner::web::api
