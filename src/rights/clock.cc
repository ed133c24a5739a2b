// The clock of a request: its events as the law's clock wants them.
#include <algorithm>

#include "rights/request.h"
#include "rights/said.h"

namespace almoner::rights {
namespace {

// For what the clock waits before it begins (Article 12A(2)); nothing: it has begun.
std::optional<std::string> WaitsFor(const State& state) {
  const auto since = [](std::string what, const Date& asked) {
    return "The clock has not begun: " + std::move(what) + " was asked for on " + ToWords(asked) +
           " and has not come (Article 12A(2) UK GDPR).";
  };
  if (state.identity_asked && !state.first_identity)
    return since("proof of identity", *state.identity_asked);
  if (state.authority_asked && !state.first_authority)
    return since("proof of authority to act for the person", *state.authority_asked);
  if (state.fee && !state.fee->paid) return since("the fee", state.fee->asked);
  return std::nullopt;
}

void Stand(law::Due& due, std::string why) {
  due.raw.reset();
  due.due.reset();
  due.conservative_due.reset();
  due.extension_notice_due.reset();
  due.promised_due.reset();
  due.steps = {std::move(why)};
}

// What turns out to have come too late (the day of receipt was corrected, say) counts for nothing,
// and the reasons say so.
Result<law::Due> Counted(const law::Statute& statute, law::Matter matter) {
  std::vector<std::string> void_steps;
  auto due = law::Compute(statute, matter);
  if (!due && matter.extended) {
    void_steps.push_back("The letter of " + ToWords(*matter.extension_letter) +
                         " came too late and extends nothing (Article 12A(4) UK GDPR).");
    matter.extended = false;
    matter.extension_letter.reset();
    due = law::Compute(statute, matter);
  }
  while (!due && !matter.pauses.empty()) {
    void_steps.push_back("The question of " + ToWords(matter.pauses.back().ask) +
                         " came after the last day and stops no clock.");
    matter.pauses.pop_back();
    due = law::Compute(statute, matter);
  }
  if (due) std::ranges::move(void_steps, std::back_inserter(due->steps));
  return due;
}

}  // namespace

Result<law::Due> Clock(const Context& context, const State& state) {
  const notice::Notice& notice = context.gate.context().notice;
  law::Matter matter{.right = state.right,
                     .nation = TRY(law::ParseNation(notice.organisation.nation)),
                     .received = state.received};
  if (state.identity_asked) matter.id_received = state.first_identity;
  if (state.authority_asked) matter.authority_received = state.first_authority;
  if (state.fee) matter.fee_paid = state.fee->paid;
  if (state.after_death) matter.limit = state.recently_added ? "AHRA_RECENT" : "AHRA";
  matter.pauses = state.questions;
  matter.extended = state.extended.has_value();
  matter.extension_letter = state.extended;
  const notice::RightPromise* const promise = notice.FindRight(law::Name(state.right));
  if (promise != nullptr && !state.after_death) matter.promised_days = promise->days;
  law::Due due = TRY(Counted(context.statute, std::move(matter)));
  if (auto why = WaitsFor(state)) Stand(due, *std::move(why));
  return due;
}

Status MayHaveArrived(const Context& context, law::Right right, Date received) {
  const gate::Context& on = context.gate.context();
  const Date today = LondonDate(on.clock.Now());
  if (sys_days(received) > sys_days(today))
    return Fail(Code::kInvalid,
                "A request cannot have arrived in the future; give the day it came.");
  const auto counts = [&](Date day) {
    return Clock(context, {.id = RequestId::New(on.random), .right = right, .received = day})
        .has_value();
  };
  // Where not even today's can be counted, it is the table that is too old, and no reason to
  // refuse.
  if (counts(received) || !counts(today)) return {};
  return Fail(Code::kInvalid,
              "It came too long ago for its last day to be counted; look at the year.",
              Detail::Id("received", ToText(received)));
}

Status InTime(const Context& context, const State& state) {
  const law::Due due = TRY(Clock(context, state));
  const Date today = LondonDate(context.gate.context().clock.Now());
  if (!due.due || sys_days(today) <= sys_days(*due.due)) return {};
  return Fail(
      Code::kConflict,
      "The last day to answer is past, so it is too late to ask; answer as soon as you can.",
      Detail::Id("last-day", ToText(*due.due)));
}

Result<Facts> WithDay(const Context& context, Facts facts, const Came& came, Date since) {
  if (!came) return facts;
  if (sys_days(*came) > sys_days(LondonDate(context.gate.context().clock.Now())))
    return Fail(Code::kInvalid, "It cannot have come in the future; give the day it came.");
  if (sys_days(*came) < sys_days(since))
    return Fail(Code::kInvalid,
                "It cannot have come before it was asked for; look at the day, or leave it out "
                "where it came today.",
                Detail::Id("asked", ToText(since)));
  facts["came"] = ToText(*came);
  return facts;
}

std::optional<Date> AnswerBy(const law::Due& due) {
  const auto& limit = due.conservative_due ? due.conservative_due : due.due;
  if (!limit || !due.promised_due) return limit ? limit : due.promised_due;
  return std::min(sys_days(*limit), sys_days(*due.promised_due));
}

}  // namespace almoner::rights
