// What stands in the way of using or destroying somebody's data, in words. For this folder only.
#pragma once

#include "standing/standing.h"
#include "web/site.h"

namespace almoner::web::console {

// "Only kept for now, and not used"; "Objects to: sending the newsletter".
[[nodiscard]] std::string MarkInWords(const notice::Notice& notice, const standing::Mark& mark);

// The section STANDS of a person's page, where anything is in force. REQUIRES: the page's reader
// was let in by the gate.
Status AddStands(View& page, const Site& site, const Caller& caller, const SubjectId& subject,
                 std::string_view purpose);

}  // namespace almoner::web::console
