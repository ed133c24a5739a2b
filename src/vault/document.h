// Documents: files that belong to records. The record holds what says anything about the file (its
// name, media type, size, SHA-256 and the key it is sealed under); its bytes stand beside the
// database as <home>/files/<xx>/<id>, one stream of crypto/stream.h bound to the home and the id.
// So a document is kept, held, moved, merged and erased as its record is; when the record goes, so
// does the key, and the file is unreadable from then on, whether or not it could be unlinked.
//
// A row links the file to its record. A file is whole and durable before the row is, and is
// unlinked after the row is gone: a crash leaves a file that nothing names, never a row without its
// file.
#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <set>

#include "base/file_stream.h"
#include "crypto/stream.h"
#include "vault/vault.h"

namespace almoner::vault {

inline constexpr std::uint64_t kMostDocument = std::uint64_t{8} << 30;  // bytes
inline constexpr std::size_t kDocumentPart = std::size_t{1}
                                             << 20;  // what is read and given at once

// Where a document comes from: fills what it is given, less only at the end.
using Source = std::function<Result<std::size_t>(std::span<std::uint8_t>)>;
// Where one goes to, part by part.
using Sink = std::function<Status(BytesView)>;

// The files of a home. Safe for concurrent use; outlives what it hands out.
class DocumentFolder {
 public:
  DocumentFolder(OperatorPath root, const keys::Keys& keys) : root_(std::move(root)), keys_(keys) {}

  // A file that is written and that no row names yet: it goes with this, unless claimed.
  class Unclaimed {
   public:
    Unclaimed(Unclaimed&& other) noexcept;
    Unclaimed& operator=(Unclaimed&&) = delete;
    Unclaimed(const Unclaimed&) = delete;
    Unclaimed& operator=(const Unclaimed&) = delete;
    ~Unclaimed();
    [[nodiscard]] const DocumentId& file() const { return file_; }
    [[nodiscard]] std::uint64_t size() const { return size_; }  // of the plaintext
    [[nodiscard]] const crypto::Digest& sha256() const { return sha256_; }
    [[nodiscard]] const std::shared_ptr<const SecretBytes>& key() const { return key_; }
    // Stays from now on: a row names it, or may do so.
    void Claim();

   private:
    friend class DocumentFolder;
    Unclaimed(DocumentFolder& folder, DocumentId file) : folder_(&folder), file_(file) {}
    DocumentFolder* folder_;  // none: claimed, or moved from
    DocumentId file_;
    std::uint64_t size_ = 0;
    crypto::Digest sha256_{};
    std::shared_ptr<const SecretBytes> key_;
  };
  // Seals what `source` gives under a new key into the new file of a new id, durably, in the memory
  // of a few chunks. kInvalid beyond kMostDocument; kUnavailable when the disk is full. Nothing is
  // left when it fails.
  Result<Unclaimed> Write(const DocumentId& file, const Source& source);

  // A document's plaintext, from its start.
  class Opened {
   public:
    [[nodiscard]] bool done() const { return done_; }
    // The next part, in the place of what `part` held, which is wiped: kDocumentPart bytes, less
    // only at the end. kCorrupt: the file was altered or cut short. REQUIRES: not done().
    Status Next(Bytes& part);

   private:
    friend class DocumentFolder;
    Opened(FileReader file, crypto::StreamOpener stream, std::uint64_t size)
        : file_(std::move(file)), stream_(std::move(stream)), left_(size) {}
    FileReader file_;
    crypto::StreamOpener stream_;
    std::uint64_t left_;  // of the plaintext
    Bytes sealed_;
    bool done_ = false;
  };
  // kNotFound: it is not there. kCorrupt: it has another size.
  Result<Opened> Open(const Attachment& document) const;

  // Removes the file for good; fine when it is gone already.
  Status Unlink(const DocumentId& file);

  // Every file that is whole, and whatever a crash left unfinished; not what is being written now.
  struct Listing {
    std::set<DocumentId> files;
    std::set<DocumentId> unfinished;
  };
  Result<Listing> List() const;

 private:
  [[nodiscard]] OperatorPath FolderOf(const DocumentId& file) const;
  [[nodiscard]] OperatorPath PathOf(const DocumentId& file) const;
  Status Fill(const Source& source, Unclaimed& into);

  OperatorPath root_;
  const keys::Keys& keys_;
  mutable std::mutex mutex_;
  std::set<DocumentId> writing_;  // being written, or written and not claimed yet
};

// Wipes `part`, which held plaintext.
void Wipe(Bytes& part);

struct DocumentRow {
  DocumentId file;
  RecordId record;
  std::uint64_t stored = 0;  // the file's size, sealed
};
// REQUIRES: the record is inserted in the same transaction.
Status Insert(const keys::Change& change, const WritePass& pass, const DocumentRow& row);
// kCorrupt when a row was changed or put in from outside.
Result<std::vector<DocumentRow>> DocumentsOf(store::ReadTx& tx, const keys::Keys& keys,
                                             const RecordId& record);
// The records about or mentioning the person that have a document.
Result<std::set<RecordId>> WithDocument(store::ReadTx& tx, const SubjectId& subject);
Status CheckDocumentRows(store::ReadTx& tx, const keys::Keys& keys);

// Unlinks the files of records that are gone; how many. What cannot be unlinked now is unlinked by
// the next call.
Result<std::int64_t> UnlinkGone(store::Store& store, DocumentFolder& folder);

enum class Depth : std::uint8_t {
  kFirstPart,  // each file's size, and that its first part opens
  kWhole,      // every byte
};
struct DocumentReport {
  std::int64_t documents = 0;
  std::vector<DocumentId> missing;   // a record names it, and it is not there
  std::vector<DocumentId> altered;   // it does not open, or is not what the record says
  std::vector<DocumentId> orphaned;  // there, and nothing names it
  [[nodiscard]] bool good() const { return missing.empty() && altered.empty() && orphaned.empty(); }
};
Result<DocumentReport> CheckDocuments(store::Store& store, const keys::Keys& keys,
                                      const DocumentFolder& folder, Depth depth);

// Files that nothing names, since a crash came between: removes them; how many. kCorrupt, and
// nothing is removed, when rows are gone that the log says were not destroyed: what they named may
// be wanted back.
Result<std::int64_t> RemoveOrphans(store::Store& store, DocumentFolder& folder);

}  // namespace almoner::vault
