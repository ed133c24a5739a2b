// Who a note mentions: chosen beside the note, among the people of one's own caseload and those
// whom a search finds. For this folder only.
#pragma once

#include "console/record_page.h"
#include "gate/gate.h"

namespace almoner::web::console {

inline constexpr std::size_t kMostMentioned = 12;

// Those who were ticked, whatever is not an id left out.
[[nodiscard]] std::vector<SubjectId> MentionedIn(const Answers& answers);
// Whether the form asks for more people to choose from, and is not the note yet.
[[nodiscard]] bool LooksForPeople(const Answers& answers);
// Whom to offer beside the note: those who were ticked, and those who were looked for. That their
// names were shown is recorded, as of any search.
gate::Outcome<MentionOffer> OfferMentions(Site& site, const Caller& caller, const Viewing& viewing);

}  // namespace almoner::web::console
