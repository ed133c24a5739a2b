// For this folder only: many people at once, as far as can be told without opening anything.
#pragma once

#include "gate/life.h"
#include "retention/review.h"
#include "standing/due.h"
#include "vault/bulk.h"

namespace almoner::retention {

inline constexpr std::int64_t kPeopleAtOnce = 200;
inline constexpr std::int64_t kRowsAtOnce = 4000;  // of all of them together

// What is held about somebody whose hint says that something may be due.
struct Candidate {
  explicit Candidate(const standing::Hint& seen) : hint(seen) {}
  standing::Hint hint;
  std::vector<vault::Outline> rows;                       // about them
  std::vector<std::optional<standing::KeepUntil>> until;  // of each row
  std::vector<bool> due;                                  // of each row: past its last day
  std::optional<Date> contact;
  bool restricted = false;
  bool mentioned = false;  // by records of others
  bool merged = false;     // others were merged into them
  bool beside = false;     // a consent, mark, event or service of theirs stands beside the records
  bool tied = false;       // staff, files or notices name them
  // More has to be known before anything goes than is looked at here: a consent, a hold, a request,
  // a decision, a document, somebody who read; or a rule that asks for two people or leaves counts.
  bool careful = false;
  bool large = false;                   // too much to look at together: `rows` are empty
  std::optional<Date> empty_from = {};  // of whom no record is held (EmptyFrom)
  // The first month in which any of it can be due.
  standing::Month next = standing::kNever;
};

// The next people of a walk; empty at its end. `by`: whom it is for, since what they have seen or
// written themselves is looked at by itself.
Result<std::vector<Candidate>> NextPeople(const gate::Context& context, Time now,
                                          standing::HintPlace& place,
                                          const std::optional<StaffId>& by = std::nullopt);
// LookAt in the place of somebody `large`; who cannot be read at all (kCorrupt) stays so, and stays
// due to be looked at.
Status LookAgain(const gate::Context& context, Time now, Candidate& person);
// A wrong move can be put right for so long.
inline constexpr std::chrono::days kPutRight{28};
// The day from which somebody may go of whom no record is held, since the last was moved to
// somebody else; nothing: a record is about or mentions them, or they have an account.
Result<std::optional<Date>> EmptyFrom(store::ReadTx& tx, const SubjectId& subject);
// Whether they may go entirely now: nothing that stands beside the records is needed. Not while a
// restriction, an objection, a hold, an open request, a decision to keep, a service or a letter
// that is not sent yet is theirs.
enum class Empty : std::uint8_t { kStays, kMayGo };
Result<Empty> MayGoEmpty(store::ReadTx& tx, const gate::Context& context, const SubjectId& subject,
                         Time now);
// Looks at everybody whose hint is by other rules than those in force, and gives them one by these.
// To be called before a walk by these rules.
Status Refresh(const gate::Context& context, Time now);
// The same of one person, however much is held.
Result<Candidate> LookAt(const gate::Context& context, const standing::Hint& hint, Time now);

// Puts their months right where they were too early: those of whom nothing can be due this month.
Status SettleAll(const gate::Context& context, const std::vector<Candidate>& people, Time now);

// The month of the day after the last: from then on it is due. Of what a birth or a death decides
// only the year is told.
[[nodiscard]] standing::Month DueFrom(const notice::Notice& notice,
                                      const standing::KeepUntil& until);

}  // namespace almoner::retention
