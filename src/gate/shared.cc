// What is shared with the person themself (docs/decisions/0038-shared-with-the-person.md).
#include "vault/shared.h"

#include "gate/internal.h"
#include "safety/may.h"

namespace almoner::gate {
namespace {

Result<std::vector<SubjectId>> OthersIn(store::ReadTx& tx, const RecordId& record,
                                        const SubjectId& subject) {
  std::vector<SubjectId> others;
  for (const store::Row& row :
       TRY(tx.Query("SELECT subject FROM record_person WHERE record = $1 AND subject <> $2", record,
                    subject)))
    others.push_back(TRY(row.As<SubjectId>(0)));
  return others;
}

struct May {
  bool be_shown = true;
};

Result<May> MayBeShown(store::ReadTx& tx, const Context& context, const SubjectId& other,
                       Time now) {
  const auto standing = TRY(standing::Load(tx, context.keys, context.notice, other, now));
  const auto answer = TRY(safety::MaySend(tx, context.keys, other, {.to_another = true}));
  return May{.be_shown = !standing.restricted && answer.has_value()};
}

}  // namespace

Result<std::vector<RecordId>> SharedNow(store::ReadTx& tx, const Context& context, const Ask& ask,
                                        const SubjectId& subject, Time now) {
  std::vector<RecordId> shown;
  if (!ask.own || ask.action != Action::kRead) return shown;
  const auto shared = TRY(vault::SharedWith(tx, context.keys, subject));
  if (shared.empty()) return shown;
  if (TRY(standing::Load(tx, context.keys, context.notice, subject, now)).restricted) return shown;
  for (const vault::Shared& one : shared) {
    bool may = true;
    for (const SubjectId& other : TRY(OthersIn(tx, one.record, subject)))
      may = may && TRY(MayBeShown(tx, context, other, now)).be_shown;
    if (may) shown.push_back(one.record);
  }
  return shown;
}

}  // namespace almoner::gate
