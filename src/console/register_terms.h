// The short words of the registers' tables, as people say them. For this folder only.
#pragma once

#include "accountability/register.h"

namespace almoner::web::console {

// "notified-regulator" as people read it: "Notified regulator".
[[nodiscard]] std::string Readable(std::string_view name);
// What somebody is about to do: "Record that the regulator was told".
[[nodiscard]] std::string_view HeadingFor(const accountability::Step& step);
// A word that a fact may say: "By few (0.25)".
[[nodiscard]] std::string WordInWords(std::string_view fact, std::string_view word);

}  // namespace almoner::web::console
