// Steps by which a request is answered: draft, approval, decision, delivery, end.
#include "console/step_page.h"
#include "rights/access.h"
#include "rights/erasure.h"
#include "rights/grounds.h"
#include "rights/offer.h"

namespace almoner::web::console {
namespace {

using rights::Step;
using Questions = std::vector<Question>;

rights::Done Draft(const Turn& turn) {
  auto drafted = TRY(rights::Draft(turn.rights(), turn.caller.staff, turn.state));
  if (!drafted) return gate::Refuse<gate::Changed>(std::move(drafted).error());
  return std::move(drafted->changed);
}

rights::Done Approve(const Turn& turn) {
  if (turn.state.right == law::Right::kErasure)
    return rights::ApproveErasure(turn.rights(), turn.caller.staff, turn.state);
  return rights::Approve(turn.rights(), turn.caller.staff, turn.state);
}

Result<Questions> DeliverQuestions(const Turn& /*turn*/) {
  return Questions{
      {.kind = Kind::kOneOf,
       .name = "to",
       .label = "Where does the pack go?",
       .missing = "Choose where the pack goes",
       .hint = "Never to an address that only a letter claims.",
       .options = {{.value = "record", .text = "To the address or e-mail in the record"},
                   {.value = "hand", .text = "It is given to them by hand"},
                   {.value = "confirmed", .text = "To an address that was checked with them"},
                   WebsiteOption()}},
      {.name = "how",
       .label = "How is it handed over, or how was the address checked?",
       .missing = "Say how it is handed over, or how the address was checked",
       .hint = "For example “by post, signed for”, or “she answered at the number we had”."},
      CodeByQuestion(),
      PackPassword()};
}

// For the first time, or again.
template <auto Way>
gate::Outcome<http::Response> Deliver(const Turn& turn) {
  if (turn.Text("to") == rights::kByPortal) return OfferOnWebsite(turn);
  rights::Delivery delivery{.to = turn.Text("to"), .how = turn.Text("how")};
  const std::string password = turn.Text("password");
  if (!password.empty()) delivery.password = SecretBytes::CopyOf(password);
  auto delivered = TRY(Way(turn.rights(), turn.caller.staff, turn.state, delivery));
  if (!delivered) return gate::Refuse<http::Response>(std::move(delivered).error());
  return TRY(GiveZip(turn.site, turn.state, delivered->files));
}

Result<Questions> DecideQuestions(const Turn& turn) {
  const bool complaint = turn.state.right == law::Right::kComplaint;
  Questions questions = {
      {.kind = Kind::kOneOf,
       .name = "outcome",
       .label = complaint ? "Was the person right?" : "What is decided?",
       .missing = "Choose what is decided",
       .options = {
           {.value = "granted", .text = complaint ? "Yes" : "It is granted"},
           {.value = "part-granted", .text = complaint ? "In part" : "It is granted in part"},
           {.value = "refused", .text = complaint ? "No" : "It is refused"}}}};
  if (!complaint)
    questions.push_back(
        {.kind = Kind::kOneOf,
         .name = "ground",
         .label = "On which ground is it refused, or refused in part?",
         .hint = "The law knows no others. Choose none where it is granted.",
         .options = GroundOptions(TRY(rights::Grounds(turn.rights(), turn.state)))});
  if (!complaint)
    questions.back().options.insert(questions.back().options.begin(),
                                    {.value = "none", .text = "None: it is granted"});
  questions.push_back({.kind = Kind::kWords,
                       .name = "words",
                       .label = "What else is the person told?",
                       .missing = complaint ? "Say to the person what was found" : "",
                       .hint = "The person reads these words in our letter."});
  return questions;
}

rights::Done Decide(const Turn& turn) {
  const std::string ground = turn.Text("ground");
  return rights::Decide(turn.rights(), turn.caller.staff, turn.state,
                        {.outcome = turn.Text("outcome"),
                         .ground = ground == "none" ? "" : ground,
                         .words = turn.Text("words")});
}

Result<Questions> CloseQuestions(const Turn& /*turn*/) {
  return Questions{{.kind = Kind::kOneOf,
                    .name = "outcome",
                    .label = "How did it end?",
                    .missing = "Choose how it ended",
                    .options = {{.value = "granted", .text = "It was granted"},
                                {.value = "part-granted", .text = "It was granted in part"},
                                {.value = "refused", .text = "It was refused"},
                                {.value = "withdrawn", .text = "The person took it back"}}}};
}

std::string_view ApproveSays() {
  return "A colleague has made it ready. Read all of it before you approve it: what you approve is "
         "what happens.";
}

const std::vector<StepPage>& Table() {
  static const std::vector<StepPage> pages = {
      {.step = Step::kDraft,
       .button = "Make the draft",
       .says = "It is made of what is held now and what was decided. Somebody else approves it.",
       .questions = Nothing,
       .take = Draft},
      {.step = Step::kApprove,
       .button = "Approve",
       .says = ApproveSays(),
       .questions = Nothing,
       .take = Approve},
      {.step = Step::kDeliver,
       .button = "Deliver",
       .says = "You are given the pack as a ZIP file, which your browser keeps, or a link and a "
               "code where they fetch it from our website. It is recorded as delivered at once, so "
               "hand it over today. Then go back to the request.",
       .questions = DeliverQuestions,
       .give = Deliver<rights::Deliver>},
      {.step = Step::kDeliverAgain,
       .button = "Deliver again",
       .says = "The same pack once more, where it did not arrive, was lost, or your download broke "
               "off. It is recorded. If it went with a password, it needs one again.",
       .questions = DeliverQuestions,
       .give = Deliver<rights::DeliverAgain>},
      {.step = Step::kDecide,
       .button = "Decide",
       .says = "Every refusal names a ground in law, and the ways to complain.",
       .questions = DecideQuestions,
       .take = Decide},
      {.step = Step::kClose,
       .button = "Close the request",
       .says = "",
       .questions = CloseQuestions,
       .take =
           [](const Turn& t) {
             return rights::Close(t.rights(), t.caller.staff, t.state, t.Text("outcome"));
           }},
  };
  return pages;
}

}  // namespace

std::span<const StepPage> AnswerSteps() { return Table(); }

}  // namespace almoner::web::console
