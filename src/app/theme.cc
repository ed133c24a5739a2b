#include "app/theme.h"

#include <fmt/format.h>

#include "app/accounts.h"
#include "app/logo.h"
#include "crypto/hash.h"
#include "store/home.h"

namespace almoner::app {
namespace {

constexpr std::string_view kTheme = "theme";
constexpr std::string_view kLogo = "theme-logo";

Bytes Encode(const Theme& theme) {
  Writer out;
  out.U8(1)
      .Sized(std::string_view(theme.name))
      .Sized(theme.colour ? std::string_view(ToText(*theme.colour)) : std::string_view())
      .Sized(std::string_view(theme.logo.value_or("")))
      .Sized(std::string_view(theme.version));
  return std::move(out).bytes();
}

Result<Theme> Decode(BytesView bytes) {
  Reader in(bytes);
  if (TRY(in.U8()) != 1) return Fail(Code::kCorrupt, "The theme is in an unknown format.");
  Theme theme;
  theme.name = AsText(TRY(in.Sized()));
  if (const std::string_view colour = AsText(TRY(in.Sized())); !colour.empty())
    theme.colour = TRY(ParseColour(colour));
  if (const std::string_view logo = AsText(TRY(in.Sized())); !logo.empty()) theme.logo = logo;
  theme.version = AsText(TRY(in.Sized()));
  TRY(in.Done());
  return theme;
}

// What decides how pages look stands in it, so a browser keeps none that is old.
std::string VersionOf(const Theme& theme, BytesView logo) {
  if (theme.name.empty() && !theme.colour && !theme.logo) return "";
  Theme plain = theme;
  plain.version = "";
  return ToHex(crypto::Sha256({Encode(plain), logo})).substr(0, 16);
}

bool Plain(const Theme& theme) {
  return theme.name.size() <= kLongestThemeName && IsUtf8(theme.name) &&
         (!theme.logo || *theme.logo == "image/png" || *theme.logo == "image/svg+xml") &&
         (!theme.colour || Readable(*theme.colour));
}

}  // namespace

Result<Theme> ReadTheme(store::ReadTx& tx) {
  const auto bytes = TRY(store::HomeValue(tx, kTheme));
  if (!bytes) return Theme();
  auto theme = Decode(*bytes);
  if (!theme || !Plain(*theme)) return Theme();
  return *std::move(theme);
}

Result<std::optional<Bytes>> ReadLogo(store::ReadTx& tx) { return store::HomeValue(tx, kLogo); }

Status CheckTheme(const ThemeChange& change) {
  if (change.name.size() > kLongestThemeName || !IsUtf8(change.name))
    return Fail(Code::kInvalid, "The name at the top of pages has at most 60 characters.",
                Detail("fact", Literal("name")));
  if (!change.colour.empty()) {
    const auto colour = ParseColour(change.colour);
    if (!colour)
      return Fail(colour.error().code, colour.error().what, Detail("fact", Literal("colour")));
    if (!Readable(*colour))
      return Fail(Code::kInvalid,
                  "White cannot be read well enough on this colour, or it on white: 4.5 to 1 is "
                  "needed.",
                  Detail("fact", Literal("colour")),
                  Detail::Id("nearest", ToText(NearestReadable(*colour)).substr(1)));
  }
  if (change.logo && !change.logo->empty()) TRY(LogoMedia(*change.logo));
  return {};
}

Result<EntryId> SetTheme(App& app, const StaffId& by, const ThemeChange& change) {
  TRY(CheckTheme(change));
  auto changed = Administer(app, by, "theme.changed", [&](const keys::Change& in) -> Status {
    Theme theme{.name = change.name};
    if (!change.colour.empty()) theme.colour = TRY(ParseColour(change.colour));
    Bytes logo;
    if (change.logo) {
      logo = *change.logo;
      if (!logo.empty()) theme.logo = std::string(TRY(LogoMedia(logo)));
    } else {
      theme.logo = TRY(ReadTheme(in.tx)).logo;
      if (theme.logo) logo = TRY(ReadLogo(in.tx)).value_or(Bytes());
    }
    theme.version = VersionOf(theme, logo);
    if (theme.logo)
      TRY(store::SetHomeValue(in.tx, kLogo, logo));
    else
      TRY(store::ClearHomeValue(in.tx, kLogo));
    return store::SetHomeValue(in.tx, kTheme, Encode(theme));
  });
  app.LookChanged();
  return changed;
}

Result<paper::Letterhead> LetterheadOf(App& app) {
  return app.store().Read([](store::ReadTx& tx) -> Result<paper::Letterhead> {
    const Theme theme = TRY(ReadTheme(tx));
    paper::Letterhead head;
    if (theme.colour)
      head.colour = {
          .red = theme.colour->red, .green = theme.colour->green, .blue = theme.colour->blue};
    if (theme.logo != "image/png") return head;
    if (const auto logo = TRY(ReadLogo(tx))) head.logo = AsText(*logo);
    return head;
  });
}

std::string StyleOf(Colour colour) {
  const Palette palette = PaletteOf(colour);
  return fmt::format(
      ":root{{--govuk-brand-colour:{0};--govuk-link-colour:{0};--govuk-success-colour:{0};"
      "--govuk-link-hover-colour:{1};--govuk-template-background-colour:{2};"
      "--govuk-surface-background-colour:{2};--govuk-surface-border-colour:{3};"
      "--app-brand:{0};--app-button:{0};--app-deep:{1};--app-button-deep:{1};--app-tint:{2};"
      "--app-line:{3}}}\n",
      ToText(palette.brand), ToText(palette.deep), ToText(palette.tint), ToText(palette.line));
}

}  // namespace almoner::app
