// People: finding them, putting them on file, what stands on their record.
#include <algorithm>

#include "api/answer.h"
#include "api/content.h"
#include "app/record_json.h"
#include "console/office.h"
#include "standing/hold.h"
#include "vault/vault.h"

namespace almoner::web::api {
namespace {

constexpr std::size_t kLongestQuery = 200;

bool IsAbout(const vault::Record& record, const SubjectId& subject) {
  return std::ranges::any_of(record.people, [&](const vault::Person& person) {
    return person.subject == subject && person.part == vault::Part::kAbout;
  });
}

Result<http::Response> SearchPeople(const Call& call) {
  if (call.Text("text").size() > kLongestQuery)
    return WrongFields(call.request, {{.field = "text", .detail = "A name, or one number."}});
  const auto glass = TRY(GlassIn(call));
  auto outcome = call.app().gate().Find(
      {.actor = call.caller.staff, .purpose = call.purpose, .break_glass = glass},
      {.text = Personal(call.Text("text"))});
  return Answered(
      call, std::move(outcome), [&](gate::Gate::Found& found) -> Result<http::Response> {
        const std::string entry = found.opened.permit.entry()->text();
        const auto records = TRY(
            vault::Reveal(std::move(found.opened.permit), call.app().keys(), call.app().clock()));
        json::array people;
        for (const SubjectId& subject : found.subjects) {
          json::array theirs;
          for (const vault::Record& record : records)
            if (IsAbout(record, subject)) theirs.push_back(app::ToJson(record));
          people.push_back({{"person", subject.text()}, {"records", std::move(theirs)}});
        }
        return Answer(call, {{"schema", "almoner.people/1"},
                             {"why", found.opened.words.why},
                             {"people", std::move(people)},
                             {"entry", entry}});
      });
}

Result<http::Response> PostPerson(const Call& call) {
  vault::Content content = TRY(ContentIn(call));
  auto outcome = call.app().gate().AddPerson({.actor = call.caller.staff, .purpose = call.purpose},
                                             {.kind = call.Text("kind"),
                                              .category = call.Text("category"),
                                              .content = std::move(content),
                                              .returned = call.Yes("returned")});
  return Answered(call, std::move(outcome), [&](const gate::Gate::Added& added) {
    return Result<http::Response>(
        Made(call, "/api/v1/people/" + added.subject.text(),
             ChangedJson(added.changed,
                         {{"person", added.subject.text()}, {"record", added.record.text()}})));
  });
}

struct Stands {
  std::string kind;
  std::vector<standing::Hold> holds;
  std::vector<standing::Mark> marks;
};

json::object HoldJson(const standing::Hold& hold, Time now) {
  return {{"hold", hold.id.text()},         {"kind", hold.kind},
          {"record", MaybeId(hold.record)}, {"category", hold.category},
          {"since", hold.since.text()},     {"review", ToText(hold.review)},
          {"in_force", hold.InForce(now)}};
}

json::object MarkJson(const standing::Mark& mark, Time now) {
  return {{"mark", mark.id.text()},     {"kind", standing::Name(mark.kind)},
          {"scope", mark.scope},        {"ground", mark.ground},
          {"since", mark.since.text()}, {"in_force", !mark.until || *mark.until > now}};
}

// Whoever may see the person sees what stands on the record, without the reasons.
Result<http::Response> GetPerson(const Call& call) {
  const SubjectId subject = TRY(SubjectOf(call.request));
  Stands stands;
  auto outcome = call.app().gate().Act(
      {.actor = call.caller.staff,
       .purpose = call.purpose,
       .subjects = {subject},
       .action = gate::Action::kAttend},
      "marks.read", [&](const gate::Change& change) -> Status {
        stands.kind = TRY(vault::LoadSubject(change.tx, change.keys, subject)).kind;
        stands.holds = TRY(standing::Holds(change.tx, change.keys, subject));
        stands.marks = TRY(standing::History(change.tx, change.keys, subject));
        return {};
      });
  return Answered(call, std::move(outcome), [&](const gate::Changed& looked) {
    const Time now = call.app().clock().Now();
    json::array holds;
    json::array marks;
    for (const standing::Hold& hold : stands.holds) holds.push_back(HoldJson(hold, now));
    for (const standing::Mark& mark : stands.marks) marks.push_back(MarkJson(mark, now));
    return Result<http::Response>(Answer(call, {{"schema", "almoner.person/1"},
                                                {"person", subject.text()},
                                                {"kind", stands.kind},
                                                {"holds", std::move(holds)},
                                                {"marks", std::move(marks)},
                                                {"why", looked.words.why},
                                                {"entry", looked.entry.text()}}));
  });
}

Result<http::Response> PostMark(const Call& call) {
  const SubjectId subject = TRY(SubjectOf(call.request));
  const standing::Kind kind =
      call.Text("kind") == "objection" ? standing::Kind::kObjection : standing::Kind::kRestriction;
  const standing::Mark mark{.id = EventId::New(call.app().random()),
                            .subject = subject,
                            .kind = kind,
                            .scope = call.Text("activity"),
                            .ground = call.Text("ground"),
                            .since = call.app().clock().Now()};
  if ((kind == standing::Kind::kObjection) !=
      call.app().notice().FindActivity(mark.scope).has_value())
    return WrongFields(call.request,
                       {{.field = "activity",
                         .detail = "An objection names the activity; a restriction names none."}});
  auto outcome =
      call.app().gate().PlaceMark({.actor = call.caller.staff, .purpose = call.purpose}, mark);
  return Answered(call, std::move(outcome), [&](const gate::Changed& changed) {
    return Result<http::Response>(
        Made(call, "/api/v1/people/" + subject.text(), ChangedJson(changed)));
  });
}

}  // namespace

std::vector<Endpoint> PeopleCalls() {
  using enum http::Method;
  std::vector<Field> person = ContentFields();
  person.insert(person.begin(),
                {{.name = "kind",
                  .what = "What they are to the organisation: a category of people of the notice",
                  .example = "service-user"},
                 {.name = "category",
                  .what = "The data category of this first record, which says who they are",
                  .example = "contact-details"}});
  person.push_back({.name = "returned",
                    .type = Type::kYes,
                    .what = "Somebody with the same identifiers was erased: they came back, or "
                            "this is another",
                    .required = false});
  return {
      {.method = kPost,
       .path = "/api/v1/people/search",
       .group = "People",
       .summary = "Find people by a name or a number",
       .scope = "people:read",
       .body = Body::kJson,
       .fields = {{.name = "text", .what = "A name, or one number", .example = "Margaret O'Shea"},
                  GlassField()},
       .answer = "People",
       .repeats = false,
       .handle = SearchPeople},
      {.method = kPost,
       .path = "/api/v1/people",
       .group = "People",
       .summary = "Put somebody on file",
       .scope = "people:write",
       .body = Body::kJson,
       .fields = std::move(person),
       .answer = "Changed",
       .status = 201,
       .handle = PostPerson},
      {.method = kGet,
       .path = "/api/v1/people/{id}",
       .group = "People",
       .summary = "What somebody is to the organisation, and what stands on their record",
       .scope = "people:read",
       .answer = "Person",
       .handle = GetPerson},
      {.method = kPost,
       .path = "/api/v1/people/{id}/marks",
       .group = "People",
       .summary = "Record that somebody objects, or that use is restricted",
       .scope = "records:write",
       .body = Body::kJson,
       .fields = {{.name = "kind",
                   .type = Type::kWord,
                   .what = "Which",
                   .words = {"restriction", "objection"},
                   .example = "restriction"},
                  {.name = "activity",
                   .what = "Of an objection: the activity of the notice that they object to",
                   .required = false},
                  {.name = "ground",
                   .type = Type::kWord,
                   .what = "Why",
                   .words = {"accuracy-contested", "unlawful-but-keep", "needed-for-claims",
                             "objection-pending", "objection"},
                   .example = "accuracy-contested"}},
       .answer = "Changed",
       .status = 201,
       .handle = PostMark},
      {.method = kPost,
       .path = "/api/v1/people/{id}/standing/{mark}/lift",
       .group = "People",
       .summary = "Lift a restriction or an objection",
       .scope = "records:write",
       .body = Body::kForm,
       .answer = "Done",
       .deed = console::MakeMarkLift},
  };
}

}  // namespace almoner::web::api
