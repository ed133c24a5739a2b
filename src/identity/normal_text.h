// Unicode for passwords, by way of ICU, in buffers that are wiped.
#pragma once

#include <string_view>

#include "base/result.h"
#include "base/secret.h"

namespace almoner::identity {

// NFC (Unicode Standard Annex 15), every space separator as U+0020. REQUIRES: at most 4096 bytes.
// kInvalid: not UTF-8, or with a control character or an unassigned one.
Result<SecretBytes> ToNfc(std::string_view text);

// In the letters that do not tell capitals from others (full case folding, then NFC), for
// comparing. As ToNfc.
Result<SecretBytes> Folded(std::string_view text);

}  // namespace almoner::identity
