// Plain words for what the notice and the law hold in short form.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "law/bases.h"
#include "law/terms.h"
#include "notice/notice.h"
#include "render/words.h"

namespace almoner::web {

[[nodiscard]] std::string Small(std::string_view text);  // its first letter, unless an acronym
using render::Capital;
using render::Listed;
using render::NamesOf;

[[nodiscard]] bool Blank(std::string_view text);     // nothing but spaces and ends of lines
[[nodiscard]] std::string MomentInWords(Time time);  // "24 December 2026 at 16:00", in London

struct RightInWords {
  std::string_view name;     // "See your information"
  std::string_view what;     // a sentence to the person
  std::string_view request;  // what staff call a request for it: "Copy of what we hold"
};
[[nodiscard]] RightInWords InWords(law::Right right);

[[nodiscard]] std::string BasisInWords(const notice::Activity& activity);
[[nodiscard]] std::string ConditionInWords(const law::Bases& bases,
                                           const notice::Activity& activity);
[[nodiscard]] std::string KeptInWords(const notice::Retention& rule);
// What is done on the strength of it: "sending the newsletter and inviting you"; "": nothing.
[[nodiscard]] std::string UsesOf(const notice::Notice& notice, const notice::Consent& consent);
[[nodiscard]] std::string_view ChoiceInWords(const notice::Activity& activity);

}  // namespace almoner::web
