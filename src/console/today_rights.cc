// What waits for those who answer for rights, and what everybody owes a word about.
#include <fmt/format.h>

#include <algorithm>

#include "breach/incident.h"
#include "console/purposes.h"
#include "console/request_words.h"
#include "console/today.h"
#include "gate/break_glass.h"
#include "retention/hold.h"
#include "rights/shelf.h"
#include "sharing/disclosure.h"
#include "web/caller.h"
#include "web/words.h"

namespace almoner::web::console {
namespace {

std::string GroundOf(const gate::Breach& breach) {
  const auto ground = GroundNamed(breach.ground);
  return ground ? std::string(GroundInWords(*ground)) : breach.ground;
}

// What is asked of health professionals and not answered.
void AddOpinions(Item& item, const rights::State& state, const notice::Notice& notice) {
  for (const auto& [category, opinion] : state.opinions)
    if (!opinion.obtained)
      item.lines.push_back(fmt::format(
          "A health professional was asked about {} on {}, and has not answered: ask again.",
          Small(CategoryInWords(notice, category)), ToWords(opinion.asked)));
}

void AddRequest(const rights::Dated& row, const notice::Notice& notice, Waitings& out) {
  const rights::State& state = row.state;
  Waiting one{.by = {},
              .item = {.title = std::string(InWords(state.right).request),
                       .href = "/requests/" + state.id.text(),
                       .aside = "number " + state.id.text()}};
  if (const auto answer_by = rights::AnswerBy(row.due)) one.by = EndOf(*answer_by);
  one.item.lines.push_back("Asked of us on " + ToWords(state.received) + ", " +
                           ByChannel(state.channel) + ".");
  if (const auto steps = NextSteps(state); !steps.empty())
    one.item.lines.push_back("Next: " + StepsInWords(steps) + ".");
  AddOpinions(one.item, state, notice);
  if (!one.by) one.item.tag = Tag{.colour = "grey", .text = "Waiting for a reply"};
  out.push_back(std::move(one));
}

std::optional<Time> MomentOf(const std::string& by) {
  if (const auto day = ParseDate(by)) return EndOf(*day);
  if (const auto time = Time::Parse(by)) return *time;
  return std::nullopt;
}

Status AddRegister(Site& site, const Caller& caller, const accountability::Register& reg,
                   std::string_view path, Waitings& out) {
  const accountability::Context context{site.app.gate(), site.app.statute()};
  const auto files = TRY(accountability::List(context, reg, {.actor = caller.staff}));
  if (!files) return {};
  for (const accountability::State& file : *files) {
    const auto due = reg.due(context, file);
    if (!due) continue;
    const std::string what = Capital(due->what);
    out.push_back(
        {.by = MomentOf(due->by),
         .item = {.title = what,
                  .href = "/registers/" + std::string(path) + "/" + file.id.text(),
                  .aside = "file " + file.id.text(),
                  .lines = {fmt::format("{}, opened on {}.",
                                        Numbered(Capital(reg.kind.view()), file.id.text()),
                                        ToWords(LondonDate(file.events.front().at)))}}});
    if (due->past && !out.back().by) out.back().item.tag = Tag{.colour = "red", .text = "Late"};
  }
  return {};
}

}  // namespace

Status AddGlassToDo(Site& site, const Caller& caller, Waitings& out) {
  for (const gate::Breach& breach : TRY(gate::ToExplain(site.app.gate(), caller.staff)))
    out.push_back({.by = breach.at + gate::kWordsWithin,
                   .item = {.title = "Say why you opened a record",
                            .href = "/glass",
                            .aside = "on " + MomentInWords(breach.at),
                            .lines = {fmt::format("You opened it on {}, for {}.",
                                                  MomentInWords(breach.at), GroundOf(breach))}}});
  if (!Has(site, caller, "rights")) return {};
  const Time now = site.app.clock().Now();
  const auto open = TRY(gate::OpenBreaches(site.app.gate(), caller.staff));
  if (!open) return {};
  for (const gate::Breach& breach : *open) {
    if (breach.staff == caller.staff || (!breach.words && !breach.Late(now))) continue;
    out.push_back({.by = {},
                   .item = {.title = "Review an opened record",
                            .href = "/glass/" + breach.id.text(),
                            .aside = "of " + MomentInWords(breach.at),
                            .tag = Tag{.colour = breach.words ? "yellow" : "red",
                                       .text = breach.words ? "To review" : "No words given"},
                            .lines = {fmt::format("{} opened it on {}, for {}.",
                                                  TRY(NameOf(site, breach.staff)),
                                                  MomentInWords(breach.at), GroundOf(breach))}}});
  }
  return {};
}

Status AddRequestsToDo(Site& site, const Caller& caller, Waitings& out) {
  const auto listed = TRY(rights::ListDated(site.app.rights(), caller.staff));
  if (!listed) return {};
  for (const auto& row : rights::DueFirst(*listed)) AddRequest(*row, site.app.notice(), out);
  return {};
}

Status AddRegistersToDo(Site& site, const Caller& caller, Waitings& out) {
  TRY(AddRegister(site, caller, breach::Incidents(), "breach", out));
  return AddRegister(site, caller, sharing::Disclosures(), "disclosure", out);
}

Status AddHoldsToDo(Site& site, const Caller& caller, Waitings& out) {
  const auto holds = TRY(retention::ListHolds(site.app.gate(), caller.staff));
  if (!holds) return {};
  const auto soon = sys_days(LondonDate(site.app.clock().Now())) + std::chrono::days(7);
  for (const standing::Hold& hold : *holds)
    if (sys_days(hold.review) <= soon)
      out.push_back({.by = EndOf(hold.review),
                     .item = {.title = "Look at a hold again",
                              .href = "/holds/" + hold.subject.text() + "/" + hold.id.text(),
                              .aside = "number " + hold.id.text(),
                              .lines = {"It has kept data from being destroyed since " +
                                        ToWords(LondonDate(hold.since)) + "."}}});
  return {};
}

}  // namespace almoner::web::console
