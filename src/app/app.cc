#include "app/app.h"

#include <algorithm>
#include <filesystem>

#include "app/accounts.h"
#include "app/last_count.h"
#include "app/nodes.h"
#include "app/replay.h"
#include "app/upkeep.h"
#include "app/watched_store.h"
#include "base/log.h"
#include "notice/compile.h"
#include "store/dump.h"
#include "store/engine.h"
#include "store/home.h"
#include "versions/versions.h"

namespace almoner::app {
namespace {

Result<notice::Notice> CompileOrFail(std::string_view text,
                                     const std::optional<OperatorPath>& law_folder) {
  return notice::CompileWhole(text, TRY(law::LoadBases(law_folder)));
}

// What says whose database it is.
struct Identity {
  HomeId id;
  std::string vkey;
  std::int64_t log = 1;  // the number of its log
};

Result<Identity> ReadIdentity(store::Store& store) {
  return store.Read([](store::ReadTx& tx) -> Result<Identity> {
    const auto id = TRY(store::HomeValue(tx, "id"));
    const auto vkey = TRY(store::HomeValue(tx, "log"));
    if (!id || !vkey)
      return Fail(Code::kCorrupt, "This database belongs to no home: something is missing in it.");
    Identity found{.id = TRY(HomeId::From(*id)), .vkey = std::string(AsText(*vkey))};
    found.log = TRY(store::HomeNumber(tx, "log-number")).value_or(1);
    return found;
  });
}

// By which duties of one home and of another over the same database are told apart.
std::uint32_t SpaceOf(const HomeId& home) {
  std::uint32_t space = 0;
  for (std::size_t i = 0; i < sizeof space; ++i) space = (space << 8U) | home.bytes()[i];
  return space;
}

std::vector<std::string> FirstRoles(const notice::Notice& notice) {
  std::vector<std::string> roles;
  for (const notice::Role& role : notice.roles)
    if (std::ranges::any_of(role.duties, [](const std::string& duty) {
          return duty == "administer" || duty == "rights";
        }))
      roles.push_back(role.id);
  return roles;
}

std::optional<OperatorPath> LawFolderOf(const Settings& settings) {
  OperatorPath folder = settings.home / "law";
  std::error_code error;
  if (!std::filesystem::is_directory(folder.path(), error)) return std::nullopt;
  return folder;
}

// A server's database may be another home's, which a new one would take its id and keys from. A
// file is made with its home, which must not exist.
Status CheckDatabaseIsFree(const Settings& settings) {
  if (settings.store == "sqlite") return {};
  const auto store = TRY(OpenStore(settings));
  return store->Read([](store::ReadTx& tx) { return store::Dump::CheckEmpty(tx); });
}

// The database of a new home: what the home is, and which notice is in force. A first version needs
// nobody's signature, since nobody is there yet to give one.
Status MakeDatabase(const Settings& settings, const notice::Notice& notice, std::string_view text,
                    Random& random, const Clock& clock) {
  const auto store = TRY(OpenStore(settings));
  TRY(store::Migrate(*store));
  const HomeId id = HomeId::New(random);
  const auto ledger = TRY(keys::Ledger::Open(settings.keys, random));
  const keys::Keys keys(id, *ledger, random);
  const std::string vkey = TRY(LogSigner(*ledger, id, 1)).verifier().vkey();
  const EntryId entry_id = EntryId::New(random);
  return store->Write([&](store::Tx& tx) -> Status {
    TRY(store::SetHomeValue(tx, "id", id.bytes()));
    TRY(store::SetHomeValue(tx, "log", AsBytes(vkey)));
    TRY(store::SetHomeNumber(tx, "epoch", keys.ledger().CurrentEpoch()));
    audit::Entry entry(entry_id, clock.Now(), "notice.published", "done");
    entry.notice = notice.hash;
    const keys::Change change{.tx = tx, .keys = keys, .entry = entry, .now = entry.at};
    TRY(versions::Add(change, notice, text));
    TRY(versions::Enforce(change, random, notice, std::nullopt, true));
    return audit::Append(tx, entry);
  });
}

}  // namespace

App::~App() = default;

Status App::Create(const Settings& settings, std::string_view notice_text,
                   const FirstAccount& account, Random& random, const Clock& clock) {
  const notice::Notice notice = TRY(CompileOrFail(notice_text, std::nullopt));
  TRY(CheckDatabaseIsFree(settings));
  TRY(CreateHome(settings));
  TRY(keys::Ledger::Create(settings.keys, random, clock));
  TRY(MakeDatabase(settings, notice, notice_text, random, clock));
  const auto app = TRY(App::Open(settings.home, random, clock));
  TRY(AddStaff(*app, std::nullopt, {account.name, account.login, account.os_user},
               &account.password, FirstRoles(notice)));
  return app->Settle();
}

Result<std::unique_ptr<App>> App::Open(const OperatorPath& home, Random& random,
                                       const Clock& clock) {
  return OpenWith(TRY(ReadSettings(home)), random, clock);
}

Result<std::unique_ptr<App>> App::OpenWith(const Settings& settings, Random& random,
                                           const Clock& clock) {
  FileHandle lock = TRY(OwnHome(settings.home));
  auto ledger = TRY(keys::Ledger::Open(settings.keys, random));
  auto store = TRY(OpenStore(settings));
  TRY(store::Migrate(*store));
  const Identity identity = TRY(ReadIdentity(*store));
  auto signer = TRY(LogSigner(*ledger, identity.id, identity.log));
  if (signer.verifier().vkey() != identity.vkey)
    return Fail(Code::kCorrupt,
                "These keys belong to another home; give the key folder of this one with `keys` in "
                "almoner.toml.",
                Detail("keys", settings.keys));
  auto keys = std::make_unique<keys::Keys>(identity.id, *ledger, random);
  law::Statute statute = TRY(law::Statute::Load(LawFolderOf(settings)));
  std::unique_ptr<App> app(new App(settings, random, clock, std::move(lock), std::move(statute)));
  app->last_count_ = std::make_shared<LastCount>();
  app->ledger_ = std::move(ledger);
  auto watched = std::make_unique<WatchedStore>(std::move(store));
  app->keys_ = std::move(keys);
  const bool shared = settings.store != "sqlite";
  app->duties_ = std::make_unique<store::Duties>(
      shared ? std::optional(settings.store) : std::nullopt, SpaceOf(identity.id));
  if (shared)
    app->nodes_ =
        std::make_unique<keys::Nodes>(watched->inner(), *app->keys_, *app->ledger_, app->random_);
  app->store_ = std::move(watched);
  app->copies_ = std::make_unique<keys::EventCopies>(
      identity.id, std::vector<OperatorPath>{settings.keys, settings.home / "files"});
  app->copies_away_ = std::make_unique<keys::EventCopies>(identity.id, settings.copies);
  app->documents_ = std::make_unique<vault::DocumentFolder>(settings.home / "files", *app->keys_);
  // Without it everything goes on, save reading in an emergency while nothing can be written.
  auto reserve = gate::Reserve::Open(settings.home / "reserve", *app->keys_);
  if (!reserve) log::Failure("Making the reserve for emergency readings", reserve.error());
  if (reserve) app->reserve_ = *std::move(reserve);
  TRY(app->Reload());
  app->log_ = TRY(audit::Log::Open(*app->store_, std::move(signer), app->WitnessFile()));
  TRY(EnterNodes(*app));
  // First what was missed: nothing that was destroyed is to be wrapped under the newest epoch.
  app->replayed_ = TRY(Replay(*app));
  // Until an interrupted rotation is finished, logins and names are not found: so nobody is let in
  // before.
  // Another node that is at it finishes it itself.
  const store::OnDuty upkeep(app->duties(), kUpkeep);
  if (upkeep.has() && TRY(RotationUnfinished(*app))) {
    const auto finished = RotateKeys(*app, std::nullopt);
    // What other nodes write may stand in its way for a moment; it is tried again while served.
    const bool again = app->nodes_ && !finished && finished.error().code == Code::kConflict;
    if (!finished && !again) return std::unexpected(finished.error());
  }
  return app;
}

Status App::Settle() {
  TRY(gate().EmptyReserve());
  TRY(log_->Seal());
  TRY(copies_->Bring(*store_));
  return {};
}

std::string LogName(const HomeId& home, std::int64_t number) {
  const std::string name = "almoner.example/log/" + home.text().substr(0, 12);
  return number == 1 ? name : name + "/" + std::to_string(number);
}

Result<audit::NoteSigner> LogSigner(const keys::Ledger& ledger, const HomeId& home,
                                    std::int64_t number) {
  return audit::NoteSigner::Make(LogName(home, number),
                                 TRY(crypto::SigningKey::FromSeed(ledger.LogSeed())));
}

Result<std::unique_ptr<store::Store>> OpenStore(const Settings& settings) {
  if (settings.store == "sqlite") return store::OpenSqlite(settings.home / "almoner.db");
  return store::OpenPostgres(settings.store);
}

std::optional<OperatorPath> App::LawFolder() const { return LawFolderOf(settings_); }

Result<std::unique_ptr<App::Live>> App::MakeLive() const {
  struct Texts {
    std::string hash;
    Bytes text;
    std::vector<versions::Reign> reigns;
    std::vector<Bytes> past;
  };
  const Texts texts = TRY(store_->Read([&](store::ReadTx& tx) -> Result<Texts> {
    Texts found;
    found.hash = TRY(versions::InForceChecked(tx, *keys_));
    found.text = TRY(versions::Text(tx, *keys_, found.hash));
    found.reigns = TRY(versions::Reigns(tx, *keys_));
    for (const versions::Reign& reign : found.reigns)
      found.past.push_back(TRY(versions::Text(tx, *keys_, reign.hash)));
    return found;
  }));
  auto live = std::make_unique<Live>();
  live->notice = TRY(CompileOrFail(AsText(texts.text), LawFolder()));
  if (live->notice.hash != texts.hash)
    return Fail(Code::kCorrupt, "The notice in force is not the one that was published.");
  std::vector<versions::Past> history;
  for (std::size_t i = 0; i < texts.reigns.size(); ++i) {
    const versions::Reign& reign = texts.reigns[i];
    // A later program may be stricter than the one that took the older version: that must not keep
    // the home shut.
    const auto older = CompileOrFail(AsText(texts.past[i]), LawFolder());
    if (!older && older.error().code != Code::kInvalid) return std::unexpected(older.error());
    history.push_back(
        older ? versions::MakePast(*older, reign.from, reign.until, live->notice)
              : versions::MakeUnreadPast(reign.hash, reign.from, reign.until, live->notice));
  }
  live->gate =
      std::make_unique<gate::Gate>(gate::Context{.store = *store_,
                                                 .keys = *keys_,
                                                 .notice = live->notice,
                                                 .clock = clock_,
                                                 .random = random_,
                                                 .history = std::move(history),
                                                 .superseded = [this] { superseded_ = true; },
                                                 .documents = documents_.get(),
                                                 .reserve = reserve_.get()});
  return live;
}

Status App::Reload() const {
  const std::lock_guard only_one(reloading_);
  superseded_ = false;
  auto live = TRY(MakeLive());
  const Live* const now = live.get();
  lives_.push_back(std::move(live));
  live_ = now;
  return {};
}

const App::Live& App::Now() const {
  // Another node published. If reading it fails, the old gate goes on deciding nothing: each of its
  // decisions fails inside its transaction. Never here inside one: reading begins one of its own.
  if (superseded_ && !store::InsideFn()) static_cast<void>(Reload());
  return *live_.load();
}

}  // namespace almoner::app
