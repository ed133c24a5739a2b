// Accountability files: sequences of sealed events under a key of their own, so that the proof of
// having handled someone outlives what was held about them, and nothing else does.
#pragma once

#include <functional>
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

// `subject`: nothing where it is about nobody in particular.
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
// The file, its events and its key. kConflict when it does not have that many events any more.
Status RemoveFile(const gate::Change& change, const RequestId& file, std::int64_t events);
// kCorrupt when a file's row was changed or put in from outside.
Status CheckFileRows(store::ReadTx& tx, const keys::Keys& keys);
Result<std::vector<RequestId>> Files(store::ReadTx& tx, std::string_view kind);

// The notice gives nobody the duty without which nothing is destroyed, nor done once more.
std::unexpected<Error> NobodyRetains();
// Once more from the event ledger: opens a file about the person with one event, and lets `put` do
// the rest in the same transaction.
struct Again {
  Literal action;
  std::string_view file_kind;
  SubjectId subject;
  std::string event_kind;
  Facts facts;
};
Status FileAgain(gate::Gate& gate, const Again& again,
                 const std::function<Status(const gate::Change&, const RequestId&)>& put);
// An event ready to follow those that the file has.
Result<ReadyEvent> NextEvent(const gate::Context& context, const RequestId& file, std::string kind,
                             Facts facts);
// Every id the person was known by: their own, and those that were merged into it.
Result<std::vector<SubjectId>> KnownIds(store::ReadTx& tx, const SubjectId& subject);
// The files of that kind about the person, also under another id of theirs; of each id the oldest
// first. kCorrupt when one was put at them from outside.
Result<std::vector<RequestId>> FilesAbout(store::ReadTx& tx, const keys::Keys& keys,
                                          std::string_view kind, const SubjectId& subject);
// The files of that kind about the person which no event `closed` ends, oldest first.
Result<std::vector<RequestId>> StillOpen(store::ReadTx& tx, const keys::Keys& keys,
                                         std::string_view kind, const SubjectId& subject);

}  // namespace almoner::retention
