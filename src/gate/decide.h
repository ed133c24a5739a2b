// The decision: pure, without I/O, allocation or time. "No" is not an error, and has no default:
// neither a Decision nor a Refusal can come about but by Decide().
#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "notice/notice.h"

namespace almoner::gate {

enum class Action : std::uint8_t {
  kRead,
  kWrite,
  kAttend,  // consent, restriction, objection: what a person tells any member of staff who may see
            // them
};

// Why someone outside the caseload may look all the same; picked in one step, explained and
// reviewed after.
enum class BreakGlass : std::uint8_t { kEmergency, kCover, kSafeguarding, kLegalDemand };
[[nodiscard]] std::string_view Name(BreakGlass ground);

// Everything a decision depends on, about one actor and one data subject.
struct Question {
  Action action = Action::kRead;
  std::optional<notice::Index> activity;  // nothing: the notice has no such purpose
  notice::CategorySet categories;
  notice::RoleSet roles;  // of the actor, now
  bool own = false;       // the person themself asks, about themself; then they have no roles
  bool assigned = false;  // by caseload, service or site, now
  bool closed = false;    // the actor's own record, a relative's, a declared conflict
  notice::Index subject_kind = 0;
  notice::ConsentSet given;
  bool objected = false;  // to this activity
  bool restricted = false;
  std::optional<BreakGlass> break_glass;
  notice::CategorySet untold;   // given under a version that did not allow this use; not told since
  notice::CategorySet unasked;  // the same, and telling is not enough (Article 8A)
};

enum class Rule : std::uint8_t {
  kPurpose,
  kBasis,  // the law allows no such use, whatever the notice says
  kClosed,
  kRole,
  kAssignment,
  kPeople,
  kMinimisation,
  kNewUse,  // only a later version of the notice allows it, and the person does not know
  kCondition,
  kConsent,
  kObjection,
  kRestriction,
};
[[nodiscard]] std::string_view Name(Rule rule);

class Refusal;
class Decision {
 public:
  [[nodiscard]] notice::Index activity() const { return activity_; }
  // The one that acts; nothing: the person themself.
  [[nodiscard]] std::optional<notice::Index> role() const { return role_; }
  [[nodiscard]] bool broke_glass() const { return broke_glass_; }

 private:
  friend std::expected<Decision, Refusal> Decide(const notice::Notice&, const Question&);
  friend std::expected<Decision, Refusal> DecideOwn(const notice::Notice&, const Question&);
  Decision(notice::Index activity, std::optional<notice::Index> role, bool broke_glass)
      : activity_(activity), role_(role), broke_glass_(broke_glass) {}
  notice::Index activity_;
  std::optional<notice::Index> role_;
  bool broke_glass_;
};

class Refusal {
 public:
  [[nodiscard]] Rule rule() const { return rule_; }
  // The notice cannot tell (nothing in it answers): refused all the same, and worth mending.
  [[nodiscard]] bool gap() const { return gap_; }

 private:
  friend std::expected<Decision, Refusal> Decide(const notice::Notice&, const Question&);
  friend std::expected<Decision, Refusal> DecideOwn(const notice::Notice&, const Question&);
  explicit Refusal(Rule rule, bool gap = false) : rule_(rule), gap_(gap) {}
  Rule rule_;
  bool gap_;
};

[[nodiscard]] std::expected<Decision, Refusal> Decide(const notice::Notice& notice,
                                                      const Question& question);

// A refusal in words: what, why (quoting the notice's clause) and what to do next.
struct Explanation {
  std::string what;
  std::string why;
  std::string next;
  std::vector<std::string> clauses;  // ids quoted
};
[[nodiscard]] Explanation Explain(const notice::Notice& notice, const Question& question,
                                  const Refusal& refusal);
// The clause and basis that an allowed activity stands on, in words.
[[nodiscard]] Explanation Explain(const notice::Notice& notice, const Decision& decision);

}  // namespace almoner::gate
