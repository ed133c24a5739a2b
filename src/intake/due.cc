#include <algorithm>
#include <set>

#include "intake/undo.h"
#include "standing/expiry.h"

namespace almoner::intake {
namespace {

// Whether all of it came from the people themselves, who knew as they gave it (Article 13).
bool FromThemselves(const Batch& batch) { return batch.source == "self"; }

Result<Date> LastDay(const law::Statute& statute, Date obtained) {
  const law::Limit* const limit = statute.limits().Find("ART14");
  if (limit == nullptr || !limit->period || limit->period->unit != law::Unit::kMonths)
    return Fail(Code::kInvalid, "The law files give no months for ART14; put them right.");
  notice::Period months;
  months.months = limit->period->count;
  return standing::Add(obtained, months);
}

}  // namespace

Result<std::vector<ToTell>> WhomToTell(const gate::Context& context, const law::Statute& statute) {
  const Date today = LondonDate(context.clock.Now());
  auto all = TRY(context.store.Read([&](store::ReadTx& tx) -> Result<std::vector<ToTell>> {
    std::vector<ToTell> people;
    for (const Batch& batch : TRY(Batches(tx, context.keys))) {
      if (FromThemselves(batch) || batch.undone) continue;
      const Date due = TRY(LastDay(statute, batch.obtained));
      std::set<SubjectId> seen;
      for (const Made& made : TRY(MadeBy(tx, context.keys, batch.id))) {
        if (!made.subject || !made.record) continue;
        const SubjectId now = TRY(vault::Resolve(tx, context.keys, *made.subject));
        if (!seen.insert(now).second) continue;
        if (!TRY(versions::ToldTo(tx, context.keys, now)).empty()) continue;
        people.push_back({.batch = batch.id,
                          .subject = now,
                          .source = batch.source,
                          .obtained = batch.obtained,
                          .due = due,
                          .overdue = sys_days(today) > sys_days(due)});
      }
    }
    return people;
  }));
  std::ranges::stable_sort(all, {}, [](const ToTell& one) { return sys_days(one.due); });
  return all;
}

}  // namespace almoner::intake
