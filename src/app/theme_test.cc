#include "app/theme.h"

#include <gtest/gtest.h>

#include "app/logo.h"
#include "store/home.h"
#include "support/world.h"

namespace almoner::app {
namespace {

Colour Of(std::string_view text) { return ParseColour(text).value(); }

BytesView View(std::string_view text) { return AsBytes(text); }

// A PNG's chunk (ISO/IEC 15948 section 5.3), with its CRC.
std::string Chunk(std::string_view kind, std::string_view data) {
  const auto number = [](std::uint32_t value) {
    std::string bytes;
    for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(value >> shift);
    return bytes;
  };
  std::string body(kind);
  body.append(data);
  std::uint32_t crc = 0xFFFFFFFF;
  for (const char c : body) {
    crc ^= static_cast<std::uint8_t>(c);
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0xEDB88320 : 0);
  }
  return number(static_cast<std::uint32_t>(data.size())) + body + number(~crc);
}

// A black and white one, a bit a pixel, its rows in one stored block (RFC 1951 section 3.2.4): good
// for small ones only, as larger ones are looked at no further than their size.
std::string Png(std::uint32_t width, std::uint32_t height) {
  std::string head;
  for (const std::uint32_t side : {width, height})
    for (int shift = 24; shift >= 0; shift -= 8) head += static_cast<char>(side >> shift);
  head += std::string("\1\0\0\0\0", 5);
  std::string rows;
  if (width <= 512 && height <= 512)
    for (std::uint32_t y = 0; y < height; ++y) rows += std::string(1 + (width + 7) / 8, '\0');
  std::uint32_t a = 1;
  std::uint32_t b = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) b = (b + a) % 65521;  // Adler-32 of zeroes
  const auto size = static_cast<std::uint16_t>(rows.size());
  std::string zlib("\x78\x01\x01", 3);
  for (const std::uint16_t half : {size, static_cast<std::uint16_t>(~size)}) {
    zlib += static_cast<char>(half & 0xFF);
    zlib += static_cast<char>(half >> 8);
  }
  zlib += rows;
  for (const std::uint32_t half : {b, a}) {
    zlib += static_cast<char>(half >> 8);
    zlib += static_cast<char>(half);
  }
  return "\x89PNG\r\n\x1a\n" + Chunk("IHDR", head) + Chunk("IDAT", zlib) + Chunk("IEND", "");
}

TEST(ColourTest, ContrastIsThatOfWcag) {
  EXPECT_DOUBLE_EQ(Contrast(kWhite, Of("#000000")), 21);
  EXPECT_DOUBLE_EQ(Contrast(kWhite, kWhite), 1);
  EXPECT_NEAR(Contrast(kWhite, Of("#767676")), 4.54, 0.01);
  EXPECT_NEAR(Contrast(Of("#949494"), kWhite), 3.03, 0.01);
}

TEST(ColourTest, ColoursAreReadInBothCasesAndNothingElseIs) {
  EXPECT_EQ(ToText(Of("#0B61fF")), "#0b61ff");
  for (const char* bad : {"", "0b6157", "#0b615", "#0b61577", "#0b615g", "red", "#0b6157;",
                          "url(x)", "#-b6157", "# b6157"})
    EXPECT_THAT(ParseColour(bad), FailsWith(Code::kInvalid)) << bad;
}

TEST(ColourTest, TheNearestThatWillDoIsReadableAndHardlyDarker) {
  for (const char* text : {"#ffffff", "#ffdd00", "#ff5500", "#00c0ff", "#7fbf3f", "#ff00ff"}) {
    const Colour nearest = NearestReadable(Of(text));
    EXPECT_FALSE(Readable(Of(text))) << text;
    EXPECT_TRUE(Readable(nearest)) << text;
    EXPECT_LT(LowestContrast(nearest), kTextContrast + 0.5) << text;
    EXPECT_GE(Contrast(PaletteOf(nearest).deep, kWhite), kTextContrast) << text;
  }
  EXPECT_EQ(NearestReadable(Of("#0b6157")), Of("#0b6157")) << "our own";
}

TEST(LogoTest, WhatItIsIsLookedAt) {
  EXPECT_EQ(LogoMedia(View(Png(200, 80))).value(), "image/png");
  EXPECT_EQ(LogoMedia(View(R"svg(<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">
<title>Fen</title><path d="M0 0h9" fill="url(#a)"/></svg>)svg"))
                .value(),
            "image/svg+xml");
  for (const std::string& bad :
       {std::string(), std::string("GIF89a"), std::string("<html/>"), Png(0, 5), Png(2001, 5),
        Png(5, 4'000'000'000U), std::string(kMostLogo + 1, ' '), Png(5, 5).substr(0, 20),
        Png(64, 64).substr(0, 200), Png(64, 64).replace(70, 1, "x")})
    EXPECT_THAT(LogoMedia(View(bad)), FailsWith(Code::kInvalid)) << bad.substr(0, 20);
}

TEST(LogoTest, AnSvgWithMoreThanShapesIsRefused) {
  const auto svg = [](std::string_view inside, std::string_view attributes = "") {
    std::string text("<svg xmlns=\"http://www.w3.org/2000/svg\" ");
    return text.append(attributes).append(">").append(inside).append("</svg>");
  };
  ASSERT_THAT(LogoMedia(View(svg("<g/>"))), IsOk());
  for (const std::string& bad :
       {svg("<script>alert(1)</script>"), svg("<g onclick='x()'/>"), svg("", "onload='x()'"),
        svg("<style>*{fill:red}</style>"), svg("<g style='fill:red'/>"),
        svg("<image href='https://tracker.example/a.png'/>"), svg("<use href='#a'/>"),
        svg("<a href='https://evil.example'><g/></a>"), svg("<foreignObject/>"),
        svg("<animate attributeName='href'/>"), svg("<g fill='url(https://evil.example)'/>"),
        svg("<g fill='url( //evil.example)'/>"), svg("<g fill='u\\72l(x)'/>"),
        svg("<x:script xmlns:x='http://www.w3.org/2000/svg'/>"), svg("<g xmlns:x='a'/>"),
        "<!DOCTYPE svg [<!ENTITY a 'b'>]>" + svg("&a;"), "<?xml-stylesheet href='a'?>" + svg(""),
        svg("<g>"), svg("<svg/>")})
    EXPECT_THAT(LogoMedia(View(bad)), FailsWith(Code::kInvalid)) << bad;
}

TEST(ThemeTest, WhatIsSetIsReadAndKeptUntilItIsChanged) {
  World world;
  const auto now = [&] { return World::Must(world.app().store().Read(ReadTheme)); };
  EXPECT_EQ(now().version, "");
  const std::string png = Png(64, 64);
  World::Must(SetTheme(world.app(), world.officer(),
                       {.name = "Fenland Care", .colour = "#7A1F5C", .logo = ToBytes(png)}));
  const Theme first = now();
  EXPECT_EQ(first.name, "Fenland Care");
  EXPECT_EQ(ToText(*first.colour), "#7a1f5c");
  EXPECT_EQ(first.logo, "image/png");
  EXPECT_EQ(first.version.size(), 16U);
  World::Must(SetTheme(world.app(), world.officer(), {.name = "Fen", .colour = ""}));
  EXPECT_EQ(now().logo, "image/png") << "kept";
  EXPECT_FALSE(now().colour);
  EXPECT_NE(now().version, first.version);
  World::Must(SetTheme(world.app(), world.officer(), {.name = "", .colour = "", .logo = Bytes()}));
  EXPECT_EQ(now().version, "");
  EXPECT_EQ(world.Logged("theme.changed done"), 3U);
}

TEST(ThemeTest, WhatCannotBeReadIsRefusedWithTheNearestThatCan) {
  World world;
  const auto set = [&](std::string name, std::string colour) {
    return SetTheme(world.app(), world.officer(),
                    {.name = std::move(name), .colour = std::move(colour)});
  };
  const auto pale = set("Fen", "#ffdd00");
  ASSERT_THAT(pale, FailsWith(Code::kInvalid));
  EXPECT_EQ(pale.error().details.back().name(), "nearest");
  EXPECT_TRUE(Readable(Of("#" + pale.error().details.back().text())));
  EXPECT_THAT(set("Fen", "yellow"), FailsWith(Code::kInvalid));
  EXPECT_THAT(set(std::string(61, 'x'), ""), FailsWith(Code::kInvalid));
  EXPECT_THAT(set("\xff", ""), FailsWith(Code::kInvalid));
  EXPECT_EQ(world.Logged("theme.changed done"), 0U);
}

TEST(ThemeTest, WhatWasPutInFromOutsideCountsAsNone) {
  World world;
  Writer out;
  out.U8(1).Sized(std::string_view("Fen")).Sized(std::string_view("#ffdd00"));
  out.Sized(std::string_view("text/html")).Sized(std::string_view("v"));
  World::Must(world.app().store().Write(
      [&](store::Tx& tx) { return store::SetHomeValue(tx, "theme", out.bytes()); }));
  EXPECT_EQ(World::Must(world.app().store().Read(ReadTheme)).version, "");
}

TEST(ThemeTest, TheStyleIsCustomPropertiesAndNothingElse) {
  EXPECT_EQ(StyleOf(Of("#7a1f5c")),
            ":root{--govuk-brand-colour:#7a1f5c;--govuk-link-colour:#7a1f5c;"
            "--govuk-success-colour:#7a1f5c;--govuk-link-hover-colour:#491337;"
            "--govuk-template-background-colour:#f6eff4;"
            "--govuk-surface-background-colour:#f6eff4;--govuk-surface-border-colour:#d7bcce;"
            "--app-brand:#7a1f5c;--app-button:#7a1f5c;--app-deep:#491337;"
            "--app-button-deep:#491337;--app-tint:#f6eff4;--app-line:#d7bcce}\n");
}

}  // namespace
}  // namespace almoner::app
