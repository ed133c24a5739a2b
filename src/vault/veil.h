// What a reader is not to see, taken out before a permit is made: what the permit holds is without
// it, so that nothing which is made of the permit can show it.
#pragma once

#include <functional>

#include "vault/record.h"

namespace almoner::vault {

enum class Drawn : std::uint8_t {
  kAsItWas,
  kLess,     // something was taken out, or put in other words
  kNothing,  // nothing is left of it
};
// Takes out of an opened record what is not to be seen.
using Veil = std::function<Drawn(Record&)>;

// The rows with what is left of them: sealed anew, each in its place and under its own key, and
// never stored. `about`: which of them are to be looked at; the others stay as they are.
Status Draw(const keys::Keys& keys, const std::function<bool(const SealedRecord&)>& about,
            const Veil& veil, std::vector<SealedRecord>& rows);

}  // namespace almoner::vault
