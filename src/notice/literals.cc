#include "notice/literals.h"

#include <algorithm>
#include <utility>

#include "notice/text.h"

namespace almoner::notice {
namespace {

std::size_t Pair(std::string_view text, std::size_t at) {
  return (static_cast<std::size_t>(static_cast<unsigned char>(text[at])) << 8U) |
         static_cast<unsigned char>(text[at + 1]);
}

}  // namespace

Haystack::Haystack(std::string lower) : lower_(std::move(lower)) {
  for (std::size_t i = 0; i + 1 < lower_.size(); ++i) pairs_.set(Pair(lower_, i));
}

bool Haystack::Has(std::string_view run) const {
  for (std::size_t i = 0; i + 1 < run.size(); ++i)
    if (!pairs_[Pair(run, i)]) return false;
  return lower_.find(run) != std::string::npos;
}

// Reads the expression once, from left to right.
class LiteralReader {
 public:
  explicit LiteralReader(std::string_view expression) : rest_(expression) {}

  Literals Alternatives() {
    std::vector<Literals> any;
    any.push_back(Sequence());
    while (!rest_.empty() && rest_.front() == '|') {
      rest_.remove_prefix(1);
      any.push_back(Sequence());
    }
    if (any.size() == 1) return std::move(any.front());
    Literals made;
    // One that requires nothing lets everything through.
    if (std::ranges::any_of(
            any, [](const Literals& part) { return part.kind_ == Literals::Kind::kNothing; }))
      return made;
    made.kind_ = Literals::Kind::kAny;
    made.parts_ = std::move(any);
    return made;
  }

  friend class Literals;

 private:
  Literals Sequence() {
    Literals all;
    std::string run;
    const auto end_run = [&] {
      if (run.size() >= 2) Require(all, Text(run));
      run.clear();
    };
    while (!rest_.empty() && rest_.front() != '|' && rest_.front() != ')') {
      const char c = rest_.front();
      if (c == '(') {
        end_run();
        Literals group = Group();
        if (!Optional()) Require(all, std::move(group));
      } else if (c == '[') {
        end_run();
        SkipClass();
        Optional();
      } else if (c == '\\') {
        Escape(run, end_run);
      } else if (c == '.' || c == '^' || c == '$') {
        end_run();
        rest_.remove_prefix(1);
        Optional();
      } else {
        Letter(run, end_run);
      }
    }
    end_run();
    return all;
  }

  static Literals Text(std::string_view text) {
    Literals made;
    made.kind_ = Literals::Kind::kText;
    made.text_ = Lower(text);
    return made;
  }

  static void Require(Literals& all, Literals part) {
    if (part.kind_ == Literals::Kind::kNothing) return;
    all.kind_ = Literals::Kind::kAll;
    all.parts_.push_back(std::move(part));
  }

  Literals Group() {
    rest_.remove_prefix(1);
    if (rest_.starts_with("?:"))
      rest_.remove_prefix(2);
    else if (rest_.starts_with('?'))
      flags_ = true;
    Literals inside = Alternatives();
    if (!rest_.empty()) rest_.remove_prefix(1);
    return flags_ ? Literals() : inside;
  }

  void SkipClass() {
    std::size_t at = 1;
    if (at < rest_.size() && rest_[at] == '^') ++at;
    if (at < rest_.size() && rest_[at] == ']') ++at;
    while (at < rest_.size() && rest_[at] != ']') {
      const std::size_t named =
          rest_.substr(at).starts_with("[:") ? rest_.find(":]", at + 2) : std::string_view::npos;
      if (named != std::string_view::npos)
        at = named + 2;
      else
        at += rest_[at] == '\\' ? 2 : 1;
    }
    rest_.remove_prefix(std::min(rest_.size(), at + 1));
  }

  void Escape(std::string& run, const auto& end_run) {
    const char c = rest_.size() > 1 ? rest_[1] : '\\';
    const bool literal =
        !((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'));
    if (!literal) {
      end_run();
      // What follows one of these may be its argument: \x41, \101, \pL.
      if (std::string_view("bBdDsSwWAz").find(c) == std::string_view::npos) flags_ = unread_ = true;
      rest_.remove_prefix(std::min<std::size_t>(2, rest_.size()));
      Optional();
      return;
    }
    rest_.remove_prefix(1);
    Letter(run, end_run);
  }

  // One character, which the quantifier after it may make optional.
  void Letter(std::string& run, const auto& end_run) {
    const char c = rest_.front();
    rest_.remove_prefix(1);
    const bool many =
        !rest_.empty() && std::string_view("?*+{").find(rest_.front()) != std::string_view::npos;
    if (!many) {
      run += c;
      // Beyond ASCII the cases are not known here: é and É are different bytes.
      if (static_cast<unsigned char>(c) >= 0x80) {
        run.pop_back();
        end_run();
      }
      return;
    }
    // "rights?" requires "right"; what is repeated ends the run either way.
    end_run();
    Optional();
  }

  // Takes the quantifier off; true when it allows nothing at all.
  bool Optional() {
    bool nothing = false;
    while (!rest_.empty()) {
      const char c = rest_.front();
      if (c == '?' || c == '*') {
        nothing = true;
        rest_.remove_prefix(1);
      } else if (c == '+') {
        rest_.remove_prefix(1);
      } else if (c == '{') {
        nothing = nothing || rest_.starts_with("{0") || rest_.starts_with("{,");
        const std::size_t end = rest_.find('}');
        rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + 1);
      } else {
        break;
      }
    }
    return nothing;
  }

  std::string_view rest_;
  bool flags_ = false;
  bool unread_ = false;
};

Literals Literals::Of(std::string_view expression) {
  LiteralReader reader(expression);
  Literals made = reader.Alternatives();
  return reader.unread_ ? Literals() : made;
}

bool Literals::MayMatch(const Haystack& text) const {
  const auto may = [&](const Literals& part) { return part.MayMatch(text); };
  switch (kind_) {
    case Kind::kNothing:
      return true;
    case Kind::kText:
      return text.Has(text_);
    case Kind::kAll:
      return std::ranges::all_of(parts_, may);
    case Kind::kAny:
      return std::ranges::any_of(parts_, may);
  }
  std::unreachable();
}

}  // namespace almoner::notice
