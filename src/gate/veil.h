// What a reader does not see because somebody's safety depends on it.
#pragma once

#include "gate/gate.h"

namespace almoner::gate {

// The purposes under which it is seen, and may be said: safeguarding, and an emergency. Who has
// them the law's activities and the roles of the notice say, as for everything else.
[[nodiscard]] bool SeesWhatIsHidden(std::string_view purpose);

// Whether a field of the notice says where somebody lives.
[[nodiscard]] bool IsAddress(const notice::Field& field);

// Takes it out of the rows that a permit is to be made of. What is left out leaves no gap: a field
// is not there, and in a text other words stand, of the same length.
Status DrawVeil(store::ReadTx& tx, const Context& context, const Ask& ask,
                std::optional<notice::Index> activity, std::vector<vault::SealedRecord>& rows);

}  // namespace almoner::gate
