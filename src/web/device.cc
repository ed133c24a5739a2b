#include "web/device.h"

#include <array>

namespace almoner::web {
namespace {

struct Sign {
  std::string_view mark;
  std::string_view words;
};
// The first that is in it counts: browsers name those that they want to be taken for, too.
constexpr std::array kBrowsers = std::to_array<Sign>({
    {"Edg", "Edge"},
    {"OPR/", "Opera"},
    {"SamsungBrowser/", "Samsung Internet"},
    {"Firefox/", "Firefox"},
    {"FxiOS/", "Firefox"},
    {"CriOS/", "Chrome"},
    {"Chrome/", "Chrome"},
    {"Safari/", "Safari"},
});
constexpr std::array kSystems = std::to_array<Sign>({
    {"iPhone", "an iPhone"},
    {"iPad", "an iPad"},
    {"Android", "Android"},
    {"Windows", "Windows"},
    {"Mac OS X", "a Mac"},
    {"CrOS", "a Chromebook"},
    {"Linux", "Linux"},
});

template <std::size_t kSize>
std::string_view WordsIn(const std::array<Sign, kSize>& signs, std::string_view text) {
  for (const Sign& sign : signs)
    if (text.contains(sign.mark)) return sign.words;
  return {};
}

}  // namespace

std::string DeviceInWords(std::string_view user_agent) {
  std::string_view browser = WordsIn(kBrowsers, user_agent);
  const std::string_view system = WordsIn(kSystems, user_agent);
  if (browser.empty()) browser = "A browser";
  if (system.empty()) return std::string(browser);
  return std::string(browser) + " on " + std::string(system);
}

}  // namespace almoner::web
