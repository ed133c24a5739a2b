#include "crypto/stream.h"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <memory>

#include "crypto/aead.h"
#include "crypto/hash.h"
#include "support/fakes.h"
#include "support/matchers.h"

namespace almoner::crypto {
namespace {

using Chunks = std::vector<Bytes>;

// A text of this size that no two chunks of share.
Bytes Text(std::size_t size) {
  Bytes text(size);
  for (std::size_t i = 0; i < size; ++i)
    text[i] = static_cast<std::uint8_t>(i * 31 + i / 251 + i / kChunk * 7);
  return text;
}

// The definition, chunk by chunk: a fresh context and an explicit nonce for each.
Bytes PlainGcm(const SecretBytes& key, BytesView nonce, BytesView associated, BytesView text) {
  const std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)> context(
      EVP_CIPHER_CTX_new(), &EVP_CIPHER_CTX_free);
  Bytes out(text.size() + kStreamTag);
  int size = 0;
  EVP_EncryptInit_ex2(context.get(), EVP_aes_256_gcm(), key.view().data(), nonce.data(), nullptr);
  EVP_EncryptUpdate(context.get(), nullptr, &size, associated.data(),
                    static_cast<int>(associated.size()));
  EVP_EncryptUpdate(context.get(), out.data(), &size, text.data(), static_cast<int>(text.size()));
  EVP_EncryptFinal_ex(context.get(), out.data() + size, &size);
  EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_GET_TAG, kStreamTag, out.data() + text.size());
  return out;
}

Chunks SealedSlowly(const SecretBytes& key, BytesView associated, BytesView header,
                    BytesView text) {
  const SecretBytes own = Hkdf(key, header, "almoner stream 1");
  Chunks chunks;
  for (std::uint64_t n = 0; n < ChunkCount(text.size()); ++n) {
    const std::size_t start = n * kChunk;
    const bool last = n + 1 == ChunkCount(text.size());
    const Bytes nonce = Writer().Raw(Bytes(3)).U64(n).U8(last ? 1 : 0).bytes();
    chunks.push_back(PlainGcm(own, nonce, associated,
                              text.subspan(start, std::min(kChunk, text.size() - start))));
  }
  return chunks;
}

class StreamTest : public ::testing::Test {
 protected:
  Chunks Seal(BytesView text) {
    StreamSealer sealer(key_, associated_, random_);
    header_ = Bytes(sealer.header().begin(), sealer.header().end());
    Chunks chunks;
    for (std::uint64_t n = 0; n < ChunkCount(text.size()); ++n) {
      const std::size_t start = n * kChunk;
      sealer.Seal(text.subspan(start, std::min(kChunk, text.size() - start)),
                  n + 1 == ChunkCount(text.size()), chunks.emplace_back());
    }
    return chunks;
  }

  // As a reader does who takes the last chunk that is there for the last.
  [[nodiscard]] Result<Bytes> Open(const Chunks& chunks, const SecretBytes& key,
                                   BytesView associated) const {
    StreamOpener opener = TRY(StreamOpener::Begin(key, associated, header_));
    Bytes text;
    for (std::size_t n = 0; n < chunks.size(); ++n)
      TRY(opener.Open(chunks[n], n + 1 == chunks.size(), text));
    return text;
  }
  [[nodiscard]] Result<Bytes> Open(const Chunks& chunks) const {
    return Open(chunks, key_, associated_);
  }

  FixedRandom random_;
  SecretBytes key_ = NewKey(random_);
  Bytes associated_ = ToBytes("home 7, file 12");
  Bytes header_;
};

// Every size where something changes: nothing, less than a chunk, a chunk, one byte more, several.
class StreamSizes : public StreamTest, public ::testing::WithParamInterface<std::size_t> {};

TEST_P(StreamSizes, OpensToWhatWasSealedAndIsAsLongAsWasSaid) {
  const Bytes text = Text(GetParam());
  const Chunks chunks = Seal(text);
  ASSERT_OK_AND(const Bytes opened, Open(chunks));
  EXPECT_EQ(opened, text);
  std::uint64_t size = header_.size();
  for (const Bytes& chunk : chunks) size += chunk.size();
  EXPECT_EQ(size, SealedSize(text.size()));
  ASSERT_OK_AND(const std::uint64_t plain, PlainSize(size));
  EXPECT_EQ(plain, text.size());
}

TEST_P(StreamSizes, IsPlainGcmWithExplicitNonces) {
  const Bytes text = Text(GetParam());
  const Chunks chunks = Seal(text);
  EXPECT_EQ(chunks, SealedSlowly(key_, associated_, header_, text));
}

TEST_P(StreamSizes, DoesNotOpenCutOffAfterAnyChunk) {
  const Chunks chunks = Seal(Text(GetParam()));
  for (std::size_t kept = 1; kept < chunks.size(); ++kept)
    EXPECT_THAT(Open(Chunks(chunks.begin(), chunks.begin() + static_cast<std::ptrdiff_t>(kept))),
                FailsWith(Code::kCorrupt))
        << kept;
}

TEST_P(StreamSizes, DoesNotOpenWithALastChunkThatIsShorterOrLonger) {
  const Chunks chunks = Seal(Text(GetParam()));
  for (const std::size_t cut : {1UL, 15UL, 16UL, 17UL}) {
    Chunks changed = chunks;
    changed.back().resize(changed.back().size() - std::min(cut, changed.back().size()));
    EXPECT_THAT(Open(changed), FailsWith(Code::kCorrupt)) << cut;
  }
  Chunks changed = chunks;
  changed.back().push_back(0);
  EXPECT_THAT(Open(changed), FailsWith(Code::kCorrupt));
}

TEST_P(StreamSizes, DoesNotOpenExtended) {
  Chunks chunks = Seal(Text(GetParam()));
  chunks.push_back(chunks.back());
  EXPECT_THAT(Open(chunks), FailsWith(Code::kCorrupt));
  chunks.back() = Bytes(kStreamTag);
  EXPECT_THAT(Open(chunks), FailsWith(Code::kCorrupt));
}

TEST_P(StreamSizes, DoesNotOpenWithABitFlippedAtTheStartOrTheEndOfAnyChunk) {
  const Chunks chunks = Seal(Text(GetParam()));
  for (std::size_t n = 0; n < chunks.size(); ++n)
    for (const std::size_t at : {std::size_t{0}, chunks[n].size() - 1}) {
      Chunks changed = chunks;
      changed[n][at] ^= 0x80;
      EXPECT_THAT(Open(changed), FailsWith(Code::kCorrupt)) << n << " at " << at;
    }
}

TEST_P(StreamSizes, DoesNotOpenWithAnotherKeyHeaderOrAssociatedData) {
  const Chunks chunks = Seal(Text(GetParam()));
  EXPECT_THAT(Open(chunks, NewKey(random_), associated_), FailsWith(Code::kCorrupt));
  EXPECT_THAT(Open(chunks, key_, ToBytes("home 7, file 13")), FailsWith(Code::kCorrupt));
  EXPECT_THAT(Open(chunks, key_, {}), FailsWith(Code::kCorrupt));
  header_[31] ^= 1;
  EXPECT_THAT(Open(chunks), FailsWith(Code::kCorrupt));
}

INSTANTIATE_TEST_SUITE_P(Sizes, StreamSizes,
                         ::testing::Values(0, 1, 16, kChunk - 1, kChunk, kChunk + 1, 2 * kChunk,
                                           3 * kChunk + 5));

TEST_F(StreamTest, DoesNotOpenWithChunksSwappedRepeatedOrLeftOut) {
  const Chunks chunks = Seal(Text(3 * kChunk + 5));
  for (std::size_t n = 0; n + 1 < chunks.size(); ++n) {
    Chunks swapped = chunks;
    std::swap(swapped[n], swapped[n + 1]);
    EXPECT_THAT(Open(swapped), FailsWith(Code::kCorrupt)) << n;
    Chunks repeated = chunks;
    repeated[n + 1] = repeated[n];
    EXPECT_THAT(Open(repeated), FailsWith(Code::kCorrupt)) << n;
    Chunks without = chunks;
    without.erase(without.begin() + static_cast<std::ptrdiff_t>(n));
    EXPECT_THAT(Open(without), FailsWith(Code::kCorrupt)) << n;
  }
}

TEST_F(StreamTest, DoesNotOpenWithAChunkOfAnotherStreamUnderTheSameKey) {
  const Bytes text = Text(2 * kChunk);
  const Chunks other = Seal(text);
  Chunks chunks = Seal(text);
  EXPECT_NE(chunks, other);
  chunks[0] = other[0];
  EXPECT_THAT(Open(chunks), FailsWith(Code::kCorrupt));
}

TEST_F(StreamTest, AFailureGivesNothingOfTheChunkAndNothingMoreOpens) {
  Chunks chunks = Seal(Text(2 * kChunk + 1));
  ASSERT_OK_AND(StreamOpener opener, StreamOpener::Begin(key_, associated_, header_));
  Bytes text;
  ASSERT_THAT(opener.Open(chunks[0], false, text), IsOk());
  Bytes altered = chunks[1];
  altered[7] ^= 1;
  EXPECT_THAT(opener.Open(altered, false, text), FailsWith(Code::kCorrupt));
  EXPECT_EQ(text.size(), kChunk);
  EXPECT_THAT(opener.Open(chunks[1], false, text), FailsWith(Code::kCorrupt));
  EXPECT_THAT(opener.Open(chunks[2], true, text), FailsWith(Code::kCorrupt));
  EXPECT_EQ(text.size(), kChunk);
}

TEST_F(StreamTest, NothingOpensAfterTheLastChunk) {
  const Chunks chunks = Seal(Text(5));
  ASSERT_OK_AND(StreamOpener opener, StreamOpener::Begin(key_, associated_, header_));
  Bytes text;
  ASSERT_THAT(opener.Open(chunks[0], true, text), IsOk());
  EXPECT_THAT(opener.Open(chunks[0], true, text), FailsWith(Code::kCorrupt));
}

TEST_F(StreamTest, AnEmptyLastChunkEndsNothingButAnEmptyStream) {
  const Bytes text = Text(kChunk);
  (void)Seal(text);
  const SecretBytes own = Hkdf(key_, header_, "almoner stream 1");
  const Bytes first = PlainGcm(own, Bytes(12), associated_, text);
  const Bytes nonce = Writer().Raw(Bytes(3)).U64(1).U8(1).bytes();
  EXPECT_THAT(Open({first, PlainGcm(own, nonce, associated_, {})}), FailsWith(Code::kCorrupt));
}

TEST_F(StreamTest, AHeaderOfAnotherSizeIsRefused) {
  for (const std::size_t size : {0UL, 31UL, 33UL})
    EXPECT_THAT(StreamOpener::Begin(key_, associated_, Bytes(size)), FailsWith(Code::kCorrupt));
}

TEST_F(StreamTest, ChunksAreAppendedToWhatIsThere) {
  StreamSealer sealer(key_, associated_, random_);
  Bytes out = ToBytes("before");
  sealer.Seal(Text(kChunk), false, out);
  sealer.Seal(Text(3), true, out);
  EXPECT_EQ(AsText(BytesView(out).first(6)), "before");
  EXPECT_EQ(out.size(), 6 + kSealedChunk + 3 + kStreamTag);
}

TEST_F(StreamTest, MovesWithItsPlaceInTheStream) {
  StreamSealer first(key_, associated_, random_);
  header_ = Bytes(first.header().begin(), first.header().end());
  Chunks chunks(2);
  first.Seal(Text(kChunk), false, chunks[0]);
  StreamSealer then = std::move(first);
  then.Seal(Text(1), true, chunks[1]);
  EXPECT_THAT(Open(chunks), IsOk());
}

TEST(StreamSizeTest, ASizeThatNoStreamHasIsCorrupt) {
  for (const std::uint64_t size :
       {std::uint64_t{0}, std::uint64_t{kStreamHeader}, SealedSize(0) - 1, SealedSize(kChunk) + 1,
        SealedSize(kChunk) + kStreamTag, SealedSize(3 * kChunk) + kStreamTag})
    EXPECT_THAT(PlainSize(size), FailsWith(Code::kCorrupt)) << size;
  EXPECT_EQ(SealedSize(std::uint64_t{1} << 40), (std::uint64_t{1} << 40) + 32 + (1U << 24) * 16UL);
}

TEST(StreamDeathTest, AChunkThatCannotComeNextIsABugAndStopsTheProgram) {
  FixedRandom random;
  const SecretBytes key = NewKey(random);
  Bytes out;
  const auto seal = [&](std::size_t first, bool last, std::size_t then) {
    StreamSealer sealer(key, {}, random);
    sealer.Seal(Bytes(first), last, out);
    sealer.Seal(Bytes(then), true, out);
  };
  EXPECT_DEATH(seal(kChunk - 1, false, 1), "broken invariant");
  EXPECT_DEATH(seal(kChunk + 1, true, 1), "broken invariant");
  EXPECT_DEATH(seal(kChunk, true, 1), "broken invariant");
  EXPECT_DEATH(seal(kChunk, false, 0), "broken invariant");
  EXPECT_DEATH(StreamSealer(SecretBytes(16), {}, random), "broken invariant");
}

}  // namespace
}  // namespace almoner::crypto
