// The right of access (UK GDPR Article 15): everything held, collected, reviewed and put into a
// pack.
#pragma once

#include "crypto/hash.h"
#include "paper/file.h"
#include "rights/request.h"

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
};

struct Collected {
  std::vector<Held> held;
  std::vector<consent::Ready> consents;
  struct Look {  // who looked: date, role and purpose, never a name
    Time at;
    std::string role;
    std::string purpose;
    std::string outcome;
  };
  std::vector<Look> looks;
  std::map<std::string, std::string> withheld;  // category -> ground, as ruled
  std::vector<std::string> unruled;             // categories that still need a ruling
  std::string notes;                            // why the rest is as it is
};

// Collects through the gate (purpose law.rights). Categories that need review (special, offence,
// third-party, free text; everything while restricted; what others' records say) are in it only
// where ruled to be released.
gate::Outcome<Collected> Collect(const Context& context, const StaffId& actor, const State& state);

enum class PackKind : std::uint8_t { kDraft, kFinal };
// A BagIt folder: data/what-we-hold.pdf, data/what-we-hold.json, and the documents as they are,
// data/documents/001.pdf and so on, which are read only while the folder is written. A draft is
// watermarked on every page of ours and says so in its JSON. kNotFound or kCorrupt: a document is
// missing or altered.
Result<std::vector<paper::File>> MakePack(const Context& context, const State& state,
                                          const Collected& collected, PackKind kind, Time now);

// What would be released and what is withheld, in one number: a draft that was approved stands for
// these, and not for what came afterwards. Who looked is not part of it.
[[nodiscard]] crypto::Digest Fingerprint(const Collected& collected);

// The draft as it would be now, for whoever is to approve it; nothing about the request changes.
gate::Outcome<std::vector<paper::File>> Preview(const Context& context, const StaffId& actor,
                                                const State& state);
// Makes the draft; kConflict while a category still needs a ruling.
struct Drafted {
  std::vector<paper::File> files;
  gate::Changed changed;
};
gate::Outcome<Drafted> Draft(const Context& context, const StaffId& actor, const State& state);
// A second pair of eyes: kRefused for whoever made the draft.
gate::Outcome<gate::Changed> Approve(const Context& context, const StaffId& actor,
                                     const State& state);
// The pack as it goes to the person; kConflict unless identity is confirmed and a draft approved,
// and what is held is still what the draft released.
gate::Outcome<Drafted> Deliver(const Context& context, const StaffId& actor, const State& state,
                               std::string_view how);

}  // namespace almoner::rights
