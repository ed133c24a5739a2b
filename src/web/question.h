// What a form asks, one question after another, and what was answered.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "http/text.h"
#include "web/site.h"
#include "web/view.h"

namespace almoner::web {

enum class Kind : std::uint8_t {
  kLine,
  kWords,    // several lines
  kDate,     // three fields: day, month (a number or its name) and year
  kOneOf,    // radio buttons
  kSeveral,  // checkboxes; each is a field of its own: Answers::Several()
  kPounds,   // "10" or "10.50"
  kCount,    // from nothing on
  kSecret,   // a new password: never sent back
  kCurrent,  // the password that they have: neither
};

struct Option {
  std::string value;
  std::string text;
  std::string note = {};
};

struct Question {
  Kind kind = Kind::kLine;
  std::string name;  // of the field, and its id
  std::string label;
  std::string missing = {};  // what to say where it is not answered; "": it may be left out
  std::string hint = {};
  std::vector<Option> options = {};
  bool heading = false;           // it is the only one of its page, and its label the page's h1
  std::string autocomplete = {};  // of a line: what browsers may fill in; "": nothing
  std::string type = {};          // of a line: "email", "tel", "file" (web/upload.h); "": text
};

// Of a pack, for whoever it goes to.
[[nodiscard]] Question PackPassword();

// What was typed, as it was typed.
class Answers {
 public:
  Answers() = default;
  explicit Answers(http::Fields fields) : fields_(std::move(fields)) {}
  [[nodiscard]] const http::Fields& fields() const { return fields_; }

  [[nodiscard]] std::string Text(std::string_view name) const;  // lines end in LF; "": nothing
  [[nodiscard]] bool Has(std::string_view name) const { return !Text(name).empty(); }
  // The values that were ticked, of a question of that name.
  [[nodiscard]] std::vector<std::string> Several(std::string_view name) const;
  // Nothing where none was given, or it is no date.
  [[nodiscard]] std::optional<Date> Day(std::string_view name) const;
  [[nodiscard]] std::optional<std::int64_t> Pence(std::string_view name) const;
  [[nodiscard]] std::optional<int> Count(std::string_view name) const;

 private:
  http::Fields fields_;
};

// What is wrong with the answers, in the questions' order; each says how it is mended. The field is
// the id of what to go to.
[[nodiscard]] std::vector<FieldProblem> Check(const std::vector<Question>& questions,
                                              const Answers& answers);

// field.html: one question, with what was typed and what is wrong with it.
[[nodiscard]] View FieldView(const Question& question, const Answers& answers,
                             const std::vector<FieldProblem>& problems);

// The id of every such page's heading: what is wrong with no single field is told there.
inline constexpr std::string_view kHeading = "heading";

// A page that asks them, with what was typed and what is wrong with it.
struct FormPage {
  std::string_view heading;  // the page's title too: never anything about a person
  std::string back;
  std::string_view back_text;
  std::string action;
  std::string_view button;
  std::vector<std::string> says = {};
  std::string quote = {};                                       // somebody's own words
  std::vector<std::pair<std::string, std::string>> shows = {};  // label, value: to be read first
  std::vector<std::pair<std::string, std::string>> links = {};  // address, text
  std::vector<std::pair<std::string, std::string>> hidden = {};
  std::vector<Question> questions = {};
  bool closed = false;  // nothing to send: it only says why
  std::vector<View> before = {};
  bool script = false;  // as Frame's
  std::vector<View> after = {};
  Tab tab = Tab::kRequests;
};
// form.html; `csrf` is the token of whoever it is for.
[[nodiscard]] View FormBody(const FormPage& form, std::string_view csrf, const Answers& answers,
                            const std::vector<FieldProblem>& problems);
// The same as a page of the console.
Result<http::Response> ShowForm(const Site& site, const Caller& caller, const FormPage& form,
                                const Answers& answers = {},
                                const std::vector<FieldProblem>& problems = {}, int status = 422);

}  // namespace almoner::web
