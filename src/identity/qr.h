// A QR code (ISO/IEC 18004) as SVG to stand in a page, made here, so that what it holds goes
// nowhere else. By way of libqrencode.
#pragma once

#include <string>
#include <string_view>

#include "base/personal.h"
#include "base/result.h"

namespace almoner::identity {

// One <svg> element with role="img" and `title` as its name (SVG 2, 5.7; WCAG 1.1.1), four modules
// of quiet zone, error correction M. What is dark takes CSS's currentColor, what is light is left
// out: give it a dark colour on a light ground, or cameras do not read it. It has no size of its
// own; the page's style gives it one. No script and no style is in it, so that it stands under a
// strict content security policy.
// kInvalid: the text is empty or more than 2,331 bytes, which is what fits, or the title is empty
// or not UTF-8.
Result<Personal<std::string>> QrSvg(const Personal<std::string>& text, std::string_view title);

}  // namespace almoner::identity
