// The notice for one kind of reader, and as it was before.
#include <algorithm>

#include "app/editions.h"
#include "notice/compile.h"
#include "portal/handlers.h"
#include "portal/layers.h"
#include "web/doors.h"
#include "web/words.h"

namespace almoner::web::portal {
namespace {

// What was in force, or is, the newest first: drafts are nobody's business yet.
Result<std::vector<versions::Standing>> Published(Desk& desk) {
  std::vector<versions::Standing> all;
  for (app::Edition& edition : TRY(app::Editions(desk.site.app)))
    if (edition.standing.from) all.push_back(std::move(edition.standing));
  std::ranges::sort(all, [](const auto& a, const auto& b) { return *a.from > *b.from; });
  return all;
}

std::string NumberOf(const versions::Standing& standing) {
  return standing.version.hash.substr(0, 12);
}

std::string WhenInForce(const versions::Standing& standing) {
  std::string words = "In force since " + ToWords(LondonDate(*standing.from));
  if (standing.until)
    words = "In force from " + ToWords(LondonDate(*standing.from)) + " to " +
            ToWords(LondonDate(*standing.until));
  return words;
}

const versions::Standing* Find(const std::vector<versions::Standing>& all,
                               std::string_view number) {
  const auto found = std::ranges::find(all, number, NumberOf);
  return found == all.end() ? nullptr : &*found;
}

Result<notice::Notice> Read(Desk& desk, const versions::Standing& standing) {
  app::App& app = desk.site.app;
  const Bytes text = TRY(app.store().Read(
      [&](store::ReadTx& tx) { return versions::Text(tx, app.keys(), standing.version.hash); }));
  return notice::CompileWhole(AsText(text), desk.site.bases);
}

std::unexpected<Error> NoVersion() {
  return Fail(Code::kNotFound, "There is no such version of the notice.");
}

Answer ShowWhole(Desk& desk, const render::Leaflet& leaflet, View page) {
  page.Put("LEAFLET", LeafletView(leaflet));
  return Show(desk.site, {.title = leaflet.title, .tab = Tab::kNotice}, std::move(page));
}

std::string_view InWords(notice::Need need) {
  switch (need) {
    case notice::Need::kNothing:
      return "Only the words, or better for you";
    case notice::Need::kTell:
      return "We tell you before it holds for what you gave us before";
    case notice::Need::kAsk:
      return "Only if you say yes";
  }
  std::unreachable();
}

}  // namespace

Answer ShowLeaflet(Desk& desk, const http::Request& request) {
  const std::string name = request.param("leaflet").value_or("");
  for (const render::Leaflet& leaflet : render::AllLeaflets({desk.notice(), *TRY(desk.Book())})) {
    if (leaflet.name != name || name == "index") continue;
    View page("leaflet_page.html");
    page.Set("BACK", "/").Set("BACK_TEXT", "Privacy notice");
    return ShowWhole(desk, leaflet, std::move(page));
  }
  return Fail(Code::kNotFound, "There is no such part of the notice.");
}

Answer ShowVersions(Desk& desk, const http::Request& /*request*/) {
  const auto all = TRY(Published(desk));
  View page("versions.html");
  for (std::size_t i = 0; i < all.size(); ++i) {
    View& row = page.Add("VERSION_ROW");
    row.Set("NUMBER", NumberOf(all[i]))
        .Set("VERSION", all[i].version.name)
        .Set("WHEN", WhenInForce(all[i]))
        .ShowIf(!all[i].until, "NOW");
    if (i + 1 < all.size()) row.Add("CHANGED").Set("OLDER", NumberOf(all[i + 1]));
  }
  if (all.size() > 1) {
    std::vector<Choice> choices;
    for (const versions::Standing& each : all)
      choices.push_back({.value = NumberOf(each), .text = each.version.name});
    page.Add("COMPARE")
        .Put("OLD", Options(choices, NumberOf(all[1])))
        .Put("NEW", Options(choices, NumberOf(all[0])));
  }
  return Show(desk.site, {.title = "Versions of this notice", .tab = Tab::kNotice},
              std::move(page));
}

Answer ShowVersion(Desk& desk, const http::Request& request) {
  const auto all = TRY(Published(desk));
  const versions::Standing* const found = Find(all, request.param("version").value_or(""));
  if (found == nullptr) return NoVersion();
  const notice::Notice notice = TRY(Read(desk, *found));
  View page("leaflet_page.html");
  page.Set("BACK", "/notice/versions").Set("BACK_TEXT", "Versions of this notice");
  page.Add("OLD_EDITION")
      .Set("WHEN", WhenInForce(*found))
      .Set("VERSION", found->version.name)
      .ShowIf(found->until.has_value(), "OVER");
  return ShowWhole(desk, render::FullNotice({notice, *TRY(desk.Book())}), std::move(page));
}

Answer ShowChanges(Desk& desk, const http::Request& request) {
  const auto all = TRY(Published(desk));
  const versions::Standing* older = Find(all, request.query("from").value_or(""));
  const versions::Standing* newer = Find(all, request.query("to").value_or(""));
  if (older == nullptr || newer == nullptr) return NoVersion();
  if (*older->from > *newer->from) std::swap(older, newer);
  const notice::Notice before = TRY(Read(desk, *older));
  const notice::Notice after = TRY(Read(desk, *newer));
  View page("changes.html");
  page.Set("OLDER", older->version.name).Set("NEWER", newer->version.name);
  const auto changes = notice::Diff(before, after);
  page.ShowIf(changes.empty(), "NONE");
  for (const notice::Change& change : changes)
    page.Add("CHANGE")
        .Set("WHAT", change.what)
        .Set("WHO", change.people.empty() ? "Everyone" : Capital(Listed(change.people)))
        .Set("NEED", InWords(change.need));
  return Show(desk.site, {.title = "What changed", .tab = Tab::kNotice}, std::move(page));
}

}  // namespace almoner::web::portal
