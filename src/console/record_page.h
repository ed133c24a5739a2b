// A person's record as a page, as far as a purpose needs it. For this folder only.
#pragma once

#include "web/question.h"
#include "web/site.h"

namespace almoner::web::console {

// Whom the page offers to be chosen as mentioned in a note.
struct MentionOffer {
  std::vector<Option> people = {};
  std::string wrong = {};  // with what was looked for; "": nothing
};

// A note as far as it is written; kept when something is wrong with it.
struct Draft {
  std::string category = {};
  std::string text = {};
  std::string source = "self";
  bool opinion = false;
  std::string wrong = {};  // what to say about it; "" while nothing is
  // Whether it is shared with the person, and what was answered about that (share_page.h).
  Answers sharing = {};
  std::vector<FieldProblem> sharing_wrong = {};
  MentionOffer mentions = {};  // who is ticked stands among the answers
};

struct Viewing {
  SubjectId subject;
  std::string purpose;
  std::optional<gate::BreakGlass> ground = {};
  std::string added = {};  // just now: "note" or "document"; "": nothing
  Draft draft = {};
};

// Opens it through the gate; the page says why it may be seen, or why not.
Result<http::Response> ShowRecord(Site& site, const Caller& caller, const Viewing& viewing);

}  // namespace almoner::web::console
