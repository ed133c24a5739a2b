// A record is put right where it stands: the same record, its next version. What stood there before
// is destroyed, and the entry names both.
#include <algorithm>

#include "gate/internal.h"

namespace almoner::gate {
namespace {

// Whether anybody is found by what records of the category say.
bool Finds(const notice::Notice& notice, std::string_view category) {
  const auto index = notice.FindCategory(category);
  return !index || std::ranges::any_of(
                       notice.categories[*index].fields,
                       [](const notice::Field& field) { return notice::SaysWho(field.kind); });
}

}  // namespace

// The record as it is put right, and what that tells of a birth.
struct Gate::Correction {
  vault::ReadyRecord record;
  std::optional<standing::ReadyLifeEvent> birth;
};

// What the record says once it is put right, under the keys of those it is about.
Result<Gate::Correction> Gate::Mended(const vault::SealedRecord& row, const Mend& mend) const {
  vault::Permit one(EntryId::New(context_.random), context_.clock.Now(), {row});
  auto opened = TRY(vault::Reveal(std::move(one), context_.keys, context_.clock));
  vault::Content& content = opened.front().content;
  const notice::Category* const category = TRY(CategoryOf(context_.notice, row.label.category));
  TRY(mend(*category, content));
  TRY(CheckContent(*category, content, context_.clock.Now(), Stage::kMended));
  vault::Label label = row.label;
  ++label.version;
  vault::ReadyRecord ready = TRY(vault::Seal(context_.keys, std::move(label), content, row.people,
                                             TRY(PersonKeys(About(row.people))),
                                             vault::TokensOf(context_.keys, *category, content)));
  ready.replaces = row.digest;
  // What two people share does not say whose birth it tells of.
  const std::vector<SubjectId> about = About(row.people);
  std::optional<standing::ReadyLifeEvent> birth;
  if (about.size() == 1 && BirthIn(*category, content))
    birth = BirthOf(about.front(), TRY(EvidenceKey(about.front())), *category, content);
  return Correction{.record = std::move(ready), .birth = std::move(birth)};
}

Outcome<Changed> Gate::CorrectRecord(Ask ask, const RecordId& record, const SubjectId& subject,
                                     const Mend& mend,
                                     const std::function<Status(const Change&)>& also) {
  const vault::SealedRecord row = TRY(FindSealed(record, subject));
  ask.subjects = About(row.people);
  ask.categories = {row.label.category};
  const Correction mended = TRY(Mended(row, mend));
  auto changed = TRY(Act(ask, "record.corrected", [&](const Change& change) -> Status {
    TRY(vault::Replace(change, change.pass, mended.record));
    if (mended.birth) TRY(standing::Insert(change, *mended.birth));
    return also ? also(change) : Status();
  }));
  // What was only mended finds its person by what it says now, and no more by what it said.
  if (changed && Finds(context_.notice, row.label.category))
    for (const SubjectId& person : ask.subjects) Unfind(person);
  return changed;
}

}  // namespace almoner::gate
