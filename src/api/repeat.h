// A call that is sent again does nothing again: Idempotency-Key. For this folder only.
#pragma once

#include <functional>

#include "api/endpoint.h"

namespace almoner::web::api {

// Runs the call, or answers what was answered to the same one before. Without the header, or where
// nothing is changed, it is run.
Result<http::Response> Repeatable(const Call& call,
                                  const std::function<Result<http::Response>()>& run);

}  // namespace almoner::web::api
