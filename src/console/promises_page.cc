// GET /promises: every sentence of the notice, what keeps it, and what the records showed when they
// were last counted; POST /promises/count counts again. For those who answer for rights or audit.
#include <map>

#include "console/counted.h"
#include "console/deed.h"
#include "console/handlers.h"
#include "console/today.h"
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
    case app::Kept::kNotCounted:
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
  for (const app::Promise::Query& query : promise.queries) {
    View& line = queries.Add("QUERY").Set("ASKS", query.asks);
    if (query.result)
      line.Add("FOUND")
          .Set("RESULT", query.result->words)
          .Set("AT", MomentInWords(query.result->at));
  }
}

}  // namespace

Result<http::Response> ShowPromises(Site& site, const http::Request& /*request*/,
                                    const Caller& caller) {
  const notice::Notice& notice = site.app.notice();
  if (!notice.HasDuty(caller.roles, "rights") && !notice.HasDuty(caller.roles, "audit"))
    return Fail(Code::kNotFound, "There is no such page.");
  View page("promises.html");
  page.Set("VERSION", notice.version);
  const auto counted = site.app.last_count().Of(notice);
  page.Put("COUNTED", CountedPart(site, caller, counted.get()));
  std::map<std::string_view, int> counts;
  for (const app::Promise& promise :
       app::Promises(notice, counted ? counted->results : app::Results())) {
    ++counts[app::Name(promise.kept)];
    AddPromise(page, promise);
  }
  for (const auto& [state, number] : counts)
    page.Add("COUNT").Set("STATE", Capital(state)).Set("NUMBER", std::to_string(number));
  return Show(site, {.title = "What we promise", .caller = &caller, .tab = Tab::kPromises},
              std::move(page));
}

View CountedPart(const Site& site, const Caller& caller, const app::Count* shown) {
  View part("counted.html");
  const app::LastCount& counts = site.app.last_count();
  const auto under_way = counts.Counting();
  if (shown != nullptr) part.Add("LAST").Set("AT", MomentInWords(shown->begun));
  part.ShowIf(shown == nullptr, "NEVER");
  if (const auto broke_off = counts.BrokeOff())
    part.Add("BROKE_OFF").Set("AT", MomentInWords(*broke_off));
  if (under_way)
    part.Add("COUNTING")
        .Set("BEGUN", MomentInWords(under_way->begun))
        .Set("ANSWERED", std::to_string(under_way->answered))
        .Set("QUESTIONS", std::to_string(under_way->questions));
  else if (shown == nullptr || counts.asked())
    part.Add("SOON");
  else
    part.Add("AGAIN").Set("CSRF", caller.csrf);
  return part;
}

Result<http::Response> TakeCountAgain(Site& site, const http::Request& /*request*/,
                                      const Caller& caller, const http::Fields& /*form*/) {
  if (!Has(site, caller, "rights") && !Has(site, caller, "audit"))
    return Fail(Code::kNotFound, "There is no such page.");
  site.app.last_count().Ask();
  return http::Response::Redirect("/promises");
}

// What the last count found; what was counted of another version of the notice says nothing here.
Status AddBrokenToDo(Site& site, const Caller& /*caller*/, Waitings& out) {
  const notice::Notice& notice = site.app.notice();
  const auto count = site.app.last_count().Of(notice);
  if (!count) return {};
  for (const app::Broken& broken : app::BrokenOf(notice, *count))
    out.push_back({.by = {},
                   .item = {.title = "A promise is broken",
                            .href = "/promises#" + broken.clauses.front(),
                            .aside = broken.asks,
                            .tag = Tag{.colour = "red", .text = "Broken"},
                            .lines = {broken.asks, broken.found,
                                      "Promised in " + Listed(broken.clauses) + ". Counted on " +
                                          MomentInWords(broken.at) + "."}}});
  return {};
}

}  // namespace almoner::web::console
