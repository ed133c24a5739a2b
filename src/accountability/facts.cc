#include "accountability/facts.h"

#include <algorithm>

namespace almoner::accountability {
namespace {

constexpr std::size_t kLongest = 64 << 10;

bool IsId(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
  });
}

bool IsNumber(std::string_view text) {
  return !text.empty() && text.size() <= 9 &&
         std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

Status CheckText(const FactRule& rule, std::string_view value) {
  if (value.find_first_not_of(" \t\r\n") != value.npos && value.size() <= kLongest && IsUtf8(value))
    return {};
  return Fail(Code::kInvalid, "Say it in words: UTF-8 text, and not more than 64 KB.",
              Detail("fact", rule.name));
}

Status CheckMoment(const FactRule& rule, std::string_view value, Time now) {
  bool ahead = false;
  if (rule.type == Type::kDate) {
    const auto date = ParseDate(value);
    if (!date)
      return Fail(Code::kInvalid, "This is a date like 2026-12-24.", Detail("fact", rule.name));
    ahead = sys_days(*date) > sys_days(LondonDate(now));
  } else {
    const auto time = Time::Parse(value);
    if (!time)
      return Fail(Code::kInvalid, "This is a time like 2026-12-24T16:00:00Z.",
                  Detail("fact", rule.name));
    ahead = *time > now;
  }
  if (!ahead || rule.ahead) return {};
  return Fail(Code::kInvalid, "This has happened, so it cannot be in the future.",
              Detail("fact", rule.name));
}

}  // namespace

Status CheckValue(const FactRule& rule, std::string_view value, Time now) {
  switch (rule.type) {
    case Type::kWord:
      if (std::ranges::find(rule.words, value) != rule.words.end()) return {};
      return Fail(Code::kInvalid, "This is not one of its words; `steps` lists them.",
                  Detail("fact", rule.name));
    case Type::kDate:
    case Type::kTime:
      return CheckMoment(rule, value, now);
    case Type::kNumber:
      if (IsNumber(value)) return {};
      return Fail(Code::kInvalid, "This is a whole number.", Detail("fact", rule.name));
    case Type::kIds:
      if (const auto ids = Ids(value); !ids.empty() && std::ranges::all_of(ids, IsId)) return {};
      return Fail(Code::kInvalid, "These are ids of the notice, separated by commas.",
                  Detail("fact", rule.name));
    case Type::kFile:
      if (RequestId::Parse(value)) return {};
      return Fail(Code::kInvalid, "This is an id of 32 hexadecimal digits.",
                  Detail("fact", rule.name));
    case Type::kText:
      return CheckText(rule, value);
  }
  std::unreachable();
}

Status CheckFacts(const Step& step, const Facts& facts, Time now) {
  std::size_t taken = 0;
  for (const FactRule& rule : step.facts) {
    const auto found = facts.find(std::string(rule.name.view()));
    if (found == facts.end() || found->second.empty()) {
      if (rule.required)
        return Fail(Code::kInvalid, "A fact that this step needs is missing; `steps` lists them.",
                    Detail("fact", rule.name), Detail("step", step.name));
      taken += found == facts.end() ? 0 : 1;
      continue;
    }
    TRY(CheckValue(rule, found->second, now));
    ++taken;
  }
  if (taken == facts.size()) return {};
  return Fail(Code::kInvalid, "A fact was given that this step does not take; `steps` lists them.",
              Detail("step", step.name));
}

std::string Get(const Facts& facts, std::string_view name) {
  const auto found = facts.find(std::string(name));
  return found == facts.end() ? std::string() : found->second;
}

std::vector<std::string> Ids(std::string_view text) {
  std::vector<std::string> ids;
  for (std::size_t from = 0; !text.empty() && from <= text.size();) {
    const std::size_t to = std::min(text.find(',', from), text.size());
    ids.emplace_back(text.substr(from, to - from));
    from = to + 1;
  }
  return ids;
}

const FileEvent* State::Last(std::string_view step) const {
  const auto found = std::ranges::find(known.rbegin(), known.rend(), step, &FileEvent::kind);
  return found == known.rend() ? nullptr : &*found;
}

std::string State::Said(std::string_view step, std::string_view fact) const {
  const FileEvent* const last = Last(step);
  return last == nullptr ? std::string() : Get(last->facts, fact);
}

std::string State::Latest(std::string_view fact) const {
  for (auto event = known.rbegin(); event != known.rend(); ++event)
    if (std::string said = Get(event->facts, fact); !said.empty()) return said;
  return {};
}

Step Correction(Literal action) {
  return {.name = "corrected",
          .action = action,
          .from = {"*"},
          .to = {},
          .facts = {
              {.name = "step", .type = Type::kIds, .required = true, .what = "which step said it"},
              {.name = "fact", .type = Type::kIds, .required = true, .what = "which fact of it"},
              {.name = "words", .type = Type::kText, .required = true, .what = "what is right"},
              {.name = "why",
               .type = Type::kWord,
               .required = true,
               .what = "how it came to be wrong",
               .words = {"keyed-in-wrongly", "learned-later", "misunderstood"}}}};
}

}  // namespace almoner::accountability
