#include "app/errands.h"

#include "app/nodes.h"
#include "app/telling.h"
#include "outbox/news.h"
#include "rights/making.h"
#include "rights/offer.h"

namespace almoner::app {

Status RunErrands(App& app, const std::stop_token& stop) {
  const auto put_away = rights::PutAwaySpent(app.rights());
  const auto made = rights::PutAwayMade(app.rights());
  const auto tried = RetryTellings(app, stop);
  const Status tidied =
      app.store().Write([&](store::Tx& tx) { return outbox::TidyNews(tx, app.clock().Now()); });
  if (!tidied) return tidied;
  if (!put_away) return std::unexpected(put_away.error());
  if (!made) return std::unexpected(made.error());
  if (!tried) return std::unexpected(tried.error());
  return {};
}

Background ErrandsInBackground(App& app) {
  return Background({.name = "Seeing to what waits",
                     .period = std::chrono::minutes(1),
                     .round = [&app](const std::stop_token& stop) -> Status {
                       const bool mine = app.duties().Has(kErrands) || app.duties().Take(kErrands);
                       return mine ? RunErrands(app, stop) : Status();
                     }});
}

}  // namespace almoner::app
