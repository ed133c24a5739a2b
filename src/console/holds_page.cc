// Holds: what must not be destroyed for now. The list, one hold's story, and its next steps.
#include <fmt/format.h>

#include <algorithm>

#include "console/attend.h"
#include "console/office.h"
#include "console/purposes.h"
#include "console/request_words.h"
#include "console/today.h"
#include "law/accountability.h"
#include "retention/approval.h"
#include "rights/request.h"
#include "web/caller.h"
#include "web/csv.h"
#include "web/words.h"

namespace almoner::web::console {
namespace {

Result<retention::HoldName> HoldOf(const http::Request& request) {
  const SubjectId subject = TRY(SubjectOf(request));
  const auto hold = EventId::Parse(request.param("hold").value_or(""));
  if (!hold) return Fail(Code::kNotFound, "There is no such hold.");
  return retention::HoldName{.subject = subject, .hold = *hold};
}

std::string AddressOf(const retention::HoldName& name, std::string_view page = {}) {
  std::string address = "/holds/" + name.subject.text() + "/" + name.hold.text();
  if (!page.empty()) address.append("/").append(page);
  return address;
}

std::string KindInWords(const law::Accountability& law, std::string_view kind) {
  const law::HoldKind* const found = law.FindHold(kind);
  return found == nullptr ? std::string(kind) : Capital(found->plain);
}

std::string ScopeInWords(const notice::Notice& notice, const standing::Hold& hold) {
  if (hold.record) return "One record of theirs";
  if (hold.category.empty()) return "Everything about them";
  return Capital(CategoryInWords(notice, hold.category));
}

Tag TagOf(const standing::Hold& hold, Time now) {
  if (!hold.InForce(now)) return {.colour = "grey", .text = "Lifted"};
  if (hold.Overdue(now)) return {.colour = "red", .text = "Review overdue"};
  return {.colour = "blue", .text = "In force"};
}

Result<std::string> StoryLine(const Site& site, const retention::FileEvent& event) {
  const auto fact = [&](const char* key) {
    const auto found = event.facts.find(key);
    return found == event.facts.end() ? std::string() : found->second;
  };
  const auto by = StaffId::Parse(fact("by"));
  std::string line = MomentInWords(event.at);
  if (by) line += ", " + TRY(NameOf(site, *by));
  const std::string why = fact("why");
  return why.empty() ? line : line + ": " + why;
}

gate::Outcome<std::string> Went(gate::Outcome<gate::Changed> outcome, std::string address) {
  auto changed = TRY(std::move(outcome));
  if (!changed) return gate::Refuse<std::string>(std::move(changed).error());
  return address;
}

Question Why(std::string label) {
  return {.kind = Kind::kWords,
          .name = "why",
          .label = std::move(label),
          .missing = "Say why",
          .hint = "It is kept with the hold, and outlives it."};
}

Question ReviewOn() {
  return {.kind = Kind::kDate,
          .name = "review",
          .label = "When does somebody look at it again?",
          .missing = "Enter the day on which somebody looks at it again",
          .hint = "For example, 27 3 2027"};
}

std::function<std::vector<FieldProblem>(const Answers&)> ReviewToCome(const Site& site) {
  const Date today = LondonDate(site.app.clock().Now());
  return [today](const Answers& answers) -> std::vector<FieldProblem> {
    if (sys_days(*answers.Day("review")) > sys_days(today)) return {};
    return {{.field = "review-day", .text = "The day must be in the future"}};
  };
}

// Before anything is asked about a hold: whose task it is, and that it is there. That they looked
// is recorded.
Result<std::optional<http::Response>> NotTheirHold(Site& site, const http::Request& request,
                                                   const Caller& caller,
                                                   const retention::HoldName& name) {
  if (!Has(site, caller, "rights"))
    return std::optional(TRY(ShowNotTheirs(site, request, caller, "rights")));
  const auto story =
      TRY(site.counters.Count(retention::ReadHold(site.app.gate(), caller.staff, name)));
  if (story) return std::optional<http::Response>();
  return std::optional(TRY(ShowRefusal(site, caller, {.refused = story.error()})));
}

FormPage FormFor(const retention::HoldName& name, std::string_view verb, std::string_view heading,
                 std::string_view button) {
  return {.heading = heading,
          .back = AddressOf(name),
          .back_text = "The hold",
          .action = AddressOf(name, verb),
          .button = button,
          .tab = Tab::kMore};
}

}  // namespace

Result<http::Response> ShowHolds(Site& site, const http::Request& request, const Caller& caller) {
  const auto holds = TRY(site.counters.Count(retention::ListHolds(site.app.gate(), caller.staff)));
  if (!holds) return ShowRefusal(site, caller, {.refused = holds.error()});
  const auto law = TRY(law::LoadAccountability(site.app.LawFolder()));
  const Time now = site.app.clock().Now();
  ListPage page{.heading = "Holds", .csv = "/holds/csv"};
  if (request.query("lifted")) page.done = "The hold is lifted.";
  page.says.emplace_back(
      "What must not be destroyed for now, those to be looked at first before the others. A hold "
      "is placed from the page of the person.");
  Part part{.empty = "Nothing is held."};
  for (const standing::Hold& hold : *holds)
    part.items.push_back(
        {.title = KindInWords(law, hold.kind),
         .href = AddressOf({.subject = hold.subject, .hold = hold.id}),
         .aside = "number " + hold.id.text(),
         .tag = TagOf(hold, now),
         .lines = {fmt::format("{}. {}.", Numbered("Person", hold.subject.text()),
                               ScopeInWords(site.app.notice(), hold)),
                   fmt::format("Since {}; to be looked at again by {}.",
                               ToWords(LondonDate(hold.since)), ToWords(hold.review))}});
  page.parts.push_back(std::move(part));
  return ShowList(site, caller, page);
}

Result<http::Response> GiveHolds(Site& site, const http::Request& /*request*/,
                                 const Caller& caller) {
  const auto holds = TRY(site.counters.Count(retention::ListHolds(site.app.gate(), caller.staff)));
  if (!holds) return ShowRefusal(site, caller, {.refused = holds.error()});
  const Time now = site.app.clock().Now();
  std::vector<std::vector<std::string>> rows;
  for (const standing::Hold& hold : *holds)
    rows.push_back({hold.id.text(), hold.subject.text(), hold.kind,
                    hold.record ? hold.record->text() : "", hold.category,
                    ToText(LondonDate(hold.since)), ToText(hold.review),
                    hold.Overdue(now) ? "yes" : "no"});
  return GiveCsv("holds",
                 {"hold", "person", "kind", "record", "category", "since", "review", "overdue"},
                 rows);
}

Result<http::Response> ShowHold(Site& site, const http::Request& request, const Caller& caller) {
  const retention::HoldName name = TRY(HoldOf(request));
  const auto story =
      TRY(site.counters.Count(retention::ReadHold(site.app.gate(), caller.staff, name)));
  if (!story) return ShowRefusal(site, caller, {.refused = story.error()});
  const auto law = TRY(law::LoadAccountability(site.app.LawFolder()));
  const Time now = site.app.clock().Now();
  const standing::Hold& hold = story->hold;
  ListPage page{.heading = "A hold", .back = "/holds", .back_text = "All holds"};
  if (request.query("done")) page.done = "It is recorded.";
  Part facts{.facts = {{"State", TagOf(hold, now).text},
                       {"It is kept because", KindInWords(law, hold.kind)},
                       {"What is held", ScopeInWords(site.app.notice(), hold)},
                       {"Since", MomentInWords(hold.since)},
                       {"To be looked at again by", ToWords(hold.review)},
                       {"Number", hold.id.text()}},
             .links = {{.href = "/people/" + hold.subject.text() + "?purpose=law.rights",
                        .text = "The person"}}};
  if (hold.InForce(now)) {
    page.buttons = {{.href = AddressOf(name, "review"), .text = "It is needed further"},
                    {.href = AddressOf(name, "lift"), .text = "Lift it"}};
    facts.links.push_back({.href = AddressOf(name, "override"),
                           .text = "Let what it holds go all the same (two people)"});
  }
  page.parts.push_back(std::move(facts));
  Part events{.heading = "What has happened"};
  for (const retention::FileEvent& event : story->events)
    events.items.push_back({.title = Capital(event.kind), .lines = {TRY(StoryLine(site, event))}});
  page.parts.push_back(std::move(events));
  return ShowList(site, caller, page);
}

Made MakeHoldLift(Site& site, const http::Request& request, const Caller& caller) {
  const retention::HoldName name = TRY(HoldOf(request));
  if (auto page = TRY(NotTheirHold(site, request, caller, name))) return Instead(*std::move(page));
  FormPage form = FormFor(name, "lift", "Lift the hold", "Lift it");
  form.says = {"What it held goes by the rules of our notice from now on."};
  form.questions = {Why("Why does it end?")};
  if (TRY(rights::RequestThatEnds(site.app.rights(), name.hold))) {
    form.says = {"A request placed this, and the request’s own steps end it."};
    form.closed = true;
  }
  return Deed{.form = std::move(form), .act = [&site, &caller, name](const Answers& answers) {
                return Went(retention::LiftHold(site.app.gate(), caller.staff, name,
                                                Personal(answers.Text("why"))),
                            "/holds?lifted=1");
              }};
}

Made MakeHoldReview(Site& site, const http::Request& request, const Caller& caller) {
  const retention::HoldName name = TRY(HoldOf(request));
  if (auto page = TRY(NotTheirHold(site, request, caller, name))) return Instead(*std::move(page));
  FormPage form = FormFor(name, "review", "The hold is needed further", "Record the review");
  form.questions = {ReviewOn(), Why("Why is it needed further?")};
  return Deed{.form = std::move(form),
              .check = ReviewToCome(site),
              .act = [&site, &caller, name](const Answers& answers) {
                return Went(
                    retention::ReviewHold(site.app.gate(), caller.staff, name,
                                          *answers.Day("review"), Personal(answers.Text("why"))),
                    AddressOf(name) + "?done=1");
              }};
}

Made MakeHoldOverride(Site& site, const http::Request& request, const Caller& caller) {
  const retention::HoldName name = TRY(HoldOf(request));
  if (auto page = TRY(NotTheirHold(site, request, caller, name))) return Instead(*std::move(page));
  FormPage form = FormFor(name, "override", "Let it go all the same", "Record what you decide");
  form.says = {"It counts when two people who answer for rights have said so, each with a reason."};
  form.questions = {Why("Why may it go although it is held?")};
  return Deed{.form = std::move(form), .act = [&site, &caller, name](const Answers& answers) {
                return Went(retention::Override(site.app.gate(), caller.staff, name, std::nullopt,
                                                Personal(answers.Text("why"))),
                            AddressOf(name) + "?done=1");
              }};
}

Made MakeHold(Site& site, const http::Request& request, const Caller& caller) {
  const SubjectId subject = TRY(SubjectOf(request));
  const std::string purpose =
      Chosen(PurposesOf(site.app.notice(), caller.roles), request.query("purpose"));
  if (auto page = TRY(NotTheirPerson(site, caller, subject, purpose)))
    return Instead(*std::move(page));
  const auto law = TRY(law::LoadAccountability(site.app.LawFolder()));
  std::optional<RecordId> record;
  if (const auto given = request.query("record")) {
    const auto parsed = RecordId::Parse(*given);
    if (!parsed) return Fail(Code::kNotFound, "There is no such record.");
    record = *parsed;
  }
  const std::string query = "?purpose=" + http::EncodePercent(purpose) +
                            (record ? "&record=" + record->text() : std::string());
  FormPage form{
      .heading = "Place a hold",
      .back = "/people/" + subject.text() + "/standing?purpose=" + http::EncodePercent(purpose),
      .back_text = "What stands on the record",
      .action = "/people/" + subject.text() + "/hold" + query,
      .button = "Place the hold",
      .says = {"While it stands, what it is on is not destroyed, whatever our notice or "
               "the person says."},
      .tab = Tab::kMore};
  Question kind{.kind = Kind::kOneOf,
                .name = "kind",
                .label = "Why must it be kept?",
                .missing = "Choose why it must be kept"};
  for (const law::HoldKind& each : law.holds)
    if (!each.derived)
      kind.options.push_back(
          {.value = each.id, .text = Capital(each.plain), .note = each.authority});
  form.questions.push_back(std::move(kind));
  if (record) {
    form.shows = {{"On", "One record of theirs"}};
  } else {
    Question scope{.kind = Kind::kOneOf,
                   .name = "category",
                   .label = "What must be kept?",
                   .missing = "Choose what must be kept",
                   .options = {{.value = "all", .text = "Everything about the person"}}};
    for (const notice::Category& category : site.app.notice().categories)
      scope.options.push_back({.value = category.id, .text = "Only: " + category.name});
    form.questions.push_back(std::move(scope));
  }
  form.questions.push_back(ReviewOn());
  form.questions.push_back(Why("What is it about?"));
  return Deed{.form = std::move(form),
              .check = ReviewToCome(site),
              .act = [&site, &caller, subject, purpose, record,
                      law](const Answers& answers) -> gate::Outcome<std::string> {
                const std::string category = answers.Text("category");
                const retention::NewHold hold{.subject = subject,
                                              .kind = answers.Text("kind"),
                                              .record = record,
                                              .category = category == "all" ? "" : category,
                                              .review = *answers.Day("review"),
                                              .why = Personal(answers.Text("why"))};
                auto placed =
                    TRY(retention::PlaceHold(site.app.gate(), law, caller.staff, purpose, hold));
                if (!placed) return gate::Refuse<std::string>(std::move(placed).error());
                return "/people/" + subject.text() +
                       "/standing?placed=1&purpose=" + http::EncodePercent(purpose);
              }};
}

}  // namespace almoner::web::console
