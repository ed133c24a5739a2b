// What a record says, as calls take it. For this folder only.
#pragma once

#include "api/endpoint.h"
#include "vault/record.h"

namespace almoner::web::api {

// fields, source, nature, event_at.
[[nodiscard]] std::vector<Field> ContentFields();
// REQUIRES: the call takes them.
Result<vault::Content> ContentIn(const Call& call);

// break_glass: why somebody who is not assigned looks all the same.
[[nodiscard]] Field GlassField();
Result<std::optional<gate::BreakGlass>> GlassIn(const Call& call);

// kNotFound also for what is no id at all.
Result<RecordId> RecordOf(const Call& call);

}  // namespace almoner::web::api
