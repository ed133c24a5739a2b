// GET /pictures: how promises (when they were last counted), requests, consents and retention
// stand, and where data goes. For those who answer for rights or audit.
#include "app/figures.h"
#include "app/tallies.h"
#include "console/counted.h"
#include "console/handlers.h"
#include "rights/shelf.h"
#include "web/drawn.h"

namespace almoner::web::console {
namespace {

struct Figures {
  picture::Columns promises;
  picture::Columns consents;
  app::Ahead ahead;
};

Result<Figures> ReadFigures(Site& site, Date today) {
  return site.app.store().Read([&](store::ReadTx& tx) -> Result<Figures> {
    auto promises = TRY(app::PromisesByMonth(tx));
    auto consents = TRY(app::ConsentsByMonth(tx, today));
    auto ahead = TRY(app::RetentionAhead(tx, site.app.notice(), today));
    return Figures{std::move(promises), std::move(consents), std::move(ahead)};
  });
}

// `none`: what to say where there is nothing to show, unless the picture says it well.
template <class T>
View& Add(View& page, const T& data, std::string_view none = {}) {
  picture::Picture drawn = picture::Draw(data);
  if (drawn.narrow.empty() && !none.empty()) drawn.sentence = none;
  return page.Add("PICTURE")
      .Set("ID", "about-" + std::string(data.heading.id.view()))
      .Set("TITLE", data.heading.title)
      .Put("DRAWN", Drawn(drawn));
}

}  // namespace

Result<http::Response> ShowPictures(Site& site, const http::Request& /*request*/,
                                    const Caller& caller) {
  const notice::Notice& notice = site.app.notice();
  const bool rights = notice.HasDuty(caller.roles, "rights");
  if (!rights && !notice.HasDuty(caller.roles, "audit"))
    return Fail(Code::kNotFound, "There is no such page.");
  const Date today = LondonDate(site.app.clock().Now());
  View page("pictures.html");
  // Without a count nothing is known of any promise, so there is nothing to draw.
  const auto counted = site.app.last_count().Of(notice);
  Add(page, counted ? app::BoardOf(notice, *counted) : app::PromiseBoard(notice, {}, {}),
      "They have not been counted yet.")
      .Put("COUNTED", CountedPart(site, caller, counted.get()));
  const Figures figures = TRY(ReadFigures(site, today));
  Add(page, figures.promises, "They are counted once a night, and no night has been counted yet.");
  if (rights) {
    const auto listed = TRY(rights::ListDated(site.app.rights(), caller.staff));
    if (listed) Add(page, app::RequestsByAge(*listed, site.app.statute().limits(), today));
  }
  Add(page, figures.consents);
  Add(page, figures.ahead.years);
  Add(page, app::DataMap(notice));
  return Show(site, {.title = "In pictures", .caller = &caller, .tab = Tab::kPictures},
              std::move(page));
}

}  // namespace almoner::web::console
