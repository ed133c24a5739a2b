// How an organisation's pages look: the name at their top, its colour and its logo. Everything else
// is the same for all.
#pragma once

#include <optional>

#include "app/app.h"
#include "app/colour.h"
#include "paper/document.h"

namespace almoner::app {

struct Theme {
  std::string name = {};                 // "": as the notice has it
  std::optional<Colour> colour = {};     // nothing: our own green
  std::optional<std::string> logo = {};  // its media type; nothing: none
  std::string version = {};              // of all of it, in addresses; "": nothing is set
};
inline constexpr std::size_t kLongestThemeName = 60;  // bytes

// What is set. What was put in from outside and is no theme counts as none.
Result<Theme> ReadTheme(store::ReadTx& tx);
Result<std::optional<Bytes>> ReadLogo(store::ReadTx& tx);

// The same for letters. An SVG has no place on paper yet: its logo stays away.
Result<paper::Letterhead> LetterheadOf(App& app);

struct ThemeChange {
  std::string name;    // "": as the notice has it
  std::string colour;  // "#0b6157"; "": our own
  // What becomes of the logo: nothing is kept as it is, empty bytes take it away.
  std::optional<Bytes> logo = {};
};
// kInvalid: the name is too long or not UTF-8, the colour is none or cannot be read (with the
// nearest that can, as a detail), or the logo is as LogoMedia() refuses it.
Status CheckTheme(const ThemeChange& change);
Result<EntryId> SetTheme(App& app, const StaffId& by, const ThemeChange& change);

// The custom properties of a colour, which pages are drawn by.
[[nodiscard]] std::string StyleOf(Colour colour);

}  // namespace almoner::app
