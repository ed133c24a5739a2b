// What is held about somebody, as far as it is shown without anybody looking through it first, and
// who looked. What has to be looked through first is asked for; whether there is any makes no
// difference to the page.
#include <algorithm>

#include "gate/looked.h"
#include "portal/handlers.h"
#include "portal/sent.h"
#include "rights/share.h"
#include "vault/vault.h"
#include "web/doors.h"
#include "web/record_words.h"
#include "web/words.h"

namespace almoner::web::portal {
namespace {

using notice::Notice;

// Why it is held: each use of the notice's own that reads it, with its basis.
void AddUses(View& section, const Notice& notice, notice::Index category) {
  for (const notice::Activity& activity : notice.activities)
    if (!activity.imposed && activity.reads[category])
      section.Add("USE")
          .Set("PURPOSE", Capital(activity.purpose))
          .Set("BASIS", BasisInWords(activity))
          .Set("CLAUSE_ID", notice.clauses[*activity.clause].id);
}

void AddRecord(View& section, const notice::Category& category, const vault::Record& record) {
  View& row = section.Add("RECORD");
  for (const vault::FieldValue& field : record.content.fields) {
    const std::string value = ValueOf(category, field);
    if (!value.empty())
      row.Add("FIELD")
          .Set("LABEL", field.field == "text" ? "What it says" : LabelOf(category, field.field))
          .Set("VALUE", value);
  }
  row.Set("DATE", ToWords(LondonDate(record.label.recorded_at)));
}

// Not what others told: who did, and what, is looked through first.
bool FromThemOrUs(const vault::Record& record) {
  return record.content.source == "self" || record.content.source == "staff";
}

using Items = std::vector<rights::SharedItem>;

const rights::SharedItem* SharedIn(const Items& items, const vault::Record& record) {
  const auto found = std::ranges::find(
      items, record.label.id, [](const rights::SharedItem& each) { return each.mark.record; });
  return found == items.end() ? nullptr : &*found;
}

// What is shared with them, what was shared last first. What is not leaves nothing on the page.
void AddShared(View& page, const Notice& notice, const std::vector<vault::Record>& records,
               const Items& items, std::string_view csrf) {
  View& section = page.Add("SHARED");
  bool any = false;
  for (auto item = items.rbegin(); item != items.rend(); ++item) {
    const auto record = std::ranges::find(records, item->mark.record,
                                          [](const vault::Record& each) { return each.label.id; });
    if (record == records.end()) continue;  // at rest for now
    const auto index = notice.FindCategory(record->label.category);
    if (!index) continue;
    any = true;
    const notice::Category& category = notice.categories[*index];
    View& one = section.Add("ITEM");
    one.Set("NAME", Capital(category.name))
        .Set("WHY", item->mark.request ? "It went out to you in a copy that you asked for."
                                       : item->words.why)
        .Set("SINCE", ToWords(LondonDate(item->mark.since)));
    AddRecord(one, category, *record);
    AddUses(one, notice, *index);
    if (record->content.document)
      one.Add("DOCUMENT").Set("CSRF", csrf).Set("RECORD_ID", record->label.id.text());
  }
  section.ShowIf(!any, "NOTHING");
}

void AddHeld(View& page, const Notice& notice, const std::vector<vault::Record>& records,
             const Items& items) {
  for (std::size_t i = 0; i < notice.categories.size(); ++i) {
    const notice::Category& category = notice.categories[i];
    if (!category.portal) continue;
    View& section = page.Add("CATEGORY");
    section.Set("CATEGORY_ID", category.id).Set("TITLE", Capital(category.name));
    AddUses(section, notice, static_cast<notice::Index>(i));
    bool any = false;
    for (const vault::Record& record : records) {
      if (record.label.category != category.id || !FromThemOrUs(record) ||
          SharedIn(items, record) != nullptr)
        continue;
      AddRecord(section, category, record);
      any = true;
    }
    section.ShowIf(!any, "NONE");
  }
}

std::string RoleName(const Notice& notice, const std::string& id) {
  const auto role = notice.FindRole(id);
  return role ? Capital(notice.roles[*role].name) : "A role that we no longer have";
}

std::string PurposeName(const Notice& notice, const std::string& id) {
  const auto activity = notice.FindActivity(id);
  return activity ? Capital(notice.activities[*activity].purpose)
                  : "A purpose that our notice no longer has";
}

}  // namespace

Result<http::Response> ShowInformation(Site& site, const http::Request& /*request*/,
                                       const Visitor& visitor) {
  auto opened = TRY(site.counters.Count(
      site.app.gate().Open({.purpose = "law.rights", .subjects = {visitor.subject}, .own = true})));
  if (!opened) return ShowNotHere(site, visitor);
  const auto records =
      TRY(vault::Reveal(std::move(opened->permit), site.app.keys(), site.app.clock()));
  const Items items = TRY(rights::SharedItems(site.app.rights(), visitor.subject));
  View page("my_information.html");
  AddHeld(page, site.app.notice(), records, items);
  AddShared(page, site.app.notice(), records, items, visitor.csrf);
  return ShowPage(site,
                  {.title = "Your information", .visitor = &visitor, .tab = Tab::kInformation},
                  std::move(page));
}

// A document that is shared with them. One that is not reads like one that does not exist.
Result<http::Response> GiveShared(Site& site, const http::Request& request, const Visitor& visitor,
                                  const Answers& answers) {
  constexpr std::uint64_t kMostAtOnce = std::uint64_t{16} << 20;
  const auto record = RecordId::Parse(answers.Text("record"));
  std::string bytes;
  bool large = false;
  const auto given =
      record ? site.app.gate().GiveDocument(
                   {.purpose = "law.rights", .subjects = {visitor.subject}, .own = true}, *record,
                   [&](BytesView part) -> Status {
                     large = bytes.size() + part.size() > kMostAtOnce;
                     if (large) return Fail(Code::kInvalid, "The document is too large.");
                     bytes.append(AsText(part));
                     return {};
                   })
             : gate::Outcome<gate::Given>(Fail(Code::kNotFound, "There is no such document."));
  if (large)
    return ShowMessage(site, request, nullptr, 413, "This document is too large to be given here",
                       "Ask us for it: we send it to you another way.");
  if (!given && given.error().code != Code::kNotFound) return std::unexpected(given.error());
  if (!given || !*given)
    return ShowMessage(site, request, nullptr, 404, "There is nothing to give here",
                       "Ask for a copy of what is held about you.");
  return http::Response::File((*given)->document.media, std::move(bytes))
      .With("Content-Disposition", "attachment");
}

Result<http::Response> ShowLooked(Site& site, const http::Request& /*request*/,
                                  const Visitor& visitor) {
  const auto looks = TRY(site.counters.Count(gate::WhoLooked(site.app.gate(), visitor.subject)));
  if (!looks) return ShowNotHere(site, visitor);
  View page("my_looked.html");
  View* table = nullptr;
  for (const gate::Look& look : *looks) {
    if (table == nullptr) table = &page.Add("TABLE");
    table->Add("LOOK")
        .Set("ON", ToWords(look.on))
        .Set("ROLE", RoleName(site.app.notice(), look.role))
        .Set("PURPOSE", PurposeName(site.app.notice(), look.purpose));
  }
  page.ShowIf(looks->empty(), "NONE");
  return ShowPage(site, {.title = "Who looked", .visitor = &visitor, .tab = Tab::kInformation},
                  std::move(page));
}

}  // namespace almoner::web::portal
