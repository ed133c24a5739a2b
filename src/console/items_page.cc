// Record by record: everything that may go out on one page, and a decision for all that are alike
// and chosen together, with one reason. Each record keeps a decision of its own. All of it is
// native to the browser, so that nothing but a keyboard is needed.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "console/asked.h"
#include "console/items.h"
#include "console/purposes.h"
#include "console/redaction_page.h"
#include "console/request_words.h"
#include "crypto/hash.h"
#include "rights/collation.h"
#include "rights/items.h"
#include "web/record_words.h"
#include "web/words.h"

namespace almoner::web::console {
namespace {

using rights::State;
using rights::Step;

constexpr std::string_view kMentions = "mentions";
constexpr std::size_t kMostShown = 90;  // bytes of a record's words in the list

struct Line {
  const vault::Record* record = nullptr;
  std::string category;  // as it is ruled on
  std::string kind;      // words for what it is and where it came from: what is alike has the same
  std::size_t suggested = 0;
  std::size_t taken = 0;
  bool needs = false;                      // a decision, before it may leave
  const rights::Ruling* ruling = nullptr;  // of the record, or else of its category
  bool own = false;                        // of the record
};

bool OfOthers(const vault::Record& record, const SubjectId& subject) {
  return std::ranges::none_of(record.people, [&](const vault::Person& person) {
    return person.subject == subject && person.part == vault::Part::kAbout;
  });
}

std::vector<Line> LinesOf(const Site& site, const State& state, const Material& material) {
  std::map<RecordId, std::size_t> suggested;
  for (const rights::Suggestion& one : material.suggestions) ++suggested[one.record];
  std::vector<Line> lines;
  for (const vault::Record& record : material.records) {
    Line line{.record = &record, .category = record.label.category};
    if (OfOthers(record, *state.subject)) line.category = kMentions;
    const auto category = site.app.notice().FindCategory(record.label.category);
    line.needs = line.category == kMentions || record.people.size() > 1 || state.after_death ||
                 (category && site.app.notice().categories[*category].NeedsReview());
    line.kind = CategoryInWords(site.app.notice(), line.category) + ", " +
                SourceInWords(record.content.source);
    if (const auto found = suggested.find(record.label.id); found != suggested.end())
      line.suggested = found->second;
    line.taken = static_cast<std::size_t>(
        std::ranges::count(state.redactions, record.label.id, &rights::Redaction::record));
    if (const auto own = state.item_rulings.find(record.label.id);
        own != state.item_rulings.end() && own->second.category == line.category) {
      line.ruling = &own->second;
      line.own = true;
    } else if (const auto all = state.rulings.find(line.category); all != state.rulings.end()) {
      line.ruling = &all->second;
    }
    lines.push_back(std::move(line));
  }
  return lines;
}

// Which records there are, in which order: numbers on a form mean these and no others.
std::string MarkOf(const std::vector<Line>& lines) {
  std::string all;
  for (const Line& line : lines) all += line.record->label.id.text();
  return ToHex(crypto::Sha256(AsBytes(all))).substr(0, 16);
}

std::string WordsIn(const Line& line) {
  std::string words;
  for (const vault::FieldValue& field : line.record->content.fields) {
    if (!words.empty()) words += "; ";
    words += field.value.Expose();
    if (words.size() > kMostShown) break;
  }
  if (words.size() <= kMostShown) return words;
  std::size_t end = kMostShown;
  while (end > 0 && (static_cast<unsigned char>(words[end]) & 0xC0U) == 0x80U) --end;
  return words.substr(0, end) + "…";
}

std::string DecisionIn(const State& state, const Line& line) {
  std::string words = line.ruling != nullptr ? Capital(RulingInWords(state, *line.ruling))
                      : line.needs           ? "To be decided"
                                             : "Goes out";
  if (line.ruling != nullptr && !line.own) words += ", with all of its category";
  if (line.taken > 0)
    words += fmt::format("; {} place{} taken out", line.taken, line.taken == 1 ? "" : "s");
  if (line.suggested > 0)
    words += fmt::format("; {} suggestion{}", line.suggested, line.suggested == 1 ? "" : "s");
  return words;
}

// What is alike, that of which most is open first.
struct Group {
  std::string kind;
  std::size_t all = 0;
  std::size_t open = 0;     // without a decision of their own
  std::size_t pointed = 0;  // of those: the assistant points at something, and nothing is taken out
};
bool Pointed(const Line& line) { return line.suggested > 0 && line.taken == 0; }

std::vector<Group> GroupsOf(const std::vector<Line>& lines) {
  std::vector<Group> groups;
  for (const Line& line : lines) {
    auto found = std::ranges::find(groups, line.kind, &Group::kind);
    if (found == groups.end()) found = groups.insert(groups.end(), {.kind = line.kind});
    ++found->all;
    if (line.own) continue;
    ++found->open;
    if (Pointed(line)) ++found->pointed;
  }
  std::ranges::stable_sort(groups, std::ranges::greater(), &Group::open);
  return groups;
}

Question LikeQuestion(const std::vector<Group>& groups) {
  Question question{.kind = Kind::kSeveral,
                    .name = "like",
                    .label = "All that are alike and not yet decided one by one",
                    .hint =
                        "Leaves alone those in which the assistant points at words that nobody "
                        "has taken out, unless you choose them too."};
  for (std::size_t i = 0; i < groups.size(); ++i)
    if (groups[i].open > 0)
      question.options.push_back(
          {.value = std::to_string(i + 1),
           .text = fmt::format(
               "{} ({} of {}{})", groups[i].kind, groups[i].open, groups[i].all,
               groups[i].pointed == 0 ? "" : fmt::format(", {} pointed at", groups[i].pointed))});
  return question;
}

Result<std::vector<Question>> QuestionsFor(Site& site, const State& state) {
  Question decision{.kind = Kind::kOneOf,
                    .name = "decision",
                    .label = "What is decided?",
                    .missing = "Choose whether they are released or withheld, and why",
                    .options = {{.value = "yes:", .text = "Release them"}}};
  auto grounds = TRY(rights::Grounds(site.app.rights(), state));
  std::erase_if(grounds, [](const rights::Ground& ground) { return rights::Weighed(ground.id); });
  for (Option& option : GroundOptions(grounds, "Withhold them: ", "no:"))
    decision.options.push_back(std::move(option));
  std::vector<Question> questions = {
      {.kind = Kind::kLine,
       .name = "reason",
       .label = "Why are they decided alike?",
       .missing = "Enter why they are decided alike",
       .hint = "Recorded with each of them. For example: “Daily notes about meals; read, and "
               "nobody else is in them.”"},
      std::move(decision)};
  if (!state.after_death)
    questions.push_back({.name = "known",
                         .label = "How does the person know it already? (health data only)",
                         .hint = "As for a whole category: leave it empty where a health "
                                 "professional has cleared it, or it is no health data."});
  return questions;
}

struct Shown {
  const Answers& answers;
  std::vector<FieldProblem> problems = {};
  int status = 422;
  std::string done = {};
};

void AddLines(View& page, const State& state, const std::vector<Line>& lines,
              const Answers& answers) {
  const std::vector<std::string> ticked = answers.Several("i");
  const std::set<std::string> chosen(ticked.begin(), ticked.end());
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const Line& line = lines[i];
    const std::string number = std::to_string(i + 1);
    page.Add("ITEM")
        .Set("N", number)
        .Set("KIND", line.kind)
        .Set("DATE", ToText(LondonDate(line.record->content.event_at)))
        .Set("WORDS", WordsIn(line))
        .Set("DECIDED", DecisionIn(state, line))
        .ShowIf(chosen.contains(number), "TICKED");
  }
}

Result<http::Response> ShowLines(Site& site, const Caller& caller, const State& state,
                                 const Material& material, const Shown& shown) {
  const std::vector<Line> lines = LinesOf(site, state, material);
  const std::vector<Group> groups = GroupsOf(lines);
  const auto open = std::ranges::count_if(
      lines, [](const Line& line) { return line.ruling == nullptr && line.needs; });
  View page("items.html");
  page.Set("ID", state.id.text())
      .Set("CSRF", caller.csrf)
      .Set("SEQ", SeqOf(state))
      .Set("MARK", MarkOf(lines))
      .Set("COUNT", std::to_string(lines.size()))
      .Set("OPEN", std::to_string(open));
  if (!shown.done.empty()) page.Add("SAVED").Set("HOW_MANY", shown.done);
  if (const Question like = LikeQuestion(groups); !like.options.empty()) {
    View& part = page.Add("LIKE");
    part.Put("GROUPS", FieldView(like, shown.answers, shown.problems));
    part.ShowIf(shown.answers.Has("pointed"), "POINTED_TOO");
  }
  std::size_t number = 0;
  const auto questions = TRY(QuestionsFor(site, state));
  for (const Question& question : questions)
    page.Put(number++ == 0 ? "REASON" : "QUESTIONS",
             FieldView(question, shown.answers, shown.problems));
  AddLines(page, state, lines, shown.answers);
  Frame frame{.title = "Record by record", .caller = &caller, .tab = Tab::kRequests};
  if (!shown.problems.empty()) {
    frame.status = shown.status;
    frame.error = true;
    page.Put("ERRORS", ErrorSummary(shown.problems));
  }
  return Show(site, frame, std::move(page));
}

// Those that are ticked one by one, and those of a kind that is.
std::vector<rights::Item> ChosenOf(const std::vector<Line>& lines, const Answers& answers) {
  const auto groups = GroupsOf(lines);
  std::set<std::string> kinds;
  for (const std::string& text : answers.Several("like"))
    for (std::size_t i = 0; i < groups.size(); ++i)
      if (text == std::to_string(i + 1)) kinds.insert(groups[i].kind);
  const std::vector<std::string> ticked = answers.Several("i");
  const std::set<std::string> singles(ticked.begin(), ticked.end());
  std::vector<rights::Item> chosen;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const Line& line = lines[i];
    const bool alike =
        kinds.contains(line.kind) && !line.own && (answers.Has("pointed") || !Pointed(line));
    if (alike || singles.contains(std::to_string(i + 1)))
      chosen.push_back({.record = line.record->label.id, .category = line.category});
  }
  return chosen;
}

struct Sent {
  const State& state;
  const Material& material;
  const Answers& answers;
};

Result<http::Response> Again(Site& site, const Caller& caller, const Sent& sent,
                             std::vector<FieldProblem> problems, int status = 422) {
  return ShowLines(site, caller, sent.state, sent.material,
                   {.answers = sent.answers, .problems = std::move(problems), .status = status});
}

Result<http::Response> TakeLines(Site& site, const Caller& caller, const Sent& sent) {
  const auto& [state, material, answers] = sent;
  const std::vector<Line> lines = LinesOf(site, state, material);
  if (!AsItWas(state, answers) || answers.Text("mark") != MarkOf(lines)) {
    if (JustDone(site, caller, state, Step::kRule) != nullptr)  // a second click
      return http::Response::Redirect(AddressOf(state, "items"));
    // Numbers that meant other records are not shown as ticked.
    const Answers typed(
        {{"reason", answers.Text("reason")}, {"decision", answers.Text("decision")}});
    return Again(site, caller, {.state = state, .material = material, .answers = typed},
                 {{.field = std::string(kHeading), .text = std::string(kMoved)}}, 409);
  }
  auto problems = Check(TRY(QuestionsFor(site, state)), answers);
  const auto chosen = ChosenOf(lines, answers);
  if (chosen.empty())
    problems.insert(problems.begin(),
                    {.field = "items", .text = "Choose at least one record, or one kind"});
  if (!problems.empty()) return Again(site, caller, sent, std::move(problems));
  const std::string decision = answers.Text("decision");
  const bool yes = decision.starts_with("yes:");
  const auto ruled =
      site.counters.Count(rights::RuleItems(site.app.rights(), caller.staff, state, chosen,
                                            {.yes = yes,
                                             .ground = decision.substr(decision.find(':') + 1),
                                             .known = yes ? answers.Text("known") : std::string()},
                                            Personal(answers.Text("reason"))));
  if (!ruled) {
    const auto mending = MendingOf(site, ruled.error());
    if (!mending) return std::unexpected(ruled.error());
    return Again(site, caller, sent, {{.field = "decision", .text = mending->text}},
                 mending->status);
  }
  if (!*ruled) return ShowRefusal(site, caller, {.refused = ruled->error()});
  return http::Response::Redirect(
      fmt::format("{}?done={}", AddressOf(state, "items"), chosen.size()));
}

// The request and all that it may give out, or a page that says why not.
struct Ready {
  State state;
  Material material;
};
using Looked = std::expected<Ready, http::Response>;
Result<Looked> Prepare(Site& site, const http::Request& request, const Caller& caller) {
  auto looked = TRY(LookAt(site, caller, TRY(RequestOf(request)), Step::kRule));
  if (!looked)
    return Looked(std::unexpect, TRY(ShowRefusal(site, caller, {.refused = looked.error()})));
  if (!MayTake(*looked, Step::kRule) || looked->right != law::Right::kAccess || !looked->subject)
    return Looked(std::unexpect, TRY(ShowNotNow(site, request, caller)));
  auto material = TRY(Gather(site, caller, *looked));
  if (!material)
    return Looked(std::unexpect, TRY(ShowRefusal(site, caller, {.refused = material.error()})));
  return Looked(Ready{.state = *std::move(looked), .material = *std::move(material)});
}

}  // namespace

Result<http::Response> ShowItems(Site& site, const http::Request& request, const Caller& caller) {
  auto ready = TRY(Prepare(site, request, caller));
  if (!ready) return std::move(ready).error();
  const Answers none;
  Shown shown{.answers = none};
  const bool done =
      request.query("done") && JustDone(site, caller, ready->state, Step::kRule) != nullptr;
  const std::string count = done ? *request.query("done") : "";
  if (done && count.size() <= 4 &&
      std::ranges::all_of(count, [](char c) { return c >= '0' && c <= '9'; }))
    shown.done = count == "1" ? "One record is decided." : count + " records are decided.";
  return ShowLines(site, caller, ready->state, ready->material, shown);
}

Result<http::Response> TakeItems(Site& site, const http::Request& request, const Caller& caller,
                                 const http::Fields& form) {
  auto ready = TRY(Prepare(site, request, caller));
  if (!ready) return std::move(ready).error();
  const Answers answers(form);
  return TakeLines(site, caller,
                   {.state = ready->state, .material = ready->material, .answers = answers});
}

}  // namespace almoner::web::console
