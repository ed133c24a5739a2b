#include "console/deed.h"

#include <algorithm>
#include <array>

#include "console/asked.h"
#include "console/purposes.h"
#include "web/kept_form.h"
#include "web/words.h"

namespace almoner::web::console {
namespace {

constexpr std::string_view kOnce = "once";

struct Task {
  std::string_view duty;
  std::string_view words;  // completes "This is for those who …"
};
constexpr std::array kTasks = std::to_array<Task>({
    {"care", "support people"},
    {"rights", "answer people who exercise their rights"},
    {"retention", "see that nothing is kept too long"},
    {"administer", "look after accounts, versions and settings"},
    {"audit", "look at who saw what"},
});

std::string RolesWith(const notice::Notice& notice, std::string_view duty) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < notice.roles.size(); ++i) {
    notice::RoleSet one;
    if (notice.HasDuty(one.set(i), duty)) names.push_back(notice.roles[i].name);
  }
  return Listed(names);
}

FieldProblem AtHeading(std::string text) {
  return {.field = std::string(kHeading), .text = std::move(text)};
}

// A fact that an error names is asked for by a question of that name.
FieldProblem ProblemFrom(const Deed& deed, const Error& error, std::string text) {
  for (const Detail& detail : error.details) {
    if (detail.name() != "fact") continue;
    for (const Question& question : deed.form.questions)
      if (question.name == detail.text())
        return {.field = question.name + (question.kind == Kind::kDate ? "-day" : ""),
                .text = std::move(text)};
  }
  return AtHeading(std::move(text));
}

std::vector<FieldProblem> ProblemsOf(const Deed& deed, const Answers& answers) {
  std::vector<FieldProblem> problems = Check(deed.form.questions, answers);
  if (!problems.empty() || !deed.check) return problems;
  return deed.check(answers);
}

// Does it, and says where to go or what to show.
gate::Outcome<http::Response> Act(Site& site, const Deed& deed, const Answers& answers,
                                  Once::Turn& turn) {
  if (deed.give) {
    auto given = TRY(site.counters.Count(deed.give(answers)));
    if (given) turn.Note(deed.afterwards);
    return given;
  }
  auto done = TRY(site.counters.Count(deed.act(answers)));
  if (!done) return gate::Refuse<http::Response>(std::move(done).error());
  turn.Note(*done);
  return http::Response::Redirect(*std::move(done));
}

}  // namespace

Made Instead(Result<http::Response> page) {
  return std::expected<Deed, http::Response>(std::unexpect, TRY(std::move(page)));
}

Result<http::Response> AskFor(Site& site, const http::Request& request, const Caller& caller,
                              MakeDeed make) {
  auto made = TRY(make(site, request, caller));
  if (!made) return std::move(made).error();
  made->form.hidden.emplace_back(kOnce, site.once.NewWord());
  return ShowForm(site, caller, made->form);
}

Result<http::Response> Do(Site& site, const http::Request& request, const Caller& caller,
                          const http::Fields& fields, MakeDeed make) {
  const Answers answers(fields);
  const std::string word = answers.Text(kOnce);
  Once::Turn turn(site.once, caller.staff, word);
  if (turn.led()) return http::Response::Redirect(*turn.led());
  if (turn.busy())
    return ShowMessage(site, request, &caller, 409, "This is being done",
                       "You sent it a moment ago. Wait a little, then load the page again.");
  auto made = TRY(make(site, request, caller));
  if (!made) return std::move(made).error();
  Deed& deed = *made;
  if (deed.form.closed)
    return ShowMessage(site, request, &caller, 409, "This cannot be done now",
                       "Go back and look again: the page says what can be done.");
  deed.form.hidden.emplace_back(kOnce, word.empty() ? site.once.NewWord() : word);
  if (const auto problems = ProblemsOf(deed, answers); !problems.empty())
    return ShowForm(site, caller, deed.form, answers, problems);
  auto acted = Act(site, deed, answers, turn);
  if (acted && *acted) return **std::move(acted);
  if (acted)
    return ShowRefusal(site, caller,
                       {.refused = acted->error(),
                        .kept = KeptForm(request, fields, KeptFor::kCopying, caller.csrf)});
  const auto mending = MendingOf(site, acted.error());
  if (!mending) return std::unexpected(std::move(acted).error());
  return ShowForm(site, caller, deed.form, answers,
                  {ProblemFrom(deed, acted.error(), mending->text)}, mending->status);
}

bool Has(const Site& site, const Caller& caller, std::string_view duty) {
  return site.app.notice().HasDuty(caller.roles, duty);
}

Result<http::Response> ShowNotTheirs(const Site& site, const http::Request& request,
                                     const Caller& caller, std::string_view duty) {
  const notice::Notice& notice = site.app.notice();
  const auto* const task = std::ranges::find(kTasks, duty, &Task::duty);
  CHECK(task != kTasks.end());
  const std::string roles = RolesWith(notice, duty);
  return ShowMessage(
      site, request, &caller, 403, "Not one of your tasks",
      "This is for those who " + std::string(task->words) + " (the duty “" + std::string(duty) +
          "” in our notice)" + (roles.empty() ? "" : ": " + roles) +
          ". If you need it for your work, ask our " + Small(notice.organisation.officer) + ".");
}

}  // namespace almoner::web::console
