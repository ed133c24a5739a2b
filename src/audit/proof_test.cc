#include "audit/proof.h"

#include <gtest/gtest.h>

#include "support/fakes.h"
#include "support/matchers.h"
#include "support/merkle.h"

namespace almoner::audit {
namespace {

// A log of 300 entries, its checkpoint, and the proofs of entry 123 and of continuing size 200.
class ProofTest : public testing::Test {
 protected:
  ProofTest() {
    for (const Bytes& entry : entries_) tiles_.Append(entry);
    newest_ = *SignCheckpoint(HeadAt(300), signer_);
  }
  TreeHead HeadAt(std::uint64_t size) { return {size, *Tree(tiles_, size).Root()}; }
  InclusionProof Inclusion() {
    return {.extra = entries_[123],
            .index = 123,
            .hashes = *Tree(tiles_, 300).ProveInclusion(123),
            .checkpoint = newest_};
  }
  ConsistencyProof Consistency() {
    return {
        .old_size = 200, .hashes = *Tree(tiles_, 300).ProveConsistency(200), .checkpoint = newest_};
  }
  Checkpoint Older() { return {"charity.example/log", HeadAt(200)}; }
  Result<Checkpoint> CheckText(std::string_view text) {
    const InclusionProof proof = TRY(ParseInclusionProof(text));
    if (!proof.extra) return Fail(Code::kInvalid, "The entry is not there.");
    return Check(proof, LeafHash(*proof.extra), signer_.verifier());
  }

  FixedRandom random_;
  NoteSigner signer_ = *NoteSigner::Make("charity.example/log", crypto::SigningKey::New(random_));
  std::vector<Bytes> entries_ = NumberedEntries(300);
  MemoryTiles tiles_;
  std::string newest_;
};

TEST_F(ProofTest, AProofIsReadBackAsItWasWritten) {
  InclusionProof proof = Inclusion();
  EXPECT_THAT(ParseInclusionProof(Write(proof)), IsOkAndHolds(proof));
  proof.extra.reset();
  EXPECT_THAT(ParseInclusionProof(Write(proof)), IsOkAndHolds(proof));
  EXPECT_THAT(ParseConsistencyProof(Write(Consistency())), IsOkAndHolds(Consistency()));
}

TEST_F(ProofTest, ShowsThatAnEntryIsInTheLog) {
  EXPECT_THAT(CheckText(Write(Inclusion())),
              IsOkAndHolds(Checkpoint{"charity.example/log", HeadAt(300)}));
}

TEST_F(ProofTest, EveryByteFlipOfAProofIsRefused) {
  const std::string text = Write(Inclusion());
  for (std::size_t i = 0; i < text.size(); ++i) {
    for (int bit = 0; bit < 8; ++bit) {
      std::string flipped = text;
      flipped[i] = static_cast<char>(flipped[i] ^ (1 << bit));
      EXPECT_FALSE(CheckText(flipped)) << "byte " << i << " bit " << bit;
    }
  }
}

TEST_F(ProofTest, AProofDoesNotServeForAnotherEntryIndexOrLog) {
  InclusionProof proof = Inclusion();
  EXPECT_THAT(Check(proof, LeafHash(entries_[124]), signer_.verifier()), FailsWith(Code::kCorrupt));
  const NoteSigner other = *NoteSigner::Make("other.example/log", crypto::SigningKey::New(random_));
  EXPECT_THAT(Check(proof, LeafHash(entries_[123]), other.verifier()), FailsWith(Code::kCorrupt));
  proof.index = 124;
  EXPECT_THAT(Check(proof, LeafHash(entries_[123]), signer_.verifier()), FailsWith(Code::kCorrupt));
}

TEST_F(ProofTest, TextThatWriteWouldNotWriteIsRefused) {
  const std::string good = Write(Inclusion());
  const auto with = [&](std::string_view from, std::string_view to) {
    std::string text = good;
    return text.replace(text.find(from), from.size(), to);
  };
  EXPECT_THAT(ParseInclusionProof(good), IsOk());
  for (const std::string& bad :
       {std::string(), std::string("c2sp.org/tlog-proof@v1\n"), with("@v1", "@v2"),
        with("index 123", "index 0123"), with("index 123", "index -1"),
        with("index 123", "index +1"), with("index 123", "index "),
        with("index 123", "index 9223372036854775808"), with("index 123", "index 123 "),
        with("index 123\n", "index 123\n\n"), with("index 123\n", "index 123\nAAAA\n"),
        with("\n", "\r\n"), with("extra ", "extra  "),
        with("charity.example/log\n300\n", "charity.example/log\n300\nAAAA\n"), good + "\n",
        good + "x"})
    EXPECT_THAT(ParseInclusionProof(bad), FailsWith(Code::kInvalid)) << bad;
}

TEST_F(ProofTest, AProofLongerThanAnyTreeIsHighIsRefused) {
  InclusionProof proof = Inclusion();
  proof.hashes.resize(65);
  EXPECT_THAT(ParseInclusionProof(Write(proof)), FailsWith(Code::kInvalid));
}

TEST_F(ProofTest, ShowsThatTheLogContinuesWhatSomeoneKept) {
  EXPECT_THAT(Check(Consistency(), Older(), signer_.verifier()), IsOk());
}

TEST_F(ProofTest, ALogThatWasRewrittenDoesNotContinueWhatSomeoneKept) {
  Checkpoint older = Older();
  older.head.root[0] ^= 1;
  EXPECT_THAT(Check(Consistency(), older, signer_.verifier()), FailsWith(Code::kCorrupt));
  older = Older();
  older.head.size = 199;
  EXPECT_THAT(Check(Consistency(), older, signer_.verifier()), FailsWith(Code::kCorrupt));
  older = Older();
  older.origin = "other.example/log";
  EXPECT_THAT(Check(Consistency(), older, signer_.verifier()), FailsWith(Code::kCorrupt));
}

TEST_F(ProofTest, EveryByteFlipOfAConsistencyProofIsRefused) {
  const std::string text = Write(Consistency());
  for (std::size_t i = 0; i < text.size(); ++i) {
    std::string flipped = text;
    flipped[i] = static_cast<char>(flipped[i] ^ 1);
    const Result<ConsistencyProof> proof = ParseConsistencyProof(flipped);
    EXPECT_FALSE(proof && Check(*proof, Older(), signer_.verifier())) << "byte " << i;
  }
}

// The example that c2sp.org/tlog-checkpoint prints.
TEST(Checkpoint, ReadsThePublishedExample) {
  constexpr std::string_view kExample =
      "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
      "\n"
      "— example.com/behind-the-sofa "
      "Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/"
      "Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n";
  ASSERT_OK_AND(const Note note, ParseNote(kExample));
  ASSERT_OK_AND(const Checkpoint checkpoint, ParseCheckpoint(note.text));
  EXPECT_EQ(checkpoint.origin, "example.com/behind-the-sofa");
  EXPECT_EQ(checkpoint.head.size, 20'852'163U);
  EXPECT_EQ(CheckpointText(checkpoint), note.text);
}

TEST(Checkpoint, RefusesWhatIsNotThreeLines) {
  const std::string root = ToBase64(EmptyRoot());
  EXPECT_THAT(ParseCheckpoint("a\n0\n" + root + "\n"), IsOk());
  for (const std::string& bad :
       std::vector<std::string>{"", "a\n0\n" + root, "\n0\n" + root + "\n", "a\n00\n" + root + "\n",
                                "a\n-0\n" + root + "\n", "a\n\n" + root + "\n", "a\n0\n\n",
                                "a\n0\n" + root + "\nextension\n", "a\n0\n" + root.substr(4) + "\n",
                                "a\n0x1\n" + root + "\n"})
    EXPECT_THAT(ParseCheckpoint(bad), FailsWith(Code::kInvalid)) << bad;
}

TEST(Checkpoint, OfAnotherLogThanItsSignersIsRefused) {
  FixedRandom random;
  const NoteSigner signer =
      *NoteSigner::Make("charity.example/log", crypto::SigningKey::New(random));
  ASSERT_OK_AND(const std::string note,
                signer.Sign(CheckpointText({"other.example/log", {0, EmptyRoot()}})));
  EXPECT_THAT(OpenCheckpoint(note, signer.verifier()), FailsWith(Code::kCorrupt));
}

}  // namespace
}  // namespace almoner::audit
