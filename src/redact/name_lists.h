// Lists about names as they are used in Britain and Ireland, and by those who came here. Words are
// small letters without accents. Sources: our own knowledge of usage; nobody's register.
#pragma once

#include <span>
#include <string_view>

namespace almoner::redact {

// Each line one name with all that it is called for short, parted by blanks.
[[nodiscard]] std::span<const std::string_view> ShortForms();
// A name that is a word of everyday English too: "will", "rose".
[[nodiscard]] bool IsOrdinary(std::string_view word);
// A word that is in so many notes that being like a name means nothing; all ordinary ones are.
[[nodiscard]] bool IsCommon(std::string_view word);
// "gp", "ot": initials of nobody.
[[nodiscard]] bool IsAbbreviation(std::string_view word);

}  // namespace almoner::redact
