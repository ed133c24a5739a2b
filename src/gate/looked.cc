#include "gate/looked.h"

#include <algorithm>

#include "safety/may.h"

namespace almoner::gate {
namespace {

constexpr std::size_t kMost = 500;

// What the notice has no more is not told either: nobody knows any longer what it was for.
bool Told(const notice::Notice& notice, std::string_view purpose) {
  const auto activity = notice.FindActivity(purpose);
  return activity && notice.activities[*activity].told;
}

Result<std::vector<Look>> LooksAt(store::ReadTx& tx, const notice::Notice& notice,
                                  const SubjectId& subject) {
  std::vector<Look> looks;
  for (const store::Row& row : TRY(tx.Query(
           "SELECT at, role, purpose FROM trail WHERE subject = $1 AND outcome = 'allowed' AND "
           "role <> '' AND action IN ('record.read', 'person.found', 'document.read') "
           "ORDER BY at DESC",
           subject))) {
    Look look;
    look.on = LondonDate(TRY(row.At(0)));
    look.role = TRY(row.Text(1));
    look.purpose = TRY(row.Text(2));
    if (!Told(notice, look.purpose) || std::ranges::find(looks, look) != looks.end()) continue;
    looks.push_back(std::move(look));
    if (looks.size() == kMost) break;
  }
  return looks;
}

}  // namespace

Outcome<std::vector<Look>> WhoLooked(Gate& gate, const SubjectId& subject) {
  const auto shown = TRY(gate.Act(
      {.purpose = "law.rights", .subjects = {subject}, .action = Action::kAttend, .own = true},
      "trail.shown", [](const Change&) -> Status { return {}; }));
  if (!shown) return Refuse<std::vector<Look>>(shown.error());
  const Context& on = gate.context();
  return TRY(on.store.Read([&](store::ReadTx& tx) -> Result<std::vector<Look>> {
    const auto listed =
        TRY(safety::MaySend(tx, on.keys, subject, {.channel = safety::Channel::kLists}));
    if (!listed) return std::vector<Look>();
    return LooksAt(tx, on.notice, subject);
  }));
}

}  // namespace almoner::gate
