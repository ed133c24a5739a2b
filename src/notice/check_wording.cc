// Sentences that promise what the law does not allow, or take back what it gives: RE2 over one
// sentence at a time, so that no text can make it slow.
#include <re2/re2.h>

#include <algorithm>
#include <mutex>

#include "notice/checker.h"
#include "notice/literals.h"
#include "notice/text.h"

namespace almoner::notice {
namespace {

RE2::Options Insensitive() {
  RE2::Options options;
  options.set_case_sensitive(false);
  options.set_log_errors(false);
  options.set_never_capture(true);
  // Bytes: a gap of up to 80 characters is compiled into 80 ranges of bytes otherwise.
  options.set_encoding(RE2::Options::EncodingLatin1);
  return options;
}

// White space collapsed and curly quotes made straight, as the rules expect; and the two letters
// that RE2 takes for an ASCII one, written as that.
std::string Plain(std::string_view text) {
  std::string plain;
  plain.reserve(text.size());
  constexpr std::string_view kCurly[] = {"‘", "’", "“", "”", "ſ", "\u212a"};
  while (!text.empty()) {
    const auto* const curly = std::ranges::find_if(
        kCurly, [&](std::string_view quote) { return text.starts_with(quote); });
    if (curly != std::end(kCurly)) {
      plain += "''\"\"sk"[curly - kCurly];
      text.remove_prefix(curly->size());
      continue;
    }
    const char c = text.front();
    text.remove_prefix(1);
    const bool space = c == ' ' || c == '\n' || c == '\t' || c == '\r';
    if (!space)
      plain += c;
    else if (!plain.empty() && plain.back() != ' ')
      plain += ' ';
  }
  return plain;
}

// Where a full stop and a space follow each other.
std::vector<std::string> Sentences(std::string_view text) {
  std::vector<std::string> sentences;
  while (!text.empty()) {
    std::size_t end = text.find_first_of(".!?");
    while (end != std::string_view::npos && end + 1 < text.size() && text[end + 1] != ' ')
      end = text.find_first_of(".!?", end + 1);
    const std::size_t length = end == std::string_view::npos ? text.size() : end + 1;
    sentences.emplace_back(text.substr(0, length));
    text.remove_prefix(length);
    while (text.starts_with(' ')) text.remove_prefix(1);
  }
  return sentences;
}

// Compiled when a sentence first has the letters that it needs.
class Expression {
 public:
  explicit Expression(std::string text) : text_(std::move(text)), literals_(Literals::Of(text_)) {}

  [[nodiscard]] bool MayMatch(const Haystack& text) const { return literals_.MayMatch(text); }
  [[nodiscard]] bool Matches(const std::string& sentence, const Haystack& lower) const {
    if (!MayMatch(lower)) return false;
    return RE2::PartialMatch(sentence, Compiled());
  }
  [[nodiscard]] bool Valid() const { return Compiled().ok(); }

 private:
  const RE2& Compiled() const {
    std::call_once(once_, [&] { compiled_ = std::make_unique<RE2>(text_, Insensitive()); });
    return *compiled_;
  }

  std::string text_;
  Literals literals_;
  mutable std::once_flag once_;
  mutable std::unique_ptr<RE2> compiled_;
};

}  // namespace

struct WordingRules::Machine {
  struct Rule {
    law::Rule rule;
    std::vector<std::unique_ptr<Expression>> match;
    std::vector<std::unique_ptr<Expression>> unless;
  };
  std::vector<Rule> rules;
};

WordingRules::WordingRules(std::unique_ptr<Machine> machine) : machine_(std::move(machine)) {}
WordingRules::WordingRules(WordingRules&&) noexcept = default;
WordingRules& WordingRules::operator=(WordingRules&&) noexcept = default;
WordingRules::~WordingRules() = default;

WordingRules WordingRules::Make(const law::Lawbook& book) {
  auto machine = std::make_unique<Machine>();
  for (const law::Wording& wording : book.wording) {
    Machine::Rule& made = machine->rules.emplace_back();
    made.rule = wording.rule;
    for (const std::string& text : wording.match)
      made.match.push_back(std::make_unique<Expression>(text));
    for (const std::string& text : wording.unless)
      made.unless.push_back(std::make_unique<Expression>(text));
  }
  return WordingRules(std::move(machine));
}

Status WordingRules::Validate() const {
  const auto valid = [](const std::unique_ptr<Expression>& expression) {
    return expression->Valid();
  };
  for (const Machine::Rule& rule : machine_->rules)
    if (!std::ranges::all_of(rule.match, valid) || !std::ranges::all_of(rule.unless, valid))
      return Fail(Code::kInvalid, "An expression of wording.yaml cannot be read.",
                  Detail::Id("rule", rule.rule.id));
  return {};
}

std::vector<const law::Rule*> WordingRules::Broken(std::string_view text) const {
  const std::string plain = Plain(text);
  const Haystack whole(Lower(plain));
  struct Piece {
    std::string text;
    Haystack lower;
  };
  std::vector<Piece> pieces;
  std::vector<const law::Rule*> broken;
  for (const Machine::Rule& rule : machine_->rules) {
    // What a sentence must contain, the whole contains too: nearly every rule ends here.
    const auto may = [&](const auto& expression) { return expression->MayMatch(whole); };
    if (std::ranges::none_of(rule.match, may)) continue;
    if (pieces.empty()) {
      for (std::string& sentence : Sentences(plain))
        pieces.push_back({.text = sentence, .lower = Haystack(Lower(sentence))});
      if (pieces.size() != 1) pieces.push_back({.text = plain, .lower = whole});
    }
    const bool hit = std::ranges::any_of(pieces, [&](const Piece& piece) {
      const auto matches = [&](const auto& expression) {
        return expression->Matches(piece.text, piece.lower);
      };
      return std::ranges::any_of(rule.match, matches) && std::ranges::none_of(rule.unless, matches);
    });
    if (hit) broken.push_back(&rule.rule);
  }
  return broken;
}

void CheckWording(Checker& checker) {
  for (const Clause& clause : checker.notice.clauses) {
    const std::string& said = clause.Published();
    if (said.empty()) continue;
    const bool mended = !clause.published.empty();
    for (const law::Rule* const rule : checker.canon.wording.Broken(said))
      checker.faults.push_back({.rule = rule->id,
                                .weight = rule->weight,
                                .at = clause.at,
                                .law = rule->law,
                                .harms = rule->harms,
                                .what = fmt::format("Clause {}{} {}.", clause.id,
                                                    mended ? ", as published," : "", rule->what),
                                .remedy = mended ? clause.text : rule->mend,
                                .clause = clause.id});
  }
}

}  // namespace almoner::notice
