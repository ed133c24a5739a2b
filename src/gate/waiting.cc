#include "gate/waiting.h"

#include "staff/training.h"

namespace almoner::gate {

// Whoever breaks the glass may be somebody's only help, and what a person says no to is taken by
// whoever they tell: neither waits.
Result<std::optional<notice::Index>> Waiting(store::ReadTx& tx, const Context& context,
                                             const Ask& ask, const notice::RoleSet& roles,
                                             Time now) {
  if (ask.break_glass || ask.action == Action::kAttend) return std::optional<notice::Index>();
  return staff::Untrained(tx, context.keys, context.notice, *ask.actor, roles, now);
}

Result<std::optional<Explanation>> WhyWaiting(store::ReadTx& tx, const Context& context,
                                              const Ask& ask, Time now) {
  if (!ask.actor) return std::optional<Explanation>();
  const notice::Notice& notice = context.notice;
  const auto roles = TRY(staff::RolesOf(tx, context.keys, notice, *ask.actor, now));
  const auto wanting = TRY(Waiting(tx, context, ask, roles, now));
  if (!wanting) return std::optional<Explanation>();
  const notice::PeopleRule& rule = notice.more.people_rules[*wanting];
  Explanation words{
      .what = "Your training is not on record, or is over: “" + rule.what + "”.",
      .why = "Nobody's data is opened before it is done.",
      .next = "Do the training, and ask whoever looks after staff accounts to record it."};
  if (rule.clause) {
    const notice::Clause& clause = notice.clauses[*rule.clause];
    words.why = "The notice says (" + clause.id + "): “" + clause.text + "”";
    words.clauses.push_back(clause.id);
  }
  return std::optional(std::move(words));
}

}  // namespace almoner::gate
