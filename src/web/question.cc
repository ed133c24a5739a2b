#include "web/question.h"

#include <algorithm>
#include <charconv>

#include "web/words.h"

namespace almoner::web {
namespace {

constexpr std::string_view kMonths[] = {"january",   "february", "march",    "april",
                                        "may",       "june",     "july",     "august",
                                        "september", "october",  "november", "december"};

template <class Number>
std::optional<Number> NumberIn(std::string_view text) {
  Number number = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (!http::IsDigits(text) || failed != std::errc() || end != text.data() + text.size())
    return std::nullopt;
  return number;
}

std::optional<unsigned> MonthIn(std::string_view text) {
  if (const auto number = NumberIn<unsigned>(text)) return number;
  const std::string name = http::Lower(text);
  if (name.size() < 3) return std::nullopt;
  for (std::size_t i = 0; i < std::size(kMonths); ++i)
    if (kMonths[i].starts_with(name)) return static_cast<unsigned>(i + 1);
  return std::nullopt;
}

struct Parts {
  std::string day, month, year;
};

Parts PartsOf(const Answers& answers, std::string_view name) {
  const auto part = [&](std::string_view which) {
    const std::string text = answers.Text(std::string(name) + std::string(which));
    return std::string(http::Trim(text));
  };
  return {.day = part("-day"), .month = part("-month"), .year = part("-year")};
}

std::optional<FieldProblem> WrongDate(const Question& question, const Answers& answers) {
  const Parts parts = PartsOf(answers, question.name);
  const auto at = [&](std::string_view which, std::string_view text) {
    return FieldProblem{.field = question.name + std::string(which), .text = std::string(text)};
  };
  if (parts.day.empty() && parts.month.empty() && parts.year.empty()) {
    if (question.missing.empty()) return std::nullopt;
    return at("-day", question.missing);
  }
  if (parts.day.empty()) return at("-day", "The date must include a day");
  if (parts.month.empty()) return at("-month", "The date must include a month");
  if (parts.year.size() != 4) return at("-year", "The year must include 4 numbers");
  if (answers.Day(question.name)) return std::nullopt;
  return at("-day", "The date must be a real date, for example 27 3 2026");
}

std::optional<FieldProblem> WrongSeveral(const Question& question, const Answers& answers) {
  const auto ticked = answers.Several(question.name);
  const bool offered = std::ranges::all_of(ticked, [&](const std::string& value) {
    return std::ranges::find(question.options, value, &Option::value) != question.options.end();
  });
  if (offered && (question.missing.empty() || !ticked.empty())) return std::nullopt;
  return FieldProblem{.field = question.name,
                      .text = offered ? question.missing : "Choose among what is offered"};
}

std::optional<FieldProblem> Wrong(const Question& question, const Answers& answers) {
  if (question.kind == Kind::kDate) return WrongDate(question, answers);
  if (question.kind == Kind::kSeveral) return WrongSeveral(question, answers);
  const std::string text = answers.Text(question.name);
  const auto here = [&](std::string_view what) {
    return FieldProblem{.field = question.name, .text = std::string(what)};
  };
  if (Blank(text)) {
    if (question.missing.empty()) return std::nullopt;
    return here(question.missing);
  }
  const bool offered =
      question.kind != Kind::kOneOf ||
      std::ranges::find(question.options, text, &Option::value) != question.options.end();
  if (!offered)
    return here(question.missing.empty() ? "Choose one of the answers" : question.missing);
  if (question.kind == Kind::kPounds && !answers.Pence(question.name))
    return here("Enter a sum in pounds, for example 10 or 10.50");
  if (question.kind == Kind::kSecret && text.size() < 12)
    return here("The password must have 12 characters or more");
  if (question.kind == Kind::kCount && !answers.Count(question.name))
    return here("Enter a whole number, for example 0 or 12");
  return std::nullopt;
}

// What a screen reader says with the field.
void Describe(View& view, const Question& question, bool wrong) {
  if (question.hint.empty() && !wrong) return;
  std::string by = question.hint.empty() ? "" : question.name + "-hint";
  if (wrong) by += (by.empty() ? "" : " ") + question.name + "-error";
  view.Add("DESCRIBED").Set("BY", by);
}

void AddOptions(View& view, const Question& question, const std::vector<std::string>& chosen) {
  for (std::size_t i = 0; i < question.options.size(); ++i) {
    const Option& option = question.options[i];
    View& row = view.Add("OPTION");
    row.Set("OPTION_ID", i == 0 ? question.name : question.name + "-" + std::to_string(i + 1))
        .Set("VALUE", option.value)
        .Set("OPTION_TEXT", option.text)
        .ShowIf(std::ranges::find(chosen, option.value) != chosen.end(), "CHOSEN");
    if (!option.note.empty()) row.Add("NOTE").Set("NOTE_TEXT", option.note);
  }
}

void AddLine(View& view, const Question& question, std::string_view value) {
  const bool current = question.kind == Kind::kCurrent;
  const bool secret = current || question.kind == Kind::kSecret;
  const bool number = question.kind == Kind::kPounds || question.kind == Kind::kCount;
  std::string_view type = question.type;
  if (type.empty()) type = "text";
  std::string_view fills = question.autocomplete;
  if (fills.empty()) fills = "off";
  view.Set("VALUE", secret ? "" : value)
      .Set("TYPE", secret ? "password" : type)
      .Set("AUTOCOMPLETE", current  ? "current-password"
                           : secret ? "new-password"
                                    : fills)
      .ShowIf(number, "SHORT")
      .ShowIf(question.kind == Kind::kPounds, "POUNDS");
}

bool IsFile(const Question& question) {
  return question.kind == Kind::kLine && question.type == "file";
}

std::string_view SectionOf(const Question& question) {
  if (IsFile(question)) return "FILE";
  switch (question.kind) {
    case Kind::kWords:
      return "WORDS";
    case Kind::kDate:
      return "DATE";
    case Kind::kOneOf:
      return "RADIOS";
    case Kind::kSeveral:
      return "BOXES";
    case Kind::kLine:
    case Kind::kPounds:
    case Kind::kCount:
    case Kind::kSecret:
    case Kind::kCurrent:
      return "LINE";
  }
  std::unreachable();
}

}  // namespace

View FieldView(const Question& question, const Answers& answers,
               const std::vector<FieldProblem>& problems) {
  const auto problem = std::ranges::find_if(problems, [&](const FieldProblem& each) {
    return each.field == question.name ||
           (question.kind == Kind::kDate && each.field.starts_with(question.name + "-"));
  });
  View page("field.html");
  View& view = page.Add(SectionOf(question));
  view.Set("ID", question.name)
      .Add(question.heading ? "TITLE" : "LABELLED")
      .Set("LABEL", question.label);
  if (!question.hint.empty()) view.Add("HINT").Set("TEXT", question.hint);
  if (problem != problems.end()) view.Add("WRONG").Set("TEXT", problem->text);
  Describe(view, question, problem != problems.end());
  const std::string value = answers.Text(question.name);
  if (question.kind == Kind::kOneOf) {
    AddOptions(view, question, {value});
  } else if (question.kind == Kind::kSeveral) {
    AddOptions(view, question, answers.Several(question.name));
  } else if (question.kind == Kind::kDate) {
    const Parts parts = PartsOf(answers, question.name);
    view.Set("DAY", parts.day).Set("MONTH", parts.month).Set("YEAR", parts.year);
  } else if (question.kind == Kind::kWords) {
    view.Set("VALUE", value);
  } else if (!IsFile(question)) {  // no page can choose one
    AddLine(view, question, value);
  }
  return page;
}

Question PackPassword() {
  return {.kind = Kind::kSecret,
          .name = "password",
          .label = "Password that opens the pack",
          .hint =
              "Leave it empty for none. 12 characters or more; tell it to the person in another "
              "way than the pack goes."};
}

std::string Answers::Text(std::string_view name) const {
  std::string text = http::Find(fields_, name).value_or("");
  std::erase(text, '\r');  // browsers send the ends of lines as CR LF
  return text;
}

std::vector<std::string> Answers::Several(std::string_view name) const {
  std::vector<std::string> ticked;
  for (const auto& field : fields_)
    if (field.first.size() > name.size() && field.first.starts_with(name) &&
        field.first[name.size()] == '.')
      ticked.push_back(field.first.substr(name.size() + 1));
  return ticked;
}

std::optional<Date> Answers::Day(std::string_view name) const {
  const Parts parts = PartsOf(*this, name);
  const auto day = NumberIn<unsigned>(parts.day);
  const auto month = MonthIn(parts.month);
  const auto year = NumberIn<int>(parts.year);
  if (!day || !month || !year || *day > 31 || *month > 12 || *year > 9999) return std::nullopt;
  const Date date{std::chrono::year(*year), std::chrono::month(*month), std::chrono::day(*day)};
  if (!date.ok() || *year < 1900) return std::nullopt;
  return date;
}

std::optional<std::int64_t> Answers::Pence(std::string_view name) const {
  const std::string text = Text(name);
  std::string_view sum = http::Trim(text);
  if (sum.starts_with("£")) sum.remove_prefix(std::string_view("£").size());
  const std::size_t point = sum.find('.');
  const std::string_view pence = point == sum.npos ? "00" : sum.substr(point + 1);
  const auto pounds = NumberIn<std::int64_t>(sum.substr(0, point));
  const auto rest = NumberIn<std::int64_t>(pence);
  if (!pounds || !rest || pence.size() != 2 || *pounds > 1'000'000) return std::nullopt;
  return *pounds * 100 + *rest;
}

std::optional<int> Answers::Count(std::string_view name) const {
  const std::string text = Text(name);
  return NumberIn<int>(http::Trim(text));
}

std::vector<FieldProblem> Check(const std::vector<Question>& questions, const Answers& answers) {
  std::vector<FieldProblem> problems;
  for (const Question& question : questions)
    if (auto problem = Wrong(question, answers)) problems.push_back(*std::move(problem));
  return problems;
}

View FormBody(const FormPage& form, std::string_view csrf, const Answers& answers,
              const std::vector<FieldProblem>& problems) {
  View page("form.html");
  page.Set("BACK", form.back).Set("BACK_TEXT", form.back_text).Set("HEADING", form.heading);
  for (const std::string& text : form.says) page.Add("SAY").Set("TEXT", text);
  if (!form.quote.empty()) page.Add("QUOTE").Set("TEXT", form.quote);
  View* shown = nullptr;
  for (const auto& [label, value] : form.shows) {
    if (shown == nullptr) shown = &page.Add("SHOWN");
    shown->Add("ROW").Set("LABEL", label).Set("VALUE", value);
  }
  for (const auto& [href, text] : form.links) page.Add("LINK").Set("HREF", href).Set("TEXT", text);
  if (!form.closed) {
    View& sent = page.Add("FORM");
    sent.Set("ACTION", form.action).Set("CSRF", csrf).Set("BUTTON", form.button);
    for (const auto& [name, value] : form.hidden)
      sent.Add("HIDDEN").Set("NAME", name).Set("VALUE", value);
    for (const Question& question : form.questions)
      sent.Put("QUESTIONS", FieldView(question, answers, problems));
    sent.ShowIf(std::ranges::any_of(form.questions, IsFile), "FILES");
  }
  for (const View& view : form.before) page.Put("BEFORE", view);
  for (const View& view : form.after) page.Put("AFTER", view);
  if (!problems.empty()) page.Put("ERRORS", ErrorSummary(problems));
  return page;
}

Result<http::Response> ShowForm(const Site& site, const Caller& caller, const FormPage& form,
                                const Answers& answers, const std::vector<FieldProblem>& problems,
                                int status) {
  Frame frame{.title = form.heading, .caller = &caller, .tab = form.tab, .script = form.script};
  if (!problems.empty()) {
    frame.status = status;
    frame.error = true;
  }
  return Show(site, frame, FormBody(form, caller.csrf, answers, problems));
}

}  // namespace almoner::web
