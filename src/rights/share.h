// Sharing a record with the person it is about, so that they see it at once on the portal
// (docs/decisions/0038-shared-with-the-person.md). What goes out so goes without a request, a draft
// and an approval; so whoever shares it answers here what is asked of a release.
#pragma once

#include "rights/conduct.h"
#include "vault/shared.h"

namespace almoner::rights {

struct Sharing {
  std::string why = {};  // for the person to read: "We agreed on it at the review."
  // Health data: how they know it already; or who said, and when, that it does no serious harm.
  std::string known = {};
  std::string opinion_by = {};
  std::optional<Date> opinion_on = {};
  // Other special category data and offences: why seeing it puts nobody in danger.
  std::string harm = {};
  // Of others whom it names: none, agreed, or reasonable (that they are not asked); and of the
  // latter two who agreed, or why it is reasonable.
  std::string others = {};
  std::string others_why = {};
};

// What is asked about a record of this category that these people are in; in order.
struct SharingQuestions {
  bool health = false;
  bool harm = false;
  bool others = false;        // otherwise it can name nobody
  bool others_named = false;  // it does: "none" is no answer
};
[[nodiscard]] SharingQuestions QuestionsFor(const notice::Notice& notice, std::string_view category,
                                            const std::vector<vault::Person>& people);

// For whoever may read it for the purpose. kInvalid: something that is asked is not said;
// kConflict: a health professional found within the last six months that such data does serious
// harm, it is shared already, or it is not `seen` (the record's digest) any more; kRefused:
// somebody in it is not to be told of without a colleague whose task care is; kNotFound: no such
// record.
Done Share(const Context& context, const StaffId& actor, const std::string& purpose,
           const SubjectId& subject, const RecordId& record, const Sharing& sharing,
           const std::optional<crypto::Digest>& seen = {});
// kInvalid: no reason; kNotFound: it is not shared.
Done Unshare(const Context& context, const StaffId& actor, const std::string& purpose,
             const SubjectId& subject, const RecordId& record, const std::string& why);

// Shares what is being added, in the transaction that adds it (gate::Gate::AddRecord). Errors as of
// Share(), and nothing is added then.
Result<gate::Gate::Also> SharingWhatIsAdded(const Context& context, const StaffId& actor,
                                            const gate::NewRecord& record, const Sharing& sharing);

// What a pack releases to the person themself, with nothing taken out of it, is theirs to see from
// then on, beside what they see at once anyway; the first 1,000 of it.
struct Released {
  RecordId record;
  crypto::Digest digest;
};
struct Collected;
[[nodiscard]] std::vector<Released> ReleasedIn(const notice::Notice& notice,
                                               const Collected& collected);
Status ShareReleased(const gate::Change& change, const State& state,
                     const std::vector<Released>& released);

// In force, or ended: for staff.
struct SharedItem {
  vault::Shared mark;
  vault::SharedWords words;
};
Result<std::vector<SharedItem>> SharedItems(const Context& context, const SubjectId& subject,
                                            bool ended = false);

}  // namespace almoner::rights
