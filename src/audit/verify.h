// Checking proofs, as RFC 9162 sections 2.1.3.2 and 2.1.4.2 say, from nothing but hashes and sizes.
// The answer is kGood only for the one proof that holds; anything malformed is kBad.
#pragma once

#include <cstdint>
#include <span>

#include "audit/tree.h"
#include "crypto/sign.h"

namespace almoner::audit {

using crypto::Verdict;

struct TreeHead {
  std::uint64_t size = 0;
  Digest root{};
  friend bool operator==(const TreeHead&, const TreeHead&) = default;
};

// That the leaf with this hash is number `index` (from 0) of the tree.
[[nodiscard]] Verdict VerifyInclusion(const Digest& leaf, std::uint64_t index, const TreeHead& head,
                                      std::span<const Digest> proof);

// That the newer tree begins with the whole of the older. Every tree begins with the empty one.
[[nodiscard]] Verdict VerifyConsistency(const TreeHead& older, const TreeHead& newer,
                                        std::span<const Digest> proof);

}  // namespace almoner::audit
