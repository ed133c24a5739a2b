// What people do about their own requests, signed in to the portal: they ask, and they see where it
// stands. Of what is decided about them meanwhile they see nothing here.
#pragma once

#include "rights/request.h"

namespace almoner::rights {

// A request of the person themself, today, through the portal: signing in confirms who it is.
// REQUIRES: opening.subject. kInvalid and kConflict as Open.
gate::Outcome<RequestId> OpenOwn(const Context& context, Opening opening);

// Those that the person made themself, the newest first; requests that others made for them are for
// the letters. That they were shown is recorded.
gate::Outcome<std::vector<State>> ListOwn(const Context& context, const SubjectId& subject);

// What we wrote to the person about those requests, the newest first; letters to others are not
// among them. Each is as it was when it was written: what happened since changes no word of it.
struct OwnLetter {
  std::string id;  // for its address: the request's reference and the number of the event
  law::Right right = law::Right::kAccess;
  Date on{};
  std::string title;
  std::string text;  // with its title: "# " begins a heading, "- " an item
};
gate::Outcome<std::vector<OwnLetter>> LettersOwn(const Context& context, const SubjectId& subject);
// kNotFound: there is no such letter of theirs.
struct OwnPdf {
  OwnLetter letter;
  Bytes pdf;
};
gate::Outcome<OwnPdf> LetterOwn(const Context& context, const SubjectId& subject,
                                std::string_view id);

}  // namespace almoner::rights
