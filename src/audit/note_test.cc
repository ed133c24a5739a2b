#include "audit/note.h"

#include <gtest/gtest.h>

#include "support/fakes.h"
#include "support/matchers.h"

namespace almoner::audit {
namespace {

// From the tests of golang.org/x/mod/sumdb/note, which the specification grew out of.
constexpr std::string_view kVkey =
    "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
constexpr std::string_view kNote =
    "This is an example message.\n"
    "\n"
    "— example.com/foo "
    "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM="
    "\n";
constexpr std::string_view kBobsLine = "— bob AAAAAUFubnk=\n";

NoteSigner Signer(std::string_view name = "charity.example/log", std::uint64_t seed = 1) {
  FixedRandom random(seed);
  return *NoteSigner::Make(std::string(name), crypto::SigningKey::New(random));
}

TEST(NoteVerifier, ReadsAndWritesThePublishedKey) {
  ASSERT_OK_AND(const NoteVerifier verifier, NoteVerifier::Parse(kVkey));
  EXPECT_EQ(verifier.name(), "example.com/foo");
  EXPECT_EQ(verifier.vkey(), kVkey);
}

TEST(NoteVerifier, RefusesEveryByteFlipOfAKey) {
  for (std::size_t i = 0; i < kVkey.size(); ++i) {
    std::string flipped(kVkey);
    flipped[i] = static_cast<char>(flipped[i] ^ 1);
    EXPECT_THAT(NoteVerifier::Parse(flipped), FailsWith(Code::kInvalid)) << flipped;
  }
}

TEST(NoteVerifier, RefusesWhatIsNotAKey) {
  for (const char* text :
       {"", "+", "++", "a+b", "example.com/foo+530d903a+", "example.com/foo",
        "+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k\n",
        "example.com/foo+530D903A+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"})
    EXPECT_THAT(NoteVerifier::Parse(text), FailsWith(Code::kInvalid)) << text;
}

TEST(NoteVerifier, RefusesNamesThatCouldNotBeReadBack) {
  for (const char* name :
       {"", "a b", "a+b", "a\nb", "a\tb", "a\u00a0b", "a\u2003b", "a\u3000b", "\xff"})
    EXPECT_THAT(NoteVerifier::Make(name, {}), FailsWith(Code::kInvalid)) << name;
  EXPECT_THAT(NoteVerifier::Make("elusen.example/c\u00f4fnod", {}), IsOk());
}

TEST(Note, OpensThePublishedExample) {
  ASSERT_OK_AND(const NoteVerifier verifier, NoteVerifier::Parse(kVkey));
  EXPECT_THAT(OpenNote(kNote, verifier),
              IsOkAndHolds(std::string_view("This is an example message.\n")));
}

TEST(Note, RefusesEveryByteFlip) {
  ASSERT_OK_AND(const NoteVerifier verifier, NoteVerifier::Parse(kVkey));
  for (std::size_t i = 0; i < kNote.size(); ++i) {
    for (int bit = 0; bit < 8; ++bit) {
      std::string flipped(kNote);
      flipped[i] = static_cast<char>(flipped[i] ^ (1 << bit));
      EXPECT_FALSE(OpenNote(flipped, verifier)) << flipped;
    }
  }
}

TEST(Note, RefusesEveryPartOfItself) {
  ASSERT_OK_AND(const NoteVerifier verifier, NoteVerifier::Parse(kVkey));
  for (std::size_t size = 0; size < kNote.size(); ++size)
    EXPECT_FALSE(OpenNote(kNote.substr(0, size), verifier)) << size;
}

TEST(Note, OpensForItsSignerAndForNoOneElse) {
  const NoteSigner signer = Signer();
  ASSERT_OK_AND(const std::string note, signer.Sign("one\n\nthree\n"));
  EXPECT_THAT(OpenNote(note, signer.verifier()), IsOkAndHolds(std::string_view("one\n\nthree\n")));
  EXPECT_THAT(OpenNote(note, Signer("charity.example/log", 2).verifier()),
              FailsWith(Code::kCorrupt));
  EXPECT_THAT(OpenNote(note, Signer("other.example/log").verifier()), FailsWith(Code::kCorrupt));
}

TEST(Note, IgnoresWellFormedSignaturesOfUnknownKeys) {
  ASSERT_OK_AND(const NoteVerifier verifier, NoteVerifier::Parse(kVkey));
  EXPECT_THAT(OpenNote(std::string(kNote) + std::string(kBobsLine), verifier), IsOk());
  ASSERT_OK_AND(const Note parsed, ParseNote(std::string(kNote) + std::string(kBobsLine)));
  EXPECT_EQ(parsed.signatures.size(), 2U);
}

TEST(Note, RefusesAWrongSignatureOfItsKeyEvenBesideARightOne) {
  ASSERT_OK_AND(const NoteVerifier verifier, NoteVerifier::Parse(kVkey));
  std::string wrong(kNote.substr(kNote.find("— ")));
  wrong[wrong.find("kn8s")] = 'l';
  EXPECT_THAT(OpenNote(std::string(kNote) + wrong, verifier), FailsWith(Code::kCorrupt));
}

TEST(Note, RefusesMalformedSignatureLines) {
  ASSERT_OK_AND(const NoteVerifier verifier, NoteVerifier::Parse(kVkey));
  for (const char* line : {"bob AAAAAUFubnk=\n", "— bob\n", "— bob \n", "— bob AAAAAUFubnk\n",
                           "— bob AAAAAQ==\n", "— AAAAAUFubnk=\n", "—  AAAAAUFubnk=\n",
                           "— bob  AAAAAUFubnk=\n", "— bob AAAAAUFubnk=", "— bob AAAAAUFubnk= \n",
                           "— bob AAAAAUFubnk=\r\n", "- bob AAAAAUFubnk=\n", "\n"})
    EXPECT_THAT(OpenNote(std::string(kNote) + line, verifier), FailsWith(Code::kInvalid)) << line;
}

TEST(Note, TakesAHundredSignaturesAndNoMore) {
  ASSERT_OK_AND(const NoteVerifier verifier, NoteVerifier::Parse(kVkey));
  std::string note(kNote);
  for (int i = 1; i < 100; ++i) note += kBobsLine;
  EXPECT_THAT(OpenNote(note, verifier), IsOk());
  EXPECT_THAT(OpenNote(note + std::string(kBobsLine), verifier), FailsWith(Code::kInvalid));
}

TEST(Note, SignsOnlyTextThatCanBeReadBack) {
  const NoteSigner signer = Signer();
  for (const char* text : {"", "no newline", "a\rb\n", "a\tb\n", "\xff\n"})
    EXPECT_THAT(signer.Sign(text), FailsWith(Code::kInvalid)) << text;
  EXPECT_THAT(NoteSigner::Make("a b", *crypto::SigningKey::FromSeed(SecretBytes(32))),
              FailsWith(Code::kInvalid));
}

}  // namespace
}  // namespace almoner::audit
