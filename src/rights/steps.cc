// What may be done with a request, and when: one rule for each step.
#include <algorithm>
#include <utility>

#include "rights/offer.h"
#include "rights/recipients.h"

namespace almoner::rights {
namespace {

using law::Right;

bool OpenQuestion(const State& s) {
  return std::ranges::any_of(s.questions, [](const law::Pause& pause) { return !pause.reply; });
}
bool Accepted(const State& s) { return s.verdict && s.verdict->outcome != "refused"; }
bool Refused(const State& s) { return s.verdict && s.verdict->outcome == "refused"; }
// What is ruled category by category.
bool ByCategory(const State& s) { return s.right == Right::kAccess || s.right == Right::kErasure; }
bool Complaint(const State& s) { return s.right == Right::kComplaint; }
bool Answerable(const State& s) { return !s.done() && !Refused(s); }
bool WaitsForFee(const State& s) { return s.fee && !s.fee->paid; }
bool WaitsForSafeguarding(const State& s) { return s.risk && s.risk->answer.empty(); }
// Nothing goes out, and nothing is done, before who asks may.
bool WaitsForWho(const State& s) {
  if (WaitsForSafeguarding(s)) return true;
  return !s.identity || ((s.ForAnother() || s.after_death) && !s.authority);
}
// Opinions of health professionals that were asked for and have not come.
bool WaitsForOpinion(const State& s) {
  return std::ranges::any_of(s.opinions, [](const auto& one) { return !one.second.obtained; });
}
// Of what was mended, erased or restricted, whoever was given it is told (Article 19).
bool TellsRecipients(const State& s) {
  const bool right = s.right == Right::kRectification || s.right == Right::kErasure ||
                     s.right == Right::kRestriction;
  return right && (s.carried_out || s.in_part);
}
bool AnyUnanswered(const State& s) {
  return std::ranges::any_of(s.told, [](const auto& told) { return !told.second.reply; });
}

bool MayExtend(const State& s) {
  return !Complaint(s) && !s.extended && !s.verdict && Answerable(s);
}

// Of an erasure: on what is held; whoever carries it out sees that it is on all of it.
bool Ruled(const State& s) { return !s.rulings.empty() || s.nothing_held; }

bool MayCarryOut(const State& s) {
  if (WaitsForWho(s) || WaitsForFee(s)) return false;
  switch (s.right) {
    case Right::kErasure:
      return Answerable(s) && Ruled(s);
    case Right::kRectification:  // one thing after another
    case Right::kPortability:    // again, where what was written did not arrive
      return Accepted(s);
    case Right::kRestriction:
    case Right::kObjection:
    case Right::kAutomatedDecision:
      return Accepted(s) && !s.done();
    case Right::kAccess:
    case Right::kComplaint:
      return false;
  }
  std::unreachable();
}

// Whether the step may be taken of a request that is open.
bool May(const State& s, Step step) {
  switch (step) {
    case Step::kAcknowledge:
      return !s.acknowledged && Answerable(s);
    case Step::kAskIdentity:
      return !Complaint(s) && !s.identity && !s.identity_asked && Answerable(s);
    case Step::kConfirmIdentity:
      return !s.identity;
    case Step::kAskAuthority:
      // Again, where the one who was shown to ask may ask no more.
      return !Complaint(s) && (!s.authority_asked || s.authority) && Answerable(s);
    case Step::kShowAuthority:
      return s.authority_asked && !s.authority && !WaitsForSafeguarding(s);
    case Step::kNoteRisk:
      return !WaitsForSafeguarding(s);  // also after something went out: it may go out again
    case Step::kDecideRisk:
      return WaitsForSafeguarding(s);
    case Step::kAssessCapacity:
      return !Complaint(s) && Answerable(s);
    case Step::kAskFurther:  // the clock stands for it (Article 12A(5)), for access alone
      return s.right == Right::kAccess && !OpenQuestion(s) && Answerable(s);
    case Step::kAnswered:
      return OpenQuestion(s);
    case Step::kAskFee:
      return !Complaint(s) && !s.fee && Answerable(s);
    case Step::kFeePaid:
      return WaitsForFee(s);
    case Step::kExtend:
      return MayExtend(s);
    case Step::kCorrectDate:
      return !s.correction;
    case Step::kConfirmDate:
      return s.correction.has_value();
    case Step::kProgress:
      return Complaint(s);
    case Step::kSearch:
    case Step::kAskOpinion:
    case Step::kTakeOpinion:
      return s.right == Right::kAccess && Answerable(s);
    case Step::kRule:
      return ByCategory(s) && Answerable(s);
    case Step::kRedact:
    case Step::kDraft:
      return s.right == Right::kAccess && Answerable(s);
    case Step::kApprove:
      if (!Answerable(s)) return false;
      return s.right == Right::kAccess ? s.drafted.has_value()
                                       : s.right == Right::kErasure && Ruled(s) && !s.approved_by;
    case Step::kDeliver:
      return s.right == Right::kAccess && Answerable(s) && s.drafted && s.approved_by &&
             !WaitsForWho(s) && !WaitsForFee(s);
    case Step::kDeliverAgain:
      return s.right == Right::kAccess && s.delivered && !WaitsForWho(s);
    case Step::kDecide:
      return !s.verdict && !WaitsForSafeguarding(s) &&
             (!s.done() || ByCategory(s));  // a letter about what was kept, too
    case Step::kCarryOut:
      return MayCarryOut(s);
    case Step::kTell:
      return TellsRecipients(s);
    case Step::kReply:
      return AnyUnanswered(s);
    case Step::kTellLifting:
      return s.right == Right::kRestriction && s.carried_out && !s.lifting_told;
    case Step::kLift:
      return s.right == Right::kRestriction && s.lifting_told && !s.lifted;
    case Step::kClose:
      return true;
  }
  std::unreachable();
}

// What outlasts the answer: recipients go on replying, a restriction ends long afterwards, and a
// day that was keyed in wrongly makes the reports wrong for as long as it stands.
bool OutlastsClosing(const State& s, Step step) {
  if (step == Step::kCarryOut) return s.in_part;  // what was held
  return step == Step::kDeliverAgain || step == Step::kTell || step == Step::kReply ||
         step == Step::kTellLifting || step == Step::kLift || step == Step::kCorrectDate ||
         step == Step::kConfirmDate;
}

constexpr std::pair<Step, std::string_view> kNames[] = {
    {Step::kAcknowledge, "acknowledge"},
    {Step::kAskIdentity, "ask-identity"},
    {Step::kConfirmIdentity, "identity"},
    {Step::kAskAuthority, "ask-authority"},
    {Step::kShowAuthority, "authority"},
    {Step::kNoteRisk, "risk"},
    {Step::kDecideRisk, "decide-risk"},
    {Step::kAssessCapacity, "capacity"},
    {Step::kAskFurther, "ask"},
    {Step::kAnswered, "answered"},
    {Step::kAskFee, "ask-fee"},
    {Step::kFeePaid, "paid"},
    {Step::kExtend, "extend"},
    {Step::kCorrectDate, "correct-date"},
    {Step::kConfirmDate, "confirm-date"},
    {Step::kProgress, "progress"},
    {Step::kSearch, "search"},
    {Step::kAskOpinion, "ask-opinion"},
    {Step::kTakeOpinion, "opinion"},
    {Step::kRule, "rule"},
    {Step::kRedact, "redact"},
    {Step::kDraft, "draft"},
    {Step::kApprove, "approve"},
    {Step::kDeliver, "deliver"},
    {Step::kDeliverAgain, "deliver-again"},
    {Step::kDecide, "decide"},
    {Step::kCarryOut, "carry-out"},
    {Step::kTell, "tell"},
    {Step::kReply, "replied"},
    {Step::kTellLifting, "tell-lifting"},
    {Step::kLift, "lift"},
    {Step::kClose, "close"},
};

}  // namespace

std::string_view Name(Step step) {
  for (const auto& [each, name] : kNames)
    if (each == step) return name;
  std::unreachable();
}

std::vector<Step> Allowed(const State& state) {
  std::vector<Step> steps;
  for (const auto& [step, name] : kNames)
    if ((!state.closed || OutlastsClosing(state, step)) && May(state, step)) steps.push_back(step);
  return steps;
}

std::vector<Step> ToDo(const State& state) {
  const bool answered = state.answered.has_value();
  std::vector<Step> steps = Allowed(state);
  // Whoever is given nothing is refused, in the words that anybody gets.
  if (state.risk && state.risk->answer == "nothing" && !state.verdict && !state.closed)
    return {Step::kDecide};
  std::erase_if(steps, [&](Step step) {
    switch (step) {
      case Step::kAskIdentity:
      case Step::kAskFurther:
      case Step::kAskFee:
      case Step::kExtend:
      case Step::kCorrectDate:
      case Step::kTellLifting:
      case Step::kRedact:
      case Step::kNoteRisk:
      case Step::kAssessCapacity:
      case Step::kAskOpinion:
        return true;
      case Step::kDeliverAgain:
        return !NotFetched(state);
      case Step::kAskAuthority:  // of the dead somebody else always asks
        return !state.after_death || state.authority_asked.has_value();
      case Step::kTell:
        return NotReached(state).empty() && (state.closed || !state.told.empty());
      case Step::kSearch:  // once, at the least, beyond what the program finds by itself
        return !state.searches.empty();
      case Step::kTakeOpinion:
        return !WaitsForOpinion(state);
      case Step::kConfirmIdentity:
        return Complaint(state) || answered;
      case Step::kAcknowledge:
        return !Complaint(state);
      case Step::kDecide:  // of the others it is the ruling that decides
        return ByCategory(state);
      case Step::kCarryOut:  // a rectification goes on for as long as there is something to mend
        return state.done();
      case Step::kProgress:
        return answered;
      case Step::kClose:
        return !answered;
      default:
        return false;
    }
  });
  return steps;
}

}  // namespace almoner::rights
