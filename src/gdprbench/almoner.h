// Almoner itself under GDPRbench: a home of its own, with nothing switched off.
//
// A user of the benchmark is a data subject, a record of the benchmark is a record of theirs under
// a notice made for it: 25 activities (the purposes) over ten categories of data, one for each time
// to live, each with a rule on keeping. Data, objections, decisions, access, sharing and category
// are fields of the record, sealed; where it came from is its source. Every operation goes through
// the gate and leaves its entry in the log: what is read is decided and recorded before it is
// opened, what is deleted is erased as Article 17 asks (an accountability file, an event in the
// event ledger, no way back by a backup). What is read or changed of many people is one batch: one
// entry that names them all, and an index row for each, as many as an entry has room for.
//
// A second of the benchmark's times to live is a day here, since rules on keeping count days; the
// longest is 200 years, as long as a rule may keep.
#pragma once

#include <array>
#include <atomic>
#include <memory>
#include <mutex>
#include <span>
#include <thread>

#include "app/app.h"
#include "gdprbench/places.h"
#include "gdprbench/target.h"

namespace almoner::gdprbench {

// The notice, as text.
[[nodiscard]] std::string NoticeFor(const Shape& shape);

class Almoner : public Target {
 public:
  // Makes the home that `settings` name. `random` and `clock` outlive it.
  static Result<std::unique_ptr<Almoner>> Create(const app::Settings& settings, const Shape& shape,
                                                 Random& random, const Clock& clock);

  Status Load(std::int64_t from, std::int64_t end) override;
  Result<std::int64_t> Do(const Operation& operation) override;
  std::int64_t NewNumber() override { return last_ += 1; }
  [[nodiscard]] std::int64_t last() const override { return last_; }
  Result<std::int64_t> Size() override;

  [[nodiscard]] app::App& app() { return *app_; }
  [[nodiscard]] const StaffId& actor() const { return actor_; }
  // Where record number k is, or was; nothing: it was never there.
  [[nodiscard]] std::optional<Place> PlaceOf(std::int64_t k) const { return places_.Of(k); }

 private:
  Almoner(std::unique_ptr<app::App> app, StaffId actor, const Shape& shape);
  void SealEverySecond(const std::stop_token& stop);
  [[nodiscard]] gate::Ask AskFor(std::int64_t k) const;
  [[nodiscard]] vault::Content ContentOf(std::int64_t k) const;
  // Held by whoever makes a person of number k's user.
  [[nodiscard]] std::mutex& NewcomersOf(std::int64_t k) {
    return newcomers_[static_cast<std::size_t>(k % shape_.users) % newcomers_.size()];
  }
  enum class Added : std::uint8_t { kYes, kNobodyThere };
  Result<Added> AddTo(std::int64_t k);
  Status Create(std::int64_t k);
  // What is there of the records named (none: everything of theirs), opened.
  Result<std::vector<vault::Record>> Open(const Operation& operation,
                                          std::vector<SubjectId> subjects,
                                          std::vector<RecordId> records);
  [[nodiscard]] bool Matches(const vault::Record& record, const Operation& operation) const;
  [[nodiscard]] std::vector<Numbered> Meant(const Operation& operation) const;
  [[nodiscard]] std::vector<Numbered> Still(std::span<const Numbered> batch) const;
  Result<std::vector<vault::Record>> OpenBatch(const Operation& operation,
                                               const std::vector<Numbered>& batch);
  Result<std::int64_t> Read(const Operation& operation, bool data);
  // almoner_change.cc
  struct Changing;
  void Set(vault::Content& content, const Operation& operation) const;
  void SetOutside(vault::Label& label, const Operation& operation) const;
  Result<std::int64_t> Correct(const Operation& operation);
  Result<std::int64_t> Update(const Operation& operation);
  Result<std::int64_t> UpdateBatch(const Operation& operation, std::span<const Numbered> batch);
  Status Seal(std::vector<Changing>& all);
  Status Put(const Operation& operation, std::vector<Changing>& all);
  Result<std::optional<SubjectId>> Receiver(const Operation& operation);
  Result<std::optional<SubjectId>> NewReceiver(const Operation& operation, std::int64_t k,
                                               const vault::Record& first);
  Result<std::int64_t> Delete(const Operation& operation);
  // 1, or 0 where it was destroyed.
  Result<std::int64_t> Held(const RecordId& record);
  Result<std::int64_t> EraseTaken(std::span<const Numbered> of_one);
  Result<std::int64_t> EraseKey(std::int64_t k);
  Status EraseSome(std::span<const Numbered> meant, std::int64_t& gone);
  Status GiveBack(std::span<const Numbered> of_one, const Error& why);
  Result<std::int64_t> Logs(std::int64_t lines);

  std::unique_ptr<app::App> app_;
  const StaffId actor_;
  const Shape shape_;
  std::atomic<std::int64_t> last_ = -1;
  Places places_;
  std::array<std::mutex, 64> newcomers_;  // by user: who makes a person of them
  // Whoever changes many records goes one after the other: they would undo each other's work.
  std::mutex many_;
  std::jthread sealer_;  // seals the log once a second, as a server does; the last to be made
};

}  // namespace almoner::gdprbench
