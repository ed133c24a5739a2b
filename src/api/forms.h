// The console's own forms as calls: what a form asks is given as JSON, and what is answered goes
// the way of the form. So whatever the console does, a program does under the same checks. For this
// folder only.
#pragma once

#include "api/answer.h"
#include "api/endpoint.h"

namespace almoner::web::api {

// GET of a row with a deed: almoner.form/1.
Result<http::Response> AskForm(const Call& call);
// POST of it: almoner.done/1, or 422 with what is wrong.
Result<http::Response> TakeForm(const Call& call);

// The same for questions that come from elsewhere.
[[nodiscard]] json::object FormJson(std::string_view heading,
                                    const std::vector<Question>& questions);
// What a browser would send; what is no answer to any question is in `wrong`.
[[nodiscard]] Answers AnswersIn(const json::object& body, const std::vector<Question>& questions,
                                std::vector<Wrong>& wrong);
[[nodiscard]] std::vector<Wrong> Problems(const std::vector<FieldProblem>& problems);
// What stands in the way, where it is the caller's to mend; else the error itself.
Result<http::Response> Hindered(const Call& call, const Error& error);

}  // namespace almoner::web::api
