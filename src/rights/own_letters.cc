// What we wrote to somebody about their own requests, for them to read again.
#include <algorithm>

#include "rights/events.h"
#include "rights/letter.h"
#include "rights/own.h"

namespace almoner::rights {
namespace {

bool ToOthers(const FileEvent& event) {
  return event.kind == "told" || event.kind == "opinion-asked";
}

struct Written {
  OwnLetter letter;
  State then;  // the request as it was
  Time at;
};

// The request is folded once more, one event at a time: a date that was extended since stays as it
// was told.
Status AddLetters(const Context& context, const State& state, std::vector<Written>& all) {
  State then{.id = state.id};
  then.subject = state.subject;
  for (const FileEvent& event : state.events) {
    TRY(Apply(then, event));
    then.events.push_back(event);
    if (ToOthers(event)) continue;
    auto text = TRY(LetterAbout(context, then, event));
    if (!text) continue;
    OwnLetter letter{.id = state.id.text().substr(0, 8) + "-" + std::to_string(event.seq),
                     .right = state.right,
                     .on = LondonDate(event.at),
                     .title = text->substr(0, text->find('\n'))};
    letter.text = *std::move(text);
    all.push_back({.letter = std::move(letter), .then = then, .at = event.at});
  }
  return {};
}

gate::Outcome<std::vector<Written>> AllWritten(const Context& context, const SubjectId& subject) {
  const auto states = TRY(ListOwn(context, subject));
  if (!states) return gate::Refuse<std::vector<Written>>(states.error());
  std::vector<Written> all;
  for (const State& state : *states) TRY(AddLetters(context, state, all));
  std::ranges::stable_sort(all, std::greater(), &Written::at);
  return all;
}

}  // namespace

gate::Outcome<std::vector<OwnLetter>> LettersOwn(const Context& context, const SubjectId& subject) {
  auto written = TRY(AllWritten(context, subject));
  if (!written) return gate::Refuse<std::vector<OwnLetter>>(std::move(written).error());
  std::vector<OwnLetter> letters;
  for (Written& one : *written) letters.push_back(std::move(one.letter));
  return letters;
}

gate::Outcome<OwnPdf> LetterOwn(const Context& context, const SubjectId& subject,
                                std::string_view id) {
  auto written = TRY(AllWritten(context, subject));
  if (!written) return gate::Refuse<OwnPdf>(std::move(written).error());
  for (Written& one : *written)
    if (one.letter.id == id) {
      Bytes pdf = TRY(LetterAsPdf(context, one.then, one.letter.text));
      return OwnPdf{.letter = std::move(one.letter), .pdf = std::move(pdf)};
    }
  return Fail(Code::kNotFound, "There is no such letter.");
}

}  // namespace almoner::rights
