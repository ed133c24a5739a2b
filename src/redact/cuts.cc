#include <algorithm>

#include "redact/people.h"

namespace almoner::redact {

std::vector<Finding> Merged(std::vector<Finding> a, std::vector<Finding> b) {
  a.insert(a.end(), b.begin(), b.end());
  std::ranges::sort(a, [](const Finding& x, const Finding& y) {
    return x.from != y.from ? x.from < y.from : x.to > y.to;
  });
  std::vector<Finding> all;
  for (const Finding& each : a) {
    if (all.empty() || each.from >= all.back().to)
      all.push_back(each);
    else if (each.to - each.from > all.back().to - all.back().from)
      all.back() = each;
  }
  return all;
}

std::vector<Finding> United(std::vector<Finding> places) {
  std::ranges::sort(places, {}, &Finding::from);
  std::vector<Finding> all;
  for (const Finding& each : places) {
    if (all.empty() || each.from > all.back().to)
      all.push_back(each);
    else
      all.back().to = std::max(all.back().to, each.to);
  }
  return all;
}

std::string Removed(std::string_view text, const std::vector<Finding>& places) {
  std::string out;
  std::size_t done = 0;
  for (const Finding& place : places) {
    out.append(text.substr(done, place.from - done)).append(kMark);
    done = place.to;
  }
  return out.append(text.substr(done));
}

}  // namespace almoner::redact
