// What may leave, or what is erased: decided category by category, each on a page of its own. The
// address names a category by its place in the notice, so that it tells nothing about anybody.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "console/asked.h"
#include "console/handlers.h"
#include "console/purposes.h"
#include "console/request_words.h"
#include "rights/access.h"
#include "rights/collation.h"
#include "rights/erasure.h"
#include "web/doors.h"
#include "web/words.h"

namespace almoner::web::console {
namespace {

using rights::State;
using rights::Step;

// Those that stand behind the notice's categories.
constexpr std::string_view kBehind[] = {rights::kMentions, rights::kHealthMentions};

// What there is to decide on.
struct Parts {
  std::vector<std::string> open;  // categories without a ruling
  std::vector<rights::Proposal> proposals;
};

gate::Outcome<Parts> PartsOf(Site& site, const Caller& caller, const State& state) {
  Parts parts;
  if (state.right == law::Right::kAccess) {
    auto collected =
        TRY(site.counters.Count(rights::Collect(site.app.rights(), caller.staff, state)));
    if (!collected) return gate::Refuse<Parts>(std::move(collected).error());
    parts.open = std::move(collected->unruled);
    return parts;
  }
  auto proposals =
      TRY(site.counters.Count(rights::Propose(site.app.rights(), caller.staff, state)));
  if (!proposals) return gate::Refuse<Parts>(std::move(proposals).error());
  parts.proposals = *std::move(proposals);
  for (const rights::Proposal& proposal : parts.proposals)
    if (!state.rulings.contains(proposal.category)) parts.open.push_back(proposal.category);
  return parts;
}

std::string PlaceOf(const notice::Notice& notice, std::string_view category) {
  if (const auto index = notice.FindCategory(category)) return std::to_string(*index);
  return std::to_string(notice.categories.size() + (category == rights::kHealthMentions ? 1 : 0));
}

std::optional<std::string> CategoryAt(const notice::Notice& notice, std::string_view place) {
  std::size_t index = 0;
  const auto [end, failed] = std::from_chars(place.data(), place.data() + place.size(), index);
  if (failed != std::errc() || end != place.data() + place.size()) return std::nullopt;
  if (index < notice.categories.size()) return notice.categories[index].id;
  const std::size_t behind = index - notice.categories.size();
  if (behind >= std::size(kBehind)) return std::nullopt;
  return std::string(kBehind[behind]);
}

Result<Question> DecisionQuestion(Site& site, const State& state, std::string_view category) {
  const bool erasure = state.right == law::Right::kErasure;
  Question question{.kind = Kind::kOneOf,
                    .name = "decision",
                    .label = CategoryInWords(site.app.notice(), category),
                    .missing = erasure ? "Choose whether it is erased or kept, and why"
                                       : "Choose whether it is released or withheld, and why"};
  if (erasure)
    question.options =
        GroundOptions(TRY(rights::ReasonsToErase(site.app.rights())), "Erase it: ", "yes:");
  else
    question.options.push_back({.value = "yes:", .text = "Release it"});
  auto grounds = TRY(rights::Grounds(site.app.rights(), state));
  std::erase_if(grounds, [](const rights::Ground& ground) { return rights::Weighed(ground.id); });
  for (Option& option : GroundOptions(grounds, erasure ? "Keep it: " : "Withhold it: ", "no:"))
    question.options.push_back(std::move(option));
  return question;
}

bool AsksWhatIsKnown(const Site& site, const State& state, std::string_view category) {
  return state.right == law::Right::kAccess && !state.after_death &&
         rights::IsHealth(site.app.notice(), category);
}

Result<std::vector<Question>> QuestionsFor(Site& site, const State& state,
                                           std::string_view category) {
  std::vector<Question> questions = {TRY(DecisionQuestion(site, state, category))};
  if (AsksWhatIsKnown(site, state, category))
    questions.push_back({.name = "known",
                         .label = "How does the person know it already?",
                         .hint = "Health data is released where they know it already, or when a "
                                 "health professional has said in the last six months that it "
                                 "does no serious harm. Leave it empty for the second."});
  return questions;
}

View ListOf(Site& site, const State& state, const Parts& parts) {
  View page("rule_list.html");
  page.Set("ID", state.id.text());
  const auto add = [&](std::string_view section, std::string_view category,
                       std::string_view decided) {
    page.Add(section)
        .Set("PLACE", PlaceOf(site.app.notice(), category))
        .Set("NAME", CategoryInWords(site.app.notice(), category))
        .Set("DECIDED", decided);
  };
  for (const std::string& category : parts.open) add("OPEN", category, "to be decided");
  for (const auto& [category, ruling] : state.rulings)
    add("RULED", category, RulingInWords(state, ruling));
  return page;
}

// What the law and our notice say of erasing this category.
void AddProposal(FormPage& form, const Parts& parts, std::string_view category) {
  for (const rights::Proposal& proposal : parts.proposals) {
    if (proposal.category != category) continue;
    form.says.push_back(fmt::format(
        "{} held. {}{}",
        proposal.records == 1 ? "One record is" : fmt::format("{} records are", proposal.records),
        proposal.reason, proposal.until ? " Until " + ToWords(*proposal.until) + "." : ""));
  }
}

struct Shown {
  std::string category;  // "": whichever comes next
  const Answers& answers;
  std::vector<FieldProblem> problems = {};
  int status = 422;
};

Result<http::Response> ShowRuling(Site& site, const Caller& caller, const State& state,
                                  const Shown& shown) {
  const auto parts = TRY(PartsOf(site, caller, state));
  if (!parts) return ShowRefusal(site, caller, {.refused = parts.error()});
  FormPage form{.heading = HeadingOf(Step::kRule),
                .back = AddressOf(state),
                .back_text = "The request",
                .action = AddressOf(state, "rule"),
                .button = "Save and go on"};
  const std::string category = !shown.category.empty() ? shown.category
                               : parts->open.empty()   ? ""
                                                       : parts->open.front();
  if (category.empty()) {
    form.says.emplace_back("Everything that has to be decided is decided.");
    form.closed = true;
  } else {
    form.says.push_back(
        parts->open.size() == 1
            ? "One category is still to be decided."
            : fmt::format("{} categories are still to be decided.", parts->open.size()));
    AddProposal(form, *parts, category);
    form.hidden = {{std::string(kSeq), SeqOf(state)},
                   {"part", PlaceOf(site.app.notice(), category)}};
    form.questions = TRY(QuestionsFor(site, state, category));
  }
  if (state.subject)
    form.links.emplace_back("/people/" + state.subject->text() + "?purpose=law.rights",
                            "See what is held about the person");
  form.after.push_back(ListOf(site, state, *parts));
  return ShowForm(site, caller, form, shown.answers, shown.problems, shown.status);
}

Result<http::Response> Rule(Site& site, const Caller& caller, const State& state,
                            const std::string& category, const Answers& answers) {
  const std::string decision = answers.Text("decision");
  const bool yes = decision.starts_with("yes:");
  const auto ruled = TRY(
      site.counters.Count(rights::Rule(site.app.rights(), caller.staff, state, category,
                                       {.yes = yes,
                                        .ground = decision.substr(decision.find(':') + 1),
                                        .known = yes ? answers.Text("known") : std::string()})));
  if (!ruled) return ShowRefusal(site, caller, {.refused = ruled.error()});
  return http::Response::Redirect(AddressOf(state, "rule"));
}

// A second click.
bool SentBefore(const Site& site, const Caller& caller, const State& state,
                const std::string& category, const Answers& answers) {
  if (JustDone(site, caller, state, Step::kRule) == nullptr) return false;
  const auto ruled = state.rulings.find(category);
  return ruled != state.rulings.end() && state.events.back().facts.contains("category") &&
         state.events.back().facts.at("category") == category &&
         answers.Text("decision") == (ruled->second.yes ? "yes:" : "no:") + ruled->second.ground &&
         (!ruled->second.yes || answers.Text("known") == ruled->second.known);
}

}  // namespace

Result<http::Response> ShowRule(Site& site, const http::Request& request, const Caller& caller) {
  const auto looked = TRY(LookAt(site, caller, TRY(RequestOf(request)), Step::kRule));
  if (!looked) return ShowRefusal(site, caller, {.refused = looked.error()});
  if (!MayTake(*looked, Step::kRule)) return ShowNotNow(site, request, caller);
  const auto place = request.query("part");
  const auto category = place ? CategoryAt(site.app.notice(), *place) : std::string();
  if (!category) return Fail(Code::kNotFound, "The notice has no such category.");
  const Answers none;
  return ShowRuling(site, caller, *looked, {.category = *category, .answers = none});
}

Result<http::Response> TakeRule(Site& site, const http::Request& request, const Caller& caller,
                                const http::Fields& form) {
  const auto looked = TRY(LookAt(site, caller, TRY(RequestOf(request)), Step::kRule));
  if (!looked) return ShowRefusal(site, caller, {.refused = looked.error()});
  const State& state = *looked;
  const Answers answers(form);
  const auto category = CategoryAt(site.app.notice(), answers.Text("part"));
  if (!category) return Fail(Code::kInvalid, "Choose what is decided on.");
  if (!AsItWas(state, answers) && SentBefore(site, caller, state, *category, answers))
    return http::Response::Redirect(AddressOf(state, "rule"));
  if (!MayTake(state, Step::kRule)) return ShowNotNow(site, request, caller);
  if (!AsItWas(state, answers))
    return ShowRuling(site, caller, state,
                      {.category = *category,
                       .answers = answers,
                       .problems = {{.field = std::string(kHeading), .text = std::string(kMoved)}},
                       .status = 409});
  const auto questions = TRY(QuestionsFor(site, state, *category));
  if (auto problems = Check(questions, answers); !problems.empty())
    return ShowRuling(site, caller, state,
                      {.category = *category, .answers = answers, .problems = std::move(problems)});
  auto ruled = Rule(site, caller, state, *category, answers);
  if (ruled) return ruled;
  const auto mending = MendingOf(site, ruled.error());
  if (!mending) return ruled;
  return ShowRuling(site, caller, state,
                    {.category = *category,
                     .answers = answers,
                     .problems = {{.field = "decision", .text = mending->text}},
                     .status = mending->status});
}

}  // namespace almoner::web::console
