// For emergencies while the database takes nothing (a full disk, a server that can only be read):
// room on the disk, taken beforehand, for the entries of so many readings. What is put here is
// durable before anybody reads, and goes into the database when that takes it again.
//
//   file = place, place, …; a place: u32 length, sealed bytes, zeros. Written over in place, which
//   needs no room; on a file system that copies what it writes over, it needs some.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>

#include "audit/entry.h"
#include "keys/keys.h"

namespace almoner::gate {

// A reading in an emergency, and whose glass was broken for it.
struct Reserved {
  audit::Entry entry;
  StaffId staff;
  std::vector<SubjectId> subjects;
  std::vector<SubjectId> broken;
  std::string ground;
  std::string role;
};

// Safe for concurrent use.
class Reserve {
 public:
  static constexpr std::size_t kPlaces = 256;
  static constexpr std::size_t kPlace = 4096;  // bytes: an entry about some fifty people

  // Takes the room where the file is not there; reads what it holds. kUnavailable: there is no
  // room; kCorrupt: it has another size. What does not open is left where it is, and counted.
  static Result<std::unique_ptr<Reserve>> Open(const OperatorPath& file, const keys::Keys& keys);

  // Durable when it returns. kUnavailable: every place is taken.
  Status Put(const Reserved& reserved);
  // Gives each to `take`, which makes it durable elsewhere, and frees its place; ends with the
  // first that fails. What was taken when a crash came is given once more.
  Status Empty(const std::function<Status(const Reserved&)>& take);

  [[nodiscard]] std::size_t places() const { return kPlaces; }
  [[nodiscard]] std::size_t waiting() const;
  [[nodiscard]] std::size_t damaged() const;  // places that do not open

 private:
  Reserve(OperatorPath file, const keys::Keys& keys) : file_(std::move(file)), keys_(keys) {}
  Result<Reserved> OpenPlace(BytesView place, std::size_t number) const;
  Status WritePlace(std::size_t number, BytesView bytes);
  struct Held {
    std::size_t place = 0;
    Reserved reserved;
  };
  [[nodiscard]] std::optional<Held> First() const;
  Status Free(std::size_t place);

  const OperatorPath file_;
  const keys::Keys& keys_;
  std::mutex emptying_;  // before mutex_
  mutable std::mutex mutex_;
  std::map<std::size_t, Reserved> held_;  // by place; guarded by mutex_, as all below
  std::vector<std::size_t> damaged_;
};

}  // namespace almoner::gate
