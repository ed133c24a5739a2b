// Any text as what a mail server sends back: it is refused, or nothing but ids and a number is
// taken from it.
#include <algorithm>

#include "base/bytes.h"
#include "mail/report.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto report = almoner::mail::ReadReport(almoner::AsText({data, size}));
  if (!report) return 0;
  const auto in = [](std::string_view set) { return [set](char c) { return set.contains(c); }; };
  CHECK(std::ranges::all_of(report->status, in("0123456789.")));
  for (const std::string& tag : report->tags)
    CHECK(!tag.empty() && tag.size() <= 64 &&
          std::ranges::all_of(
              tag, in("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")));
  return 0;
}
