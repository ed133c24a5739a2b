// Every service of one home, built once and wired together. The only place that knows all of them.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "app/home.h"
#include "audit/log.h"
#include "gate/reserve.h"
#include "keys/event_ledger.h"
#include "keys/nodes.h"
#include "law/statute.h"
#include "rights/request.h"
#include "rights/shelf.h"
#include "store/duties.h"

namespace almoner::app {

class LastCount;  // app/last_count.h

// A first account, made with the home, holding every role that administers or answers for rights.
struct FirstAccount {
  Personal<std::string> name;
  Personal<std::string> login;
  Personal<std::string> os_user;
  SecretBytes password;
};

// What was done again when a home was opened (app/replay.h).
struct Replayed {
  std::map<keys::Deed, std::int64_t> done;
  [[nodiscard]] bool any() const { return !done.empty(); }
  [[nodiscard]] std::string text() const;  // "erasures: 2; consents withdrawn or refused: 1"
};

// Safe for concurrent use once made.
class App {
 public:
  ~App();
  App(const App&) = delete;
  App& operator=(const App&) = delete;
  App(App&&) = delete;
  App& operator=(App&&) = delete;

  // Makes home, keys, database and first account, with `notice_text` in force. Nothing is left
  // behind when it fails before the home is whole, except empty folders. kConflict: the home
  // exists, or the database has something in it. REQUIRES: the notice compiles.
  static Status Create(const Settings& settings, std::string_view notice_text,
                       const FirstAccount& account, Random& random, const Clock& clock);
  // Opens a home and owns it. Brings the database to this program's schema first; finishes a
  // rotation of keys that was interrupted; and does again what a database that was put back to an
  // older state has missed (app/replay.h).
  static Result<std::unique_ptr<App>> Open(const OperatorPath& home, Random& random,
                                           const Clock& clock);
  // The same for settings that stand in no almoner.toml yet.
  static Result<std::unique_ptr<App>> OpenWith(const Settings& settings, Random& random,
                                               const Clock& clock);

  // What stands on the notice in force: asked for anew in each operation, kept for none.
  [[nodiscard]] gate::Gate& gate() { return *Now().gate; }
  [[nodiscard]] rights::Context rights() { return {gate(), statute_, LawFolder(), &shelf_}; }
  [[nodiscard]] audit::Log& log() { return *log_; }
  [[nodiscard]] store::Store& store() { return *store_; }
  [[nodiscard]] const keys::Keys& keys() const { return *keys_; }
  [[nodiscard]] vault::DocumentFolder& documents() { return *documents_; }
  [[nodiscard]] keys::Ledger& ledger() { return *ledger_; }
  [[nodiscard]] const notice::Notice& notice() const { return Now().notice; }
  // The same for who must not wait; nothing while a newer version is to be read first. Whatever was
  // once given stays where it is.
  [[nodiscard]] const notice::Notice* NoticeAtHand() const {
    return superseded_ ? nullptr : &live_.load()->notice;
  }
  // Another number whenever how pages look has changed (app/theme.h).
  [[nodiscard]] std::uint64_t look() const { return look_; }
  void LookChanged() { ++look_; }
  // Reads which version of the notice is in force, and decides by it from now on. What is under way
  // ends by the one it began with, or fails with kConflict.
  Status Reload() const;
  // Newer law files of this home, where it has any: <home>/law.
  [[nodiscard]] std::optional<OperatorPath> LawFolder() const;
  [[nodiscard]] const law::Statute& statute() const { return statute_; }
  [[nodiscard]] const Settings& settings() const { return settings_; }
  [[nodiscard]] const Clock& clock() const { return clock_; }
  [[nodiscard]] Random& random() { return random_; }
  // What of several nodes over this database only one does at a time (app/nodes.h).
  [[nodiscard]] store::Duties& duties() { return *duties_; }
  // How keys come from one node to another; nothing where a home is alone.
  [[nodiscard]] keys::Nodes* nodes() { return nodes_.get(); }
  // For emergencies while nothing can be written; nothing where it could not be made.
  [[nodiscard]] gate::Reserve* reserve() { return reserve_.get(); }
  // The copies of the event ledger on this machine, in the key folder and in the home; and those at
  // the declared places, which may be slow or away.
  [[nodiscard]] keys::EventCopies& copies() { return *copies_; }
  [[nodiscard]] keys::EventCopies& copies_away() { return *copies_away_; }
  [[nodiscard]] const Replayed& replayed() const { return replayed_; }
  // How the promises stood when they were last counted.
  [[nodiscard]] LastCount& last_count() const { return *last_count_; }
  // Seals the log, and brings this machine's copies of the event ledger up to the database.
  Status Settle();
  [[nodiscard]] OperatorPath WitnessFile() const {
    return settings_.home / "files" / "witness.txt";
  }

 private:
  // One version of the notice and the door that decides by it. Each one stays until the end: a
  // request that began under it may still hold it.
  struct Live {
    notice::Notice notice;
    std::unique_ptr<gate::Gate> gate;
  };

  App(Settings settings, Random& random, const Clock& clock, FileHandle lock, law::Statute statute)
      : settings_(std::move(settings)),
        random_(random),
        clock_(clock),
        lock_(std::move(lock)),
        statute_(std::move(statute)) {}
  [[nodiscard]] const Live& Now() const;
  Result<std::unique_ptr<Live>> MakeLive() const;

  Settings settings_;
  Random& random_;
  const Clock& clock_;
  FileHandle lock_;
  law::Statute statute_;
  rights::Shelf shelf_;
  std::unique_ptr<keys::Ledger> ledger_;
  std::unique_ptr<store::Store> store_;
  std::unique_ptr<keys::Keys> keys_;
  std::unique_ptr<keys::EventCopies> copies_;
  std::unique_ptr<keys::EventCopies> copies_away_;
  Replayed replayed_;
  std::unique_ptr<vault::DocumentFolder> documents_;
  // Which version decides is a cache of what the database says.
  mutable std::mutex reloading_;
  mutable std::vector<std::unique_ptr<Live>> lives_;
  mutable std::atomic<const Live*> live_ = nullptr;
  mutable std::atomic<bool> superseded_ = false;
  std::atomic<std::uint64_t> look_ = 0;
  std::unique_ptr<audit::Log> log_;
  std::unique_ptr<store::Duties> duties_;
  std::unique_ptr<keys::Nodes> nodes_;
  std::unique_ptr<gate::Reserve> reserve_;
  std::shared_ptr<LastCount> last_count_;
};

// The name of a home's log, which every checkpoint bears: the home's id tells homes apart and says
// nothing else. `number` counts the logs of the home: a restored backup begins another.
[[nodiscard]] std::string LogName(const HomeId& home, std::int64_t number);
Result<audit::NoteSigner> LogSigner(const keys::Ledger& ledger, const HomeId& home,
                                    std::int64_t number);
Result<std::unique_ptr<store::Store>> OpenStore(const Settings& settings);

}  // namespace almoner::app
