// The steps of a request that have a page of their own each: what is asked there, and what is then
// called. For this folder and the API.
#pragma once

#include <span>

#include "console/asked.h"
#include "rights/conduct.h"

namespace almoner::web::console {

// Somebody takes a step, or is about to.
struct Turn {
  Site& site;
  const Caller& caller;
  const rights::State& state;
  const Answers& answers;
  std::string_view host = {};  // by which the browser knows us

  [[nodiscard]] rights::Context rights() const { return site.app.rights(); }
  [[nodiscard]] Personal<std::string> Words(std::string_view name = "words") const {
    return Personal(answers.Text(name));
  }
  [[nodiscard]] std::string Text(std::string_view name) const { return answers.Text(name); }
};

struct StepPage {
  rights::Step step;
  std::string_view button;
  std::string_view says;  // what happens then; "": nothing that is not plain
  Result<std::vector<Question>> (*questions)(const Turn&);
  rights::Done (*take)(const Turn&) = nullptr;                   // one of the two
  gate::Outcome<http::Response> (*give)(const Turn&) = nullptr;  // takes the step, and answers
  std::optional<law::Right> right = {};                          // of this right alone
  std::string (*quote)(const Turn&) = nullptr;                   // somebody's words to look at
};

// Each in a file of its own.
[[nodiscard]] std::span<const StepPage> WhoSteps();        // identity, authority, capacity, danger
[[nodiscard]] std::span<const StepPage> ConductSteps();    // questions, fees, days
[[nodiscard]] std::span<const StepPage> CollationSteps();  // searches, opinions
[[nodiscard]] std::span<const StepPage> AnswerSteps();     // draft, approval, decision, delivery
[[nodiscard]] std::span<const StepPage> RemedySteps();     // what is done when it was granted

// Each in the address by its name. kNotFound: there is no such step, or none of this request.
Result<rights::Step> StepNamed(std::string_view name);
Result<const StepPage*> PageFor(rights::Step step, const rights::State& state);

// The pack is fetched from the website: beside the other ways it may go.
[[nodiscard]] Option WebsiteOption();
[[nodiscard]] Question CodeByQuestion();
gate::Outcome<http::Response> OfferOnWebsite(const Turn& turn);

// When that came which was asked for; nothing: today.
[[nodiscard]] Question WhenItCame();

// No questions.
Result<std::vector<Question>> Nothing(const Turn& turn);

}  // namespace almoner::web::console
