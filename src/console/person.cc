// One person: reading the record, breaking the glass to read it, and adding a note.
#include <algorithm>

#include "console/deed.h"
#include "console/handlers.h"
#include "console/mention.h"
#include "console/purposes.h"
#include "console/record_page.h"
#include "console/share_page.h"
#include "web/doors.h"
#include "web/kept_form.h"
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

// The page again, with what was written and whoever was ticked.
Result<http::Response> ShowAgain(Site& site, const Caller& caller, Viewing viewing) {
  auto offer = TRY(site.counters.Count(OfferMentions(site, caller, viewing)));
  if (!offer)
    return ShowRefusal(site, caller, {.refused = offer.error(), .purpose = viewing.purpose});
  viewing.draft.mentions = *std::move(offer);
  return ShowRecord(site, caller, viewing);
}

std::vector<vault::Person> PeopleOf(const Viewing& viewing) {
  std::vector<vault::Person> people = {{.subject = viewing.subject, .part = vault::Part::kAbout}};
  for (const SubjectId& mentioned : MentionedIn(viewing.draft.sharing))
    if (mentioned != viewing.subject)
      people.push_back({.subject = mentioned, .part = vault::Part::kMentions});
  return people;
}

bool IsSource(std::string_view source) {
  return std::ranges::find(Sources(), source, &Choice::value) != Sources().end();
}

std::string AddressWithNote(const Viewing& viewing) {
  return "/people/" + viewing.subject.text() +
         "?added=1&purpose=" + http::EncodePercent(viewing.purpose);
}

// The record with the note in it.
Result<http::Response> Added(Site& site, const Caller& caller, Viewing viewing) {
  if (!viewing.ground) return http::Response::Redirect(AddressWithNote(viewing));
  viewing.added = "note";  // no address can say that the glass is broken
  viewing.draft = {};
  return ShowRecord(site, caller, viewing);
}

std::string AddedIn(const http::Request& request) {
  const auto added = request.query("added");
  if (!added) return "";
  return *added == "document" ? "document" : "note";
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
                     .added = AddedIn(request)});
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
  Once::Turn turn(site.once, caller.staff, field("once"));
  if (turn.busy())
    return ShowMessage(site, request, &caller, 409, "This is being saved",
                       "You sent it a moment ago. Wait a little, then look at the record.");
  if (turn.led()) return Added(site, caller, std::move(viewing));
  if (MentionedIn(viewing.draft.sharing).size() > kMostMentioned) {
    viewing.draft.wrong = "Choose at most twelve people whom it mentions";
    return ShowRecord(site, caller, viewing);
  }
  if (LooksForPeople(viewing.draft.sharing)) return ShowAgain(site, caller, std::move(viewing));
  if (Blank(viewing.draft.text)) {
    viewing.draft.wrong = "Write what happened";
    return ShowAgain(site, caller, std::move(viewing));
  }
  if (!IsSource(viewing.draft.source))
    return Fail(Code::kInvalid, "Choose how you know what you write down.");
  const gate::NewRecord record{.category = viewing.draft.category,
                               .content = ContentOf(viewing.draft, site.app.clock().Now()),
                               .people = PeopleOf(viewing)};
  gate::Gate::Also also;
  if (IsToBeShared(viewing.draft.sharing)) {
    auto sharing = rights::SharingWhatIsAdded(site.app.rights(), caller.staff, record,
                                              SharingIn(viewing.draft.sharing));
    if (!sharing) {
      const auto problem = SharingProblem(site, sharing.error());
      if (!problem) return std::unexpected(sharing.error());
      viewing.draft.sharing_wrong = {*problem};
      return ShowAgain(site, caller, std::move(viewing));
    }
    also = *std::move(sharing);
  }
  auto tried = site.counters.Count(site.app.gate().AddRecord(
      {.actor = caller.staff, .purpose = viewing.purpose, .break_glass = viewing.ground}, record,
      also));
  if (!tried && tried.error().code == Code::kNotFound && record.people.size() > 1) {
    viewing.draft.wrong =
        "Somebody whom it mentions is not held here any more; whoever is still ticked is";
    return ShowAgain(site, caller, std::move(viewing));
  }
  const auto added = TRY(std::move(tried));
  if (!added)
    return ShowRefusal(site, caller,
                       {.refused = added.error(),
                        .purpose = viewing.purpose,
                        .subject = viewing.subject,
                        .kept = KeptForm(request, form, KeptFor::kCopying, caller.csrf)});
  turn.Note(AddressWithNote(viewing));
  return Added(site, caller, std::move(viewing));
}

}  // namespace almoner::web::console
