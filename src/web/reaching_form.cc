#include "web/reaching_form.h"

#include "http/text.h"
#include "web/words.h"

namespace almoner::web {
namespace {

using safety::Channel;
using safety::Need;

Option OptionFor(Channel channel, std::string text, std::string note = {}) {
  return {.value = std::string(safety::Name(channel)),
          .text = std::move(text),
          .note = std::move(note)};
}

}  // namespace

Question NeedsQuestion(std::string_view label) {
  Question question{.kind = Kind::kSeveral, .name = "needs", .label = std::string(label)};
  for (std::size_t i = 0; i < safety::kNeeds; ++i) {
    const auto need = static_cast<Need>(i);
    question.options.push_back({.value = std::string(safety::Name(need)),
                                .text = Capital(std::string(safety::InWords(need)))});
  }
  return question;
}

Question LanguageQuestion(std::string_view label) {
  return {.kind = Kind::kLine,
          .name = "language",
          .label = std::string(label),
          .hint = "For example, Polish. Leave it empty for English."};
}

Question NeverQuestion(std::string_view label, bool ours) {
  Question question{.kind = Kind::kSeveral, .name = "never", .label = std::string(label)};
  question.options = {OptionFor(Channel::kPost, "Post"), OptionFor(Channel::kEmail, "E-mail"),
                      OptionFor(Channel::kPhone, "Telephone"),
                      OptionFor(Channel::kText, "Text messages")};
  if (ours) {
    question.options.push_back(OptionFor(Channel::kPortal, "Their account on our website",
                                         "Signing in is answered as though there were none."));
    question.options.push_back(OptionFor(Channel::kLists, "The lists in their account",
                                         "Who looked, and what was asked: both are empty."));
  }
  return question;
}

safety::Channels NeverIn(const Answers& answers) {
  safety::Channels never;
  for (const std::string& name : answers.Several("never"))
    if (const auto channel = safety::ParseChannel(name))
      never.set(static_cast<std::size_t>(*channel));
  return never;
}

safety::Needs NeedsIn(const Answers& answers) {
  safety::Needs needs{.language = answers.Text("language"), .words = answers.Text("else")};
  for (const std::string& name : answers.Several("needs"))
    if (const auto need = safety::ParseNeed(name)) needs.needs.set(static_cast<std::size_t>(*need));
  return needs;
}

std::vector<std::string> LinesIn(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty())
    if (const std::string_view line = http::Trim(http::TakeUntil(text, '\n')); !line.empty())
      lines.emplace_back(line);
  return lines;
}

}  // namespace almoner::web
