// The worked example of docs/formats/audit-entry.md, made anew: the document must hold these very
// bytes.

#include "audit/proof.h"
#include "support/audit_log.h"
#include "support/files.h"
#include "support/merkle.h"

namespace almoner::audit {
namespace {

SecretBytes Filled(std::uint8_t fill) {
  SecretBytes bytes(32);
  std::ranges::fill(bytes.mutable_span(), fill);
  return bytes;
}

Digest RowOf(std::string_view text) { return crypto::Sha256(text); }

// A worker adds a record, reads it, and is refused another one.
std::vector<Bytes> Bodies() {
  const SecretBytes worker = Filled(0x2a);
  const SecretBytes person = Filled(0x2b);
  const Time at = *Time::Parse("2026-11-21T09:30:00Z");
  const auto id = [](const char* last) {
    return *EntryId::Parse(std::string("000000000000000000000000000000") + last);
  };
  const std::string notice = ToHex(crypto::Sha256("the notice"));

  Entry added(id("0a"), at, "record.added", "allowed");
  added.sealed = {RowOf("a sealed row")};
  Entry read(id("0b"), at + std::chrono::seconds(90), "record.read", "allowed");
  read.counts = {{"records", 1}};
  Entry refused(id("0c"), at + std::chrono::milliseconds(100'500), "record.read", "refused");
  refused.clauses = {"rule:not-in-caseload", "s3.1"};
  std::vector<Bytes> bodies;
  for (Entry* const entry : {&added, &read, &refused}) {
    entry->purpose = "care";
    entry->notice = notice;
    entry->actor = Pseudonym(worker, entry->id);
    entry->subjects = {Pseudonym(person, entry->id)};
    if (entry->clauses.empty()) entry->clauses = {"s2.4"};
    bodies.push_back(*Encode(*entry));
  }
  return bodies;
}

class ExampleTest : public testing::Test {
 protected:
  ExampleTest() {
    for (const Bytes& body : bodies_) tiles_.Append(body);
  }
  void ExpectInDocument(const std::string& text) const {
    EXPECT_TRUE(document_.contains(text)) << "the document lacks\n" << text;
  }
  // As the document sets hex: 32 bytes a line.
  [[nodiscard]] static std::string HexLines(BytesView bytes) {
    std::string text;
    for (; !bytes.empty(); bytes = bytes.subspan(std::min<std::size_t>(32, bytes.size())))
      text += ToHex(bytes.first(std::min<std::size_t>(32, bytes.size()))) + "\n";
    return text;
  }

  const std::string document_ = ReadText("docs/formats/audit-entry.md");
  const std::vector<Bytes> bodies_ = Bodies();
  MemoryTiles tiles_;
  const NoteSigner signer_ =
      *NoteSigner::Make("charity.example/log", *crypto::SigningKey::FromSeed(Filled(0x01)));
};

TEST_F(ExampleTest, TheEntriesAreThoseOfTheDocument) {
  for (const Bytes& body : bodies_) {
    ExpectInDocument("\n" + std::string(AsText(body)) + "\n");
    ExpectInDocument(ToHex(LeafHash(body)));
  }
}

TEST_F(ExampleTest, TheTreeAndTheTileAreThoseOfTheDocument) {
  const Hashes& tile = tiles_.tiles().at({0, 0});
  ExpectInDocument(ToHex(NodeHash(tile[0], tile[1])));
  ExpectInDocument(ToHex(tiles_.edge().Root()));
  ExpectInDocument(HexLines(Writer().Raw(tile[0]).Raw(tile[1]).Raw(tile[2]).bytes()));
  ExpectInDocument(ToHex(Writer().U16(static_cast<std::uint16_t>(bodies_[0].size())).bytes()) +
                   " " + ToHex(BytesView(bodies_[0]).first(8)));
}

TEST_F(ExampleTest, TheKeyTheCheckpointAndTheProofsAreThoseOfTheDocument) {
  ExpectInDocument("\n" + signer_.verifier().vkey() + "\n");
  const std::string newest = *SignCheckpoint({3, tiles_.edge().Root()}, signer_);
  ExpectInDocument("\n" + newest);
  const InclusionProof inclusion{.extra = bodies_[1],
                                 .index = 1,
                                 .hashes = *Tree(tiles_, 3).ProveInclusion(1),
                                 .checkpoint = newest};
  ExpectInDocument("\n" + Write(inclusion));
  EXPECT_THAT(Check(inclusion, LeafHash(bodies_[1]), signer_.verifier()), IsOk());
  const ConsistencyProof consistency{
      .old_size = 2, .hashes = *Tree(tiles_, 3).ProveConsistency(2), .checkpoint = newest};
  ExpectInDocument("\n" + Write(consistency));
}

}  // namespace
}  // namespace almoner::audit
