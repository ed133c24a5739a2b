#include "notice/section.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "notice/period.h"

namespace almoner::notice {
namespace {

using law::Node;

std::string Joined(const auto& words) {
  std::string text;
  for (const auto& word : words) text.append(text.empty() ? "" : ", ").append(word);
  return text;
}

bool IsId(std::string_view text, Section::Capitals capitals) {
  const auto allowed = [&](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
           (capitals == Section::Capitals::kYes && c >= 'A' && c <= 'Z');
  };
  return !text.empty() && text.size() <= 64 && std::ranges::all_of(text, allowed);
}

}  // namespace

void Findings::Add(Mark at, std::string what, std::string remedy) {
  if (closed_) return;
  list_.push_back({at, std::move(what), std::move(remedy)});
  closed_ = list_.size() == kMostFindings;
}

void Findings::AddLast(Mark at, std::string what, std::string remedy) {
  Add(at, std::move(what), std::move(remedy));
  closed_ = true;
}

std::vector<Finding> Findings::TakeInOrder() && {
  std::ranges::stable_sort(list_, {}, &Finding::at);
  return std::move(list_);
}

Section::Section(const Node& node, std::string name, Findings& findings)
    : node_(node), name_(std::move(name)), findings_(findings) {
  if (node_.kind != Node::Kind::kMap)
    findings_.Add(node_.at, fmt::format("{} must be a map of keys and values.", name_),
                  "Write `key: value` lines here.");
}

Section::~Section() {
  if (node_.kind != Node::Kind::kMap) return;
  for (const Node& child : node_.children)
    if (!asked_.contains(child.key))
      findings_.Add(child.key_at, fmt::format("{} has no key '{}'.", name_, child.key),
                    fmt::format("Known keys here: {}.", Joined(asked_)));
}

const Node* Section::Take(std::string_view key) {
  asked_.emplace(key);
  return node_.Find(key);
}

Mark Section::at(std::string_view key) const {
  const Node* const value = node_.Find(key);
  if (value == nullptr) return node_.at;
  return Has(key) ? value->at : value->key_at;  // what is left empty has no place of its own
}

void Section::Complain(std::string_view key, std::string what, std::string remedy) {
  findings_.Add(at(key), std::move(what), std::move(remedy));
}

void Section::Complain(Mark where, std::string what, std::string remedy) {
  findings_.Add(where, std::move(what), std::move(remedy));
}

bool Section::Has(std::string_view key) const {
  const Node* const value = node_.Find(key);
  return value != nullptr && !(value->text.empty() && value->children.empty());
}

std::string Section::Optional(std::string_view key) {
  const Node* const value = Take(key);
  if (value == nullptr) return {};
  if (value->kind != Node::Kind::kText) {
    Complain(key, fmt::format("{}: '{}' must be a single value.", name_, key),
             fmt::format("Write `{}: …` on one line.", key));
    return {};
  }
  return value->text;
}

std::string Section::Required(std::string_view key, std::string_view example) {
  std::string text = Optional(key);
  if (!Has(key))
    Complain(key, fmt::format("{} lacks '{}'.", name_, key),
             fmt::format("Write `{}: {}`.", key, example));
  return text;
}

std::string Section::Id(Capitals capitals) {
  std::string id = Required("id", "some-name");
  if (!id.empty() && !IsId(id, capitals))
    Complain("id", fmt::format("'{}' cannot be an id.", id),
             fmt::format("Use {}letters, digits, hyphens and dots, at most 64.",
                         capitals == Capitals::kYes ? "" : "lower-case "));
  if (!id.empty()) name_ += " '" + id + "'";
  return id;
}

bool Section::Flag(std::string_view key) {
  const std::string text = Optional(key);
  if (text.empty() || text == "no" || text == "false") return false;
  if (text == "yes" || text == "true") return true;
  Complain(key, fmt::format("{}: '{}' is neither yes nor no.", name_, key),
           fmt::format("Write `{}: yes` or leave it out.", key));
  return false;
}

std::optional<int> Section::Number(std::string_view key, int least, int most) {
  const std::string text = Optional(key);
  if (text.empty()) return std::nullopt;
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error == std::errc() && end == text.data() + text.size() && number >= least && number <= most)
    return number;
  Complain(key,
           fmt::format("{}: '{}' is not a whole number from {} to {}.", name_, key, least, most),
           fmt::format("Write `{}: {}`.", key, least));
  return std::nullopt;
}

std::size_t Section::OneOf(std::string_view key, const std::vector<std::string_view>& words) {
  const std::string text = Optional(key);
  if (text.empty()) return 0;
  const auto found = std::ranges::find(words, text);
  if (found != words.end()) return static_cast<std::size_t>(found - words.begin());
  Complain(key, fmt::format("{}: '{}' cannot be '{}'.", name_, key, text),
           fmt::format("Use one of: {}.", Joined(words)));
  return 0;
}

std::vector<Section::Said> Section::Words(std::string_view key) {
  std::vector<Said> words;
  const Node* const value = Take(key);
  if (value == nullptr) return words;
  if (value->kind != Node::Kind::kList) {
    Complain(key, fmt::format("{}: '{}' must be a list.", name_, key),
             fmt::format("Write `{}: [one, another]`.", key));
    return words;
  }
  for (const Node& item : value->children) {
    if (item.kind == Node::Kind::kText && !item.text.empty())
      words.push_back({item.text, item.at});
    else
      findings_.Add(item.at, fmt::format("{}: '{}' must list plain words.", name_, key),
                    "Write one word for each.");
  }
  return words;
}

std::string Section::Word(std::string_view key, const std::vector<std::string_view>& words) {
  return std::string(words[OneOf(key, words)]);
}

std::string Section::WordOrNone(std::string_view key, const std::vector<std::string_view>& words) {
  const std::string word = Word(key, words);
  return Has(key) ? word : std::string();
}

std::vector<std::string> Section::Texts(std::string_view key) {
  std::vector<std::string> texts;
  for (Said& said : Words(key)) texts.push_back(std::move(said.text));
  return texts;
}

std::vector<std::string> Section::TextsOf(std::string_view key,
                                          const std::vector<std::string_view>& words) {
  std::vector<std::string> texts;
  for (Said& said : Words(key)) {
    if (std::ranges::find(words, said.text) == words.end())
      Complain(said.at, fmt::format("{}: '{}' cannot list '{}'.", name_, key, said.text),
               fmt::format("Use some of: {}.", Joined(words)));
    else
      texts.push_back(std::move(said.text));
  }
  return texts;
}

std::optional<Date> Section::Day(std::string_view key) {
  const std::string text = Optional(key);
  if (text.empty()) return std::nullopt;
  if (const auto date = ParseDate(text)) return *date;
  Complain(key, fmt::format("{}: '{}' is not a day that there is.", name_, text),
           fmt::format("Write `{}: 2026-11-21`.", key));
  return std::nullopt;
}

std::vector<Date> Section::Days(std::string_view key) {
  std::vector<Date> days;
  for (const Said& said : Words(key)) {
    if (const auto date = ParseDate(said.text))
      days.push_back(*date);
    else
      Complain(said.at, fmt::format("{}: '{}' is not a day that there is.", name_, said.text),
               "Write each like 2026-11-21.");
  }
  return days;
}

std::optional<Period> Section::Span(std::string_view key) {
  const std::string text = Optional(key);
  if (text.empty()) return std::nullopt;
  if (const auto period = ParsePeriod(text)) return period;
  Complain(key, fmt::format("'{}' is not a period.", text),
           fmt::format("Write `{}: 8 years`, `18 months` or `30 days`.", key));
  return std::nullopt;
}

bool Section::MaybeWithin(std::string_view key, std::string_view what,
                          const std::function<void(Section&)>& visit) {
  asked_.emplace(key);
  if (!Has(key)) return false;
  Within(key, what, visit);
  return true;
}

void Section::Each(std::string_view key, std::string_view what, std::size_t most,
                   const std::function<void(Section&)>& visit) {
  const Node* const value = Take(key);
  if (value == nullptr) return;
  if (value->kind != Node::Kind::kList) {
    Complain(key, fmt::format("{}: '{}' must be a list.", name_, key),
             "Begin each entry with `- `.");
    return;
  }
  if (value->children.size() > most) {
    findings_.AddLast(value->at,
                      fmt::format("{}: '{}' has {} entries; at most {} fit.", name_, key,
                                  value->children.size(), most),
                      "Merge some of them.");
    return;
  }
  for (const Node& item : value->children) {
    Section section(item, std::string(what), findings_);
    if (item.kind == Node::Kind::kMap) visit(section);
  }
}

void Section::Within(std::string_view key, std::string_view what,
                     const std::function<void(Section&)>& visit) {
  const Node* const value = Take(key);
  if (value == nullptr) {
    findings_.Add(node_.at, fmt::format("{} lacks '{}'.", name_, key),
                  fmt::format("Add `{}:` with its keys below it.", key));
    return;
  }
  Section section(*value, std::string(what), findings_);
  if (value->kind == Node::Kind::kMap) visit(section);
}

}  // namespace almoner::notice
