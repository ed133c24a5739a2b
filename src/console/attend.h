// Whether a form about somebody may be shown at all: before any question is asked. For this folder
// only.
#pragma once

#include "http/request.h"
#include "web/site.h"

namespace almoner::web::console {

// The address's person, who is somebody's record here or was merged into one; else kNotFound.
Result<SubjectId> KnownPerson(Site& site, const http::Request& request);
// Nothing where the caller may attend to the person under the purpose (recorded as a look at what
// stands on the record); else the refusal with its clause.
Result<std::optional<http::Response>> NotTheirPerson(Site& site, const Caller& caller,
                                                     const SubjectId& subject,
                                                     const std::string& purpose);

}  // namespace almoner::web::console
