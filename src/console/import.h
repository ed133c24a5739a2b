// Tables that are taken in, and what somebody else tells of a person. For this folder only.
#pragma once

#include "console/office.h"
#include "console/today.h"
#include "http/multipart.h"
#include "intake/row.h"

namespace almoner::web::console {

Result<http::Response> ShowImports(Site& site, const http::Request& request, const Caller& caller);
Result<http::Response> ShowImport(Site& site, const http::Request& request, const Caller& caller);
Result<http::Response> TakeImport(Site& site, const http::Request& request, const Caller& caller,
                                  const http::Multipart& sent);
Result<http::Response> ShowImportDocuments(Site& site, const http::Request& request,
                                           const Caller& caller);
Result<http::Response> TakeImportDocuments(Site& site, const http::Request& request,
                                           const Caller& caller, const http::Multipart& sent);
Made MakeForgetting(Site& site, const http::Request& request, const Caller& caller);
Made MakeUndo(Site& site, const http::Request& request, const Caller& caller);
Made MakeReferral(Site& site, const http::Request& request, const Caller& caller);

// Purposes of the notice that a role of theirs has, to take something in for.
[[nodiscard]] std::vector<Option> ImportPurposes(const Site& site, const Caller& caller);
// The table that was sent, as a file or pasted; what is wrong with it, at its field. The view lives
// as long as `sent` and `pasted`.
[[nodiscard]] std::expected<BytesView, FieldProblem> TableIn(const http::Multipart& sent,
                                                             const std::string& pasted);
[[nodiscard]] Question TableFileQuestion();
inline constexpr std::size_t kMostToldProblems = 50;
// "Row 3, Date of birth (B): There is no such day." for the first of them.
void AddProblems(FormPage& form, const std::vector<intake::Problem>& problems);
// What the gate, or what a row met, kept from being done; as many.
void AddRefusals(FormPage& form, const std::vector<intake::RefusedRow>& refused);

// Those who must be told where what is held about them came from, as one thing of what is due.
Status AddTellingToDo(Site& site, const Caller& caller, Waitings& out);

}  // namespace almoner::web::console
