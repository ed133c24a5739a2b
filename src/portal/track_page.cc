// How it is getting on: dates and neutral words, from what is recorded. Nothing of what was asked
// or answered, and the same words whoever is answered and whatever is held back.
#include <algorithm>

#include "accountability/intake.h"
#include "http/form.h"
#include "portal/asking.h"
#include "portal/handlers.h"
#include "rights/request.h"
#include "web/caller.h"
#include "web/doors.h"
#include "web/words.h"

namespace almoner::web::portal {
namespace {

constexpr Frame kFrame{.title = "Track a request", .tab = Tab::kTrack};
constexpr std::string_view kNotFound =
    "We found nothing for this reference and code. Check both, letter by letter";

struct Progress {
  Date received{};
  std::optional<Date> answer_by;
  std::optional<Date> asked;  // we wait for whoever asked
  std::optional<Date> finished;
  bool destroyed = false;  // so long ago that its file is gone
};

// Since when something that was asked of them is not there.
std::optional<Date> AskedOn(const rights::State& state) {
  std::optional<Date> asked;
  const auto note = [&](const std::optional<Date>& on, bool came) {
    if (on && !came && (!asked || sys_days(*on) > sys_days(*asked))) asked = on;
  };
  note(state.identity_asked, state.identity.has_value());
  note(state.authority_asked, state.authority.has_value());
  if (state.fee) note(state.fee->asked, state.fee->paid.has_value());
  for (const law::Pause& pause : state.questions) note(pause.ask, pause.reply.has_value());
  return asked;
}

Result<Progress> OfRequest(Desk& desk, const RequestId& id, Progress progress) {
  const rights::Context rights = desk.site.app.rights();
  const auto state = rights::Load(rights, id);
  if (!state && state.error().code == Code::kNotFound) {  // its own time is over
    progress.destroyed = true;
    return progress;
  }
  if (!state) return std::unexpected(state.error());
  progress.finished = state->answered ? state->answered : state->closed_on;
  if (progress.finished) return progress;
  progress.asked = AskedOn(*state);
  progress.answer_by = rights::AnswerBy(TRY(rights::Clock(rights, *state)));
  return progress;
}

Result<Progress> ProgressOf(Desk& desk, const RequestId& file) {
  const accountability::Context context{desk.site.app.gate(), desk.site.app.statute()};
  const accountability::State state =
      TRY(accountability::Load(context, accountability::Intakes(), file));
  Progress progress{.received = TRY(ParseDate(state.Said("received", "on")))};
  if (state.state == "taken-up")
    return OfRequest(desk, TRY(RequestId::Parse(state.Said("taken-up", "request"))), progress);
  if (state.state != "received") {
    progress.finished = LondonDate(state.events.back().at);
    return progress;
  }
  progress.answer_by = accountability::AnswerBy(TRY(
      accountability::AnswerDates(context, state.Said("received", "right"), progress.received)));
  return progress;
}

Answer ShowProgress(Desk& desk, const Progress& progress, std::string_view reference) {
  View page("track_progress.html");
  page.Set("REFERENCE", reference)
      .Set("CONTACT", desk.notice().organisation.contact)
      .Set("RECEIVED", ToWords(progress.received));
  AddComplaints(page, desk.notice());
  if (progress.destroyed) {
    page.Add("DESTROYED");
  } else if (progress.finished) {
    page.Add("FINISHED").Set("ON", ToWords(*progress.finished));
  } else if (progress.asked) {
    page.Add("ASKED").Set("ON", ToWords(*progress.asked));
  } else {
    View& open = page.Add("OPEN");
    const Date today = LondonDate(desk.Now());
    if (progress.answer_by)
      open.Add("BY")
          .Set("DATE", ToWords(*progress.answer_by))
          .ShowIf(sys_days(today) > sys_days(*progress.answer_by), "LATE");
  }
  return Show(desk.site, kFrame, std::move(page));
}

std::string StandingOf(const Progress& progress) {
  if (progress.destroyed)
    return "Finished, so long ago that we have destroyed what was kept of it.";
  if (progress.finished) return "Finished on " + ToWords(*progress.finished) + ".";
  if (progress.asked)
    return "We have asked you something on " + ToWords(*progress.asked) +
           ", and wait for your "
           "answer.";
  if (!progress.answer_by) return "We are working on it.";
  return "We are working on it. You hear from us by " + ToWords(*progress.answer_by) + ".";
}

}  // namespace

Result<InShort> ShortOf(Desk& desk, const RequestId& file) {
  const accountability::Context context{desk.site.app.gate(), desk.site.app.statute()};
  const accountability::State state =
      TRY(accountability::Load(context, accountability::Intakes(), file));
  const Progress progress = TRY(ProgressOf(desk, file));
  const auto right = law::ParseRight(state.Said("received", "right"));
  return InShort{.name = right ? std::string(web::InWords(*right).name) : "Something else",
                 .received = ToWords(progress.received),
                 .standing = StandingOf(progress),
                 .reference = state.Said("received", "reference"),
                 .taken_up = state.state == "taken-up"};
}

Answer ShowTrack(Desk& desk, const http::Request& /*request*/) {
  return ShowSlipForm(desk, "track.html", kFrame, {}, 200);
}

Answer Track(Desk& desk, const http::Request& request) {
  const auto form = http::ParseForm(request);
  if (!form) return Fail(Code::kInvalid, "The form could not be read. Send it again as UTF-8.");
  if (FromElsewhere(request)) return ShowStale(desk, request);
  const Answers given(*form);
  const Typed typed{.reference = given.Text("reference"),
                    .code = given.Text("code"),
                    .wrong = std::string(kNotFound)};
  if (const auto wait = desk.tries.Waits(request.client, desk.Now()))
    return ShowWait(desk, request, *wait);
  app::App& app = desk.site.app;
  const auto file = TRY(app.store().Read([&](store::ReadTx& tx) {
    return accountability::FindIntake(tx, app.keys(),
                                      accountability::ReadReference(typed.reference),
                                      accountability::ReadCode(typed.code));
  }));
  if (!file) {
    desk.tries.Count(request.client, desk.Now());
    return ShowSlipForm(desk, "track.html", kFrame, typed, 422);
  }
  return ShowProgress(desk, TRY(ProgressOf(desk, *file)), typed.reference);
}

}  // namespace almoner::web::portal
