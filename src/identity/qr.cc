#include "identity/qr.h"

#include <qrencode.h>

#include <memory>

#include "base/bytes.h"

namespace almoner::identity {
namespace {

constexpr std::size_t kMostText = 2331;  // version 40, level M, bytes
constexpr int kQuiet = 4;                // modules, ISO/IEC 18004, 9.1

struct Free {
  void operator()(QRcode* code) const { QRcode_free(code); }
};
using Made = std::unique_ptr<QRcode, Free>;

bool IsDark(const QRcode& code, int x, int y) {
  return x < code.width && (code.data[y * code.width + x] & 1U) != 0;
}

// Each row's runs of dark modules as rectangles: M4 4h7v1h-7z
std::string PathOf(const QRcode& code) {
  std::string path;
  for (int y = 0; y < code.width; ++y) {
    for (int x = 0; x < code.width;) {
      int end = x;
      while (IsDark(code, end, y)) ++end;
      if (end == x) {
        ++x;
        continue;
      }
      const std::string run = std::to_string(end - x);
      path += "M" + std::to_string(x + kQuiet) + " " + std::to_string(y + kQuiet) + "h" + run +
              "v1h-" + run + "z";
      x = end;
    }
  }
  return path;
}

std::string Escaped(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      default:
        escaped += c;
    }
  }
  return escaped;
}

}  // namespace

Result<Personal<std::string>> QrSvg(const Personal<std::string>& text, std::string_view title) {
  const std::string& bytes = text.Expose();
  if (bytes.empty() || bytes.size() > kMostText)
    return Fail(Code::kInvalid, "A QR code holds 1 to 2,331 bytes.");
  if (title.empty() || !IsUtf8(title))
    return Fail(Code::kInvalid, "A QR code needs a title in UTF-8, for those who do not see it.");
  const Made code(
      QRcode_encodeData(static_cast<int>(bytes.size()), AsBytes(bytes).data(), 0, QR_ECLEVEL_M));
  CHECK(code != nullptr);
  const std::string side = std::to_string(code->width + 2 * kQuiet);
  return Personal<std::string>(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" viewBox=\"0 0 " + side + " " + side +
      "\" shape-rendering=\"crispEdges\"><title>" + Escaped(title) +
      "</title><path fill=\"currentColor\" d=\"" + PathOf(*code) + "\"/></svg>");
}

}  // namespace almoner::identity
