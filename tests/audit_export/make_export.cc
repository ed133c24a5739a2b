// Makes a log of 600 entries and hands over what an auditor would be given, for verify_export.go:
// FOLDER/export, FOLDER/vkey, FOLDER/older (a checkpoint at size 300), FOLDER/consistency and
// FOLDER/entry-123.tlog-proof.
#include <cstdio>
#include <filesystem>
#include <memory>

#include "audit/log.h"
#include "base/file.h"
#include "store/store.h"
#include "support/fakes.h"

namespace almoner {
namespace {

Status AddEntries(store::Store& store, Random& random, int count) {
  return store.Write([&](store::Tx& tx) -> Status {
    for (int i = 0; i < count; ++i) {
      const Time at = *Time::Parse("2026-11-21T09:30:00Z") + std::chrono::milliseconds(i);
      TRY(Append(tx, audit::Entry(EntryId::New(random), at, "record.read", "allowed")));
    }
    return {};
  });
}

Status Make(const OperatorPath& folder) {
  FixedRandom random;
  const auto store = TRY(store::OpenSqlite(folder / "log.db"));
  TRY(store::Migrate(*store));
  const auto log = TRY(audit::Log::Open(
      *store, TRY(audit::NoteSigner::Make("charity.example/log", crypto::SigningKey::New(random))),
      folder / "witness"));
  TRY(AddEntries(*store, random, 300));
  TRY(log->Seal());
  TRY(WriteNewFile(folder / "older", AsBytes(TRY(log->Latest()))));
  TRY(AddEntries(*store, random, 300));
  TRY(log->Seal());
  TRY(log->Export(folder / "export"));
  TRY(WriteNewFile(folder / "vkey", AsBytes(log->verifier().vkey())));
  TRY(WriteNewFile(folder / "consistency", AsBytes(Write(TRY(log->ProveConsistency(300))))));
  const EntryId entry = TRY(store->Read([](store::ReadTx& tx) -> Result<EntryId> {
    return TRY(tx.One("SELECT id FROM audit_entry WHERE seq = 123")).As<EntryId>(0);
  }));
  return WriteNewFile(folder / "entry-123.tlog-proof",
                      AsBytes(Write(TRY(log->ProveInclusion(entry)))));
}

}  // namespace
}  // namespace almoner

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  std::filesystem::remove_all(argv[1]);
  std::filesystem::create_directories(argv[1]);
  const almoner::Status made = almoner::Make(almoner::OperatorPath(argv[1]));
  if (!made) std::fprintf(stderr, "%s\n", made.error().Text().c_str());
  return made ? 0 : 1;
}
