#include <algorithm>

#include "gate/internal.h"
#include "gate/veil.h"

namespace almoner::gate {
namespace {

// Categories that hold names or identifiers, of those the activity may read.
notice::CategorySet Identifying(const notice::Notice& notice, const notice::CategorySet& readable) {
  notice::CategorySet set;
  for (std::size_t i = 0; i < notice.categories.size(); ++i) {
    const auto& fields = notice.categories[i].fields;
    const bool names = std::ranges::any_of(
        fields, [](const notice::Field& field) { return notice::SaysWho(field.kind); });
    set.set(i, readable[i] && names);
  }
  return set;
}

}  // namespace

struct Gate::Hit {
  int score = 0;
  SubjectId subject;
  std::vector<vault::SealedRecord> rows;
};

// Those of the candidates whom the actor may see, with what tells who they are.
Result<std::vector<Gate::Hit>> Gate::Meeting(
    const Ask& ask,
    const std::function<Result<std::vector<SubjectId>>(store::ReadTx&)>& candidates) const {
  const notice::Notice& notice = context_.notice;
  const Time now = context_.clock.Now();
  return context_.store.Read([&](store::ReadTx& tx) -> Result<std::vector<Hit>> {
    std::vector<Hit> found;
    TRY(StillInForce(tx));
    for (const SubjectId& subject : TRY(candidates(tx))) {
      const Question q = TRY(Load(tx, ask, &subject, now));
      if (!Decide(notice, q)) continue;  // those one may not see are not found
      auto rows = TRY(vault::LoadSealed(tx, context_.keys, subject, vault::Scope::kAbout));
      std::int64_t closed = 0;  // and by what is past its retention nobody is found
      TRY(Unexpired(tx, *q.activity, rows, now, closed));
      const auto wanted = Identifying(notice, q.categories);
      std::erase_if(rows, [&](const vault::SealedRecord& row) {
        const auto category = notice.FindCategory(row.label.category);
        return !category || !wanted[*category];
      });
      TRY(DrawVeil(tx, context_, ask, q.activity, rows));
      found.push_back({.score = 0, .subject = subject, .rows = std::move(rows)});
    }
    return found;
  });
}

// Opened inside the gate only to be compared, and forgotten.
Result<std::vector<vault::Record>> Gate::Compare(const Hit& hit) const {
  vault::Permit compare(EntryId::New(context_.random), context_.clock.Now(), hit.rows);
  return vault::Reveal(std::move(compare), context_.keys, context_.clock);
}

// Two steps. Candidates are opened inside the gate only to be compared, and forgotten; then one
// entry names those that will be shown, and their permit is minted.
Outcome<Gate::Found> Gate::Find(const Ask& ask, const vault::Query& query) {
  const notice::Notice& notice = context_.notice;
  auto hits = TRY(
      Meeting(ask, [&](store::ReadTx& tx) { return vault::Candidates(tx, context_.keys, query); }));
  for (Hit& hit : hits) {
    for (const vault::Record& record : TRY(Compare(hit)))
      if (const auto category = notice.FindCategory(record.label.category))
        hit.score =
            std::max(hit.score, vault::Score(query, notice.categories[*category], record.content));
  }
  std::erase_if(hits, [](const Hit& hit) { return hit.score == 0; });
  std::ranges::stable_sort(hits, std::greater<>(), &Hit::score);
  if (hits.size() > vault::kMostShown) hits.erase(hits.begin() + vault::kMostShown, hits.end());

  Ask naming = ask;
  for (const Hit& hit : hits) naming.subjects.push_back(hit.subject);
  auto changed = TRY(Act(naming, "person.found", [&](const Change& change) -> Status {
    change.entry.counts["shown"] = static_cast<std::int64_t>(hits.size());
    return {};
  }));
  if (!changed) return Refuse<Found>(std::move(changed).error());
  std::vector<vault::SealedRecord> rows;
  for (Hit& hit : hits) std::ranges::move(hit.rows, std::back_inserter(rows));
  return Found{
      .subjects = std::move(naming.subjects),
      .opened = {.permit = vault::Permit(changed->entry, context_.clock.Now(), std::move(rows)),
                 .words = std::move(changed->words),
                 .closed = 0}};
}

Outcome<std::vector<SubjectId>> Gate::FindSame(const Ask& ask, const vault::Likeness& likeness) {
  Ask naming = ask;
  naming.subjects.clear();
  // Compared with what is held, hidden or not: whoever is not recognised would be added once more,
  // and seen.
  Ask whole = ask;
  whole.shown = false;
  for (const Hit& hit : TRY(Meeting(whole, [&](store::ReadTx& tx) {
         return vault::Candidates(tx, context_.keys, likeness);
       }))) {
    vault::Likeness held;
    for (const vault::Record& record : TRY(Compare(hit)))
      if (const auto category = context_.notice.FindCategory(record.label.category))
        held.Add(context_.notice.categories[*category], record.content);
    if (held.Same(likeness)) naming.subjects.push_back(hit.subject);
  }
  if (naming.subjects.empty()) return std::vector<SubjectId>();
  auto changed = TRY(Act(naming, "person.compared", [](const Change&) -> Status { return {}; }));
  if (!changed) return Refuse<std::vector<SubjectId>>(std::move(changed).error());
  return std::move(naming.subjects);
}

}  // namespace almoner::gate
