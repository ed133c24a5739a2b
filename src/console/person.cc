// One person: reading the record, breaking the glass to read it, and adding a note.
#include <algorithm>

#include "console/deed.h"
#include "console/handlers.h"
#include "console/purposes.h"
#include "console/record_page.h"
#include "console/share_page.h"
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
  if (PurposesOf(site.app.notice(), caller.roles).empty()) {  // none of their roles opens any
    TRY(SubjectOf(request));
    return ShowNotTheirs(site, request, caller, "care");
  }
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
                            .opinion = field("nature") == "opinion",
                            .sharing = Answers(form)}};
  if (Blank(viewing.draft.text)) {
    viewing.draft.wrong = "Write what happened";
    return ShowRecord(site, caller, viewing);
  }
  if (!IsSource(viewing.draft.source))
    return Fail(Code::kInvalid, "Choose how you know what you write down.");
  const gate::NewRecord record{
      .category = viewing.draft.category,
      .content = ContentOf(viewing.draft, site.app.clock().Now()),
      .people = {{.subject = viewing.subject, .part = vault::Part::kAbout}}};
  gate::Gate::Also also;
  if (IsToBeShared(viewing.draft.sharing)) {
    auto sharing = rights::SharingWhatIsAdded(site.app.rights(), caller.staff, record,
                                              SharingIn(viewing.draft.sharing));
    if (!sharing) {
      const auto problem = SharingProblem(site, sharing.error());
      if (!problem) return std::unexpected(sharing.error());
      viewing.draft.sharing_wrong = {*problem};
      return ShowRecord(site, caller, viewing);
    }
    also = *std::move(sharing);
  }
  const auto added = TRY(site.counters.Count(site.app.gate().AddRecord(
      {.actor = caller.staff, .purpose = viewing.purpose, .break_glass = viewing.ground}, record,
      also)));
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
