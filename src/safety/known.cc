#include "safety/known.h"

#include <algorithm>

#include "safety/hidden.h"

namespace almoner::safety {
namespace {

Result<Known> Read(store::ReadTx& tx, const keys::Keys& keys) {
  Known known;
  for (const Of& of : TRY(Markers(tx, keys))) {
    known.people[of.subject] = {.never = of.marker.never, .hide_address = of.marker.hide_address};
    for (const std::string& line : of.marker.hidden)
      for (std::string& part : PartsOf(line)) known.parts.push_back(std::move(part));
  }
  std::ranges::stable_sort(known.parts, std::greater<>(), &std::string::size);
  return known;
}

}  // namespace

Result<std::shared_ptr<const Known>> Watch::Look(store::ReadTx& tx, const keys::Keys& keys) {
  const Bytes version = TRY(Version(tx));
  {
    const std::scoped_lock lock(mutex_);
    if (version == version_) return known_;
  }
  auto known = std::make_shared<const Known>(TRY(Read(tx, keys)));
  const std::scoped_lock lock(mutex_);
  version_ = version;
  known_ = known;
  return known;
}

}  // namespace almoner::safety
