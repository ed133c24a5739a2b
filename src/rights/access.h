// The right of access (UK GDPR Article 15): everything held, collected, reviewed and put into a
// pack.
#pragma once

#include "crypto/hash.h"
#include "paper/file.h"
#include "rights/grounds.h"

namespace almoner::rights {

// One thing held, as the pack shows it.
struct Held {
  std::string category;  // id in the notice
  std::string category_name;
  Time event_at;
  Time recorded_at;
  std::string nature;  // "fact" or "opinion"
  std::string source;
  std::vector<std::pair<std::string, std::string>> fields;  // label, value
  std::optional<vault::Attachment> document;
  bool mentions = false;  // a record of others, whose words mention the person
  bool shared = false;    // about others too
  // The record that it is, as it was; and whether nothing is taken out of it.
  std::optional<RecordId> record = {};
  crypto::Digest digest{};
  bool whole = true;
};

struct Collected {
  std::vector<Held> held;
  std::vector<consent::Ready> consents;
  // Who looked: date, role and purpose, never a name. What is done to protect somebody, or for
  // those who fight crime, is never among them; and of who looked nobody but the person is told.
  struct Look {
    Time at;
    std::string role;
    std::string purpose;
    std::string outcome;
  };
  std::vector<Look> looks;
  std::map<std::string, std::string> withheld;  // category -> ground, as ruled
  // Single records that are withheld, whatever is ruled of the rest -> ground.
  std::map<RecordId, std::string> held_back;
  // Of those, what may be named: the category, and the ground that the law has for it.
  std::vector<std::pair<std::string, Ground>> left_out;
  std::vector<std::string> unruled;  // categories that still need a ruling
};

// Collects through the gate (purpose law.rights). Categories that need review (special, offence,
// third-party, free text; everything while restricted; what others' records say) are in it only
// where ruled to be released.
gate::Outcome<Collected> Collect(const Context& context, const StaffId& actor, const State& state);

enum class PackKind : std::uint8_t { kDraft, kFinal };
// A BagIt folder: data/what-we-hold.pdf (and -2.pdf, -3.pdf, … where it is more than one opens at
// once), .json and .csv, data/health-records.fhir.json where health data is in it, and the
// documents as they are, data/documents/001.pdf and so on, which are read only while the folder is
// written. A draft is watermarked on every page of ours and says so in its JSON. kNotFound or
// kCorrupt: a document is missing or altered.
Result<std::vector<paper::File>> MakePack(const Context& context, const State& state,
                                          const Collected& collected, PackKind kind, Time now,
                                          const std::optional<SecretBytes>& password = {});

// What would be released and what is withheld, in one number: a draft that was approved stands for
// these, and not for what came afterwards. Who looked is not part of it.
[[nodiscard]] crypto::Digest Fingerprint(const Collected& collected);

// The draft as it would be now, for whoever is to approve it; nothing about the request changes.
gate::Outcome<std::vector<paper::File>> Preview(const Context& context, const StaffId& actor,
                                                const State& state);
// Makes the draft; kConflict while a category still needs a ruling.
// Of much text it is made in the background (rights/making.h): then `files` are empty, and it is
// there when MakingOf says nothing any more. kConflict: one is being made already.
struct Drafted {
  std::vector<paper::File> files;
  gate::Changed changed;
  bool in_making = false;
};
gate::Outcome<Drafted> Draft(const Context& context, const StaffId& actor, const State& state);
// A second pair of eyes: kRefused for whoever made the draft.
gate::Outcome<gate::Changed> Approve(const Context& context, const StaffId& actor,
                                     const State& state);
// The pack as it goes to the person; kConflict unless identity is confirmed and a draft approved,
// and what is held is still what the draft released; or while what is long is being made in the
// background, which the approval asks for, and this where it did not.
//
// It goes to whoever is known to be who they are: kInvalid where `to` is none of these, or no word
// says how it was handed over or the address confirmed.
struct Delivery {
  // "record": to the address or e-mail that the record has had; "hand": given to them; "confirmed":
  // to an address that was checked with them; never to one that a letter claims.
  std::string to;
  // "by post, signed for"; "the letter named it, and she said so on the telephone"
  std::string how;
  // The PDF opens with it alone (AES-256), and what a computer reads is left out; kConflict where
  // there are documents, which go as they are.
  std::optional<SecretBytes> password = {};
};
// kInvalid: nothing goes to an address that is merely claimed.
Status CheckDelivery(std::string_view to, std::string_view how);
gate::Outcome<Drafted> Deliver(const Context& context, const StaffId& actor, const State& state,
                               const Delivery& delivery);
// The pack that was delivered once more, where it did not arrive or was lost: recorded, and as a
// delivery under the same rules. kConflict: what is held, or what may leave, has changed since; it
// is for a new request then. kInvalid: it went with a password, and would go without.
gate::Outcome<Drafted> DeliverAgain(const Context& context, const StaffId& actor,
                                    const State& state, const Delivery& delivery);

}  // namespace almoner::rights
