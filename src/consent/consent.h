// Consent as a sequence of events (UK GDPR Article 7): the last one for each wording decides.
// Withdrawing is an event like giving, takes effect on the next decision, and stops only what
// rested on that consent.
#pragma once

#include "base/personal.h"
#include "keys/event_ledger.h"
#include "notice/notice.h"
#include "store/store.h"

namespace almoner::consent {

enum class Kind : std::uint8_t { kGiven, kRefused, kWithdrawn };
[[nodiscard]] std::string_view Name(Kind kind);
Result<Kind> ParseKind(std::string_view name);

enum class Means : std::uint8_t { kInPerson, kPhone, kPaper, kEmail, kPortal };
[[nodiscard]] std::string_view Name(Means means);
Result<Means> ParseMeans(std::string_view name);

struct Event {
  EventId id;
  SubjectId subject;
  std::int64_t seq = 1;  // the order in which they happened: NextSeq
  std::string consent;   // its id in the notice
  std::string wording;   // the version of the words they were shown
  Kind kind = Kind::kGiven;
  Time at;
  Means means = Means::kInPerson;
  std::optional<StaffId> taken_by;  // nobody: the person did it themself
};

// An event ready to be stored: its evidence (who was there, where the paper is) sealed for the
// person.
struct Ready {
  Event event;
  Bytes evidence;
  crypto::Digest digest;  // what the audit entry commits to
};
Ready Seal(const keys::Keys& keys, const SecretBytes& evidence_key, Event event,
           const Personal<std::string>& evidence);
Result<Personal<std::string>> OpenEvidence(const keys::Keys& keys, const SecretBytes& evidence_key,
                                           const Ready& stored);

Result<std::int64_t> NextSeq(store::ReadTx& tx, const SubjectId& subject);
// kConflict when another event of the person took the same place meanwhile: seal it again.
Status Insert(const keys::Change& change, const Ready& ready);
// A withdrawal or refusal once more, from the event ledger, in a database that was put back to
// before it; nothing where it is there already, or the person is not.
Status InsertAgain(const keys::Change& change, const keys::Event& event);
// Which of the notice's consents are given now; kCorrupt, as all that read events, when one was
// changed or put in from outside.
Result<notice::ConsentSet> Given(store::ReadTx& tx, const keys::Keys& keys,
                                 const notice::Notice& notice, const SubjectId& subject);
// Every event, oldest first, evidence still sealed.
Result<std::vector<Ready>> History(store::ReadTx& tx, const keys::Keys& keys,
                                   const SubjectId& subject);
// For each of the notice's consents: when it was last withdrawn or refused; nothing while it is
// given or was never asked.
Result<std::vector<std::optional<Time>>> WithdrawnTimes(store::ReadTx& tx, const keys::Keys& keys,
                                                        const notice::Notice& notice,
                                                        const SubjectId& subject);
// Takes the person's events away (their proof has been put elsewhere first).
Status Remove(const keys::Change& change, const SubjectId& subject);

}  // namespace almoner::consent
