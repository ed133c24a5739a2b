// Opened records, in the notice's words.
#pragma once

#include <string>
#include <vector>

#include "notice/notice.h"
#include "vault/record.h"
#include "web/view.h"

namespace almoner::web {

using Records = std::vector<const vault::Record*>;

// The first name in any of them, or "A person".
[[nodiscard]] std::string DisplayName(const notice::Notice& notice, const Records& records);
// What tells people of one name apart: "born 3 June 1941, PW1 4ZZ".
[[nodiscard]] std::string KnownBy(const notice::Notice& notice, const Records& records);

[[nodiscard]] std::string LabelOf(const notice::Category& category, std::string_view field);
[[nodiscard]] std::string ValueOf(const notice::Category& category, const vault::FieldValue& field);

// How someone knows what they write down.
[[nodiscard]] const std::vector<Choice>& Sources();
[[nodiscard]] std::string SourceInWords(std::string_view source);

}  // namespace almoner::web
