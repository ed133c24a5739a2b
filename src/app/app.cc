#include "app/app.h"

#include <algorithm>

#include "app/accounts.h"
#include "app/upkeep.h"
#include "notice/compile.h"

namespace almoner::app {
namespace {

Result<std::unique_ptr<store::Store>> OpenStore(const Settings& settings) {
  if (settings.store == "sqlite") return store::OpenSqlite(settings.home / "almoner.db");
  return store::OpenPostgres(settings.store);
}

Result<Bytes> HomeValue(store::Store& store, std::string_view name) {
  return store.Read([&](store::ReadTx& tx) -> Result<Bytes> {
    return TRY(tx.One("SELECT value FROM home WHERE name = $1", name)).Blob(0);
  });
}

Result<notice::Notice> CompileOrFail(std::string_view text) {
  const law::Bases bases = TRY(law::LoadBases());
  auto compiled = notice::Compile(text, bases);
  if (!compiled)
    return Fail(Code::kInvalid,
                "The notice has errors; `almoner notice check` shows each with its remedy.",
                Detail("errors", static_cast<std::int64_t>(compiled.error().size())));
  return *std::move(compiled);
}

// The name of the log, which every checkpoint bears: the home's id tells homes apart and says
// nothing else.
std::string Origin(const HomeId& home) {
  return "almoner.example/log/" + home.text().substr(0, 12);
}

Result<audit::NoteSigner> Signer(const keys::Ledger& ledger, const HomeId& home) {
  return audit::NoteSigner::Make(Origin(home), TRY(crypto::SigningKey::FromSeed(ledger.LogSeed())));
}

Status SetHome(store::Tx& tx, std::string_view name, BytesView value) {
  TRY(
      tx.Execute("INSERT INTO home (name, value) VALUES ($1, $2) "
                 "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                 name, value));
  return {};
}

// That this notice is in force, and no older one.
crypto::Digest StampOf(const keys::Keys& keys, std::string_view notice_hash) {
  return keys::Stamp(keys, keys::Stamped::kNotice, AsBytes(notice_hash));
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

// The database of a new home: what the home is, and which notice is in force.
Status MakeDatabase(const Settings& settings, const std::string& notice_hash, Random& random) {
  const auto store = TRY(OpenStore(settings));
  TRY(store::Migrate(*store));
  const HomeId id = HomeId::New(random);
  const auto ledger = TRY(keys::Ledger::Open(settings.keys, random));
  const keys::Keys keys(id, *ledger, random);
  const std::string vkey = TRY(Signer(*ledger, id)).verifier().vkey();
  return store->Write([&](store::Tx& tx) -> Status {
    TRY(SetHome(tx, "id", id.bytes()));
    TRY(SetHome(tx, "log", AsBytes(vkey)));
    TRY(SetHome(tx, "notice", AsBytes(notice_hash)));
    return SetHome(tx, "notice-stamp", StampOf(keys, notice_hash));
  });
}

}  // namespace

Status App::Create(const Settings& settings, std::string_view notice_text,
                   const FirstAccount& account, Random& random, const Clock& clock) {
  const notice::Notice notice = TRY(CompileOrFail(notice_text));
  TRY(CreateHome(settings));
  TRY(keys::Ledger::Create(settings.keys, random, clock));
  TRY(WriteNewFile(OperatorPath(settings.home.path() / "notices" / (notice.hash + ".yaml")),
                   AsBytes(notice_text)));
  TRY(MakeDatabase(settings, notice.hash, random));
  const auto app = TRY(App::Open(settings.home, random, clock));
  TRY(AddStaff(*app, std::nullopt, {account.name, account.login, account.os_user},
               &account.password, FirstRoles(notice)));
  TRY(app->log().Seal());
  return {};
}

Result<std::unique_ptr<App>> App::Open(const OperatorPath& home, Random& random,
                                       const Clock& clock) {
  const Settings settings = TRY(ReadSettings(home));
  FileHandle lock = TRY(OwnHome(home));
  auto ledger = TRY(keys::Ledger::Open(settings.keys, random));
  auto store = TRY(OpenStore(settings));
  TRY(store::Migrate(*store));
  const HomeId id = TRY(HomeId::From(TRY(HomeValue(*store, "id"))));
  auto signer = TRY(Signer(*ledger, id));
  if (signer.verifier().vkey() != AsText(TRY(HomeValue(*store, "log"))))
    return Fail(Code::kCorrupt,
                "These keys belong to another home; give the key folder of this one with `keys` in "
                "almoner.toml.",
                Detail("keys", settings.keys));
  auto keys = std::make_unique<keys::Keys>(id, *ledger, random);
  const Bytes hash = TRY(HomeValue(*store, "notice"));
  if (!crypto::SameDigest(StampOf(*keys, AsText(hash)), TRY(HomeValue(*store, "notice-stamp"))))
    return Fail(Code::kCorrupt,
                "Which notice is in force was changed from outside; put the database back as it "
                "was.",
                Detail("home", home));
  const SecretBytes text =
      TRY(ReadFile(OperatorPath(home.path() / "notices" / (std::string(AsText(hash)) + ".yaml")),
                   Access::kAnyone, 10 << 20));
  notice::Notice notice = TRY(CompileOrFail(text.text()));
  if (notice.hash != AsText(hash))
    return Fail(
        Code::kCorrupt,
        "The notice in force is not the one that was published; put the published file back.",
        Detail("home", home));
  law::Statute statute = TRY(law::Statute::Load());
  std::unique_ptr<App> app(
      new App(settings, random, clock, std::move(lock), std::move(statute), std::move(notice)));
  app->ledger_ = std::move(ledger);
  app->store_ = std::move(store);
  app->keys_ = std::move(keys);
  app->gate_ = std::make_unique<gate::Gate>(
      gate::Context{*app->store_, *app->keys_, app->notice_, clock, random});
  app->log_ = TRY(audit::Log::Open(*app->store_, std::move(signer), app->WitnessFile()));
  // Until an interrupted rotation is finished, logins and names are not found: so nobody is let in
  // before.
  if (app->ledger_->Epochs().size() > 1) TRY(RotateKeys(*app, std::nullopt));
  return app;
}

}  // namespace almoner::app
