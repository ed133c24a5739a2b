#include "rights/conduct.h"

#include <algorithm>

#include "rights/apart.h"
#include "rights/events.h"
#include "rights/grounds.h"
#include "rights/said.h"

namespace almoner::rights {
namespace {

// What was objected to is advertising or an appeal: nobody weighs that.
bool Marketing(const notice::Notice& notice, const State& state) {
  const auto activity = notice.FindActivity(state.about);
  return activity && notice.activities[*activity].marketing;
}

// Of access and erasure: they are granted by doing what was ruled of each part, and what is said of
// the whole afterwards is what was ruled. Refused is only that of which nothing was done.
Status AgreesWithRulings(const State& state, std::string_view outcome) {
  if (state.right != law::Right::kAccess && state.right != law::Right::kErasure) return {};
  const bool acted = state.done() || state.in_part;
  if (acted == (outcome == "refused"))
    return Fail(Code::kInvalid,
                "What is given or erased is ruled category by category, and delivered or carried "
                "out, before it is said to be granted; after that it is not refused.");
  if (!acted) return {};
  const auto released = [](const auto& ruling) { return ruling.second.yes; };
  const auto yes = std::ranges::count_if(state.rulings, released) +
                   std::ranges::count_if(state.item_rulings, released);
  const bool all = yes == std::ssize(state.rulings) + std::ssize(state.item_rulings);
  if ((outcome == "granted" && all) || (outcome == "part-granted" && yes > 0 && !all)) return {};
  return Fail(Code::kInvalid,
              "That is not what was ruled category by category; `almoner request show` lists it.");
}

Status CheckVerdict(const Context& context, const State& state, const Verdict& verdict) {
  static constexpr std::string_view kOutcomes[] = {"granted", "part-granted", "refused"};
  TRY(OneOf(verdict.outcome, kOutcomes, "A request is granted, part-granted or refused."));
  const notice::Notice& notice = context.gate.context().notice;
  if (verdict.outcome != "granted" && state.right == law::Right::kObjection &&
      Marketing(notice, state))
    return Fail(Code::kInvalid,
                "An objection to direct marketing is absolute (Article 21(3) UK GDPR): it can only "
                "be granted.");
  TRY(AgreesWithRulings(state, verdict.outcome));
  const bool complaint = state.right == law::Right::kComplaint;
  if ((complaint || verdict.outcome == "granted") && !verdict.ground.empty())
    return Fail(Code::kInvalid, "A ground is named for what is refused, and for nothing else.");
  if (verdict.outcome == "granted") return {};
  if (complaint) return Say(verdict.words, "Say in the words to the person what was found.");
  if (verdict.ground.empty())
    return Fail(Code::kInvalid,
                "Nothing is refused without a ground that the law names; `almoner request grounds` "
                "lists them.");
  TRY(FindGround(context, state, verdict.ground));
  if (Weighed(verdict.ground))
    return Say(verdict.words,
               "This ground has to be weighed: say in the words to the person what was weighed and "
               "why it came out so.");
  return {};
}

// A notice may promise less than the law lets a controller ask for.
Status PromisedFree(const notice::Notice& notice, law::Right right, std::string_view why) {
  const notice::RightPromise* const promise = notice.FindRight(law::Name(right));
  if (promise == nullptr) return {};
  const bool copy = why == "further-copy";
  if (promise->fee == "never" || (promise->fee == "unfounded" && copy) ||
      (promise->fee == "further-copies" && !copy))
    return Fail(Code::kInvalid, "The notice promises that this is free.");
  return {};
}

// The most that the notice lets a request cost, where it says so.
std::optional<std::int64_t> CapOf(const notice::Notice& notice, law::Right right) {
  const notice::RightPromise* const promise = notice.FindRight(law::Name(right));
  if (promise == nullptr || !promise->fee_pence) return std::nullopt;
  return *promise->fee_pence;
}

}  // namespace

Done Acknowledge(const Context& context, const StaffId& actor, const State& state) {
  return Advance(context, actor, state, Step::kAcknowledge, "request.acknowledged", "acknowledged",
                 {});
}

Done AskIdentity(const Context& context, const StaffId& actor, const State& state,
                 const Personal<std::string>& doubt, std::string_view asked) {
  TRY(Say(doubt.Expose(),
          "Say why you doubt who is asking; proof is asked for only on reasonable doubt, and a "
          "worker who knows the person is proof enough."));
  TRY(InTime(context, state));
  TRY(Say(asked, "Say what would settle the doubt, as little as will do."));
  return Advance(context, actor, state, Step::kAskIdentity, "request.identity-asked",
                 "identity-asked", {{"doubt", doubt.Expose()}, {"asked", std::string(asked)}});
}

Done AskFurther(const Context& context, const StaffId& actor, const State& state,
                const Personal<std::string>& question) {
  TRY(InTime(context, state));
  TRY(Say(question.Expose(), "Write what you need to know, on standard input."));
  return Advance(context, actor, state, Step::kAskFurther, "request.asked", "asked",
                 {{"words", question.Expose()}});
}

Done Answered(const Context& context, const StaffId& actor, const State& state,
              const Personal<std::string>& answer, const Came& came) {
  const Date asked = state.questions.empty() ? state.received : state.questions.back().ask;
  Facts facts = TRY(WithDay(context, {{"words", answer.Expose()}}, came, asked));
  return Advance(context, actor, state, Step::kAnswered, "request.answered", "answered",
                 std::move(facts));
}

Done AskFee(const Context& context, const StaffId& actor, const State& state, const FeeAsked& fee) {
  static constexpr std::string_view kWhy[] = {"unfounded", "excessive", "further-copy"};
  TRY(OneOf(fee.why, kWhy,
            "A request is free, unless it is manifestly unfounded or excessive, or for a further "
            "copy (Article 12(5) UK GDPR); say which."));
  TRY(Say(fee.working, "Say how the sum comes about: copies, postage, time at its rate."));
  if (fee.why == "further-copy" && state.right != law::Right::kAccess)
    return Fail(Code::kInvalid, "A further copy is of an access request (Article 15(3) UK GDPR).");
  TRY(PromisedFree(context.gate.context().notice, state.right, fee.why));
  TRY(InTime(context, state));
  if (fee.pence <= 0) return Fail(Code::kInvalid, "A fee is more than nothing; give it in pence.");
  if (const auto cap = CapOf(context.gate.context().notice, state.right); cap && fee.pence > *cap)
    return Fail(Code::kInvalid, "The notice promises to ask no more than this.",
                Detail("pence", *cap));
  return Advance(
      context, actor, state, Step::kAskFee, "request.fee-asked", "fee-asked",
      {{"pence", std::to_string(fee.pence)}, {"why", fee.why}, {"working", fee.working}});
}

Done FeePaid(const Context& context, const StaffId& actor, const State& state, const Came& came) {
  Facts facts = TRY(WithDay(context, {}, came, state.fee ? state.fee->asked : state.received));
  return Advance(context, actor, state, Step::kFeePaid, "request.fee-paid", "fee-paid",
                 std::move(facts));
}

Done Extend(const Context& context, const StaffId& actor, const State& state, std::string_view why,
            const Personal<std::string>& reasons) {
  static constexpr std::string_view kWhy[] = {"complexity", "number"};
  TRY(OneOf(why, kWhy,
            "More time is for the complexity or the number of somebody's requests (Article 12A(3) "
            "UK GDPR), for nothing else."));
  TRY(Say(reasons.Expose(), "Write the reasons as the person is told them, on standard input."));
  const law::Due due = TRY(Clock(context, state));
  const Date today = LondonDate(context.gate.context().clock.Now());
  if (due.extension_notice_due && sys_days(today) > sys_days(*due.extension_notice_due))
    return Fail(Code::kConflict,
                "The letter would come after its last day, so it would extend nothing; answer as "
                "soon as you can.",
                Detail::Id("last-day", ToText(*due.extension_notice_due)));
  return Advance(context, actor, state, Step::kExtend, "request.extended", "extended",
                 {{"why", std::string(why)}, {"words", reasons.Expose()}});
}

Done CorrectDate(const Context& context, const StaffId& actor, const State& state, Date received,
                 std::string_view reason) {
  TRY(Say(reason, "Say how the day was found to be wrong."));
  TRY(MayHaveArrived(context, state.right, received));
  const Date recorded = LondonDate(state.events.front().at);
  if (sys_days(received) > sys_days(recorded))
    return Fail(Code::kInvalid,
                "It cannot have arrived after the day on which it was recorded; look at the day.",
                Detail::Id("recorded", ToText(recorded)));
  return Advance(context, actor, state, Step::kCorrectDate, "request.date-proposed",
                 "date-proposed",
                 {{"received", ToText(received)}, {"reason", std::string(reason)}});
}

Done ConfirmDate(const Context& context, const StaffId& actor, const State& state, bool agrees) {
  if (state.correction && state.correction->by == actor)
    return Fail(Code::kRefused,
                "Another day of receipt is confirmed by somebody other than the one who gave it.");
  if (state.correction) TRY(TwoPeople(context, state.correction->by, actor));
  return Advance(context, actor, state, Step::kConfirmDate,
                 agrees ? Literal("request.date-confirmed") : Literal("request.date-declined"),
                 agrees ? "date-confirmed" : "date-declined", {});
}

Done Progress(const Context& context, const StaffId& actor, const State& state,
              const Personal<std::string>& words) {
  TRY(Say(words.Expose(), "Write how it is going, on standard input."));
  return Advance(context, actor, state, Step::kProgress, "request.progressed", "progress",
                 {{"words", words.Expose()}});
}

Done Decide(const Context& context, const StaffId& actor, const State& state,
            const Verdict& verdict) {
  TRY(CheckVerdict(context, state, verdict));
  const bool goes_on = state.right == law::Right::kObjection && state.mark && state.subject &&
                       verdict.outcome == "refused";
  Also also;
  if (goes_on) also = [&](const gate::Change& change) { return LiftIfThere(change, state); };
  return Advance(
      context, actor, state, Step::kDecide, "request.decided", "decided",
      {{"outcome", verdict.outcome}, {"ground", verdict.ground}, {"words", verdict.words}}, also);
}

}  // namespace almoner::rights
