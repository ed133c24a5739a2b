// What stands on a person's record: holds, restrictions and objections. Whoever may see the person
// sees what stands, without the reasons.
#include <fmt/format.h>

#include <algorithm>

#include "console/office.h"
#include "console/purposes.h"
#include "console/register_terms.h"
#include "console/request_words.h"
#include "console/standing_part.h"
#include "console/today.h"
#include "retention/review.h"
#include "rights/request.h"
#include "web/words.h"

namespace almoner::web::console {
namespace {

struct Stands {
  std::vector<standing::Hold> holds;
  std::vector<standing::Mark> marks;
  std::vector<retention::Item> records;
};

Result<Stands> Load(store::ReadTx& tx, const Site& site, const SubjectId& subject) {
  Stands stands;
  stands.holds = TRY(standing::Holds(tx, site.app.keys(), subject));
  stands.marks = TRY(standing::History(tx, site.app.keys(), subject));
  stands.records = TRY(
      retention::Review(tx, site.app.keys(), site.app.notice(), subject, site.app.clock().Now()));
  return stands;
}

std::string PurposeFor(const Site& site, const http::Request& request, const Caller& caller) {
  return Chosen(PurposesOf(site.app.notice(), caller.roles), request.query("purpose"));
}

gate::Outcome<Stands> LookAtStanding(Site& site, const Caller& caller, const SubjectId& subject,
                                     const std::string& purpose) {
  Stands stands;
  auto allowed = TRY(site.counters.Count(
      site.app.gate().Act({.actor = caller.staff,
                           .purpose = purpose,
                           .subjects = {subject},
                           .action = gate::Action::kAttend},
                          "marks.read", [&](const gate::Change& change) -> Status {
                            stands = TRY(Load(change.tx, site, subject));
                            return {};
                          })));
  if (!allowed) return gate::Refuse<Stands>(std::move(allowed).error());
  return stands;
}

Part HoldsPart(const Site& site, const Stands& stands, const Caller& caller) {
  const Time now = site.app.clock().Now();
  Part part{.heading = "Holds", .empty = "Nothing is held."};
  for (const standing::Hold& hold : stands.holds) {
    Item item{.title = Readable(hold.kind),
              .tag = hold.InForce(now) ? Tag{.colour = "yellow", .text = "In force"}
                                       : Tag{.colour = "grey", .text = "Lifted"},
              .lines = {fmt::format(
                  "Since {}; {}.", ToWords(LondonDate(hold.since)),
                  hold.record ? "on one record"
                  : hold.category.empty()
                      ? "on everything"
                      : "on " + Small(CategoryInWords(site.app.notice(), hold.category)))}};
    if (Has(site, caller, "rights"))
      item.href = "/holds/" + hold.subject.text() + "/" + hold.id.text();
    part.items.push_back(std::move(item));
  }
  return part;
}

Part MarksPart(const Site& site, const Stands& stands, const SubjectId& subject,
               const std::string& purpose) {
  const Time now = site.app.clock().Now();
  Part part{.heading = "Restrictions and objections", .empty = "None."};
  for (const standing::Mark& mark : stands.marks) {
    const bool over = mark.until && *mark.until <= now;
    Item item{.title = MarkInWords(site.app.notice(), mark),
              .tag = over ? Tag{.colour = "grey", .text = "Lifted"}
                          : Tag{.colour = "yellow", .text = "In force"},
              .lines = {"Since " + ToWords(LondonDate(mark.since)) + "."}};
    if (!over)
      item.links.push_back({.href = "/people/" + subject.text() + "/standing/" + mark.id.text() +
                                    "/lift?purpose=" + http::EncodePercent(purpose),
                            .text = "Lift it"});
    part.items.push_back(std::move(item));
  }
  return part;
}

// Until when each record is kept, so that a hold can be put on one alone. Nothing is opened.
Part RecordsPart(const Site& site, const Stands& stands, const SubjectId& subject,
                 const std::string& purpose) {
  Part part{.heading = "Until when it is kept", .empty = "Nothing is recorded about this person."};
  Table table{.caption = "Records and their last days",
              .columns = {"What", "Recorded", "Kept", "Hold"}};
  for (const retention::Item& item : stands.records) {
    if (item.part != vault::Part::kAbout) continue;
    const std::string kept = item.until ? Capital(standing::Words(site.app.notice(), *item.until))
                                        : "No time has begun to count";
    table.rows.push_back(
        {{.text = Capital(CategoryInWords(site.app.notice(), item.category))},
         {.text = ToWords(LondonDate(item.recorded_at))},
         {.text = kept},
         {.text = "Hold this record",
          .href = "/people/" + subject.text() + "/hold?purpose=" + http::EncodePercent(purpose) +
                  "&record=" + item.record.text()}});
  }
  part.table = std::move(table);
  return part;
}

std::unexpected<Error> NoSuchMark() {
  return Fail(Code::kNotFound, "There is no such restriction or objection.");
}

}  // namespace

Result<http::Response> ShowStanding(Site& site, const http::Request& request,
                                    const Caller& caller) {
  const SubjectId subject = TRY(SubjectOf(request));
  const std::string purpose = PurposeFor(site, request, caller);
  const auto stands = TRY(LookAtStanding(site, caller, subject, purpose));
  if (!stands)
    return ShowRefusal(site, caller,
                       {.refused = stands.error(), .purpose = purpose, .subject = subject});
  const std::string query = "?purpose=" + http::EncodePercent(purpose);
  ListPage page{
      .heading = "What stands on the record",
      .tab = Tab::kPeople,
      .back = "/people/" + subject.text() + query,
      .back_text = "The person",
      .buttons = {{.href = "/people/" + subject.text() + "/hold" + query, .text = "Place a hold"}}};
  if (request.query("placed")) page.done = "The hold is placed.";
  if (request.query("lifted")) page.done = "It is lifted.";
  page.parts = {HoldsPart(site, *stands, caller), MarksPart(site, *stands, subject, purpose),
                RecordsPart(site, *stands, subject, purpose)};
  return ShowList(site, caller, page);
}

Made MakeMarkLift(Site& site, const http::Request& request, const Caller& caller) {
  const SubjectId subject = TRY(SubjectOf(request));
  const std::string purpose = PurposeFor(site, request, caller);
  const auto mark = EventId::Parse(request.param("mark").value_or(""));
  if (!mark) return NoSuchMark();
  const auto stands = TRY(LookAtStanding(site, caller, subject, purpose));
  if (!stands)
    return Instead(ShowRefusal(
        site, caller, {.refused = stands.error(), .purpose = purpose, .subject = subject}));
  if (std::ranges::find(stands->marks, *mark, &standing::Mark::id) == stands->marks.end())
    return NoSuchMark();
  const std::string query = "?purpose=" + http::EncodePercent(purpose);
  const std::string page = "/people/" + subject.text() + "/standing";
  FormPage form{.heading = "Lift it",
                .back = page + query,
                .back_text = "What stands on the record",
                .action = page + "/" + mark->text() + "/lift" + query,
                .button = "Lift it",
                .says = {"What our notice says holds for this data again from now on."},
                .tab = Tab::kPeople};
  if (TRY(rights::RequestThatEnds(site.app.rights(), *mark))) {
    form.says = {"A request placed this, and the request’s own steps end it."};
    form.closed = true;
  }
  return Deed{.form = std::move(form),
              .act = [&site, &caller, subject, purpose, page, query,
                      id = *mark](const Answers&) -> gate::Outcome<std::string> {
                auto changed =
                    TRY(site.app.gate().Act({.actor = caller.staff,
                                             .purpose = purpose,
                                             .subjects = {subject},
                                             .action = gate::Action::kAttend},
                                            "mark.lifted", [&](const gate::Change& change) {
                                              return standing::Lift(change, subject, id);
                                            }));
                if (!changed) return gate::Refuse<std::string>(std::move(changed).error());
                return page + query + "&lifted=1";
              }};
}

}  // namespace almoner::web::console
