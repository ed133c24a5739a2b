// What calls answer, as JSON Schema 2020-12: the components of the OpenAPI document. For this
// folder only.
#pragma once

#include "api/endpoint.h"

namespace almoner::web::api {

// By name: "Changed", "Records", …
[[nodiscard]] json::object Schemas();
// Of what a call takes.
[[nodiscard]] json::object SchemaOf(const Field& field);
[[nodiscard]] json::object SchemaOf(const std::vector<Field>& fields);
// An example of it, made of the fields' own.
[[nodiscard]] json::object ExampleOf(const std::vector<Field>& fields);

}  // namespace almoner::web::api
