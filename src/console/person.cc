// One person: reading the record, breaking the glass to read it, and adding a note.
#include <algorithm>

#include "console/handlers.h"
#include "console/purposes.h"
#include "console/record_page.h"
#include "web/doors.h"
#include "web/record_words.h"
#include "web/words.h"

namespace almoner::web::console {
namespace {

std::string PurposeFor(const Site& site, const Caller& caller,
                       const std::optional<std::string>& given) {
  return Chosen(PurposesOf(site.app.notice(), caller.roles), given);
}

vault::Content ContentOf(const Draft& draft, Time now) {
  vault::Content content;
  content.fields.push_back({.field = "text", .value = Personal(draft.text)});
  content.source = draft.source;
  content.nature = draft.opinion ? vault::Nature::kOpinion : vault::Nature::kFact;
  content.event_at = now;
  return content;
}

// Browsers send the ends of lines as CR LF (HTML, multipart and urlencoded forms).
std::string WithPlainLines(std::string text) {
  std::erase(text, '\r');
  return text;
}

bool IsSource(std::string_view source) {
  return std::ranges::find(Sources(), source, &Choice::value) != Sources().end();
}

}  // namespace

Result<http::Response> ShowPerson(Site& site, const http::Request& request, const Caller& caller) {
  return ShowRecord(site, caller,
                    {.subject = TRY(SubjectOf(request)),
                     .purpose = PurposeFor(site, caller, request.query("purpose")),
                     .added = request.query("added").has_value()});
}

Result<http::Response> BreakGlass(Site& site, const http::Request& request, const Caller& caller,
                                  const http::Fields& form) {
  const auto ground = GroundNamed(http::Find(form, "ground").value_or(""));
  if (!ground) return Fail(Code::kInvalid, "Choose one of the four reasons to open the record.");
  return ShowRecord(site, caller,
                    {.subject = TRY(SubjectOf(request)),
                     .purpose = PurposeFor(site, caller, http::Find(form, "purpose")),
                     .ground = ground});
}

Result<http::Response> AddNote(Site& site, const http::Request& request, const Caller& caller,
                               const http::Fields& form) {
  const auto field = [&](std::string_view name) { return http::Find(form, name).value_or(""); };
  Viewing viewing{.subject = TRY(SubjectOf(request)),
                  .purpose = PurposeFor(site, caller, http::Find(form, "purpose")),
                  .ground = GroundNamed(field("ground")),
                  .draft = {.category = field("category"),
                            .text = WithPlainLines(field("text")),
                            .source = field("source"),
                            .opinion = field("nature") == "opinion"}};
  if (Blank(viewing.draft.text)) {
    viewing.draft.wrong = "Write what happened";
    return ShowRecord(site, caller, viewing);
  }
  if (!IsSource(viewing.draft.source))
    return Fail(Code::kInvalid, "Choose how you know what you write down.");
  const auto added = TRY(site.counters.Count(site.app.gate().AddRecord(
      {.actor = caller.staff, .purpose = viewing.purpose, .break_glass = viewing.ground},
      {.category = viewing.draft.category,
       .content = ContentOf(viewing.draft, site.app.clock().Now()),
       .people = {{.subject = viewing.subject, .part = vault::Part::kAbout}}})));
  if (!added)
    return ShowRefusal(
        site, caller,
        {.refused = added.error(), .purpose = viewing.purpose, .subject = viewing.subject});
  if (viewing.ground) {  // no address can say that the glass is broken
    viewing.added = true;
    viewing.draft = {};
    return ShowRecord(site, caller, viewing);
  }
  return http::Response::Redirect("/people/" + viewing.subject.text() +
                                  "?added=1&purpose=" + http::EncodePercent(viewing.purpose));
}

}  // namespace almoner::web::console
