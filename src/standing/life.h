// What happened in somebody's life that the rules on keeping look at: births and deaths, cases
// opened and closed, services ended, accounts used, what a rule names as its beginning.
//
// Each is a stamped row. Days of birth and death are sealed under the person's evidence key, which
// goes with the person alone; the other days stand in plain, as times of recording do.
#pragma once

#include "base/personal.h"
#include "keys/stamp.h"
#include "standing/expiry.h"

namespace almoner::standing {

enum class Happening : std::uint8_t {
  kBirth,
  kDeath,
  kContact,  // one that no record tells of
  kCaseOpened,
  kCaseClosed,
  kServiceEnded,
  kAccountUsed,
  kEvent,  // what begins a rule whose `from` is event
};
[[nodiscard]] std::string_view Name(Happening kind);
// kInvalid: there is none of this name.
Result<Happening> ParseHappening(std::string_view name);
[[nodiscard]] bool IsSealed(Happening kind);  // its day is

struct LifeEvent {
  EventId id;
  SubjectId subject;
  Happening kind = Happening::kContact;
  std::string rule;  // the retention rule's id, for kEvent
  Time recorded;
};

// An event ready to be stored, its day in plain or sealed.
struct ReadyLifeEvent {
  LifeEvent event;
  std::optional<std::int64_t> day;  // since 1970
  std::optional<Bytes> sealed;
  crypto::Digest digest{};
};
// Sealed outside the transaction where it has to be. REQUIRES: the key is the person's evidence
// key.
ReadyLifeEvent Make(const keys::Keys& keys, const SecretBytes& evidence_key, LifeEvent event,
                    const Personal<Date>& on);
Result<Personal<Date>> OpenDay(const keys::Keys& keys, const SecretBytes& evidence_key,
                               const ReadyLifeEvent& stored);

Status Insert(const keys::Change& change, const ReadyLifeEvent& ready);
// The same in the place of all of its kind: of what happens every day only the last is kept.
Status InsertOnly(const keys::Change& change, const ReadyLifeEvent& ready);
// In the order in which they were recorded; kCorrupt when one was changed or put in from outside.
Result<std::vector<ReadyLifeEvent>> LifeEvents(store::ReadTx& tx, const keys::Keys& keys,
                                               const SubjectId& subject);
// One row of: id, subject, kind, rule, day, sealed, recorded, digest.
Result<ReadyLifeEvent> LifeEventFrom(const store::Row& row, const keys::Keys& keys);
Status RemoveLifeEvents(const keys::Change& change, const SubjectId& subject);
Status CheckLifeEvents(store::ReadTx& tx, const keys::Keys& keys);

// Puts the person's events into `life`. `events` are in the order of recording; `key` opens days
// and is asked for only where one is sealed.
Status Tell(const keys::Keys& keys, const notice::Notice& notice,
            const std::vector<ReadyLifeEvent>& events,
            const std::function<Result<SecretBytes>()>& key, Life& life);

}  // namespace almoner::standing
