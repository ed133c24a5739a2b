// Broken glass: whoever opened a record says why, and somebody else judges it.
#include "console/handlers.h"
#include "console/purposes.h"
#include "gate/break_glass.h"
#include "web/caller.h"
#include "web/doors.h"
#include "web/words.h"

namespace almoner::web::console {
namespace {

struct Looking {
  std::optional<EventId> wrong = {};  // whose words were missing
  std::string_view done = {};
};

std::string Ground(const gate::Breach& breach) {
  const auto ground = GroundNamed(breach.ground);
  return ground ? Capital(GroundInWords(*ground)) : breach.ground;
}

void AddBreach(View& row, const gate::Breach& breach, Time now) {
  const bool late = breach.Late(now);
  row.Set("ID", breach.id.text())
      .Set("GROUND", Ground(breach))
      .Set("AT", MomentInWords(breach.at))
      .Set("COLOUR", breach.words ? "blue"
                     : late       ? "red"
                                  : "yellow")
      .Set("STATUS", breach.words ? "Explained"
                     : late       ? "No words, and 24 hours are over"
                                  : "Words to follow");
}

Status AddMine(View& page, Site& site, const Caller& caller, const Looking& looking) {
  const Time now = site.app.clock().Now();
  const auto mine = TRY(gate::ToExplain(site.app.gate(), caller.staff));
  page.ShowIf(mine.empty(), "NONE_OF_MINE");
  for (const gate::Breach& breach : mine) {
    View& row = page.Add("MINE");
    AddBreach(row, breach, now);
    row.Set("SUBJECT", breach.subject.text())
        .Set("UNTIL", MomentInWords(breach.at + gate::kWordsWithin))
        .Set("CSRF", caller.csrf)
        .ShowIf(looking.wrong == breach.id, "WRONG");
  }
  return {};
}

Status AddOpen(View& reviewer, Site& site, const std::vector<gate::Breach>& open,
               const Caller& caller) {
  const Time now = site.app.clock().Now();
  reviewer.ShowIf(open.empty(), "NONE_TO_REVIEW");
  for (const gate::Breach& breach : open) {
    View& row = reviewer.Add("OPEN");
    AddBreach(row, breach, now);
    row.Set("WHO", TRY(NameOf(site, breach.staff)));
    const bool ripe = breach.words || breach.Late(now);
    if (ripe && breach.staff != caller.staff) row.Add("READ");
  }
  return {};
}

Result<http::Response> ShowList(Site& site, const Caller& caller, const Looking& looking) {
  View page("glass.html");
  Frame frame{.title = "Broken glass", .caller = &caller, .tab = Tab::kGlass};
  if (looking.wrong) {
    page.Put("ERRORS", ErrorSummary({{.field = "words-" + looking.wrong->text(),
                                      .text = "Say why it was necessary"}}));
    frame.status = 422;
    frame.error = true;
  }
  if (!looking.done.empty()) page.Add("DONE").Set("TEXT", looking.done);
  TRY(AddMine(page, site, caller, looking));
  if (site.app.notice().HasDuty(caller.roles, "rights")) {
    const auto open = TRY(gate::OpenBreaches(site.app.gate(), caller.staff));
    if (!open) return ShowRefusal(site, caller, {.refused = open.error()});
    TRY(AddOpen(page.Add("REVIEWER"), site, *open, caller));
  }
  return Show(site, frame, std::move(page));
}

Result<EventId> GlassOf(const http::Request& request) {
  auto id = EventId::Parse(request.param("id").value_or(""));
  if (!id) return Fail(Code::kNotFound, "No glass was broken under this id.");
  return id;
}

}  // namespace

Result<http::Response> ShowGlass(Site& site, const http::Request& request, const Caller& caller) {
  Looking looking;
  if (request.query("said")) looking.done = "Your words are recorded.";
  if (request.query("reviewed")) looking.done = "Your review is recorded.";
  return ShowList(site, caller, looking);
}

Result<http::Response> ExplainGlass(Site& site, const http::Request& request, const Caller& caller,
                                    const http::Fields& form) {
  const EventId id = TRY(GlassOf(request));
  std::string words = http::Find(form, "words").value_or("");
  std::erase(words, '\r');
  if (Blank(words)) return ShowList(site, caller, {.wrong = id});
  const auto said = TRY(site.counters.Count(
      gate::GiveWords(site.app.gate(), caller.staff, id, Personal(std::move(words)))));
  if (!said) return ShowRefusal(site, caller, {.refused = said.error()});
  return http::Response::Redirect("/glass?said=1");
}

Result<http::Response> ShowReview(Site& site, const http::Request& request, const Caller& caller) {
  const EventId id = TRY(GlassOf(request));
  const auto reviewing =
      TRY(site.counters.Count(gate::ReadBreach(site.app.gate(), caller.staff, id)));
  if (!reviewing) return ShowRefusal(site, caller, {.refused = reviewing.error()});
  const gate::Breach& breach = reviewing->breach;
  View page("glass_review.html");
  page.Set("ID", id.text())
      .Set("WHO", TRY(NameOf(site, breach.staff)))
      .Set("AT", MomentInWords(breach.at))
      .Set("GROUND", Ground(breach))
      .Set("SUBJECT", breach.subject.text())
      .Set("CSRF", caller.csrf);
  if (reviewing->words)
    page.Add("SAID").Set("WORDS", reviewing->words->Expose());
  else
    page.Add("SILENT");
  return Show(site, {.title = "Review of an opened record", .caller = &caller, .tab = Tab::kGlass},
              std::move(page));
}

Result<http::Response> ReviewGlass(Site& site, const http::Request& request, const Caller& caller,
                                   const http::Fields& form) {
  const EventId id = TRY(GlassOf(request));
  const std::string finding = http::Find(form, "finding").value_or("");
  if (finding != "justified" && finding != "not-justified")
    return Fail(Code::kInvalid, "Say whether it was justified or not.");
  const auto reviewed = TRY(site.counters.Count(gate::Review(
      site.app.gate(), caller.staff, id,
      finding == "justified" ? gate::Finding::kJustified : gate::Finding::kNotJustified)));
  if (!reviewed) return ShowRefusal(site, caller, {.refused = reviewed.error()});
  return http::Response::Redirect("/glass?reviewed=1");
}

}  // namespace almoner::web::console
