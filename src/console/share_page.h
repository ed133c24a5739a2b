// Sharing a record with the person it is about, and ending that. For this folder only.
#pragma once

#include "rights/share.h"
#include "web/question.h"

namespace almoner::web::console {

Result<http::Response> ShowShare(Site& site, const http::Request& request, const Caller& caller);
Result<http::Response> TakeShare(Site& site, const http::Request& request, const Caller& caller,
                                 const http::Fields& form);

[[nodiscard]] std::string SharePageOf(const SubjectId& subject, const RecordId& record,
                                      std::string_view purpose);

// What is asked of whoever shares a record of that kind; their fields' names begin with "share-".
[[nodiscard]] std::vector<Question> SharingFields(const rights::SharingQuestions& asked);
// The same beside a note that is not written yet: nothing of it is needed where it is not shared.
[[nodiscard]] std::vector<Question> SharingBesideNote(bool health, bool harm);
[[nodiscard]] bool IsToBeShared(const Answers& answers);
[[nodiscard]] rights::Sharing SharingIn(const Answers& answers);
// What is wrong with them, of an error of rights/share.h; nothing where it is not the sender's to
// mend.
[[nodiscard]] std::optional<FieldProblem> SharingProblem(const Site& site, const Error& error);

}  // namespace almoner::web::console
