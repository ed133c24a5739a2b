// The versions of a notice: a draft is checked, signed by each approver, ratified, in force,
// superseded. At most one is in force, and which one is read inside every deciding transaction.
//
// Everything is derived from recorded events, each stamped and in the log. Functions that change
// anything act in the caller's transaction.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.h"
#include "keys/stamp.h"
#include "notice/diff.h"
#include "notice/notice.h"

namespace almoner::versions {

inline constexpr std::size_t kMostName = 64;   // letters of a version's name
inline constexpr std::size_t kMostNote = 200;  // letters of a reference or an outcome

struct Event {
  EventId id;
  std::string hash;  // of the version
  std::string kind;  // "checked", "approved", "in-force", "superseded", "reviewed"
  std::string step;  // of the approval, for "approved"
  std::string note;  // minute reference, outcome of a review, counts of a check
  Time at;
  std::optional<StaffId> staff;  // nobody: the program itself
};

struct Version {
  std::string hash;
  std::string name;  // the file's own `version`
  Time added;
};

enum class State : std::uint8_t { kDraft, kChecked, kApproved, kInForce, kSuperseded };
[[nodiscard]] std::string_view Name(State state);  // "draft", …, "in force"

struct Standing {
  Version version;
  State state = State::kDraft;
  std::vector<std::string> unsigned_steps;  // ids of approvals that are not recorded
  std::optional<Time> from;                 // when it came into force
  std::optional<Time> until;                // and ceased to be
};

// Adds a draft. kConflict when the same text is there already.
Status Add(const keys::Change& change, const notice::Notice& notice, std::string_view text);
Status Record(const keys::Change& change, const Event& event);

// kNotFound: there is no such version.
Result<Bytes> Text(store::ReadTx& tx, const keys::Keys& keys, std::string_view hash);
Result<std::vector<Version>> All(store::ReadTx& tx, const keys::Keys& keys);
// Of that version, in the order they happened.
Result<std::vector<Event>> History(store::ReadTx& tx, const keys::Keys& keys,
                                   std::string_view hash);
Result<Standing> StatusOf(store::ReadTx& tx, const keys::Keys& keys, const Version& version,
                          const notice::Notice& notice);

// Puts it in force and ends the one that was. kRefused, naming what is missing, when it was not
// checked or a step of its approval is not recorded; `first` needs no approval: a home cannot be
// without a notice, and nobody is there yet to sign.
Status Enforce(const keys::Change& change, Random& random, const notice::Notice& notice,
               const std::optional<StaffId>& by, bool first);
// The hash of the one in force: what every decision must have been made by.
Result<std::string> InForce(store::ReadTx& tx);
// The same, and that nobody changed it from outside.
Result<std::string> InForceChecked(store::ReadTx& tx, const keys::Keys& keys);

// A version that was in force before, and what the present one uses of what was collected under it
// that it did not allow.
struct Past {
  std::string hash;
  Time from;
  Time until;
  std::vector<notice::NewUse> uses;  // by activity and category of people of the present notice

  [[nodiscard]] const notice::NewUse& Use(const notice::Notice& now, notice::Index activity,
                                          notice::Index subject_kind) const {
    return uses[(static_cast<std::size_t>(activity) * now.subjects.size()) + subject_kind];
  }
};
Past MakePast(const notice::Notice& older, Time from, Time until, const notice::Notice& now);
// Of a version that this program can no longer read: nobody has been told of anything.
Past MakeUnreadPast(std::string hash, Time from, Time until, const notice::Notice& now);
// When each version was in force, oldest first, the present one left out; a version that came back
// stands once for each time.
struct Reign {
  std::string hash;
  Time from;
  Time until;
};
Result<std::vector<Reign>> Reigns(store::ReadTx& tx, const keys::Keys& keys);

// Of the categories: those of which something about the person was collected under an older version
// that did not let this activity use it, and of which they have not been told since.
Result<notice::NewUse> StillUntold(store::ReadTx& tx, const keys::Keys& keys,
                                   const std::vector<Past>& history, const notice::Notice& now,
                                   const SubjectId& subject, notice::Index activity,
                                   notice::Index subject_kind,
                                   const notice::CategorySet& categories);

// Showing the notice to a person: at the desk, by letter, on a form. Once each way counts.
struct Told {
  SubjectId subject;
  std::string hash;
  std::string channel;  // "web", "paper", "letter", "spoken", "form"
  Time at;
  std::optional<StaffId> staff;
};
Status Tell(const keys::Change& change, const Told& told);
Result<std::vector<Told>> ToldTo(store::ReadTx& tx, const keys::Keys& keys,
                                 const SubjectId& subject);
// When someone goes for good, so does what they were shown.
Status Forget(const keys::Change& change, const SubjectId& subject);
Status MoveTold(const keys::Change& change, const SubjectId& from, const SubjectId& to);

// Every stamped row of this module is right; kCorrupt names the first that is not.
Status CheckRows(store::ReadTx& tx, const keys::Keys& keys);

// What a planned review is due for: the day, and whether it is past.
struct Review {
  Date due;
  bool overdue = false;
};
// From the notice's plan and the reviews recorded; nothing when no review is promised.
std::optional<Review> NextReview(const notice::Document& document, Time in_force_since,
                                 const std::vector<Time>& held, Date today);

}  // namespace almoner::versions
