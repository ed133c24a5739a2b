// What verifying the log found, and where.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "audit/verify.h"
#include "base/result.h"

namespace almoner::audit {

struct Place {
  enum class Kind : std::uint8_t {
    kHead,
    kEntry,         // number: its place in the sequence, from 0
    kPendingEntry,  // id
    kTile,          // level, number: its index
    kCheckpoint,    // number: its size
    kWitness,       // number: the line, from 1
    kSince,         // number: the size of the checkpoint that someone kept
  };
  Kind kind;
  std::uint64_t number = 0;
  unsigned level = 0;
  std::string id = {};

  [[nodiscard]] std::string text() const;  // "entry 17", "tile level 1 index 0", "witness line 3"
  friend bool operator==(const Place&, const Place&) = default;
};

struct Damage {
  Place place;
  Literal what;  // a sentence
};

// What was found. A log that fails is an answer, not an error.
struct Report {
  TreeHead head;                  // as stored
  std::uint64_t checked = 0;      // entries in the sequence up to the end or the damage
  std::uint64_t pruned = 0;       // of these, known by their hash alone
  std::uint64_t pending = 0;      // committed, not sealed yet
  std::uint64_t signed_size = 0;  // how many entries the newest checkpoint covers
  std::optional<std::uint64_t> witness_lines;  // that agree, where a file was given
  std::uint64_t witness_of_others = 0;         // of this home's log before or after a restore
  std::optional<Damage> damage;                // the first

  [[nodiscard]] std::string text() const;  // one plain sentence
};

}  // namespace almoner::audit
