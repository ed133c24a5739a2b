// How somebody is reached. Their communication needs (DAPB1605: large print, Easy Read, an
// interpreter, …), which everybody who works with them should know; and what is safe: ways that are
// never to be used, times and code words, an address that nobody may see, those who are never to be
// told. The second is read by few, and nothing may tell others that it is there.
//
// Both stand in one row, sealed under the person's evidence key, which goes with the person alone.
// The sealed bytes are padded, so that they say nothing by their length. The row is stamped.
// Everything that goes out asks may.h.
#pragma once

#include <bitset>
#include <string>
#include <vector>

#include "base/personal.h"
#include "keys/event_ledger.h"

namespace almoner::safety {

// In the event ledger (docs/formats/backup.md); the number is never used again.
inline constexpr auto kReachingDeed = static_cast<keys::Deed>(12);

// Numbers are stored and never used again.
enum class Channel : std::uint8_t {
  kPost = 0,
  kEmail = 1,
  kPhone = 2,
  kText = 3,    // a text message
  kPortal = 4,  // signing in on the website
  kLists = 5,   // what the portal lists: who looked, what was asked
};
inline constexpr std::size_t kChannels = 6;
using Channels = std::bitset<kChannels>;
[[nodiscard]] std::string_view Name(Channel channel);
// kInvalid: there is none of this name.
Result<Channel> ParseChannel(std::string_view name);
[[nodiscard]] inline bool Has(const Channels& channels, Channel channel) {
  return channels.test(static_cast<std::size_t>(channel));
}

// Who said so, and when it is looked at again.
struct Said {
  std::optional<StaffId> by;  // nobody: the person themself
  Time at;
  std::optional<Date> review = {};
};

// What is safe. All of it is about a person who may be in danger from whoever reads it.
struct Marker {
  Channels never = {};        // ways that are not used at all
  bool hide_address = false;  // where they live is shown to nobody else
  // Addresses, telephone numbers and the like, a line each, that nobody else may see wherever they
  // stand; an address is also found by its parts (hidden.h).
  std::vector<std::string> hidden = {};
  // Recipients of the notice by their id, and people by their name.
  std::vector<std::string> never_told = {};
  std::string how = {};        // safe ways and times
  std::string code_word = {};  // by which the person knows us, and we them
  std::string why = {};
  Said said = {};
};

// Communication needs; numbers are stored and never used again.
enum class Need : std::uint8_t {
  kLargePrint = 0,
  kEasyRead = 1,
  kBraille = 2,
  kAudio = 3,
  kSignLanguage = 4,
  kInterpreter = 5,
  kByPhone = 6,    // rather than in writing
  kTextRelay = 7,  // on the telephone, through Relay UK
  kAdvocate = 8,   // somebody who helps them to understand and to be understood
  kInPerson = 9,
};
inline constexpr std::size_t kNeeds = 10;
using NeedSet = std::bitset<kNeeds>;
[[nodiscard]] std::string_view Name(Need need);
Result<Need> ParseNeed(std::string_view name);
[[nodiscard]] std::string_view InWords(Need need);  // "large print"

struct Needs {
  NeedSet needs = {};
  std::string language = {};  // that they read or speak: "Polish"
  std::string words = {};     // what else
  bool shared = false;        // they agreed that other services are told of it
  Said said = {};

  [[nodiscard]] bool Has(Need need) const { return needs.test(static_cast<std::size_t>(need)); }
  [[nodiscard]] bool any() const { return needs.any() || !language.empty() || !words.empty(); }
  // "large print, an interpreter, in Polish"; "" where there are none.
  [[nodiscard]] std::string text() const;
};

struct Reaching {
  std::optional<Marker> marker;
  std::optional<Needs> needs;
};

// As it is kept: nothing where nothing was ever said. kCorrupt when the row was changed or put in
// from outside.
Result<Reaching> Load(store::ReadTx& tx, const keys::Keys& keys, const SubjectId& subject);
// In place of what was there, and remembered beyond a backup. kInvalid: too much of it, or not
// UTF-8.
Status Put(const keys::Change& change, const SubjectId& subject, const Reaching& reaching);
// Where a backup from before was put back: what stood last stands again.
Status PutAgain(const keys::Change& change, const keys::Event& event);
// With the person.
Status Remove(const keys::Change& change, const SubjectId& subject);
// What is said of `from` holds for `to` too: the two together forbid what either does.
Status Copy(const keys::Change& change, const SubjectId& from, const SubjectId& to);

// Everybody's, for those who have to know whom something must not show (known.h).
struct Of {
  SubjectId subject;
  Marker marker;
};
Result<std::vector<Of>> Markers(store::ReadTx& tx, const keys::Keys& keys);
// Another one whenever anything of it was changed; empty before the first.
Result<Bytes> Version(store::ReadTx& tx);
Status CheckRows(store::ReadTx& tx, const keys::Keys& keys);

}  // namespace almoner::safety
