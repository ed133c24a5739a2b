#include "vault/document.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>

#include "crypto/aead.h"
#include "vault/internal.h"

namespace almoner::vault {
namespace {

namespace fs = std::filesystem;

std::unexpected<Error> Damaged(const DocumentId& file) {
  return Fail(Code::kCorrupt, "A document was changed from outside; take its file from a backup.",
              IdDetail("document", file));
}

// The id that a file of this name is of; nothing for any other file.
std::optional<DocumentId> IdOf(std::string_view name) {
  const auto id = DocumentId::Parse(name);
  return id && id->text() == name ? std::optional(*id) : std::nullopt;
}

}  // namespace

void Wipe(Bytes& part) {
  if (!part.empty()) explicit_bzero(part.data(), part.size());
  part.clear();
}

DocumentFolder::Unclaimed::Unclaimed(Unclaimed&& other) noexcept
    : folder_(std::exchange(other.folder_, nullptr)),
      file_(other.file_),
      size_(other.size_),
      sha256_(other.sha256_),
      key_(std::move(other.key_)) {}

// Removed first: until then it counts as being written, so that nothing takes it for an orphan.
DocumentFolder::Unclaimed::~Unclaimed() {
  if (folder_ == nullptr) return;
  static_cast<void>(folder_->Unlink(file_));
  Claim();
}

void DocumentFolder::Unclaimed::Claim() {
  if (folder_ == nullptr) return;
  const std::lock_guard lock(folder_->mutex_);
  folder_->writing_.erase(file_);
  folder_ = nullptr;
}

OperatorPath DocumentFolder::FolderOf(const DocumentId& file) const {
  return OperatorPath(root_.path() / file.text().substr(0, 2));
}

OperatorPath DocumentFolder::PathOf(const DocumentId& file) const {
  return OperatorPath(FolderOf(file).path() / file.text());
}

Result<DocumentFolder::Unclaimed> DocumentFolder::Write(const DocumentId& file,
                                                        const Source& source) {
  Unclaimed made(*this, file);
  {
    const std::lock_guard lock(mutex_);
    writing_.insert(made.file_);
  }
  TRY(MakePrivateFolder(FolderOf(made.file_)));
  TRY(SyncFolder(root_));
  TRY(Fill(source, made));
  return made;
}

Status DocumentFolder::Fill(const Source& source, Unclaimed& into) {
  auto key = std::make_shared<const SecretBytes>(crypto::NewKey(keys_.random()));
  crypto::StreamSealer sealer(*key, keys_.Place(keys::SealedField::kDocument, into.file_.bytes()),
                              keys_.random());
  auto file = TRY(FileWriter::Create(PathOf(into.file_)));
  TRY(file.Append(sealer.header()));
  crypto::Sha256Stream hash;
  // One chunk ahead, since the last one must be known to be the last.
  SecretBytes now(crypto::kChunk);
  SecretBytes next(crypto::kChunk);
  Bytes sealed;
  sealed.reserve(crypto::kSealedChunk);
  std::size_t size = TRY(source(now.mutable_span()));
  while (true) {
    const std::size_t more = size < crypto::kChunk ? 0 : TRY(source(next.mutable_span()));
    const BytesView plain = now.view().first(size);
    hash.Add(plain);
    sealed.clear();
    sealer.Seal(plain, more == 0, sealed);
    TRY(file.Append(sealed));
    into.size_ += size;
    if (into.size_ > kMostDocument)
      return Fail(Code::kInvalid, "A document has at most 8 GiB; divide this one.");
    if (more == 0) break;
    std::swap(now, next);
    size = more;
  }
  into.sha256_ = hash.Finish();
  into.key_ = std::move(key);
  return file.Finish();
}

Result<DocumentFolder::Opened> DocumentFolder::Open(const Attachment& document) const {
  auto file = FileReader::Open(PathOf(document.file));
  if (!file && file.error().code == Code::kNotFound)
    return Fail(Code::kNotFound, "A document's file is missing; take it from a backup.",
                IdDetail("document", document.file));
  if (!file) return std::unexpected(file.error());
  if (file->size() != crypto::SealedSize(document.size)) return Damaged(document.file);
  Bytes header(crypto::kStreamHeader);
  if (TRY(file->Read(header)) != header.size()) return Damaged(document.file);
  auto stream = TRY(crypto::StreamOpener::Begin(
      *document.key, keys_.Place(keys::SealedField::kDocument, document.file.bytes()), header));
  return Opened(*std::move(file), std::move(stream), document.size);
}

Status DocumentFolder::Opened::Next(Bytes& part) {
  CHECK(!done_);
  Wipe(part);
  part.reserve(kDocumentPart);
  while (!done_ && part.size() < kDocumentPart) {
    const auto plain = static_cast<std::size_t>(std::min<std::uint64_t>(left_, crypto::kChunk));
    sealed_.resize(plain + crypto::kStreamTag);
    const std::size_t read = TRY(file_.Read(sealed_));
    left_ -= plain;
    TRY(stream_.Open(BytesView(sealed_).first(read), left_ == 0, part));
    done_ = left_ == 0;
  }
  return {};
}

Status DocumentFolder::Unlink(const DocumentId& file) {
  const OperatorPath path = PathOf(file);
  for (const fs::path& name : {path.path(), fs::path(path.path()) += FileWriter::kUnfinished})
    if (::unlink(name.c_str()) != 0 && errno != ENOENT)
      return Fail(Code::kUnavailable, "A document's file could not be removed.",
                  Detail("file", path), Detail::Errno(errno));
  const Status synced = SyncFolder(FolderOf(file));
  if (!synced && synced.error().code != Code::kNotFound) return synced;
  return {};
}

Result<DocumentFolder::Listing> DocumentFolder::List() const {
  Listing found;
  std::error_code error;
  for (auto folder = fs::directory_iterator(root_.path(), error);
       !error && folder != fs::directory_iterator(); folder.increment(error)) {
    const std::string name = folder->path().filename();
    if (name.size() != 2 || !FromHex(name) || !folder->is_directory(error)) continue;
    for (auto file = fs::directory_iterator(folder->path(), error);
         !error && file != fs::directory_iterator(); file.increment(error)) {
      std::string stem = file->path().filename();
      const bool unfinished = stem.ends_with(FileWriter::kUnfinished);
      if (unfinished) stem.resize(stem.size() - FileWriter::kUnfinished.size());
      if (const auto id = IdOf(stem)) (unfinished ? found.unfinished : found.files).insert(*id);
    }
  }
  if (error)
    return Fail(Code::kUnavailable, "The folder of documents could not be read.",
                Detail("folder", root_), Detail::Errno(error.value()));
  // After the folder was read: what was there and is not being written has its row by now, if ever.
  const std::lock_guard lock(mutex_);
  for (const DocumentId& file : writing_) {
    found.files.erase(file);
    found.unfinished.erase(file);
  }
  return found;
}

}  // namespace almoner::vault
