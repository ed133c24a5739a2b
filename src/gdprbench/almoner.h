// Almoner itself under GDPRbench: a home of its own, with nothing switched off.
//
// A user of the benchmark is a data subject, a record of the benchmark is a record of theirs under
// a notice made for it: 25 activities (the purposes) over ten categories of data, each with a rule
// on keeping. Data, objections, decisions, access and sharing are fields of the record, sealed;
// where it came from is its source. Every operation goes through the gate and leaves its entry in
// the log: what is read is decided and recorded before it is opened, what is deleted is erased as
// Article 17 asks (an accountability file, an event in the event ledger, no way back by a backup).
//
// A second of the benchmark's times to live is a day here, since rules on keeping count days; the
// longest is 200 years, as long as a rule may keep.
#pragma once

#include <array>
#include <atomic>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <thread>
#include <unordered_map>

#include "app/app.h"
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
  struct Place {
    SubjectId subject;
    RecordId record;
  };
  [[nodiscard]] std::optional<Place> PlaceOf(std::int64_t k) const;

 private:
  Almoner(std::unique_ptr<app::App> app, StaffId actor, const Shape& shape);
  void SealEverySecond(const std::stop_token& stop);
  [[nodiscard]] gate::Ask AskFor(std::int64_t k) const;
  [[nodiscard]] vault::Content ContentOf(std::int64_t k) const;
  [[nodiscard]] std::optional<SubjectId> UserOf(std::int64_t k) const;
  void Remember(std::int64_t k, const SubjectId& subject, const RecordId& record);
  enum class Added : std::uint8_t { kYes, kNobodyThere };
  Result<Added> AddTo(std::int64_t k);
  Status Create(std::int64_t k);
  Status Set(vault::Content& content, const vault::Label& label, const Operation& operation) const;
  Result<std::vector<vault::Record>> Open(const Operation& operation);
  Result<std::int64_t> Read(const Operation& operation, bool data);
  Result<std::int64_t> Update(const Operation& operation);
  Result<std::int64_t> UpdateOnce(const Operation& operation);
  Result<std::int64_t> Delete(const Operation& operation);
  Result<std::int64_t> DeleteOnce(const Operation& operation);
  Result<std::int64_t> Logs(std::int64_t lines);

  std::unique_ptr<app::App> app_;
  const StaffId actor_;
  const Shape shape_;
  std::atomic<std::int64_t> last_ = -1;
  // What a caller remembers of its own: the ids that it was given.
  mutable std::shared_mutex mutex_;
  std::unordered_map<std::int64_t, Place> places_;
  std::unordered_map<std::int64_t, SubjectId> users_;
  std::array<std::mutex, 64> newcomers_;  // by user: who makes a person of them
  std::jthread sealer_;  // seals the log once a second, as a server does; the last to be made
};

}  // namespace almoner::gdprbench
