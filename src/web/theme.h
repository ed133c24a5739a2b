// How an organisation's pages look, as files that pages use: at addresses that hold its version, so
// that a browser may keep them for ever.
#pragma once

#include "app/theme.h"
#include "http/request.h"
#include "http/response.h"

namespace almoner::web {

struct Site;

inline constexpr std::string_view kThemeStyle = "theme.css";
inline constexpr std::string_view kThemeLogo = "logo";

// "/theme/3f2a…/theme.css"
[[nodiscard]] std::string ThemeAddress(const app::Theme& theme, std::string_view file);
// GET /theme/{version}/{file}: 304 where the client has it; 404 for another version's.
Result<http::Response> ServeTheme(const Site& site, const http::Request& request);

}  // namespace almoner::web
