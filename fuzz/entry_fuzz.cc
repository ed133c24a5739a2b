// An audit entry has one form: what Decode takes, Encode writes, byte for byte.
#include <cstddef>
#include <cstdint>

#include "audit/entry.h"

using namespace almoner;  // NOLINT(google-build-using-namespace)

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto entry = audit::Decode({data, size});
  if (!entry) return 0;
  const auto body = audit::Encode(*entry);
  CHECK(body && SameBytes(*body, {data, size}));
  const auto again = audit::Decode(*body);
  CHECK(again && *again == *entry);
  return 0;
}
