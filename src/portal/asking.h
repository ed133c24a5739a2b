// A request that somebody is writing: its answers in a sealed draft that a random cookie finds, the
// pages it goes through, one thing each. For this folder only.
#pragma once

#include "accountability/draft.h"
#include "accountability/intake.h"
#include "portal/desk.h"
#include "web/question.h"

namespace almoner::web::portal {

using retention::Facts;

inline constexpr Literal kDraftCookie = "__Host-draft";
inline constexpr std::chrono::hours kDraftLasts{24};
inline constexpr std::chrono::hours kAsideLasts{30 * 24};
inline constexpr std::chrono::hours kSlipShown{1};  // what was sent or put aside, in that browser

// In the draft beside the answers.
inline constexpr std::string_view kReference = "slip.reference";
inline constexpr std::string_view kCode = "slip.code";
inline constexpr std::string_view kSent = "slip.sent";      // the day; absent: only put aside
inline constexpr std::string_view kAside = "aside.finder";  // the draft that this one was, in hex

struct Asking {
  accountability::Ticket ticket;
  accountability::Draft draft;

  [[nodiscard]] std::string csrf() const { return ToHex(ticket.form.view()); }
  [[nodiscard]] std::string Get(std::string_view name) const;
  // Sent or put aside: nothing more can be written into it.
  [[nodiscard]] bool Over() const { return !Get(kReference).empty(); }
};
// What the browser's cookie finds; nothing where there is none (any more).
Result<std::optional<Asking>> AskingOf(Desk& desk, const http::Request& request);

// A new one, stored, with the cookie that finds it.
struct BegunAsking {
  Asking asking;
  std::pair<std::string, std::string> cookie;
};
Result<BegunAsking> NewAsking(Desk& desk, Facts answers);
// Puts the answers down as the next version. kConflict: another window was faster.
Status Keep(Desk& desk, Asking& asking, Facts answers);

// One page of it.
struct Stage {
  std::string_view name;     // the last part of its address
  std::string heading = {};  // where it has more than one question
  std::vector<std::string> says = {};
  std::vector<Question> questions = {};
};
// The stages of what was answered so far, in their order.
Result<std::vector<Stage>> StagesOf(Desk& desk, const Facts& answers);
// The first that is not done; "check" where all are.
[[nodiscard]] std::string_view NextOf(const std::vector<Stage>& stages, const Facts& answers);
// The stage's own answers out of a form; the others stay. An answer that another rests on takes it
// along when it changes.
[[nodiscard]] Facts With(Facts answers, const Stage& stage, const Answers& given, bool done);
[[nodiscard]] Answers AnswersOf(const Facts& answers);
// Beyond what Check() finds: what is too long, and what is no address of its kind.
[[nodiscard]] std::vector<FieldProblem> CheckStage(const Stage& stage, const Answers& given,
                                                   const Facts& before);
// A question and its answer in words, for whoever checks them; the stage to go back to.
struct Said {
  std::string question;
  std::string answer;  // "": none
  std::string_view stage;
};
[[nodiscard]] std::vector<Said> SaidIn(const std::vector<Stage>& stages, const Facts& answers);

// One that was sent, for a list: dates and neutral words, as the page that tracks it says.
struct InShort {
  std::string name;
  std::string received;
  std::string standing;
  std::string reference;
  bool taken_up = false;
};
Result<InShort> ShortOf(Desk& desk, const RequestId& file);

// Where a code and a reference lead; what is typed there.
struct Typed {
  std::string reference;
  std::string code;
  std::string wrong = {};
};
Result<http::Response> ShowSlipForm(Desk& desk, Literal page, const Frame& frame,
                                    const Typed& typed, int status);

// The copy that was put aside and that this one goes on with; nothing: it was begun here.
[[nodiscard]] std::optional<crypto::Digest> AsideOf(const Asking& asking);

}  // namespace almoner::web::portal
