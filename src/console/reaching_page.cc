#include "console/reaching_page.h"

#include "app/reaching.h"
#include "console/asked.h"
#include "console/purposes.h"
#include "web/caller.h"
#include "web/doors.h"
#include "web/reaching_form.h"
#include "web/words.h"

namespace almoner::web::console {
namespace {

using safety::Channel;
using safety::Marker;
using safety::Needs;
using safety::Said;

constexpr std::string_view kEnd = "end";

std::string PageOf(const SubjectId& subject, std::string_view page) {
  return "/people/" + subject.text() + "/" + std::string(page);
}

Question ReviewQuestion() {
  return {.kind = Kind::kDate,
          .name = "review",
          .label = "When is it looked at again?",
          .missing = "Say when it is looked at again",
          .hint = "Within a year. It goes on until somebody changes it."};
}

FormPage ContactPage(const SubjectId& subject) {
  return {
      .heading = "Contact",
      .back = "/people/" + subject.text(),
      .back_text = "The person",
      .action = PageOf(subject, "contact"),
      .button = "Record it",
      .says = {"What you record here is seen by few. Whatever is ticked is not used by anybody: "
               "letters and e-mail do not go, and the address or number is not shown."},
      .questions =
          {NeverQuestion("Which ways are never to be used?", true),
           {.kind = Kind::kSeveral,
            .name = "hide",
            .label = "Where they live",
            .options = {{.value = "address",
                         .text = "Nobody else sees their address",
                         .note = "Nor any address that stands in their record now, wherever it is "
                                 "written."}}},
           {.kind = Kind::kWords,
            .name = "hidden",
            .label = "What else must nobody see?",
            .hint = "Another address or a telephone number, a line each."},
           {.kind = Kind::kWords,
            .name = "told",
            .label = "Who is never to be told?",
            .hint = "A name, or a recipient of our notice, a line each."},
           {.kind = Kind::kWords, .name = "how", .label = "What is safe: ways, times, who answers"},
           {.kind = Kind::kLine, .name = "codeword", .label = "Code word"},
           {.kind = Kind::kWords, .name = "why", .label = "Why"},
           ReviewQuestion(),
           {.kind = Kind::kSeveral,
            .name = "over",
            .label = "Is it over?",
            .options = {{.value = std::string(kEnd), .text = "All of this is over"}}}},
      .tab = Tab::kPeople};
}

FormPage NeedsPage(const SubjectId& subject) {
  return {.heading = "Communication needs",
          .back = "/people/" + subject.text(),
          .back_text = "The person",
          .action = PageOf(subject, "needs"),
          .button = "Record them",
          .says = {"Ask the person. Letters and packs follow what is ticked; the rest is shown to "
                   "whoever opens the record."},
          .questions = {NeedsQuestion("What do they need?"),
                        LanguageQuestion("Which language do they read or speak?"),
                        {.kind = Kind::kWords, .name = "else", .label = "What else helps?"},
                        {.kind = Kind::kSeveral,
                         .name = "shared",
                         .label = "May other services be told?",
                         .options = {{.value = "yes", .text = "They have agreed to that"}}},
                        ReviewQuestion()},
          .tab = Tab::kPeople};
}

std::string Lines(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += (text.empty() ? "" : "\n") + line;
  return text;
}

void AddDate(http::Fields& fields, const std::optional<Date>& date) {
  if (!date) return;
  fields.emplace("review-day", std::to_string(static_cast<unsigned>(date->day())));
  fields.emplace("review-month", std::to_string(static_cast<unsigned>(date->month())));
  fields.emplace("review-year", std::to_string(static_cast<int>(date->year())));
}

Answers AnswersOf(const Marker& marker) {
  http::Fields fields;
  for (std::size_t i = 0; i < safety::kChannels; ++i)
    if (marker.never.test(i))
      fields.emplace("never." + std::string(safety::Name(static_cast<Channel>(i))), "1");
  if (marker.hide_address) fields.emplace("hide.address", "1");
  fields.emplace("hidden", Lines(marker.hidden));
  fields.emplace("told", Lines(marker.never_told));
  fields.emplace("how", marker.how);
  fields.emplace("codeword", marker.code_word);
  fields.emplace("why", marker.why);
  AddDate(fields, marker.said.review);
  return Answers(std::move(fields));
}

Answers AnswersOf(const Needs& needs) {
  http::Fields fields;
  for (std::size_t i = 0; i < safety::kNeeds; ++i)
    if (needs.needs.test(i))
      fields.emplace("needs." + std::string(safety::Name(static_cast<safety::Need>(i))), "1");
  fields.emplace("language", needs.language);
  fields.emplace("else", needs.words);
  if (needs.shared) fields.emplace("shared.yes", "1");
  AddDate(fields, needs.said.review);
  return Answers(std::move(fields));
}

Marker MarkerIn(const Answers& answers) {
  Marker marker{.never = NeverIn(answers),
                .hide_address = !answers.Several("hide").empty(),
                .hidden = LinesIn(answers.Text("hidden")),
                .never_told = LinesIn(answers.Text("told")),
                .how = answers.Text("how"),
                .code_word = answers.Text("codeword"),
                .why = answers.Text("why")};
  marker.said.review = answers.Day("review");
  return marker;
}

// Who said it, when, and when it is looked at again.
Result<std::string> SaidInWords(const Site& site, const Said& said) {
  std::string text = "Recorded on " + ToWords(LondonDate(said.at)) + " by " +
                     (said.by ? TRY(NameOf(site, *said.by)) : std::string("the person")) + ".";
  if (!said.review) return text;
  const bool due = sys_days(*said.review) <= sys_days(LondonDate(site.app.clock().Now()));
  return text + (due ? " It was to be looked at again on " : " It is looked at again on ") +
         ToWords(*said.review) + ".";
}

using Recorded = gate::Outcome<gate::Changed>;

// Leads back to the person, shows a refusal, or says above the form what is wrong.
Result<http::Response> After(Site& site, const Caller& caller, const SubjectId& subject,
                             const FormPage& page, const Answers& answers, Recorded recorded) {
  if (recorded && *recorded) return http::Response::Redirect("/people/" + subject.text());
  if (recorded)
    return ShowRefusal(site, caller, {.refused = recorded->error(), .subject = subject});
  const auto mending = MendingOf(site, recorded.error());
  if (!mending) return std::unexpected(std::move(recorded).error());
  return ShowForm(site, caller, page, answers,
                  {{.field = std::string(kHeading), .text = mending->text}}, mending->status);
}

void AddRow(View& box, std::string_view label, std::string_view text) {
  if (!text.empty()) box.Add("SAFE_ROW").Set("LABEL", label).Set("TEXT", text);
}

}  // namespace

Result<http::Response> ShowContact(Site& site, const http::Request& request, const Caller& caller) {
  const SubjectId subject = TRY(SubjectOf(request));
  const auto shown = TRY(site.counters.Count(app::ShowReaching(site.app, caller.staff, subject)));
  if (!shown) return ShowRefusal(site, caller, {.refused = shown.error(), .subject = subject});
  FormPage page = ContactPage(subject);
  if (!shown->marker) return ShowForm(site, caller, page);
  page.says.push_back(TRY(SaidInWords(site, shown->marker->said)));
  return ShowForm(site, caller, page, AnswersOf(*shown->marker));
}

Result<http::Response> ShowNeeds(Site& site, const http::Request& request, const Caller& caller) {
  const SubjectId subject = TRY(SubjectOf(request));
  const auto shown = TRY(site.counters.Count(app::ShowNeeds(site.app, caller.staff, "", subject)));
  if (!shown) return ShowRefusal(site, caller, {.refused = shown.error(), .subject = subject});
  FormPage page = NeedsPage(subject);
  if (!shown->any()) return ShowForm(site, caller, page);
  page.says.push_back(TRY(SaidInWords(site, shown->said)));
  return ShowForm(site, caller, page, AnswersOf(*shown));
}

Result<http::Response> TakeContact(Site& site, const http::Request& request, const Caller& caller,
                                   const http::Fields& fields) {
  const SubjectId subject = TRY(SubjectOf(request));
  const FormPage page = ContactPage(subject);
  const Answers answers(fields);
  const bool over = !answers.Several("over").empty();
  if (const auto problems = Check(page.questions, answers); !over && !problems.empty())
    return ShowForm(site, caller, page, answers, problems);
  return After(site, caller, subject, page, answers,
               over ? app::EndWhatIsSafe(site.app, caller.staff, subject)
                    : app::SayWhatIsSafe(site.app, caller.staff, subject, MarkerIn(answers)));
}

Result<http::Response> TakeNeeds(Site& site, const http::Request& request, const Caller& caller,
                                 const http::Fields& fields) {
  const SubjectId subject = TRY(SubjectOf(request));
  const FormPage page = NeedsPage(subject);
  const Answers answers(fields);
  if (const auto problems = Check(page.questions, answers); !problems.empty())
    return ShowForm(site, caller, page, answers, problems);
  Needs needs = NeedsIn(answers);
  needs.shared = !answers.Several("shared").empty();
  needs.said.review = answers.Day("review");
  return After(site, caller, subject, page, answers,
               app::SayNeeds(site.app, caller.staff, "", subject, std::move(needs)));
}

Status AddReaching(View& page, const Site& site, const SubjectId& subject,
                   std::string_view purpose) {
  const safety::Reaching reaching = TRY(app::ReachingFor(site.app, subject, purpose));
  if (reaching.needs && reaching.needs->any())
    page.Add("NEEDS").Set("TEXT", Capital(reaching.needs->text()));
  if (!reaching.marker) return {};
  const Marker& marker = *reaching.marker;
  View& box = page.Add("SAFE");
  AddRow(box, "Safe", marker.how);
  AddRow(box, "Code word", marker.code_word);
  std::string never;
  for (std::size_t i = 0; i < safety::kChannels; ++i)
    if (marker.never.test(i))
      never.append(never.empty() ? "" : ", ").append(safety::Name(static_cast<Channel>(i)));
  AddRow(box, "Never by", never);
  AddRow(box, "Never told", Lines(marker.never_told));
  AddRow(box, "Address", marker.hide_address ? "Nobody else may see it" : "");
  return {};
}

// A look that finds something due is recorded, as on the page itself; whoever has no role for it
// causes none, and of the others each only for people whom they may see.
Status AddSafetyToDo(Site& site, const Caller& caller, Waitings& out) {
  const notice::Notice& notice = site.app.notice();
  const auto activity = notice.FindActivity("law.safeguarding");
  if (!activity) return {};
  const notice::RoleSet roles = caller.roles & notice.activities[*activity].roles;
  if (roles.none()) return {};
  const Time now = site.app.clock().Now();
  const auto soon = sys_days(LondonDate(now)) + std::chrono::days(7);
  const auto due =
      TRY(site.app.store().Read([&](store::ReadTx& tx) -> Result<std::vector<safety::Of>> {
        std::vector<safety::Of> mine;
        for (safety::Of& one : TRY(safety::Markers(tx, site.app.keys()))) {
          if (!one.marker.said.review || sys_days(*one.marker.said.review) > soon) continue;
          const auto relation =
              TRY(staff::RelationTo(tx, site.app.keys(), caller.staff, one.subject, now));
          if (!relation.closed && (relation.assigned || (roles & notice.everyone).any()))
            mine.push_back(std::move(one));
        }
        return mine;
      }));
  for (const safety::Of& one : due) {
    const auto shown = TRY(app::ShowReaching(site.app, caller.staff, one.subject));
    if (!shown) continue;
    out.push_back({.by = EndOf(*one.marker.said.review),
                   .item = {.title = "Look again at how somebody is reached",
                            .href = "/people/" + one.subject.text() + "/contact",
                            .aside = "number " + one.subject.text(),
                            .lines = {"Ask them whether it still holds, without anybody near."}}});
  }
  return {};
}

}  // namespace almoner::web::console
