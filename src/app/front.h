// What stands between a home and those who use its website: the address that they open, and
// proxies.
#pragma once

#include "app/home.h"
#include "http/proxies.h"

namespace almoner::app {

struct Front {
  // "https://privacy.charity.example": links in letters begin with it. Nothing: letters have no
  // links, and nobody registers by e-mail.
  std::optional<std::string> website = {};
  http::Proxies proxies = {};  // whose word for who calls is believed
};
// Out of almoner.toml; errors as of ReadSettings, which refuses what is wrong with it too.
Result<Front> ReadFront(const OperatorPath& home);

}  // namespace almoner::app
