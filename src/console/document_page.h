// Files that belong to records: put on a person's record, and kept from there. For this folder
// only.
#pragma once

#include "http/multipart.h"
#include "vault/record.h"
#include "web/doors.h"
#include "web/question.h"

namespace almoner::web::console {

Result<http::Response> ShowNewDocument(Site& site, const http::Request& request,
                                       const Caller& caller);
Result<http::Response> TakeNewDocument(Site& site, const http::Request& request,
                                       const Caller& caller, const http::Multipart& sent);
// As a file to be kept, never shown in the browser.
Result<http::Response> GiveDocument(Site& site, const http::Request& request, const Caller& caller);

// The kinds of record that hold a file and that the purpose writes.
[[nodiscard]] std::vector<Choice> DocumentKinds(const notice::Notice& notice,
                                                std::string_view purpose);
[[nodiscard]] std::string DocumentAddress(const SubjectId& subject, const RecordId& record,
                                          std::string_view purpose);
// "PDF, 1.2 MB"
[[nodiscard]] std::string DocumentInWords(const vault::Attachment& document);

}  // namespace almoner::web::console
