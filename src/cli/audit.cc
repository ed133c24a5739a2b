#include <fmt/format.h>

#include "app/check.h"
#include "cli/command.h"

namespace almoner::cli {
namespace {

struct AuditOptions {
  std::string since, witness, entry, out;
};

Result<int> VerifyLog(Shell& shell, app::App& app, const AuditOptions& o) {
  audit::VerifyOptions options;
  options.witness = o.witness.empty() ? app.WitnessFile() : shell.Path(o.witness);
  if (!o.since.empty())
    options.since =
        std::string(TRY(ReadFile(shell.Path(o.since), Access::kAnyone, 1 << 20)).text());
  const app::Checked checked = TRY(app::CheckAll(app, options));
  json::object document{{"verified", checked.good()},        {"entries", checked.log.checked},
                        {"pending", checked.log.pending},    {"pruned", checked.log.pruned},
                        {"signed", checked.log.signed_size}, {"says", checked.text()}};
  if (checked.log.damage) document["place"] = checked.log.damage->place.text();
  if (checked.damage) document["place"] = *checked.damage;
  return shell.Print(checked.text(), std::move(document), "almoner.audit.verify/1",
                     checked.good() ? kDone : kRefused);
}

Result<int> Checkpoint(Shell& shell, app::App& app) {
  TRY(app.log().Seal());
  const std::string note = TRY(app.log().Latest());
  return shell.Print(note, {{"checkpoint", note}, {"vkey", app.log().verifier().vkey()}},
                     "almoner.audit.checkpoint/1");
}

Result<int> Prove(Shell& shell, app::App& app, const AuditOptions& o) {
  TRY(app.log().Seal());
  const std::string proof =
      audit::Write(TRY(app.log().ProveInclusion(TRY(EntryId::Parse(o.entry)))));
  if (!o.out.empty()) TRY(WriteNewFile(shell.Path(o.out), AsBytes(proof)));
  return shell.Print(o.out.empty() ? proof : "The proof is in " + o.out,
                     {{"proof", proof}, {"vkey", app.log().verifier().vkey()}},
                     "almoner.audit.proof/1");
}

Result<int> Export(Shell& shell, app::App& app, const AuditOptions& o) {
  TRY(app.log().Seal());
  TRY(app.log().Export(shell.Path(o.out)));
  return shell.Print(
      fmt::format("The log is in {}; its public key is {}", o.out, app.log().verifier().vkey()),
      {{"folder", o.out}, {"vkey", app.log().verifier().vkey()}}, "almoner.audit.export/1");
}

}  // namespace

void AddAudit(Shell& shell) {
  const auto o = std::make_shared<AuditOptions>();
  CLI::App* const audit = Noun(shell, "audit", "The log that cannot be altered unseen");
  CLI::App* const verify =
      Command(shell, audit, "verify", "Check every entry, proof and sealed row",
              [&shell, o](app::App& app) { return VerifyLog(shell, app, *o); });
  verify->add_option("--since", o->since,
                     "A checkpoint kept elsewhere: finds truncation and rewriting");
  verify->add_option("--witness", o->witness, "Another copy of the witness file");
  Command(shell, audit, "checkpoint", "The newest signed checkpoint",
          [&shell](app::App& app) { return Checkpoint(shell, app); });
  CLI::App* const prove =
      Command(shell, audit, "prove", "A proof that an entry is in the log (.tlog-proof)",
              [&shell, o](app::App& app) { return Prove(shell, app, *o); });
  prove->add_option("entry", o->entry, "The entry's id")->required();
  prove->add_option("--out", o->out, "A new file for it");
  Command(shell, audit, "export", "The whole log as C2SP tiles and entries",
          [&shell, o](app::App& app) { return Export(shell, app, *o); })
      ->add_option("--out", o->out, "The folder")
      ->required();
}

}  // namespace almoner::cli
