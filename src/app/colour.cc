#include "app/colour.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/bytes.h"

namespace almoner::app {
namespace {

constexpr Colour kBlack{0, 0, 0};

// WCAG 2.2, relative luminance.
double Linear(std::uint8_t channel) {
  const double value = channel / 255.0;
  return value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
}

double Luminance(Colour colour) {
  return 0.2126 * Linear(colour.red) + 0.7152 * Linear(colour.green) + 0.0722 * Linear(colour.blue);
}

std::uint8_t MixedChannel(std::uint8_t one, std::uint8_t other, int hundredths) {
  return static_cast<std::uint8_t>((one * (100 - hundredths) + other * hundredths + 50) / 100);
}

}  // namespace

Result<Colour> ParseColour(std::string_view text) {
  const auto bytes =
      text.size() == 7 && text.starts_with('#') ? FromHex(text.substr(1)) : Result<Bytes>(Bytes());
  if (!bytes || bytes->size() != 3)
    return Fail(Code::kInvalid,
                "A colour is written as # and six digits or letters a to f, like #0b6157.");
  return Colour{.red = (*bytes)[0], .green = (*bytes)[1], .blue = (*bytes)[2]};
}

std::string ToText(Colour colour) {
  return fmt::format("#{:02x}{:02x}{:02x}", colour.red, colour.green, colour.blue);
}

double Contrast(Colour one, Colour other) {
  const auto [darker, lighter] = std::minmax({Luminance(one), Luminance(other)});
  return (lighter + 0.05) / (darker + 0.05);
}

Colour Mixed(Colour colour, Colour other, int hundredths) {
  return {.red = MixedChannel(colour.red, other.red, hundredths),
          .green = MixedChannel(colour.green, other.green, hundredths),
          .blue = MixedChannel(colour.blue, other.blue, hundredths)};
}

Palette PaletteOf(Colour brand) {
  return {.brand = brand,
          .deep = Mixed(brand, kBlack, 40),
          .tint = Mixed(brand, kWhite, 93),
          .line = Mixed(brand, kWhite, 70)};
}

double LowestContrast(Colour brand) {
  // Text asks for more than a line does, so what can be read can be seen as a line.
  static_assert(kTextContrast >= kLineContrast);
  return std::min(Contrast(brand, kWhite), Contrast(brand, PaletteOf(brand).tint));
}

bool Readable(Colour brand) { return LowestContrast(brand) >= kTextContrast; }

Colour NearestReadable(Colour brand) {
  int darker = 0;
  while (darker < 100 && !Readable(Mixed(brand, kBlack, darker))) ++darker;
  return Mixed(brand, kBlack, darker);
}

}  // namespace almoner::app
