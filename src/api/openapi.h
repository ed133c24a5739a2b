// The OpenAPI 3.1 document, made of the calls. For this folder only.
#pragma once

#include "api/endpoint.h"

namespace almoner::web::api {

[[nodiscard]] json::object OpenApi(const notice::Notice& notice);
[[nodiscard]] std::string OperationId(const Endpoint& endpoint);  // "getPeopleRecords"
// The names in braces of the path.
[[nodiscard]] std::vector<std::string> ParamsOf(const Endpoint& endpoint);

}  // namespace almoner::web::api
