// What waits for somebody, each with why and by when. For this folder only.
#pragma once

#include "console/deed.h"
#include "web/listing.h"

namespace almoner::web::console {

struct Waiting {
  std::optional<Time> by;  // nothing: as soon as it can be
  Item item;
};
using Waitings = std::vector<Waiting>;

// The end of that day in London, to the hour: what is due on it is late from then on.
[[nodiscard]] Time EndOf(Date day);
// "2 days late", "today", "12 days left".
[[nodiscard]] Tag TagOf(const std::optional<Time>& by, Time now);
// "Person 3f2a91c0": for those whose work needs no name.
[[nodiscard]] std::string Numbered(std::string_view what, std::string_view id);

// Each adds what is the caller's to do; what is refused to them is left out.
Status AddGlassToDo(Site& site, const Caller& caller, Waitings& out);
Status AddRequestsToDo(Site& site, const Caller& caller, Waitings& out);
Status AddRegistersToDo(Site& site, const Caller& caller, Waitings& out);
Status AddHoldsToDo(Site& site, const Caller& caller, Waitings& out);
Status AddRetentionToDo(Site& site, const Caller& caller, Waitings& out);
Status AddUpkeepToDo(Site& site, const Caller& caller, Waitings& out);
Status AddBrokenToDo(Site& site, const Caller& caller, Waitings& out);

// The caller's caseload by name: one entry names all that it shows, at most twenty.
Result<Part> MyPeople(Site& site, const Caller& caller);

}  // namespace almoner::web::console
