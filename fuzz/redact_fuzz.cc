// Free text and names: the first line holds the names, parted by semicolons. What is found is in
// order, within the text and never overlapping; taking it out leaves the rest.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "redact/people.h"

namespace {

using namespace almoner;          // NOLINT(google-build-using-namespace): a program of one file
using namespace almoner::redact;  // NOLINT(google-build-using-namespace)

std::vector<Known> NamesIn(std::string_view line) {
  std::vector<Known> known;
  while (!line.empty()) {
    const std::string_view name = line.substr(0, line.find(';'));
    known.push_back({{std::string(name)}});
    line.remove_prefix(std::min(name.size() + 1, line.size()));
  }
  return known;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const std::string_view names = bytes.substr(0, bytes.find('\n'));
  const std::string_view text = bytes.substr(std::min(names.size() + 1, size));
  const auto found = Merged(FindIdentifiers(text), FindPeople(text, NamesIn(names)));
  std::size_t done = 0, gone = 0;
  for (const Finding& each : found) {
    CHECK(done <= each.from && each.from < each.to && each.to <= text.size());
    done = each.to;
    gone += each.to - each.from;
  }
  CHECK(Removed(text, found).size() == text.size() - gone + found.size() * kMark.size());
  return 0;
}
