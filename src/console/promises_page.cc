// GET /promises: every sentence of the notice, what keeps it, and what the records show. For those
// who answer for rights or audit: the queries read the whole log.
#include <map>

#include "app/promises.h"
#include "console/handlers.h"
#include "web/words.h"

namespace almoner::web::console {
namespace {

std::string_view Colour(app::Kept kept) {
  switch (kept) {
    case app::Kept::kEnforced:
    case app::Kept::kProved:
      return "green";
    case app::Kept::kConfigured:
      return "blue";
    case app::Kept::kStated:
      return "grey";
    case app::Kept::kNotKept:
      return "red";
  }
  std::unreachable();
}

void AddPromise(View& page, const app::Promise& promise) {
  View& card = page.Add("PROMISE");
  card.Set("CLAUSE", promise.clause)
      .Set("TEXT", promise.text)
      .Set("STATE", Capital(app::Name(promise.kept)))
      .Set("COLOUR", Colour(promise.kept));
  if (!promise.by.empty()) card.Add("BY").Set("WHAT", Listed(promise.by));
  if (promise.queries.empty()) return;
  View& queries = card.Add("QUERIES");
  for (const app::Promise::Query& query : promise.queries)
    queries.Add("QUERY")
        .Set("ASKS", query.asks)
        .Set("RESULT", query.result.words)
        .Set("AT", MomentInWords(query.result.at));
}

}  // namespace

Result<http::Response> ShowPromises(Site& site, const http::Request& /*request*/,
                                    const Caller& caller) {
  const notice::Notice& notice = site.app.notice();
  if (!notice.HasDuty(caller.roles, "rights") && !notice.HasDuty(caller.roles, "audit"))
    return Fail(Code::kNotFound, "There is no such page.");
  View page("promises.html");
  page.Set("VERSION", notice.version);
  std::map<std::string_view, int> counts;
  for (const app::Promise& promise : TRY(app::Promises(site.app))) {
    ++counts[app::Name(promise.kept)];
    AddPromise(page, promise);
  }
  for (const auto& [state, number] : counts)
    page.Add("COUNT").Set("STATE", Capital(state)).Set("NUMBER", std::to_string(number));
  return Show(site, {.title = "What we promise", .caller = &caller, .tab = Tab::kPromises},
              std::move(page));
}

}  // namespace almoner::web::console
