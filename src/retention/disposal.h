// Disposal records: what was destroyed, why it might be, who looked and who agreed, how and by whom
// it was done. An accountability file of kind `disposal` for each (a request's own file where a
// right was the reason): sealed, only ever added to, and naming nobody once the person is gone.
//
//   destroyed                                     by Erase: what stood in this program
//   recorded -> disposal-approved                 paper, a device, a copy somewhere else
//   … -> disposal-confirmed, any number of times  what is known later: a contractor's certificate
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "retention/review.h"

namespace almoner::retention {

// Of one class of records, as far as it differs from class to class.
struct DisposedClass {
  std::string record_class;  // a data category's id, or words where the notice has none
  std::string rule;          // the retention rule's id; "": none
  std::string volume;        // "3 records", "4 boxes"
  std::optional<Date> from;  // the range that the records are of
  std::optional<Date> to;
  std::string trigger;  // what the period ran from, as the rule names it or in words
  std::optional<Date> triggered;
  std::optional<Date> eligible;  // from this day on it may go
  std::string decision;          // destroy, extend, transfer, anonymise
};

// The fields of a disposal record (NHS Records Management Code; docs/formats/disposal.md). "" and
// nothing: not said. Texts are sealed; a reviewer or approver is an account's id or a role.
struct Disposal {
  std::string medium;    // computer, paper, device, copy
  std::string notice;    // version and hash, whose rules are named
  std::string batch;     // the box, asset or batch; never a person's name
  std::string location;  // a code
  std::vector<DisposedClass> classes;
  std::string holds;  // that they were looked at, and what was found
  std::string reviewer;
  std::string reason;
  std::string approver;
  std::string method;    // cross-cut shred, overwrite, crypto-erase, degauss
  std::string standard;  // BS EN 15713
  std::string contractor;
  std::string certificate;  // the contractor's number
  std::optional<Date> destroyed;
  std::string copies;      // and backups: how they were dealt with
  std::string processors;  // who confirmed that theirs is gone
  std::string stub;        // what of it stays
};

// One record with what was added later.
struct DisposalRecord {
  RequestId file;
  std::int64_t seq = 1;  // of the event that began it
  Time at;
  std::optional<StaffId> by;
  Disposal disposal;
  std::int64_t masked = 0;  // records kept for others without the person
  bool confirmed = false;
};

[[nodiscard]] Facts ToFacts(const Disposal& disposal);
// What is there of it; other facts are passed over. kInvalid: a date that is none.
Result<Disposal> FromFacts(const Facts& facts);
// Whether a disposal has a field of this name, for what people type.
enum class Typed : std::uint8_t { kField, kUnknown };
[[nodiscard]] Typed NameOf(std::string_view field);

// The id of the rule by which the item goes; "" for none.
[[nodiscard]] std::string RuleOf(const notice::Notice& notice, const Item& item);
// What is known of records that are to go, by category and rule; dates from the notice.
[[nodiscard]] std::vector<DisposedClass> ClassesOf(const notice::Notice& notice,
                                                   const std::vector<Item>& going);

// All of these are under the purpose law.retention, and in the log.
//
// Paper, a device, or a copy of what stands somewhere else. kInvalid says which field is wanting or
// cannot be: one class, volume, batch, holds, a decision with its reason; nothing before it is
// eligible, and no day of destruction yet.
gate::Outcome<RequestId> AddDisposal(gate::Gate& gate, const StaffId& actor, Disposal disposal);
// By somebody other than whoever recorded it; once.
gate::Outcome<gate::Changed> ApproveDisposal(gate::Gate& gate, const StaffId& actor,
                                             const RequestId& file);
// What is known later. Only contractor, certificate, destroyed, method, standard, copies,
// processors and stub; at least one of them. kConflict for a day of destruction that nobody has
// approved.
gate::Outcome<gate::Changed> ConfirmDisposal(gate::Gate& gate, const StaffId& actor,
                                             const RequestId& file, const Disposal& later);
// Every record, also of erasures that answered a request, oldest first.
gate::Outcome<std::vector<DisposalRecord>> ListDisposals(gate::Gate& gate, const StaffId& actor);
// The newest record of one file; kNotFound when it holds none.
gate::Outcome<DisposalRecord> LookAtDisposal(gate::Gate& gate, const StaffId& actor,
                                             const RequestId& file);
// The log's entry that wrote it.
Result<EntryId> EntryOf(store::ReadTx& tx, const DisposalRecord& record);

// Until when something made before the destruction could still open what was destroyed.
struct Residual {
  std::optional<Date> epoch_closes;  // nothing: no day is set; `key rotate` closes it
  std::chrono::days window{0};       // for which the closed epoch's key is kept, for its backups
  std::optional<Date> last_backup = {};          // when the last of those that are there expires
  std::optional<std::chrono::days> oldest_copy;  // declared by the organisation; nothing: none is
};
// The day after which nothing can; nothing where no day is set, or copies were not declared.
[[nodiscard]] std::optional<Date> GoneBy(const Residual& residual);
[[nodiscard]] std::string Say(const Residual& residual);  // in words, for a certificate

}  // namespace almoner::retention
