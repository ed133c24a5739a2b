#include "app/promises.h"

#include <algorithm>

namespace almoner::app {
namespace {

using notice::Index;
using notice::Notice;

// Who names a clause, and whether code decides by it.
struct Naming {
  std::vector<std::string> by;
  bool decides = false;
};

class Names {
 public:
  explicit Names(const Notice& notice) : all_(notice.clauses.size()) {
    for (const notice::Activity& activity : notice.activities)
      if (activity.clause)
        Add(*activity.clause, "activity " + activity.id, activity.barred.empty());
    for (const notice::Retention& rule : notice.retention)
      Add(rule.clause, "retention " + rule.id,
          rule.trigger != notice::Trigger::kNotRecorded && rule.data.any());
    for (const notice::RightPromise& right : notice.rights)
      Add(right.clause, "right " + right.right,
          right.right == "access" || right.right == "erasure");
    for (const notice::Consent& consent : notice.consents)
      Add(consent.clause, "consent " + consent.id, consent.Valid());
    Rest(notice.more);
  }

  [[nodiscard]] const std::vector<Naming>& all() const { return all_; }

 private:
  void Add(std::optional<Index> clause, std::string what, bool decides) {
    if (!clause || *clause >= all_.size()) return;
    all_[*clause].by.push_back(std::move(what));
    all_[*clause].decides = all_[*clause].decides || decides;
  }

  // Shown on pages and in packs; nothing decides by it yet.
  void Rest(const notice::Particulars& more) {
    for (const auto& rule : more.sharing) Add(rule.clause, "sharing " + rule.id, false);
    for (const auto& transfer : more.transfers)
      Add(transfer.clause, "transfer " + transfer.id, false);
    if (more.website.given) Add(more.website.clause, "website", false);
    if (more.complaints.given) Add(more.complaints.clause, "complaints", false);
  }

  std::vector<Naming> all_;
};

Kept KeptBy(const notice::Clause& clause, const Naming& naming, const Promise& promise) {
  const auto shown = [&](Shown wanted) {
    return std::ranges::any_of(promise.queries, [&](const Promise::Query& query) {
      return query.result && query.result->shown == wanted;
    });
  };
  if (clause.nobody_can || shown(Shown::kBroken)) return Kept::kNotKept;
  // Nobody knows what is not counted: it may be broken.
  if (std::ranges::any_of(promise.queries, [](const auto& query) { return !query.result; }))
    return Kept::kNotCounted;
  if (shown(Shown::kKept)) return Kept::kProved;
  if (naming.decides) return Kept::kEnforced;
  if (!naming.by.empty() || !promise.queries.empty()) return Kept::kConfigured;
  return clause.tells.empty() ? Kept::kNotKept : Kept::kStated;
}

}  // namespace

std::string_view Name(Kept kept) {
  switch (kept) {
    case Kept::kEnforced:
      return "enforced";
    case Kept::kProved:
      return "proved";
    case Kept::kConfigured:
      return "configured";
    case Kept::kStated:
      return "stated";
    case Kept::kNotKept:
      return "not kept";
    case Kept::kNotCounted:
      return "not counted yet";
  }
  std::unreachable();
}

std::vector<Promise> Promises(const Notice& notice, const Results& results) {
  const Names names(notice);
  const std::vector<Proof> known = AllProofs();
  std::vector<Promise> promises;
  for (std::size_t i = 0; i < notice.clauses.size(); ++i) {
    const notice::Clause& clause = notice.clauses[i];
    Promise promise{
        .clause = clause.id, .text = clause.text, .by = names.all()[i].by, .queries = {}};
    for (const std::string& id : clause.kept_by) {
      const auto proof = std::ranges::find(known, std::string_view(id), &Proof::id);
      const auto result = results.find(id);
      Promise::Query query{.proof = id, .asks = std::string(proof->asks), .result = {}};
      if (result != results.end()) query.result = result->second;
      promise.queries.push_back(std::move(query));
    }
    promise.kept = KeptBy(clause, names.all()[i], promise);
    promises.push_back(std::move(promise));
  }
  return promises;
}

Result<std::vector<Promise>> Promises(App& app) {
  const Notice& notice = app.notice();
  Results results;
  for (const notice::Clause& clause : notice.clauses)
    for (const std::string& id : clause.kept_by)
      if (!results.contains(id)) results[id] = TRY(Prove(app, id));
  return Promises(notice, results);
}

}  // namespace almoner::app
