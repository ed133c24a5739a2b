// Letters about a request: read here first, then kept as PDF or for a word processor. The address
// for the envelope travels in the body only.
#include <algorithm>

#include "app/theme.h"
#include "console/asked.h"
#include "console/handlers.h"
#include "console/purposes.h"
#include "console/request_words.h"
#include "rights/letter.h"
#include "web/doors.h"
#include "web/words.h"

namespace almoner::web::console {
namespace {

using rights::State;
using rights::Step;

constexpr std::string_view kDocx =
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

std::vector<std::string> Kinds(const State& state) {
  std::vector<std::string> kinds = rights::Letters(state);
  std::ranges::reverse(kinds);  // the last first
  std::vector<std::string> once;
  for (std::string& kind : kinds)
    if (std::ranges::find(once, kind) == once.end()) once.push_back(std::move(kind));
  return once;
}

std::string NameOfRecipient(const notice::Notice& notice, const std::string& id) {
  const auto found = std::ranges::find(notice.recipients, id, &notice::Recipient::id);
  return found == notice.recipients.end() ? id : Capital(found->name);
}

std::vector<Question> QuestionsFor(const notice::Notice& notice, const State& state) {
  Question about{.kind = Kind::kOneOf,
                 .name = "about",
                 .label = "What is the letter about?",
                 .missing = "Choose what the letter is about"};
  for (const std::string& kind : Kinds(state)) {
    if (kind != "told") {
      about.options.push_back({.value = kind, .text = Capital(LetterInWords(kind))});
      continue;
    }
    for (const auto& [recipient, told] : state.told)  // one letter each
      about.options.push_back({.value = kind + ":" + recipient,
                               .text = Capital(LetterInWords(kind)),
                               .note = NameOfRecipient(notice, recipient)});
  }
  return {std::move(about),
          {.kind = Kind::kOneOf,
           .name = "print",
           .label = "How is it printed?",
           .missing = "Choose how it is printed",
           .options = {{.value = "standard", .text = "As usual"},
                       {.value = "large", .text = "In large print"},
                       {.value = "easy",
                        .text = "In Easy Read",
                        .note = "Short sentences, one thing in each, in large print."}}},
          {.kind = Kind::kWords,
           .name = "recipient",
           .label = "Name and address for the envelope",
           .hint = "A line each. Leave it empty for a letter without an address."},
          {.kind = Kind::kOneOf,
           .name = "by",
           .label = "How does it go?",
           .options = {{.value = "post", .text = "By post"},
                       {.value = "email", .text = "By e-mail"},
                       {.value = "hand", .text = "It is given to them"}}},
          {.kind = Kind::kOneOf,
           .name = "as",
           .label = "What do you want to do?",
           .missing = "Choose what you want to do",
           .options = {{.value = "read", .text = "Read it here"},
                       {.value = "pdf", .text = "Download it to print (PDF)"},
                       {.value = "docx", .text = "Download it to change it (DOCX)"}}}};
}

// What is chosen before anybody has chosen.
Answers Usual(const State& state) {
  const std::vector<std::string> kinds = Kinds(state);
  return Answers({{"about", kinds.size() == 1 ? kinds.front() : ""},
                  {"print", "standard"},
                  {"by", "post"},
                  {"as", "read"}});
}

struct Shown {
  std::vector<FieldProblem> problems = {};
  int status = 422;
  std::string text = {};   // of the letter
  std::string needs = {};  // of the person, that no print meets
};

Result<http::Response> ShowChoice(Site& site, const Caller& caller, const State& state,
                                  const Answers& answers, const Shown& shown = {}) {
  FormPage form{.heading = "Write a letter",
                .back = AddressOf(state),
                .back_text = "The request",
                .action = AddressOf(state, "letter"),
                .button = "Write the letter"};
  form.questions = QuestionsFor(site.app.notice(), state);
  if (form.questions.front().options.empty()) {
    form.says.emplace_back("There is nothing to write a letter about yet.");
    form.closed = true;
  }
  if (!shown.needs.empty()) form.says.push_back("What they need besides: " + shown.needs + ".");
  if (!shown.text.empty()) form.after.push_back(View("letter.html").Set("LETTER", shown.text));
  return ShowForm(site, caller, form, answers, shown.problems, shown.status);
}

http::Response Kept(std::string_view type, const Bytes& bytes, const State& state,
                    std::string_view end) {
  return http::Response::File(std::string(type), std::string(AsText(bytes)))
      .With("Content-Disposition", "attachment; filename=\"letter-" + state.id.text().substr(0, 8) +
                                       std::string(end) + "\"");
}

Result<http::Response> Write(Site& site, const Caller& caller, const State& state,
                             const Answers& answers) {
  rights::LetterOptions options{.about = answers.Text("about"),
                                .recipient = answers.Text("recipient")};
  options.easy = answers.Text("print") == "easy";
  if (answers.Text("print") == "large") options.print = paper::Print::kLarge;
  options.letterhead = TRY(app::LetterheadOf(site.app));
  if (answers.Has("by")) options.by = answers.Text("by");
  const auto letter = TRY(
      site.counters.Count(rights::WriteLetter(site.app.rights(), caller.staff, state, options)));
  if (!letter) return ShowRefusal(site, caller, {.refused = letter.error()});
  if (answers.Text("as") == "pdf") return Kept("application/pdf", letter->pdf, state, ".pdf");
  if (answers.Text("as") == "docx") return Kept(kDocx, letter->docx, state, ".docx");
  return ShowChoice(site, caller, state, answers, {.text = letter->text, .needs = letter->needs});
}

}  // namespace

Result<http::Response> ShowLetter(Site& site, const http::Request& request, const Caller& caller) {
  const auto looked = TRY(LookAt(site, caller, TRY(RequestOf(request)), Step::kClose));
  if (!looked) return ShowRefusal(site, caller, {.refused = looked.error()});
  return ShowChoice(site, caller, *looked, Usual(*looked));
}

Result<http::Response> TakeLetter(Site& site, const http::Request& request, const Caller& caller,
                                  const http::Fields& form) {
  const auto looked = TRY(LookAt(site, caller, TRY(RequestOf(request)), Step::kClose));
  if (!looked) return ShowRefusal(site, caller, {.refused = looked.error()});
  const Answers answers(form);
  if (auto problems = Check(QuestionsFor(site.app.notice(), *looked), answers); !problems.empty())
    return ShowChoice(site, caller, *looked, answers, {.problems = std::move(problems)});
  auto written = Write(site, caller, *looked, answers);
  if (written) return written;
  const auto mending = MendingOf(site, written.error());
  if (!mending) return written;
  return ShowChoice(site, caller, *looked, answers,
                    {.problems = {{.field = std::string(kHeading), .text = mending->text}},
                     .status = mending->status});
}

}  // namespace almoner::web::console
