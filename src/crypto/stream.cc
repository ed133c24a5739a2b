#include "crypto/stream.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>

#include "crypto/aead.h"
#include "crypto/hash.h"

namespace almoner::crypto {
namespace {

constexpr std::string_view kInfo = "almoner stream 1";
constexpr std::size_t kNonce = 12;

const EVP_CIPHER* Algorithm() {
  static EVP_CIPHER* const cipher = EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr);
  CHECK(cipher != nullptr);
  return cipher;
}

int Length(BytesView bytes) {
  CHECK(bytes.size() <= INT32_MAX);
  return static_cast<int>(bytes.size());
}

std::unexpected<Error> Corrupt() {
  return Fail(
      Code::kCorrupt,
      "A sealed file does not open: it was altered, cut short, or is not in its place. Take "
      "it from a backup.");
}

}  // namespace

namespace internal {

class ChunkCipher {
 public:
  ChunkCipher(const SecretBytes& key, BytesView associated, BytesView salt, bool seals)
      : context_(EVP_CIPHER_CTX_new()), associated_(associated.begin(), associated.end()) {
    CHECK(context_ != nullptr && key.size() == kKeySize);
    const SecretBytes own = Hkdf(key, salt, kInfo);
    CHECK(EVP_CipherInit_ex2(context_, Algorithm(), own.view().data(), nullptr, seals ? 1 : 0,
                             nullptr) == 1);
  }
  ChunkCipher(const ChunkCipher&) = delete;
  ChunkCipher& operator=(const ChunkCipher&) = delete;
  ~ChunkCipher() { EVP_CIPHER_CTX_free(context_); }  // which also wipes the key

  void End() { ended_ = true; }

  // Whether a chunk of this size may come next.
  [[nodiscard]] bool Fits(std::size_t plain_size, bool last) const {
    if (ended_ || plain_size > kChunk) return false;
    if (plain_size == kChunk) return true;
    return last && (plain_size > 0 || number_ == 0);
  }

  // `in` to `out`, which is as long, under the next nonce; the tag is the caller's.
  void Text(BytesView in, bool last, std::uint8_t* out) {
    std::array<std::uint8_t, kNonce> nonce{};
    for (std::size_t i = 0; i < 8; ++i)
      nonce[3 + i] = static_cast<std::uint8_t>(number_ >> (56 - 8 * i));
    nonce[11] = last ? 1 : 0;
    ++number_;
    ended_ = last;
    int size = 0;
    // -1: in the direction that it was made for.
    CHECK(EVP_CipherInit_ex2(context_, nullptr, nullptr, nonce.data(), -1, nullptr) == 1);
    CHECK(EVP_CipherUpdate(context_, nullptr, &size, associated_.data(), Length(associated_)) == 1);
    CHECK(EVP_CipherUpdate(context_, out, &size, in.data(), Length(in)) == 1);
  }

  void GiveTag(std::uint8_t* tag) {
    int size = 0;
    CHECK(EVP_EncryptFinal_ex(context_, tag, &size) == 1);
    CHECK(EVP_CIPHER_CTX_ctrl(context_, EVP_CTRL_AEAD_GET_TAG, kStreamTag, tag) == 1);
  }

  [[nodiscard]] bool TakesTag(BytesView tag) {
    std::array<std::uint8_t, kStreamTag> rest{};
    int size = 0;
    CHECK(EVP_CIPHER_CTX_ctrl(context_, EVP_CTRL_AEAD_SET_TAG, kStreamTag,
                              const_cast<std::uint8_t*>(tag.data())) == 1);
    return EVP_DecryptFinal_ex(context_, rest.data(), &size) == 1;
  }

 private:
  EVP_CIPHER_CTX* context_;
  Bytes associated_;
  std::uint64_t number_ = 0;  // of the next chunk
  bool ended_ = false;
};

void FreeChunkCipher::operator()(ChunkCipher* cipher) const { delete cipher; }

}  // namespace internal

Result<std::uint64_t> PlainSize(std::uint64_t sealed_size) {
  if (sealed_size < kStreamHeader + kStreamTag) return Corrupt();
  const std::uint64_t chunks = (sealed_size - kStreamHeader - 1) / kSealedChunk + 1;
  const std::uint64_t tags = kStreamHeader + chunks * kStreamTag;
  if (sealed_size < tags || SealedSize(sealed_size - tags) != sealed_size) return Corrupt();
  return sealed_size - tags;
}

StreamSealer::StreamSealer(const SecretBytes& key, BytesView associated, Random& random)
    : header_(kStreamHeader) {
  random.Fill(header_);
  cipher_.reset(new internal::ChunkCipher(key, associated, header_, true));
}

void StreamSealer::Seal(BytesView plain, bool last, Bytes& out) {
  CHECK(cipher_->Fits(plain.size(), last));
  const std::size_t before = out.size();
  out.resize(before + plain.size() + kStreamTag);
  cipher_->Text(plain, last, out.data() + before);
  cipher_->GiveTag(out.data() + before + plain.size());
}

StreamOpener::StreamOpener(internal::ChunkCipherPtr cipher) : cipher_(std::move(cipher)) {}

Result<StreamOpener> StreamOpener::Begin(const SecretBytes& key, BytesView associated,
                                         BytesView header) {
  if (header.size() != kStreamHeader) return Corrupt();
  return StreamOpener(
      internal::ChunkCipherPtr(new internal::ChunkCipher(key, associated, header, false)));
}

Status StreamOpener::Open(BytesView sealed, bool last, Bytes& out) {
  const std::size_t size = sealed.size() - std::min(sealed.size(), kStreamTag);
  if (sealed.size() < kStreamTag || !cipher_->Fits(size, last)) {
    cipher_->End();
    return Corrupt();
  }
  const std::size_t before = out.size();
  out.resize(before + size);
  cipher_->Text(sealed.first(size), last, out.data() + before);
  if (cipher_->TakesTag(sealed.last(kStreamTag))) return {};
  cipher_->End();
  OPENSSL_cleanse(out.data() + before, size);
  out.resize(before);
  return Corrupt();
}

}  // namespace almoner::crypto
