// What people gave under an older version, and whether the present one may use it.
#include <algorithm>

#include "versions/versions.h"

namespace almoner::versions {
namespace {

bool Collected(store::ReadTx& tx, const SubjectId& subject, const std::string& category,
               const Past& past, Status& failed) {
  const auto row = tx.Maybe(
      "SELECT 1 FROM record_person p JOIN record r ON r.id = p.record WHERE p.subject = $1 "
      "AND p.part = 'about' AND r.category = $2 AND r.recorded_at >= $3 AND r.recorded_at < $4 "
      "LIMIT 1",
      subject, category, past.from, past.until);
  if (!row) failed = std::unexpected(row.error());
  return row && row->has_value();
}

// Whether what they were shown since the older version allowed this use of the category.
bool WasTold(const std::vector<Told>& told, const std::vector<Past>& history,
             const notice::Notice& now, const Past& past, notice::Index activity,
             notice::Index subject_kind, std::size_t category) {
  return std::ranges::any_of(told, [&](const Told& shown) {
    if (shown.at < past.until) return false;
    if (shown.hash == now.hash) return true;
    return std::ranges::any_of(history, [&](const Past& later) {
      const notice::NewUse& use = later.Use(now, activity, subject_kind);
      return later.hash == shown.hash && later.from >= past.until &&
             !(use.tell | use.ask)[category];
    });
  });
}

}  // namespace

Past MakePast(const notice::Notice& older, Time from, Time until, const notice::Notice& now) {
  Past past{.hash = older.hash, .from = from, .until = until, .uses = {}};
  for (std::size_t a = 0; a < now.activities.size(); ++a)
    for (std::size_t k = 0; k < now.subjects.size(); ++k)
      past.uses.push_back(notice::NewlyUsed(older, now, static_cast<notice::Index>(a),
                                            static_cast<notice::Index>(k)));
  return past;
}

Past MakeUnreadPast(std::string hash, Time from, Time until, const notice::Notice& now) {
  Past past{.hash = std::move(hash), .from = from, .until = until, .uses = {}};
  for (const notice::Activity& activity : now.activities) {
    const notice::NewUse all{.tell = activity.imposed ? notice::CategorySet() : activity.reads,
                             .ask = {}};
    past.uses.insert(past.uses.end(), now.subjects.size(), all);
  }
  return past;
}

Result<std::vector<Reign>> Reigns(store::ReadTx& tx, const keys::Keys& keys) {
  std::vector<Reign> reigns;
  for (const Version& version : TRY(All(tx, keys))) {
    std::optional<Time> from;
    for (const Event& event : TRY(History(tx, keys, version.hash))) {
      if (event.kind == "in-force") from = event.at;
      if (event.kind == "superseded" && from) {
        reigns.push_back({.hash = version.hash, .from = *from, .until = event.at});
        from.reset();
      }
    }
  }
  std::ranges::sort(reigns, {}, &Reign::from);
  return reigns;
}

Result<notice::NewUse> StillUntold(store::ReadTx& tx, const keys::Keys& keys,
                                   const std::vector<Past>& history, const notice::Notice& now,
                                   const SubjectId& subject, notice::Index activity,
                                   notice::Index subject_kind,
                                   const notice::CategorySet& categories) {
  notice::NewUse untold;
  std::optional<std::vector<Told>> told;
  Status failed;
  for (const Past& past : history) {
    const notice::NewUse& use = past.Use(now, activity, subject_kind);
    const notice::CategorySet asked = (use.tell | use.ask) & categories;
    for (std::size_t i = asked._Find_first(); i < now.categories.size(); i = asked._Find_next(i)) {
      const bool collected = Collected(tx, subject, now.categories[i].id, past, failed);
      TRY(std::move(failed));
      failed = {};
      if (!collected) continue;
      if (use.ask[i]) {
        untold.ask.set(i);
        continue;
      }
      if (!told) told = TRY(ToldTo(tx, keys, subject));
      if (!WasTold(*told, history, now, past, activity, subject_kind, i)) untold.tell.set(i);
    }
  }
  return untold;
}

}  // namespace almoner::versions
