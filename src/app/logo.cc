#include "app/logo.h"

#include <expat.h>

#include <algorithm>
#include <array>
#include <memory>

#include "paper/picture.h"

namespace almoner::app {
namespace {

constexpr std::array<std::uint8_t, 16> kPng = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n',
                                               0,    0,   0,   13,  'I',  'H',  'D',  'R'};
constexpr std::size_t kPngHead = 24;  // up to the height

constexpr std::array kElements = std::to_array<std::string_view>(
    {"svg", "g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "title",
     "desc", "defs", "linearGradient", "radialGradient", "stop", "clipPath", "mask", "text",
     "tspan"});

constexpr std::array kAttributes = std::to_array<std::string_view>({"xmlns",
                                                                    "version",
                                                                    "id",
                                                                    "class",
                                                                    "viewBox",
                                                                    "preserveAspectRatio",
                                                                    "width",
                                                                    "height",
                                                                    "x",
                                                                    "y",
                                                                    "x1",
                                                                    "y1",
                                                                    "x2",
                                                                    "y2",
                                                                    "cx",
                                                                    "cy",
                                                                    "r",
                                                                    "rx",
                                                                    "ry",
                                                                    "fx",
                                                                    "fy",
                                                                    "d",
                                                                    "points",
                                                                    "transform",
                                                                    "gradientTransform",
                                                                    "gradientUnits",
                                                                    "spreadMethod",
                                                                    "offset",
                                                                    "clipPathUnits",
                                                                    "maskUnits",
                                                                    "fill",
                                                                    "fill-opacity",
                                                                    "fill-rule",
                                                                    "clip-rule",
                                                                    "clip-path",
                                                                    "mask",
                                                                    "opacity",
                                                                    "stroke",
                                                                    "stroke-width",
                                                                    "stroke-linecap",
                                                                    "stroke-linejoin",
                                                                    "stroke-miterlimit",
                                                                    "stroke-dasharray",
                                                                    "stroke-dashoffset",
                                                                    "stroke-opacity",
                                                                    "stop-color",
                                                                    "stop-opacity",
                                                                    "color",
                                                                    "font-family",
                                                                    "font-size",
                                                                    "font-weight",
                                                                    "text-anchor",
                                                                    "role",
                                                                    "aria-label",
                                                                    "xml:space"});

template <class List>
bool Has(const List& list, std::string_view word) {
  return std::ranges::find(list, word) != list.end();
}

// Colours and numbers, and what in the same file is referred to: url(#shade).
bool Harmless(std::string_view value) {
  if (value.contains('\\') || value.contains('@') || value.contains("://")) return false;
  for (std::size_t at = value.find("url("); at != value.npos; at = value.find("url(", at + 1))
    if (!value.substr(at + 4).starts_with('#')) return false;
  return true;
}

// What expat meets; the first that is not allowed ends it.
struct Reading {
  XML_Parser parser = nullptr;
  bool refused = false;
  bool root = true;

  void Refuse() {
    refused = true;
    XML_StopParser(parser, XML_FALSE);
  }
};

void XMLCALL OnOpen(void* self, const char* name, const char** attributes) {
  auto& reading = *static_cast<Reading*>(self);
  if (reading.refused) return;
  bool good = Has(kElements, name) && reading.root == (std::string_view(name) == "svg");
  reading.root = false;
  for (const char** at = attributes; good && *at != nullptr; at += 2)
    good = Has(kAttributes, at[0]) && (std::string_view(at[0]) == "xmlns" || Harmless(at[1]));
  if (!good) reading.Refuse();
}

void XMLCALL OnDoctype(void* self, const char*, const char*, const char*, int) {
  static_cast<Reading*>(self)->Refuse();
}

void XMLCALL OnInstruction(void* self, const char*, const char*) {
  static_cast<Reading*>(self)->Refuse();
}

Status CheckSvg(BytesView logo) {
  struct Free {
    void operator()(XML_Parser parser) const { XML_ParserFree(parser); }
  };
  const std::unique_ptr<XML_ParserStruct, Free> parser(XML_ParserCreate("UTF-8"));
  CHECK(parser != nullptr);
  Reading reading{.parser = parser.get()};
  XML_SetUserData(parser.get(), &reading);
  XML_SetStartElementHandler(parser.get(), OnOpen);
  XML_SetStartDoctypeDeclHandler(parser.get(), OnDoctype);
  XML_SetProcessingInstructionHandler(parser.get(), OnInstruction);
  const auto parsed =
      XML_Parse(parser.get(), reinterpret_cast<const char*>(logo.data()),  // NOLINT: expat's char
                static_cast<int>(logo.size()), 1);
  if (reading.refused)
    return Fail(Code::kInvalid,
                "The SVG has more in it than shapes, colours and text (a script, a style sheet, a "
                "picture, a link or a document type). Save it as a plain SVG, or give a PNG.");
  if (parsed == XML_STATUS_OK) return {};
  return Fail(Code::kInvalid, "A logo is a PNG or an SVG; this is neither.");
}

std::uint32_t Number(BytesView at) {
  return std::uint32_t{at[0]} << 24 | std::uint32_t{at[1]} << 16 | std::uint32_t{at[2]} << 8 |
         std::uint32_t{at[3]};
}

Status CheckPng(BytesView logo) {
  const std::uint32_t width = Number(logo.subspan(16));
  const std::uint32_t height = Number(logo.subspan(20));
  if (width == 0 || height == 0 || width > kMostLogoSide || height > kMostLogoSide)
    return Fail(Code::kInvalid, "The logo has more pixels than it needs: at most 2000 by 2000.");
  if (paper::FindPicture(AsText(logo))) return {};
  return Fail(Code::kInvalid,
              "The PNG is damaged. Open it, save it again, and choose it once more.");
}

}  // namespace

Result<std::string_view> LogoMedia(BytesView logo) {
  if (logo.size() > kMostLogo)
    return Fail(Code::kInvalid, "The logo is too large: at most 40 KiB, as it is on every page.");
  if (logo.size() >= kPngHead && std::ranges::equal(logo.first(kPng.size()), kPng)) {
    TRY(CheckPng(logo));
    return std::string_view("image/png");
  }
  TRY(CheckSvg(logo));
  return std::string_view("image/svg+xml");
}

}  // namespace almoner::app
