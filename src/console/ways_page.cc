// By which ways somebody wants to be reached, as they have told a colleague: one question for each
// way, and none has to be answered.
#include <algorithm>

#include "app/ways.h"
#include "console/purposes.h"
#include "console/reaching_page.h"
#include "web/doors.h"
#include "web/words.h"

namespace almoner::web::console {
namespace {

std::string_view QuestionOf(outbox::Way way) {
  switch (way) {
    case outbox::Way::kPost:
      return "Letters by post?";
    case outbox::Way::kEmail:
      return "E-mail?";
    case outbox::Way::kPhone:
      return "Phone calls?";
    case outbox::Way::kText:
      return "Text messages?";
    case outbox::Way::kPortal:
      return "Messages in their account on our website?";
  }
  std::unreachable();
}

FormPage WaysPage(const SubjectId& subject, const std::vector<outbox::Chosen>& chosen) {
  FormPage page{.heading = "Ways to reach them",
                .back = "/people/" + subject.text(),
                .back_text = "The person",
                .action = "/people/" + subject.text() + "/ways",
                .button = "Record it",
                .says = {"Ask the person, and record what they say. E-mail from us stops at once "
                         "where they say no, save what they ask for themself. Addresses and "
                         "numbers stand in their record. If a way is not safe for them, say so "
                         "under Contact instead."},
                .tab = Tab::kPeople};
  for (const outbox::Way way : outbox::kWays) {
    const auto said = std::ranges::find(chosen, way, &outbox::Chosen::way);
    const std::string since =
        said == chosen.end()
            ? "They have not said."
            : std::string(said->allowed ? "They said yes on " : "They said no on ") +
                  ToWords(LondonDate(said->at)) + ".";
    page.questions.push_back(
        {.kind = Kind::kOneOf,
         .name = std::string(outbox::Name(way)),
         .label = std::string(QuestionOf(way)),
         .hint = since,
         .options = {{.value = "yes", .text = "Yes"}, {.value = "no", .text = "No"}}});
  }
  return page;
}

Answers AnswersOf(const std::vector<outbox::Chosen>& chosen) {
  http::Fields fields;
  for (const outbox::Chosen& one : chosen)
    fields.emplace(std::string(outbox::Name(one.way)), one.allowed ? "yes" : "no");
  return Answers(std::move(fields));
}

}  // namespace

Result<http::Response> ShowWays(Site& site, const http::Request& request, const Caller& caller) {
  const SubjectId subject = TRY(SubjectOf(request));
  const auto shown = TRY(site.counters.Count(app::ShowWays(site.app, caller.staff, "", subject)));
  if (!shown) return ShowRefusal(site, caller, {.refused = shown.error(), .subject = subject});
  return ShowForm(site, caller, WaysPage(subject, *shown), AnswersOf(*shown));
}

Result<http::Response> TakeWays(Site& site, const http::Request& request, const Caller& caller,
                                const http::Fields& fields) {
  const SubjectId subject = TRY(SubjectOf(request));
  const Answers answers(fields);
  std::map<outbox::Way, bool> allowed;
  std::vector<FieldProblem> problems;
  for (const outbox::Way way : outbox::kWays) {
    const std::string name(outbox::Name(way));
    const std::string answer = answers.Text(name);
    if (answer == "yes" || answer == "no")
      allowed[way] = answer == "yes";
    else if (!answer.empty())
      problems.push_back({.field = name, .text = "Choose yes or no"});
  }
  if (allowed.empty() && problems.empty())
    problems.push_back({.field = std::string(outbox::Name(outbox::kWays.front())),
                        .text = "Say yes or no to one of the ways at least"});
  if (!problems.empty()) return ShowForm(site, caller, WaysPage(subject, {}), answers, problems);
  const auto done =
      TRY(site.counters.Count(app::SayWays(site.app, caller.staff, "", subject, allowed)));
  if (!done) return ShowRefusal(site, caller, {.refused = done.error(), .subject = subject});
  return http::Response::Redirect("/people/" + subject.text());
}

}  // namespace almoner::web::console
