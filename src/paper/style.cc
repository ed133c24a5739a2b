#include "paper/style.h"

namespace almoner::paper {
namespace {

constexpr Style Bold(double size, double pitch, Ink ink) { return {size, pitch, true, ink}; }
constexpr Style Plain(double size, double pitch, Ink ink) { return {size, pitch, false, ink}; }

constexpr Styles kStandard = {
    .publisher = Bold(13, 18, kAccent),
    .title = Bold(20, 27, kBlack),
    .heading = {Bold(15.5, 21, kAccent), Bold(13, 18, kBlack), Bold(11.5, 17, kBlack)},
    .body = Plain(11.5, 17.5, kBlack),
    .cell = Plain(10, 14.5, kBlack),
    .small = Plain(8.5, 11.5, kMuted),
    .gap = 9,
};

constexpr Styles kLarge = {
    .publisher = Bold(19, 26, kAccent),
    .title = Bold(28, 37, kBlack),
    .heading = {Bold(23, 31, kAccent), Bold(20, 28, kBlack), Bold(18, 26, kBlack)},
    .body = Plain(18, 27, kBlack),
    .cell = Plain(16, 23, kBlack),
    .small = Plain(14, 18, kMuted),
    .gap = 14,
};

}  // namespace

const Styles& Styles::Of(Print print) { return print == Print::kLarge ? kLarge : kStandard; }

Styles Styles::For(const Document& document) {
  Styles styles = Of(document.print);
  if (const auto& colour = document.letterhead.colour) {
    styles.accent = {
        .red = colour->red / 255.0, .green = colour->green / 255.0, .blue = colour->blue / 255.0};
    styles.publisher.ink = styles.accent;
    styles.heading[0].ink = styles.accent;
  }
  return styles;
}

}  // namespace almoner::paper
