// For this folder only: what passes between the steps of the door.
#pragma once

#include "gate/gate.h"

namespace almoner::gate {

struct Gate::Names {
  EntryId entry;
  std::optional<crypto::Digest> actor;
  std::vector<crypto::Digest> subjects;
};

struct Gate::Judged {
  Judged(const Question& asked, const std::expected<Decision, Refusal>& answer)
      : question(asked), verdict(answer) {}
  Question question;  // about the subject that decided
  std::expected<Decision, Refusal> verdict;
  std::vector<SubjectId> broken;     // those for whom the glass was broken
  std::optional<Explanation> waits;  // why the actor's roles do not count yet
  mutable std::optional<Explanation> words = {};

  // Once it is decided; made when it is first asked for.
  [[nodiscard]] const Explanation& Words(const notice::Notice& notice) const {
    if (waits && !verdict) return *waits;
    if (!words)
      words = verdict ? Explain(notice, *verdict) : Explain(notice, question, verdict.error());
    return *words;
  }
  [[nodiscard]] Refused Refusing(const notice::Notice& notice, const EntryId& entry) const {
    return {.rule = verdict.error().rule(), .words = Words(notice), .entry = entry};
  }
};

// What a reading comes to: the decision, its entry, and what may be given.
struct Gate::Reading {
  Judged judged;
  audit::Entry entry;
  std::vector<vault::SealedRecord> rows = {};
  std::int64_t closed = 0;
};

// A reading that may go on from the reserve while the database takes nothing.
bool IsEmergency(const Ask& ask);

// A person who is not there yet: their keys, and the first record, sealed.
struct Gate::Newcomer {
  vault::NewSubject subject;
  vault::PersonKey key;
  SecretBytes audit_key;
  SecretBytes evidence_key;
  vault::ReadyRecord record;
  std::vector<crypto::Digest> recognisable;  // by which somebody erased is recognised
  std::optional<standing::ReadyLifeEvent> birth;
};

// What happened in the life of somebody whose records go to another: as it was, and sealed anew.
struct Gate::Lives {
  std::vector<standing::ReadyLifeEvent> before;
  std::vector<standing::ReadyLifeEvent> after;
};

// kInvalid: the notice has none.
Result<const notice::Category*> CategoryOf(const notice::Notice& notice, std::string_view id);

// Only what the notice says the category holds may be put into it; into a record that is there,
// what the person says of it too.
enum class Stage : std::uint8_t { kNew, kMended };
Status CheckContent(const notice::Category& category, const vault::Content& content, Time now,
                    Stage stage = Stage::kNew);

// What a record's own fields say of when its person was born; nothing where they say nothing.
std::optional<Personal<Date>> BirthIn(const notice::Category& category,
                                      const vault::Content& content);

// What is shared with somebody who asks about themself, and may be shown to them now: not while
// their data is restricted, nor where it is about somebody else too whose data is restricted or for
// whose safety others are answered only by a colleague.
Result<std::vector<RecordId>> SharedNow(store::ReadTx& tx, const Context& context, const Ask& ask,
                                        const SubjectId& subject, Time now);

// Those that a record is about, without those it only mentions.
std::vector<SubjectId> About(const std::vector<vault::Person>& people);

}  // namespace almoner::gate
