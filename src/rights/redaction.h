// Words taken out of what goes to the person who asked: suggested by the assistant (redact/),
// decided on one by one by somebody, on a ground that the law names. Nothing is hidden by itself.
// What is taken out is not in the pack in any form, and what is held stays as it is.
#pragma once

#include "redact/identifiers.h"
#include "rights/conduct.h"

namespace almoner::rights {

// The field that says where a record came from; every record has it.
inline constexpr std::string_view kSource = "source";

struct Suggestion {
  RecordId record;
  std::string field;
  redact::Finding place;
  Personal<std::string> words;   // what stands there
  Personal<std::string> around;  // with some of what stands beside it
};
// Identifiers that are not the person's own, and those whom the records name beside them, in all
// that may go out; records in order. That it was looked at is recorded, as each person is whose
// name was looked up.
gate::Outcome<std::vector<Suggestion>> Suggest(const Context& context, const StaffId& actor,
                                               const State& state);

struct Cut {
  RecordId record;
  std::string field;             // kSource too; of a document's name: the document stays behind
  std::size_t from = 0, to = 0;  // bytes of the field's value; `to` is past the end
  std::string ground;            // an id of Grounds()
};
// Voids the draft. kNotFound: the person has no such record or field; kInvalid: not a place in it,
// or a ground that the law does not name.
Done Redact(const Context& context, const StaffId& actor, const State& state, const Cut& cut);
// What was taken out of the record goes out after all.
Done Restore(const Context& context, const StaffId& actor, const State& state,
             const RecordId& record);

// Everything that is to be taken out of one record, instead of what was: all of it in one
// transaction or nothing. Fails as Redact; kConflict when the request has moved on meanwhile.
Done Recut(const Context& context, const StaffId& actor, const State& state, const RecordId& record,
           const std::vector<Cut>& cuts);

}  // namespace almoner::rights
