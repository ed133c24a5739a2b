#include "web/theme.h"

#include "web/site.h"

namespace almoner::web {
namespace {

// An image that somebody opens by itself runs nothing and fetches nothing.
constexpr std::string_view kLogoPolicy =
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox";

}  // namespace

std::string ThemeAddress(const app::Theme& theme, std::string_view file) {
  return "/theme/" + theme.version + "/" + std::string(file);
}

Result<http::Response> ServeTheme(const Site& site, const http::Request& request) {
  struct Found {
    app::Theme theme;
    std::optional<Bytes> logo;
  };
  const std::string file = request.param("file").value_or("");
  const Found found = TRY(site.app.store().Read([&](store::ReadTx& tx) -> Result<Found> {
    Found read{.theme = TRY(app::ReadTheme(tx)), .logo = {}};
    if (file == kThemeLogo && read.theme.logo) read.logo = TRY(app::ReadLogo(tx));
    return read;
  }));
  const app::Theme& theme = found.theme;
  const bool style = file == kThemeStyle && theme.colour;
  if (theme.version.empty() || request.param("version") != theme.version || !(style || found.logo))
    return http::Response::Plain(404);
  const std::string tag = "\"" + theme.version + "\"";
  http::Response response{.status = 304};
  if (request.header("if-none-match") != tag)
    response = style ? http::Response::File("text/css; charset=utf-8", StyleOf(*theme.colour))
                     : http::Response::File(*theme.logo, std::string(AsText(*found.logo)));
  if (!style)
    response = std::move(response).With("Content-Security-Policy", std::string(kLogoPolicy));
  return std::move(response)
      .With("ETag", tag)
      .With("Cache-Control", "public, max-age=31536000, immutable");
}

}  // namespace almoner::web
