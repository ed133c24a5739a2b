// Accountability files: sequences of sealed events under a key of their own, so that the proof of
// having handled someone outlives what was held about them, and nothing else does.
#pragma once

#include <map>
#include <string>

#include "gate/gate.h"

namespace almoner::retention {

// What an event tells, by fixed keys: {"channel": "letter", "words": "…"}.
using Facts = std::map<std::string, std::string>;

struct FileEvent {
  std::int64_t seq = 0;
  std::string kind;
  Time at;
  Facts facts;
};

// A file's key, open.
struct FileKey {
  RequestId file;
  SecretBytes key;
};

struct NewFile {
  FileKey key;
  keys::WrappedKey wrapped;
};
Result<NewFile> MakeFile(const keys::Keys& keys);
Result<FileKey> OpenFile(store::ReadTx& tx, const keys::Keys& keys, const RequestId& file);

struct ReadyEvent {
  RequestId file;
  std::int64_t seq = 0;
  std::string kind;
  Time at;
  Bytes body;
  crypto::Digest digest;
};
ReadyEvent SealEvent(const keys::Keys& keys, const FileKey& key, const FileEvent& event);

Status InsertFile(const gate::Change& change, const NewFile& file, std::string_view kind,
                  const std::optional<SubjectId>& subject);
// kConflict when another event took the same place meanwhile: read the file again.
Status InsertEvent(const gate::Change& change, const ReadyEvent& event);
// Every event, opened, oldest first; kCorrupt when one was altered.
Result<std::vector<FileEvent>> ReadEvents(store::ReadTx& tx, const keys::Keys& keys,
                                          const FileKey& key);
// Whose file it is, also when they were merged into another since; nothing once they are erased.
// kCorrupt when the file was put at someone else from outside.
Result<std::optional<SubjectId>> SubjectOf(store::ReadTx& tx, const keys::Keys& keys,
                                           const RequestId& file);
// The files of someone who is erased name nobody from now on.
Status UnlinkFiles(const gate::Change& change, const SubjectId& subject);
// kCorrupt when a file's row was changed or put in from outside.
Status CheckFileRows(store::ReadTx& tx, const keys::Keys& keys);
Result<std::vector<RequestId>> Files(store::ReadTx& tx, std::string_view kind);

}  // namespace almoner::retention
