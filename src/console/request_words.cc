#include "console/request_words.h"

#include <fmt/format.h>

#include <algorithm>

#include "rights/collation.h"
#include "web/words.h"

namespace almoner::web::console {
namespace {

using rights::Step;

struct StepWords {
  Step step;
  std::string_view to_do;
  std::string_view heading;
};

constexpr StepWords kSteps[] = {
    {Step::kAcknowledge, "tell the person that it has come", "Tell the person that it has come"},
    {Step::kAskIdentity, "ask who is asking", "Ask for proof of who is asking"},
    {Step::kConfirmIdentity, "confirm who is asking", "Confirm who is asking"},
    {Step::kAskAuthority, "ask whether they may ask", "Somebody else asks for the person"},
    {Step::kShowAuthority, "wait for proof that they may ask",
     "Record the proof that they may ask"},
    {Step::kNoteRisk, "say that whoever asks may be a danger", "Whoever asks may be a danger"},
    {Step::kDecideRisk, "have somebody who safeguards decide whether it goes on",
     "Decide whether it goes on"},
    {Step::kAssessCapacity, "record whether the person can decide",
     "Record whether the person can decide about this"},
    {Step::kAskFurther, "ask the person what they mean", "Ask the person what they mean"},
    {Step::kAnswered, "wait for the answer to our question", "Record the answer to our question"},
    {Step::kAskFee, "ask for a fee", "Ask for a fee"},
    {Step::kFeePaid, "wait for the fee", "Record that the fee is paid"},
    {Step::kExtend, "take more time", "Take more time"},
    {Step::kCorrectDate, "correct the day it arrived", "Correct the day it arrived"},
    {Step::kConfirmDate, "have the day of receipt confirmed by somebody else",
     "Confirm the day it arrived"},
    {Step::kProgress, "tell how it is going", "Tell the person how it is going"},
    {Step::kSearch, "say where else was looked: paper, devices, other firms",
     "Record where else was looked"},
    {Step::kAskOpinion, "ask a health professional", "Ask a health professional"},
    {Step::kTakeOpinion, "wait for the health professional's opinion",
     "Record a health professional’s opinion"},
    {Step::kRule, "decide category by category", "Decide category by category"},
    {Step::kRedact, "take words out", "Take words out"},
    {Step::kDraft, "make the draft", "Make the draft"},
    {Step::kApprove, "have it approved by somebody else", "Approve it"},
    {Step::kDeliver, "deliver it", "Deliver the pack"},
    {Step::kDeliverAgain, "deliver the pack again", "Deliver the pack again"},
    {Step::kDecide, "decide", "Decide the request"},
    {Step::kCarryOut, "carry it out", "Carry it out"},
    {Step::kTell, "tell whoever was given it", "Tell whoever was given it"},
    {Step::kReply, "wait for their replies", "Record a reply"},
    {Step::kTellLifting, "tell the person that it will be lifted",
     "Tell the person that it will be lifted"},
    {Step::kLift, "lift the restriction", "Lift the restriction"},
    {Step::kClose, "close it", "Close the request"},
};

const StepWords& WordsOf(Step step) {
  const auto* const found = std::ranges::find(kSteps, step, &StepWords::step);
  CHECK(found != std::end(kSteps));
  return *found;
}

}  // namespace

Badge BadgeOf(const rights::State& state, const std::optional<Date>& answer_by, Date today) {
  if (state.closed) return {"grey", "Closed"};
  if (state.answered) return {"green", "Answered"};
  if (!answer_by) return {"blue", "Waiting for a reply"};
  const auto days = (sys_days(*answer_by) - sys_days(today)).count();
  const auto counted = [](auto count) {
    return fmt::format("{} day{}", count, count == 1 ? "" : "s");
  };
  if (days < 0) return {"red", counted(-days) + " late"};
  if (days == 0) return {"yellow", "Due today"};
  return {days <= 7 ? "yellow" : "green", counted(days) + " left"};
}

bool LeavesEvent(Step step, std::string_view kind) {
  static constexpr std::pair<Step, std::string_view> kEvents[] = {
      {Step::kAcknowledge, "acknowledged"},
      {Step::kAskIdentity, "identity-asked"},
      {Step::kConfirmIdentity, "identity-confirmed"},
      {Step::kAskAuthority, "authority-asked"},
      {Step::kShowAuthority, "authority-shown"},
      {Step::kNoteRisk, "risk-noted"},
      {Step::kDecideRisk, "risk-decided"},
      {Step::kAssessCapacity, "capacity"},
      {Step::kAskFurther, "asked"},
      {Step::kAnswered, "answered"},
      {Step::kAskFee, "fee-asked"},
      {Step::kFeePaid, "fee-paid"},
      {Step::kExtend, "extended"},
      {Step::kCorrectDate, "date-proposed"},
      {Step::kConfirmDate, "date-confirmed"},
      {Step::kConfirmDate, "date-declined"},
      {Step::kProgress, "progress"},
      {Step::kSearch, "searched"},
      {Step::kAskOpinion, "opinion-asked"},
      {Step::kTakeOpinion, "opinion"},
      {Step::kRule, "ruled"},
      {Step::kRedact, "redacted"},
      {Step::kRedact, "restored"},
      {Step::kDraft, "drafted"},
      {Step::kDraft, "drafting"},
      {Step::kApprove, "approved"},
      {Step::kDeliver, "delivered"},
      {Step::kDeliverAgain, "delivered-again"},
      {Step::kDecide, "decided"},
      {Step::kCarryOut, "carried-out"},
      {Step::kCarryOut, "carried-out-in-part"},
      {Step::kTell, "told"},
      {Step::kReply, "replied"},
      {Step::kTellLifting, "lifting-told"},
      {Step::kLift, "lifted"},
      {Step::kClose, "closed"},
  };
  return std::ranges::find(kEvents, std::pair(step, kind)) != std::end(kEvents);
}

std::string_view ToDoInWords(Step step) { return WordsOf(step).to_do; }
std::string_view HeadingOf(Step step) { return WordsOf(step).heading; }

std::vector<Step> NextSteps(const rights::State& state) {
  std::vector<Step> steps = rights::ToDo(state);
  std::erase_if(steps, [&](Step step) {
    if (state.right != law::Right::kAccess) return false;
    if (step == Step::kRule || step == Step::kDraft) return state.drafted.has_value();
    return step == Step::kApprove && state.approved_by.has_value();
  });
  return steps;
}

std::string StepsInWords(const std::vector<Step>& steps) {
  std::vector<std::string> words;
  for (const Step step : steps) words.emplace_back(ToDoInWords(step));
  return Capital(Listed(words));
}

std::string_view PageOf(const rights::State& state, Step step) {
  if (step == Step::kCarryOut && state.right == law::Right::kRectification) return "mend";
  return rights::Name(step);
}

std::string RulingInWords(const rights::State& state, const rights::Ruling& ruling) {
  const bool erasure = state.right == law::Right::kErasure;
  if (ruling.yes) return erasure ? "to be erased" : "released";
  return erasure ? "kept" : "withheld";
}

std::string ByChannel(std::string_view channel) {
  if (channel == "in-person") return "in person";
  if (channel == "portal") return "on our website";
  return "by " + std::string(channel == "email" ? "e-mail" : channel);
}

std::string OutcomeInWords(std::string_view outcome) {
  return outcome == "part-granted" ? "granted in part" : std::string(outcome);
}

std::string CategoryInWords(const notice::Notice& notice, std::string_view id) {
  if (id == rights::kMentions) return "What others’ records say of the person";
  if (id == rights::kHealthMentions) return "What others’ health records say of the person";
  const auto index = notice.FindCategory(id);
  return index ? Capital(notice.categories[*index].name) : std::string(id);
}

}  // namespace almoner::web::console
