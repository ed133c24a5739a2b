#include "console/audit_words.h"

#include <algorithm>
#include <array>
#include <map>

#include "console/staff_words.h"
#include "web/caller.h"
#include "web/words.h"

namespace almoner::web::console {
namespace {

struct Action {
  std::string_view id;
  std::string_view words;
};
constexpr std::array kActions = std::to_array<Action>({
    {"record.read", "Read the record"},
    {"record.added", "Added a record"},
    {"record.corrected", "Put a record right"},
    {"record.shared", "Shared a record with the person"},
    {"record.unshared", "Shared a record with the person no longer"},
    {"record.moved", "Moved a record"},
    {"document.read", "Read a document"},
    {"import.mapping-kept", "Kept a mapping for imports"},
    {"import.mapping-forgotten", "Forgot a mapping for imports"},
    {"person.found", "Found them by a search"},
    {"person.added", "Put them on file"},
    {"trail.read", "Looked who had looked"},
    {"staff-trail.read", "Looked what a colleague did"},
    {"session.begun", "Signed in"},
    {"api-key.used", "Called as a program, for the first time that day"},
    {"api-key.called", "Called as a program, about nobody"},
    {"api-key.turned-away", "Called as a program for what its key may not"},
    {"api-key.made", "Made a key of the API"},
    {"api-key.ended", "Ended a key of the API"},
    {"retention.reviewed", "Looked at what is due to go"},
    {"consent.given", "Recorded a consent"},
    {"consent.withdrawn", "Recorded that a consent was withdrawn"},
    {"marks.read", "Looked at holds and restrictions"},
});

std::string ActionInWords(const std::string& id) {
  if (id.empty()) return "Pruned from the log";
  if (const auto* const found = std::ranges::find(kActions, id, &Action::id);
      found != kActions.end())
    return std::string(found->words);
  std::string words = Capital(id);
  std::ranges::replace(words, '.', ' ');
  std::ranges::replace(words, '-', ' ');
  return words;
}

std::string PurposeInWords(const notice::Notice& notice, const std::string& id) {
  const auto activity = notice.FindActivity(id);
  return activity ? Capital(notice.activities[*activity].purpose) : id;
}

Result<std::map<StaffId, std::string>> NamesOfThem(const Site& site, const app::Looks& looks) {
  std::map<StaffId, std::string> names;
  for (const app::Look& look : looks.all)
    if (look.who && !names.contains(*look.who)) names[*look.who] = TRY(NameOf(site, *look.who));
  return names;
}

}  // namespace

Result<std::vector<std::vector<std::string>>> CellsOf(const Site& site, const app::Looks& looks,
                                                      bool of_person) {
  const notice::Notice& notice = site.app.notice();
  const auto names = TRY(NamesOfThem(site, looks));
  std::vector<std::vector<std::string>> rows;
  for (const app::Look& look : looks.all) {
    std::vector<std::string> row{MomentInWords(look.at)};
    if (of_person)
      row.push_back(look.who ? names.at(*look.who) +
                                   (look.role.empty() ? "" : ", " + RoleInWords(notice, look.role))
                             : "The program itself");
    row.push_back(ActionInWords(look.action));
    row.push_back(PurposeInWords(notice, look.purpose));
    if (!of_person) row.push_back(look.people == 0 ? "Nobody" : std::to_string(look.people));
    row.push_back(Capital(look.outcome));
    row.push_back(look.entry.text());
    rows.push_back(std::move(row));
  }
  return rows;
}

std::vector<std::string> ColumnsOf(bool of_person) {
  if (of_person) return {"When", "Who", "What", "What for", "Outcome", "Entry"};
  return {"When", "What", "What for", "People", "Outcome", "Entry"};
}

}  // namespace almoner::web::console
