#include "audit/verify_log.h"

#include <fstream>

#include "audit/tables.h"
#include "audit/witness.h"
#include "support/audit_log.h"

namespace almoner::audit {
namespace {

// 300 entries, with checkpoints at 0, 40 and 300: two tiles on level 0, one of them full, one on
// level 1.
class VerifyLogTest : public LogTest {
 protected:
  VerifyLogTest() {
    ids_ = AddMany(40);
    EXPECT_THAT(log().Seal(), IsOkAndHolds(40U));
    at_40_ = *log().Latest();
    const std::vector<EntryId> more = AddMany(260);
    ids_.insert(ids_.end(), more.begin(), more.end());
    EXPECT_THAT(log().Seal(), IsOkAndHolds(260U));
    at_300_ = *log().Latest();
    EXPECT_EQ(Damage(), "");
  }
  std::string Damage() { return DamageIn(store(), {.since = at_300_, .witness = witness()}); }
  std::string DamageAlone() { return DamageIn(store()); }
  Bytes Body(int seq) { return *Row("SELECT body FROM audit_entry WHERE seq = $1", seq).Blob(0); }
  Hashes TileAt(int level, int position) {
    return *UnpackHashes(
        *Row("SELECT hashes FROM log_tile WHERE level = $1 AND position = $2", level, position)
             .Blob(0));
  }
  void Overwrite(int level, int position, const Hashes& hashes) {
    Tamper("UPDATE log_tile SET hashes = $1 WHERE level = $2 AND position = $3", PackHashes(hashes),
           level, position);
  }
  void Swap(int a, int b) {
    Tamper("UPDATE audit_entry SET seq = 1000 WHERE seq = $1", a);
    Tamper("UPDATE audit_entry SET seq = $1 WHERE seq = $2", a, b);
    Tamper("UPDATE audit_entry SET seq = $1 WHERE seq = 1000", b);
  }
  // Takes everything of the log away, as someone with the database's password can.
  void Clear() {
    Tamper("DELETE FROM audit_entry");
    Tamper("DELETE FROM log_tile");
    Tamper("DELETE FROM log_checkpoint");
    Tamper("UPDATE log_head SET size = 0, root = $1", EmptyRoot());
  }
  // Seals other entries in their place, with the key in hand.
  void Forge(std::size_t before, std::size_t after) {
    const auto log = *Log::Open(store(), TestSigner(), folder());
    EXPECT_THAT(log->Seal(), IsOk());
    for (const std::size_t count : {before, after}) {
      AddMany(count);
      EXPECT_THAT(log->Seal(), IsOk());
    }
  }
  [[nodiscard]] std::vector<std::string> WitnessLines() const {
    std::ifstream in(witness().path());
    std::vector<std::string> lines;
    for (std::string line; std::getline(in, line);) lines.push_back(line);
    return lines;
  }
  void WriteWitness(const std::string& text) const {
    std::ofstream(witness().path(), std::ios::trunc) << text;
  }

  std::vector<EntryId> ids_;
  std::string at_40_;
  std::string at_300_;
};

INSTANTIATE_ENGINES(VerifyLogTest);

// ---- entries ----

TEST_P(VerifyLogTest, AChangedByteOfAnEntryIsFound) {
  Bytes body = Body(17);
  body[body.size() / 2] ^= 1;
  Tamper("UPDATE audit_entry SET body = $1 WHERE seq = 17", body);
  EXPECT_EQ(DamageAlone(), "entry 17");
}

TEST_P(VerifyLogTest, AChangedLeafHashIsFound) {
  Tamper("UPDATE audit_entry SET leaf = $1 WHERE seq = 17", EmptyRoot());
  EXPECT_EQ(DamageAlone(), "entry 17");
  Tamper("UPDATE audit_entry SET leaf = $1 WHERE seq = 17", Bytes{1, 2, 3});
  EXPECT_EQ(DamageAlone(), "entry 17");
  Tamper("UPDATE audit_entry SET leaf = NULL WHERE seq = 17");
  EXPECT_EQ(DamageAlone(), "entry 17");
}

TEST_P(VerifyLogTest, AnEntryReplacedTogetherWithItsHashIsFound) {
  for (const int seq : {290, 17}) {  // in the tile that is not full, and in a full one
    Entry other = *Decode(Body(seq));
    other.counts["records"] = 1;
    const Bytes body = *Encode(other);
    Tamper("UPDATE audit_entry SET body = $1, leaf = $2 WHERE seq = $3", body, LeafHash(body), seq);
    EXPECT_EQ(DamageAlone(), "entry " + std::to_string(seq));
  }
}

TEST_P(VerifyLogTest, ADeletedEntryIsFound) {
  Tamper("DELETE FROM audit_entry WHERE seq = 17");
  EXPECT_EQ(DamageAlone(), "entry 17");
  Tamper("DELETE FROM audit_entry WHERE seq = 0");
  EXPECT_EQ(DamageAlone(), "entry 0");
}

TEST_P(VerifyLogTest, ACutOffTailIsFound) {
  Tamper("DELETE FROM audit_entry WHERE seq >= 250");
  EXPECT_EQ(DamageAlone(), "entry 250");
}

TEST_P(VerifyLogTest, TwoSwappedEntriesAreFound) {
  Swap(290, 291);
  EXPECT_EQ(DamageAlone(), "entry 290") << "in the tile that is not full";
  Swap(17, 200);
  EXPECT_EQ(DamageAlone(), "entry 17") << "in a full tile";
}

TEST_P(VerifyLogTest, AnEntryAddedBehindTheEndIsFound) {
  const EntryId id = Add();
  Tamper("UPDATE audit_entry SET seq = 300 WHERE id = $1", id);
  EXPECT_EQ(DamageAlone(), "entry 300");
}

TEST_P(VerifyLogTest, AnEntryUnderTheIdOrTimeOfAnotherIsFound) {
  Tamper("UPDATE audit_entry SET at = at + 1 WHERE seq = 18");
  EXPECT_EQ(DamageAlone(), "entry 18");
  Tamper("UPDATE audit_entry SET id = $1 WHERE seq = 17", EntryId::New(random()));
  EXPECT_EQ(DamageAlone(), "entry 17");
}

TEST_P(VerifyLogTest, APrunedEntryIsCountedAndItsHashStillHeldToTheTree) {
  Tamper("UPDATE audit_entry SET body = NULL WHERE seq = 17");
  EXPECT_EQ(Damage(), "");
  Tamper("UPDATE audit_entry SET leaf = $1 WHERE seq = 17", NewDigest(random()));
  EXPECT_EQ(DamageAlone(), "entry 17");
}

TEST_P(VerifyLogTest, AChangedEntryThatIsNotSealedYetIsFound) {
  const EntryId id = Add();
  Tamper("UPDATE audit_entry SET body = $1 WHERE id = $2", ToBytes("{}"), id);
  EXPECT_EQ(DamageAlone(), "entry " + id.text() + ", not sealed yet");
}

// ---- tiles ----

TEST_P(VerifyLogTest, AChangedNodeOfATileIsFound) {
  for (const auto& [level, position, at] : {std::tuple(0, 0, 200), {0, 1, 3}, {1, 0, 0}}) {
    const Hashes good = TileAt(level, position);
    Hashes bad = good;
    bad[static_cast<std::size_t>(at)][31] ^= 0x80;
    Overwrite(level, position, bad);
    EXPECT_EQ(DamageAlone(), (Place{.kind = Place::Kind::kTile,
                                    .number = static_cast<std::uint64_t>(position),
                                    .level = static_cast<unsigned>(level)})
                                 .text());
    Overwrite(level, position, good);
    EXPECT_EQ(Damage(), "");
  }
}

TEST_P(VerifyLogTest, ATileTooLongOrTooShortOrNotOfHashesIsFound) {
  Hashes hashes = TileAt(0, 1);
  hashes.push_back(EmptyRoot());
  Overwrite(0, 1, hashes);
  EXPECT_EQ(DamageAlone(), "tile level 0 index 1");
  hashes.resize(40);
  Overwrite(0, 1, hashes);
  EXPECT_EQ(DamageAlone(), "tile level 0 index 1");
  Tamper("UPDATE log_tile SET hashes = $1 WHERE level = 0 AND position = 0", Bytes(31));
  EXPECT_EQ(DamageAlone(), "tile level 0 index 0");
}

TEST_P(VerifyLogTest, ADeletedTileIsFound) {
  Tamper("DELETE FROM log_tile WHERE level = 1");
  EXPECT_EQ(DamageAlone(), "tile level 1 index 0");
  Tamper("DELETE FROM log_tile WHERE level = 0 AND position = 1");
  EXPECT_EQ(DamageAlone(), "tile level 0 index 1");
  Tamper("DELETE FROM log_tile WHERE level = 0 AND position = 0");
  EXPECT_EQ(DamageAlone(), "tile level 0 index 0");
}

TEST_P(VerifyLogTest, ATileBeyondTheEndIsFound) {
  for (const auto& [level, position] : {std::pair(0, 2), {1, 1}, {2, 0}, {9, 5}}) {
    Tamper("INSERT INTO log_tile (level, position, hashes) VALUES ($1, $2, $3)", level, position,
           EmptyRoot());
    EXPECT_EQ(DamageAlone(),
              "tile level " + std::to_string(level) + " index " + std::to_string(position));
    Tamper("DELETE FROM log_tile WHERE level = $1 AND position = $2", level, position);
  }
}

// ---- head and checkpoints ----

TEST_P(VerifyLogTest, AChangedHeadIsFound) {
  Tamper("UPDATE log_head SET root = $1", NewDigest(random()));
  EXPECT_EQ(DamageAlone(), "head");
  Tamper("UPDATE log_head SET size = 299");
  EXPECT_EQ(DamageAlone(), "entry 299") << "which lies beyond the end then";
  Tamper("UPDATE log_head SET size = 301");
  EXPECT_EQ(DamageAlone(), "entry 300") << "which is missing then";
  Tamper("UPDATE log_head SET origin = 'other.example/log'");
  EXPECT_EQ(DamageAlone(), "head");
  Tamper("DELETE FROM log_head");
  EXPECT_EQ(DamageAlone(), "head");
}

TEST_P(VerifyLogTest, AChangedCheckpointIsFound) {
  Tamper("UPDATE log_checkpoint SET note = $1 WHERE size = 40", at_300_);
  EXPECT_EQ(DamageAlone(), "checkpoint at size 40");
  std::string note = at_40_;
  note[note.size() - 10] = note[note.size() - 10] == 'A' ? 'B' : 'A';
  Tamper("UPDATE log_checkpoint SET note = $1 WHERE size = 40", note);
  EXPECT_EQ(DamageAlone(), "checkpoint at size 40");
  Tamper("UPDATE log_checkpoint SET note = 'nothing' WHERE size = 0");
  EXPECT_EQ(DamageAlone(), "checkpoint at size 0");
}

TEST_P(VerifyLogTest, ACheckpointOfAnotherKeyIsFound) {
  const std::string forged = *SignCheckpoint({40, EmptyRoot()}, TestSigner(2));
  Tamper("UPDATE log_checkpoint SET note = $1 WHERE size = 40", forged);
  EXPECT_EQ(DamageAlone(), "checkpoint at size 40");
}

TEST_P(VerifyLogTest, ALogRewrittenWithoutTheKeyIsFoundByItsCheckpoints) {
  Clear();
  Forge(40, 260);
  Tamper("UPDATE log_checkpoint SET note = $1 WHERE size = 300", at_300_);
  EXPECT_EQ(DamageAlone(), "checkpoint at size 300");
  Tamper("UPDATE log_checkpoint SET note = $1 WHERE size = 40", at_40_);
  EXPECT_EQ(DamageAlone(), "checkpoint at size 40");
}

TEST_P(VerifyLogTest, ALogShorterThanItsCheckpointsIsFound) {
  Clear();
  Forge(40, 10);
  Tamper("INSERT INTO log_checkpoint (size, note) VALUES (300, $1)", at_300_);
  EXPECT_EQ(DamageAlone(), "checkpoint at size 300");
}

// ---- the key in the wrong hands ----

TEST_P(VerifyLogTest, ALogRewrittenWithTheKeyIsFoundByWhatSomeoneKept) {
  Clear();
  Forge(40, 260);
  EXPECT_EQ(DamageAlone(), "")
      << "it agrees with itself, which is why something must be kept elsewhere";
  EXPECT_EQ(DamageIn(store(), {.since = at_40_}), "kept checkpoint at size 40");
  EXPECT_EQ(DamageIn(store(), {.since = at_300_}), "kept checkpoint at size 300");
  EXPECT_EQ(DamageIn(store(), {.witness = witness()}), "witness line 2");
}

TEST_P(VerifyLogTest, ALogCutShortWithTheKeyIsFoundByWhatSomeoneKept) {
  Tamper("DELETE FROM audit_entry WHERE seq >= 40");
  Tamper("DELETE FROM log_tile WHERE level = 1 OR position = 1");
  Hashes first = TileAt(0, 0);
  first.resize(40);
  Overwrite(0, 0, first);
  Tamper("UPDATE log_head SET size = 40, root = $1", Fold(first));
  Tamper("DELETE FROM log_checkpoint WHERE size = 300");
  EXPECT_EQ(DamageAlone(), "");
  EXPECT_EQ(DamageIn(store(), {.since = at_40_}), "");
  EXPECT_EQ(DamageIn(store(), {.since = at_300_}), "kept checkpoint at size 300");
  EXPECT_EQ(DamageIn(store(), {.witness = witness()}), "witness line 3");
}

TEST_P(VerifyLogTest, AKeptCheckpointOfAnotherKeyIsADifferentLog) {
  const std::string other = *SignCheckpoint({40, EmptyRoot()}, TestSigner(2));
  EXPECT_EQ(DamageIn(store(), {.since = other}), "kept checkpoint at size 40");
}

TEST_P(VerifyLogTest, WhatIsNoCheckpointIsAnErrorAndNoVerdict) {
  EXPECT_THAT(VerifyLog(store(), log().verifier(), {.since = "something else"}),
              FailsWith(Code::kInvalid));
  EXPECT_THAT(VerifyLog(store(), log().verifier(), {.witness = folder()}),
              FailsWith(Code::kNotFound));
}

// ---- the witness file ----

TEST_P(VerifyLogTest, AChangedWitnessLineIsFound) {
  const std::vector<std::string> lines = WitnessLines();
  ASSERT_EQ(lines.size(), 3U);
  std::string changed = lines[1];
  changed[changed.size() - 10] = changed[changed.size() - 10] == 'A' ? 'B' : 'A';
  WriteWitness(lines[0] + "\n" + changed + "\n" + lines[2] + "\n");
  EXPECT_EQ(Damage(), "witness line 2");
  WriteWitness(lines[0] + "\nsomething else\n" + lines[2] + "\n");
  EXPECT_EQ(Damage(), "witness line 2");
  WriteWitness(lines[0] + "\n" + std::string(100'000, 'x') + "\n" + lines[2] + "\n");
  EXPECT_EQ(Damage(), "witness line 2");
}

TEST_P(VerifyLogTest, AWitnessLineCutShortByACrashIsPassedOver) {
  const std::vector<std::string> lines = WitnessLines();
  WriteWitness(lines[0] + "\n" + lines[1].substr(0, 60));
  EXPECT_EQ(Damage(), "") << "the last line has no end";
  ASSERT_THAT(AppendToWitness(witness(), at_40_), IsOk());
  EXPECT_EQ(WitnessLines().size(), 3U);
  EXPECT_EQ(Damage(), "") << "the line after it is the same, and whole";
}

}  // namespace
}  // namespace almoner::audit
