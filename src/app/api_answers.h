// What the API answered to a call that bears an Idempotency-Key, for a day: whoever sends the same
// call again, because the answer was lost on the way, gets the same answer and nothing is done
// twice (draft-ietf-httpapi-idempotency-key-header-07). Sealed until it goes.
#pragma once

#include <variant>

#include "app/app.h"

namespace almoner::app {

inline constexpr std::chrono::hours kAnswerKept{24};

// As it is given again. REQUIRES: nothing in it is about anybody but ids.
struct KeptAnswer {
  int status = 200;
  std::string location;  // "": none
  std::string body;
};

struct AnswerName {
  crypto::Digest finder{};  // of whose call it is, to what, and by which key of theirs
  crypto::Digest asked{};   // of what was asked
};
[[nodiscard]] AnswerName NameAnswer(const App& app, const StaffId& by, std::string_view call,
                                    std::string_view key, std::string_view asked);

struct NotYet {};     // nobody sent it before: go on, then keep or forget the answer
struct Busy {};       // it is being answered at this moment, or nobody knows how it ended
struct Otherwise {};  // the same key came with something else
using Before = std::variant<NotYet, Busy, Otherwise, KeptAnswer>;
Result<Before> BeginAnswer(App& app, const AnswerName& name);
Status KeepAnswer(App& app, const AnswerName& name, const KeptAnswer& answer);
// It came to nothing, and may be sent again.
Status ForgetAnswer(App& app, const AnswerName& name);

}  // namespace almoner::app
