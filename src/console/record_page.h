// A person's record as a page, as far as a purpose needs it. For this folder only.
#pragma once

#include "web/question.h"
#include "web/site.h"

namespace almoner::web::console {

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
};

struct Viewing {
  SubjectId subject;
  std::string purpose;
  std::optional<gate::BreakGlass> ground = {};
  bool added = false;  // a note, just now
  Draft draft = {};
};

// Opens it through the gate; the page says why it may be seen, or why not.
Result<http::Response> ShowRecord(Site& site, const Caller& caller, const Viewing& viewing);

}  // namespace almoner::web::console
