// What a person agreed to, refused and took back, for whoever may attend to them; and the page on
// which staff write down an answer that was given to them (Article 7(1) and (3)).
#include <algorithm>

#include "consent/consent.h"
#include "console/office.h"
#include "console/purposes.h"
#include "console/register_terms.h"
#include "web/caller.h"
#include "web/words.h"

namespace almoner::web::console {
namespace {

using consent::Means;
using Said = consent::Kind;

std::string_view AnswerInWords(Said answer) {
  switch (answer) {
    case Said::kGiven:
      return "Agreed";
    case Said::kRefused:
      return "Said no";
    case Said::kWithdrawn:
      return "Took it back";
  }
  std::unreachable();
}

std::string_view MeansInWords(Means means) {
  switch (means) {
    case Means::kInPerson:
      return "in person";
    case Means::kPhone:
      return "by phone";
    case Means::kPaper:
      return "on paper";
    case Means::kEmail:
      return "by e-mail";
    case Means::kPortal:
      return "in their account";
  }
  std::unreachable();
}

// Whose consents, and where their pages are.
struct ConsentsOf {
  SubjectId subject;
  std::string purpose;

  [[nodiscard]] std::string Query() const { return "?purpose=" + http::EncodePercent(purpose); }
  [[nodiscard]] std::string Person() const { return "/people/" + subject.text(); }
  [[nodiscard]] std::string Page() const { return Person() + "/consents"; }
};

Result<ConsentsOf> ConsentsIn(const Site& site, const http::Request& request,
                              const Caller& caller) {
  return ConsentsOf{
      .subject = TRY(SubjectOf(request)),
      .purpose = Chosen(PurposesOf(site.app.notice(), caller.roles), request.query("purpose"))};
}

// Oldest first. That they looked is recorded.
gate::Outcome<std::vector<consent::Event>> LookAtConsents(Site& site, const Caller& caller,
                                                          const ConsentsOf& whose) {
  using Events = std::vector<consent::Event>;
  Events events;
  auto looked = TRY(site.counters.Count(site.app.gate().Act(
      {.actor = caller.staff,
       .purpose = whose.purpose,
       .subjects = {whose.subject},
       .action = gate::Action::kAttend},
      "consent.read", [&](const gate::Change& change) -> Status {
        events.clear();
        for (consent::Ready& ready : TRY(consent::History(change.tx, change.keys, whose.subject)))
          events.push_back(std::move(ready.event));
        return {};
      })));
  if (!looked) return gate::Refuse<Events>(std::move(looked).error());
  return events;
}

Result<http::Response> RefusedConsents(const Site& site, const Caller& caller,
                                       const ConsentsOf& whose, const gate::Refused& refused) {
  return ShowRefusal(site, caller,
                     {.refused = refused, .purpose = whose.purpose, .subject = whose.subject});
}

const consent::Event* LastOf(const std::vector<consent::Event>& events, std::string_view id) {
  const auto found =
      std::ranges::find(events.rbegin(), events.rend(), id, &consent::Event::consent);
  return found == events.rend() ? nullptr : &*found;
}

bool StandsNow(const consent::Event* last, const notice::Consent& asked) {
  return last != nullptr && last->kind == Said::kGiven && last->wording == asked.version;
}

Tag TagOf(const consent::Event* last, const notice::Consent& asked) {
  if (StandsNow(last, asked)) return {.colour = "green", .text = "Agreed"};
  if (last == nullptr) return {.colour = "grey", .text = "Not asked"};
  if (last->kind == Said::kGiven) return {.colour = "yellow", .text = "Agreed to earlier words"};
  return {.colour = "red", .text = std::string(AnswerInWords(last->kind))};
}

Part AskedPart(const notice::Notice& notice, const std::vector<consent::Event>& events,
               const ConsentsOf& whose) {
  Part part{.heading = "What our notice asks", .empty = "Our notice asks for no consent."};
  for (const notice::Consent& asked : notice.consents) {
    const consent::Event* const last = LastOf(events, asked.id);
    Item item{.title = asked.wording, .tag = TagOf(last, asked)};
    if (last != nullptr)
      item.lines.push_back(std::string(AnswerInWords(last->kind)) + " on " +
                           ToWords(LondonDate(last->at)) + ", " +
                           std::string(MeansInWords(last->means)) + ".");
    if (const std::string uses = UsesOf(notice, asked); !uses.empty())
      item.lines.push_back("What rests on it: " + uses + ".");
    item.links.push_back(
        {.href = whose.Page() + "/" + asked.id + whose.Query(), .text = "Write down their answer"});
    part.items.push_back(std::move(item));
  }
  return part;
}

Result<Part> HistoryPart(const Site& site, const std::vector<consent::Event>& events) {
  const notice::Notice& notice = site.app.notice();
  Part part{.heading = "Every answer, the last first", .empty = "They have given none."};
  if (events.empty()) return part;
  Table table{.caption = "Answers", .columns = {"When", "Asked", "Answer", "How", "Taken by"}};
  for (const consent::Event& event : events) {
    const auto asked = notice.FindConsent(event.consent);
    const std::string by = event.taken_by ? TRY(NameOf(site, *event.taken_by)) : "Themself";
    const std::string words = asked && notice.consents[*asked].version == event.wording
                                  ? notice.consents[*asked].wording
                                  : Readable(event.consent) + ", in other words";
    table.rows.insert(table.rows.begin(), {{.text = MomentInWords(event.at)},
                                           {.text = words},
                                           {.text = std::string(AnswerInWords(event.kind))},
                                           {.text = Capital(MeansInWords(event.means))},
                                           {.text = by}});
  }
  part.table = std::move(table);
  return part;
}

// What they can say now; Article 4(11): silence and use are no consent, so that such is only
// refused.
std::vector<Option> AnswersTo(const notice::Consent& asked, const consent::Event* last) {
  std::vector<Option> answers;
  if (asked.Valid())
    answers.push_back({.value = std::string(consent::Name(Said::kGiven)),
                       .text = "They agree",
                       .note = "To these words, read out or shown to them."});
  const bool given = last != nullptr && last->kind == Said::kGiven;
  const Said no = given ? Said::kWithdrawn : Said::kRefused;
  answers.push_back({.value = std::string(consent::Name(no)),
                     .text = given ? "They take it back" : "They say no",
                     .note = given ? "It takes effect at once." : ""});
  return answers;
}

std::vector<Question> QuestionsAbout(const notice::Consent& asked, const consent::Event* last) {
  std::vector<Option> ways;
  for (const Means means : {Means::kInPerson, Means::kPhone, Means::kPaper, Means::kEmail})
    ways.push_back(
        {.value = std::string(consent::Name(means)), .text = Capital(MeansInWords(means))});
  return {{.kind = Kind::kOneOf,
           .name = "answer",
           .label = "What did they say?",
           .missing = "Choose what they said",
           .options = AnswersTo(asked, last)},
          {.kind = Kind::kOneOf,
           .name = "means",
           .label = "How did they say it?",
           .missing = "Choose how they said it",
           .options = std::move(ways)},
          {.kind = Kind::kWords,
           .name = "evidence",
           .label = "How can it be shown later?",
           .missing = "Say who was there, or where the paper is",
           .hint = "Who was there, or where the paper is. If somebody answered for them: who, and "
                   "by what right."}};
}

gate::Outcome<std::string> TakeAnswer(Site& site, const Caller& caller, const ConsentsOf& whose,
                                      const notice::Consent& asked, const Answers& answers) {
  if (answers.Text("words") != asked.version)
    return Fail(Code::kConflict,
                "The words of this question have changed. Read them anew, then ask again.");
  const consent::Event event{.id = EventId::New(site.app.random()),
                             .subject = whose.subject,
                             .consent = asked.id,
                             .kind = TRY(consent::ParseKind(answers.Text("answer"))),
                             .at = site.app.clock().Now(),
                             .means = TRY(consent::ParseMeans(answers.Text("means")))};
  auto taken = TRY(site.app.gate().TakeConsent({.actor = caller.staff, .purpose = whose.purpose},
                                               event, Personal(answers.Text("evidence"))));
  if (!taken) return gate::Refuse<std::string>(std::move(taken).error());
  return whose.Page() + whose.Query() + "&taken=1";
}

}  // namespace

Result<http::Response> ShowConsents(Site& site, const http::Request& request,
                                    const Caller& caller) {
  const ConsentsOf whose = TRY(ConsentsIn(site, request, caller));
  const auto events = TRY(LookAtConsents(site, caller, whose));
  if (!events) return RefusedConsents(site, caller, whose, events.error());
  ListPage page{.heading = "What they agreed to",
                .tab = Tab::kPeople,
                .back = whose.Person() + whose.Query(),
                .back_text = "The person"};
  if (request.query("taken")) page.done = "Their answer is recorded, and holds from now on.";
  page.parts = {AskedPart(site.app.notice(), *events, whose), TRY(HistoryPart(site, *events))};
  return ShowList(site, caller, page);
}

Made MakeConsent(Site& site, const http::Request& request, const Caller& caller) {
  const ConsentsOf whose = TRY(ConsentsIn(site, request, caller));
  const notice::Notice& notice = site.app.notice();
  const auto index = notice.FindConsent(request.param("consent").value_or(""));
  if (!index) return Fail(Code::kNotFound, "Our notice asks for no such consent.");
  const auto events = TRY(LookAtConsents(site, caller, whose));
  if (!events) return Instead(RefusedConsents(site, caller, whose, events.error()));
  const notice::Consent& asked = notice.consents[*index];
  FormPage form{.heading = "Write down their answer",
                .back = whose.Page() + whose.Query(),
                .back_text = "What they agreed to",
                .action = whose.Page() + "/" + asked.id + whose.Query(),
                .button = "Record their answer",
                .quote = asked.wording,
                .hidden = {{"words", asked.version}},
                .questions = QuestionsAbout(asked, LastOf(*events, asked.id)),
                .tab = Tab::kPeople};
  if (asked.age)
    form.says.push_back("They answer for themself from the age of " + std::to_string(*asked.age) +
                        ".");
  return Deed{.form = std::move(form),
              .act = [&site, &caller, whose, &asked](const Answers& answers) {
                return TakeAnswer(site, caller, whose, asked, answers);
              }};
}

}  // namespace almoner::web::console
