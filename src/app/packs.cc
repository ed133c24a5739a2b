#include "app/packs.h"

#include "rights/making.h"

namespace almoner::app {

Background PacksInBackground(App& app) {
  return Background({.name = "Making packs",
                     .period = std::chrono::milliseconds(500),
                     .round = [&app](const std::stop_token& stop) -> Status {
                       TRY(rights::MakeWaiting(app.rights(), stop));
                       return {};
                     },
                     .rank = Background::Rank::kBehindThem});
}

}  // namespace almoner::app
