// A record is put right where it stands: the same record, its next version. What stood there before
// is destroyed, and the entry names both.
#include <algorithm>

#include "gate/internal.h"

namespace almoner::gate {
// What the record says once it is put right, under the keys of those it is about.
Result<vault::ReadyRecord> Gate::Mended(const vault::SealedRecord& row, const Mend& mend) const {
  vault::Permit one(EntryId::New(context_.random), context_.clock.Now(), {row});
  auto opened = TRY(vault::Reveal(std::move(one), context_.keys, context_.clock));
  vault::Content& content = opened.front().content;
  const notice::Category* const category = TRY(CategoryOf(context_.notice, row.label.category));
  TRY(mend(*category, content));
  TRY(CheckContent(*category, content, context_.clock.Now()));
  vault::Label label = row.label;
  ++label.version;
  vault::ReadyRecord ready = TRY(vault::Seal(context_.keys, std::move(label), content, row.people,
                                             TRY(PersonKeys(About(row.people))),
                                             vault::TokensOf(context_.keys, *category, content)));
  ready.replaces = row.digest;
  return ready;
}

Outcome<Changed> Gate::CorrectRecord(Ask ask, const RecordId& record, const SubjectId& subject,
                                     const Mend& mend,
                                     const std::function<Status(const Change&)>& also) {
  const vault::SealedRecord row = TRY(FindSealed(record, subject));
  ask.subjects = About(row.people);
  ask.categories = {row.label.category};
  const auto ready = TRY(Mended(row, mend));
  auto changed = TRY(Act(ask, "record.corrected", [&](const Change& change) -> Status {
    TRY(vault::Replace(change, change.pass, ready));
    return also ? also(change) : Status();
  }));
  // What was only mended finds its person by what it says now, and no more by what it said.
  if (changed)
    for (const SubjectId& person : ask.subjects) TRY(Reindex(person));
  return changed;
}

}  // namespace almoner::gate
