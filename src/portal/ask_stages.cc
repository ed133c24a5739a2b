// What is asked, one thing a page: as little as a request needs, in plain words.
#include <algorithm>

#include "portal/asking.h"
#include "web/words.h"

namespace almoner::web::portal {
namespace {

using law::Right;

constexpr std::size_t kLongestLine = 300;
constexpr std::size_t kLongestWords = 20'000;

constexpr std::string_view kUnsure = "unsure";

Stage What() {
  Question question{.kind = Kind::kOneOf,
                    .name = "right",
                    .label = "What do you want to ask for?",
                    .missing = "Choose what you want to ask for",
                    .hint = "Choose what comes nearest. We look at what you say, not at the box.",
                    .heading = true};
  for (std::size_t i = 0; i < law::kRights; ++i) {
    const auto right = static_cast<Right>(i);
    const RightInWords words = InWords(right);
    question.options.push_back({.value = std::string(law::Name(right)),
                                .text = std::string(words.name),
                                .note = std::string(words.what)});
  }
  question.options.push_back({.value = "consent",
                              .text = "Say no to something",
                              .note = "Take back a yes that you gave us."});
  question.options.push_back({.value = std::string(kUnsure),
                              .text = "Something else, or I am not sure",
                              .note = "Tell us in your own words, and we find out."});
  return {.name = "what", .questions = {std::move(question)}};
}

Question About(std::string_view label) {
  return {.kind = Kind::kOneOf,
          .name = "about",
          .label = std::string(label),
          .missing = "Choose one, or “I am not sure”",
          .heading = true};
}

// What an objection or a restriction is about; nothing for anything else.
Result<std::optional<Stage>> AboutStage(Desk& desk, const std::string& right) {
  if (right != "objection" && right != "restriction") return std::optional<Stage>();
  Question question = About(right == "objection" ? "Which use should we stop?"
                                                 : "Why should we keep it without using it?");
  if (right == "objection") {
    for (const notice::Activity& activity : desk.notice().activities)
      if (!activity.imposed)
        question.options.push_back({.value = activity.id, .text = Capital(activity.purpose)});
  } else if (const law::RightLaw* const law = TRY(desk.Book())->FindRight(right)) {
    for (const law::Ground& ground : law->conditions)
      question.options.push_back({.value = ground.id, .text = ground.plain});
  }
  question.options.push_back({.value = std::string(kUnsure), .text = "I am not sure"});
  return std::optional(Stage{.name = "about", .questions = {std::move(question)}});
}

Stage Whose() {
  return {.name = "for",
          .questions = {{.kind = Kind::kOneOf,
                         .name = "for",
                         .label = "Who is this about?",
                         .missing = "Choose who this is about",
                         .options = {{.value = "self", .text = "Me"},
                                     {.value = "other",
                                      .text = "Somebody else",
                                      .note = "Your child, or somebody you act or speak for."}},
                         .heading = true}}};
}

Stage Person() {
  Question relation{.kind = Kind::kOneOf,
                    .name = "relation",
                    .label = "How do you belong together?",
                    .missing = "Choose how you belong together"};
  relation.options = {
      {.value = "parent", .text = "I am their parent, or act as one"},
      {.value = "family", .text = "I am family or a friend"},
      {.value = "attorney", .text = "I have power of attorney, or a court chose me"},
      {.value = "advocate", .text = "I am their advocate"},
      {.value = "solicitor", .text = "I am their solicitor"},
      {.value = "professional", .text = "I work with them"},
      {.value = "other", .text = "Something else"}};
  return {.name = "person",
          .heading = "The person this is about",
          .says = {"We may ask you to show that you may act for them. What they want counts too."},
          .questions = {{.name = "person", .label = "Their name", .missing = "Enter their name"},
                        std::move(relation)}};
}

Stage Name() {
  return {.name = "name",
          .questions = {{.name = "name",
                         .label = "What is your name?",
                         .missing = "Enter your name",
                         .hint = "As you would like us to write to you.",
                         .heading = true,
                         .autocomplete = "name"}}};
}

Stage Finding(const Facts& answers) {
  const bool self = accountability::Get(answers, "for") != "other";
  return {.name = "find",
          .questions = {{.kind = Kind::kWords,
                         .name = "find",
                         .label = self ? "What helps us to find you in our records?"
                                       : "What helps us to find them in our records?",
                         .hint = "Only if you like, and only as much as you like: a date of birth, "
                                 "a postcode, a former name, or which of our services. We ask "
                                 "again only if we cannot tell two people apart.",
                         .heading = true}}};
}

Stage How() {
  return {.name = "answer",
          .says = {},
          .questions = {{.kind = Kind::kOneOf,
                         .name = "answer",
                         .label = "How should we answer?",
                         .missing = "Choose how we should answer",
                         .hint = "We send nothing about you to an address just because it was "
                                 "typed here. If it is not the one we know, we first make sure "
                                 "that it is yours.",
                         .options = {{.value = "email", .text = "By e-mail"},
                                     {.value = "post", .text = "By post"},
                                     {.value = "phone", .text = "By phone"},
                                     {.value = "in-person",
                                      .text = "In person",
                                      .note = "You come in, or ask somebody who works with you."}},
                         .heading = true}}};
}

Question Contact(const std::string& how) {
  if (how == "email")
    return {.name = "contact",
            .label = "Your e-mail address",
            .missing = "Enter your e-mail address",
            .autocomplete = "email",
            .type = "email"};
  if (how == "post")
    return {.kind = Kind::kWords,
            .name = "contact",
            .label = "Your address",
            .missing = "Enter your address",
            .hint = "With the postcode."};
  return {.name = "contact",
          .label = "Your telephone number",
          .missing = "Enter your telephone number",
          .autocomplete = "tel",
          .type = "tel"};
}

Stage Reaching(const Facts& answers) {
  const std::string how = accountability::Get(answers, "answer");
  Stage stage{.name = "contact", .heading = "How we reach you"};
  if (how != "in-person") stage.questions.push_back(Contact(how));
  stage.questions.push_back(
      {.kind = Kind::kWords,
       .name = "needs",
       .label = "Is there anything we should know about it?",
       .hint = "Only if you like: large print or Easy Read, another language, times that are not "
               "safe to call, or a place where nothing should be sent."});
  return stage;
}

Stage Words(const Facts& answers) {
  const bool complaint = accountability::Get(answers, "right") == "complaint";
  return {.name = "words",
          .questions = {{.kind = Kind::kWords,
                         .name = "words",
                         .label = complaint ? "What went wrong?" : "What should we know?",
                         .missing = complaint ? "Write what went wrong"
                                              : "Write what you ask for, in your own words",
                         .hint = complaint
                                     ? "In your own words: what happened, when, and what would put "
                                       "it right."
                                     : "In your own words: what you ask for, for example which "
                                       "years or which letters. You need not say why.",
                         .heading = true}}};
}

bool IsEmail(std::string_view text) {
  const std::size_t at = text.find('@');
  return at != text.npos && at > 0 && at + 1 < text.size() && text.find(' ') == text.npos &&
         text.find('@', at + 1) == text.npos;
}

bool IsPhone(std::string_view text) {
  const auto digits = std::ranges::count_if(text, [](char c) { return c >= '0' && c <= '9'; });
  return digits >= 7 && digits <= 15 &&
         text.find_first_not_of("0123456789 +()-./extEXT") == text.npos;
}

}  // namespace

Result<std::vector<Stage>> StagesOf(Desk& desk, const Facts& answers) {
  std::vector<Stage> stages = {What()};
  if (auto about = TRY(AboutStage(desk, accountability::Get(answers, "right"))))
    stages.push_back(*std::move(about));
  stages.push_back(Whose());
  if (accountability::Get(answers, "for") == "other") stages.push_back(Person());
  stages.push_back(Name());
  stages.push_back(Finding(answers));
  stages.push_back(How());
  stages.push_back(Reaching(answers));
  stages.push_back(Words(answers));
  return stages;
}

std::vector<FieldProblem> CheckStage(const Stage& stage, const Answers& given,
                                     const Facts& before) {
  auto problems = Check(stage.questions, given);
  for (const Question& question : stage.questions) {
    const std::string text = given.Text(question.name);
    const std::size_t most = question.kind == Kind::kWords ? kLongestWords : kLongestLine;
    if (text.size() > most)
      problems.push_back({.field = question.name,
                          .text = "Write no more than " + std::to_string(most) + " letters"});
    if (question.name != "contact" || Blank(text)) continue;
    const std::string how = accountability::Get(before, "answer");
    const std::string line(http::Trim(text));
    if (how == "email" && !IsEmail(line))
      problems.push_back(
          {.field = "contact", .text = "Enter an e-mail address like name@example.com"});
    if (how == "phone" && !IsPhone(line))
      problems.push_back(
          {.field = "contact", .text = "Enter a telephone number like 01632 960 001"});
  }
  return problems;
}

}  // namespace almoner::web::portal
