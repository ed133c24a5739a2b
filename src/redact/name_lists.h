// Lists about names as they are used in Britain and Ireland, and by those who came here. Words are
// small letters without accents. Sources: our own knowledge of usage, and names/README.md; nobody's
// register.
#pragma once

#include <span>
#include <string_view>
#include <vector>

namespace almoner::redact {

// Each line one name with all that it is called for short, parted by blanks.
[[nodiscard]] std::span<const std::string_view> ShortForms();
// The other names that a name is known by, in names/nicknames.csv: short forms, what it is short
// for, and the other short forms of that.
[[nodiscard]] std::vector<std::string_view> OtherForms(std::string_view name);
// A name that is a word of everyday English too: "will", "rose".
[[nodiscard]] bool IsOrdinary(std::string_view word);
// A word that is in so many notes that being like a name means nothing; all ordinary ones are.
[[nodiscard]] bool IsCommon(std::string_view word);
// A family's name that stands before the given one, as in China, Vietnam and Korea.
[[nodiscard]] bool IsFamilyFirst(std::string_view word);
// "gp", "ot": initials of nobody.
[[nodiscard]] bool IsAbbreviation(std::string_view word);

}  // namespace almoner::redact
