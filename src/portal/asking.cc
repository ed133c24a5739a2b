#include "portal/asking.h"

#include <algorithm>

#include "http/cookie.h"
#include "web/words.h"

namespace almoner::web::portal {
namespace {

constexpr std::size_t kSecret = 32;  // bytes of the cookie

http::Cookie CookieOf(const SecretBytes& secret) {
  return {.name = kDraftCookie, .value = ToHex(secret.view()), .max_age = kDraftLasts};
}

std::optional<SecretBytes> SecretOf(const http::Request& request) {
  const auto cookie = request.cookie(kDraftCookie.view());
  if (!cookie || cookie->size() != 2 * kSecret) return std::nullopt;
  const auto secret = FromHex(*cookie);
  if (!secret) return std::nullopt;
  return SecretBytes::CopyOf(BytesView(*secret));
}

// What it is that is asked: nothing of it is known once another right is chosen.
bool RestsOn(std::string_view name, std::string_view changed) {
  return (changed == "right" && name == "about") || (changed == "answer" && name == "contact") ||
         (changed == "for" && (name == "person" || name == "relation"));
}

}  // namespace

std::string Asking::Get(std::string_view name) const {
  return accountability::Get(draft.answers, name);
}

Result<std::optional<Asking>> AskingOf(Desk& desk, const http::Request& request) {
  const auto secret = SecretOf(request);
  if (!secret) return std::optional<Asking>();
  const app::App& app = desk.site.app;
  Asking asking{.ticket = accountability::TicketOf(app.keys(), *secret), .draft = {}};
  auto draft =
      TRY(accountability::FindDraft(desk.site.app.store(), app.keys(), asking.ticket, desk.Now()));
  if (!draft) return std::optional<Asking>();
  asking.draft = *std::move(draft);
  return std::optional(std::move(asking));
}

Result<BegunAsking> NewAsking(Desk& desk, Facts answers) {
  app::App& app = desk.site.app;
  SecretBytes secret(kSecret);
  app.random().Fill(secret.mutable_span());
  BegunAsking begun{.asking = {.ticket = accountability::TicketOf(app.keys(), secret), .draft = {}},
                    .cookie = http::SetCookie(CookieOf(secret))};
  begun.asking.draft.until = desk.Now() + kDraftLasts;
  TRY(Keep(desk, begun.asking, std::move(answers)));
  return begun;
}

Status Keep(Desk& desk, Asking& asking, Facts answers) {
  app::App& app = desk.site.app;
  accountability::Draft next{
      .answers = std::move(answers), .version = asking.draft.version, .until = asking.draft.until};
  const auto ready = accountability::SealDraft(app.keys(), asking.ticket, next);
  TRY(app.store().Write([&](store::Tx& tx) { return accountability::PutDraft(tx, ready); }));
  next.version = ready.version;
  asking.draft = std::move(next);
  return {};
}

std::string_view NextOf(const std::vector<Stage>& stages, const Facts& answers) {
  for (const Stage& stage : stages)
    if (!answers.contains("done." + std::string(stage.name))) return stage.name;
  return "check";
}

Facts With(Facts answers, const Stage& stage, const Answers& given, bool done) {
  const std::string mark = "done." + std::string(stage.name);
  for (const Question& question : stage.questions) {
    const std::string text = given.Text(question.name);
    if (accountability::Get(answers, question.name) == text) continue;
    for (const std::string_view other : {"about", "contact", "person", "relation"})
      if (RestsOn(other, question.name)) {
        answers.erase(std::string(other));
        answers.erase("done." + std::string(other));
      }
    if (text.empty())
      answers.erase(question.name);
    else
      answers[question.name] = text;
  }
  if (done)
    answers[mark] = "1";
  else
    answers.erase(mark);
  return answers;
}

Answers AnswersOf(const Facts& answers) {
  return Answers(http::Fields(answers.begin(), answers.end()));
}

std::vector<Said> SaidIn(const std::vector<Stage>& stages, const Facts& answers) {
  std::vector<Said> all;
  for (const Stage& stage : stages)
    for (const Question& question : stage.questions) {
      std::string answer = accountability::Get(answers, question.name);
      for (const Option& option : question.options)
        if (option.value == answer) {
          answer = option.text;
          break;
        }
      all.push_back({.question = question.label, .answer = std::move(answer), .stage = stage.name});
    }
  return all;
}

Result<http::Response> ShowSlipForm(Desk& desk, Literal page, const Frame& frame,
                                    const Typed& typed, int status) {
  View view(page);
  View fields("slip_fields.html");
  fields.Set("REFERENCE", typed.reference).Set("CODE", typed.code);
  Frame around = frame;
  around.status = status;
  if (!typed.wrong.empty()) {
    around.error = true;
    view.Put("ERRORS", ErrorSummary({{.field = "reference", .text = typed.wrong}}));
    fields.Add("WRONG").Set("TEXT", typed.wrong);
  }
  view.Put("FIELDS", std::move(fields));
  return Show(desk.site, around, std::move(view));
}

std::optional<crypto::Digest> AsideOf(const Asking& asking) {
  const auto bytes = FromHex(asking.Get(kAside));
  crypto::Digest finder{};
  if (!bytes || bytes->size() != finder.size()) return std::nullopt;
  std::ranges::copy(*bytes, finder.begin());
  return finder;
}

}  // namespace almoner::web::portal
