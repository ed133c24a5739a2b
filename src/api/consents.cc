// What people agreed to, refused and took back.
#include "api/answer.h"
#include "consent/consent.h"

namespace almoner::web::api {
namespace {

Result<http::Response> GetConsents(const Call& call) {
  const SubjectId subject = TRY(SubjectOf(call.request));
  std::vector<consent::Ready> events;
  auto outcome = call.app().gate().Act({.actor = call.caller.staff,
                                        .purpose = call.purpose,
                                        .subjects = {subject},
                                        .action = gate::Action::kAttend},
                                       "consent.read", [&](const gate::Change& change) -> Status {
                                         events =
                                             TRY(consent::History(change.tx, change.keys, subject));
                                         return {};
                                       });
  return Answered(call, std::move(outcome), [&](const gate::Changed& looked) {
    json::array all;
    for (const consent::Ready& ready : events)
      all.push_back({{"consent", ready.event.consent},
                     {"wording", ready.event.wording},
                     {"event", consent::Name(ready.event.kind)},
                     {"means", consent::Name(ready.event.means)},
                     {"at", ready.event.at.text()}});
    return Result<http::Response>(Answer(call, {{"schema", "almoner.consents/1"},
                                                {"events", std::move(all)},
                                                {"why", looked.words.why},
                                                {"entry", looked.entry.text()}}));
  });
}

Result<http::Response> PostConsent(const Call& call) {
  const SubjectId subject = TRY(SubjectOf(call.request));
  const consent::Kind kind = TRY(consent::ParseKind(call.Text("event")));
  const consent::Means means = TRY(consent::ParseMeans(call.Text("means")));
  const consent::Event event{.id = EventId::New(call.app().random()),
                             .subject = subject,
                             .consent = call.Text("consent"),
                             .kind = kind,
                             .at = call.app().clock().Now(),
                             .means = means};
  auto outcome =
      call.app().gate().TakeConsent({.actor = call.caller.staff, .purpose = call.purpose}, event,
                                    Personal(call.Text("evidence")));
  return Answered(call, std::move(outcome), [&](const gate::Changed& changed) {
    return Result<http::Response>(
        Made(call, "/api/v1/people/" + subject.text() + "/consents", ChangedJson(changed)));
  });
}

}  // namespace

std::vector<Endpoint> ConsentCalls() {
  using enum http::Method;
  return {
      {.method = kGet,
       .path = "/api/v1/people/{id}/consents",
       .group = "Consents",
       .summary = "Every answer that somebody gave, oldest first",
       .scope = "consents:read",
       .answer = "Consents",
       .handle = GetConsents},
      {.method = kPost,
       .path = "/api/v1/people/{id}/consents",
       .group = "Consents",
       .summary = "Record that somebody agrees, refuses or takes it back",
       .scope = "consents:write",
       .body = Body::kJson,
       .fields = {{.name = "consent", .what = "The consent of the notice, by its id"},
                  {.name = "event",
                   .type = Type::kWord,
                   .what = "What they said",
                   .words = {"given", "refused", "withdrawn"},
                   .example = "withdrawn"},
                  {.name = "means",
                   .type = Type::kWord,
                   .what = "How they said it",
                   .words = {"in-person", "phone", "paper", "email", "portal"},
                   .example = "phone"},
                  {.name = "evidence", .what = "Who was there, where the paper is"}},
       .answer = "Changed",
       .status = 201,
       .handle = PostConsent},
  };
}

}  // namespace almoner::web::api
