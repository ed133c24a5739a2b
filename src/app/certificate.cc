#include "app/certificate.h"

#include <fmt/format.h>

#include "app/disposal_paper.h"
#include "app/escrow.h"

namespace almoner::app {
namespace {

// Into the accountability file, so that the proof is kept where the handling is.
Status File(App& app, const RequestId& id, const Certificate& certificate) {
  const auto next = TRY(app.store().Read(
      [&](store::ReadTx& tx) -> Result<std::pair<retention::FileKey, std::int64_t>> {
        auto key = TRY(retention::OpenFile(tx, app.keys(), id));
        const auto events = TRY(retention::ReadEvents(tx, app.keys(), key));
        return std::pair(std::move(key), events.empty() ? 1 : events.back().seq + 1);
      }));
  const retention::ReadyEvent event = retention::SealEvent(
      app.keys(), next.first,
      {.seq = next.second,
       .kind = "certified",
       .at = app.clock().Now(),
       .facts = {{"certificate", certificate.text}, {"proof", certificate.proof}}});
  const auto filed = TRY(app.gate().Act(
      {.purpose = "law.retention"}, "certificate.filed",
      [&](const gate::Change& change) { return retention::InsertEvent(change, event); }));
  if (!filed) return retention::NobodyRetains();
  return {};
}

// That the erasure is known where a restored backup would meet it.
std::string Places(App& app) {
  const Copied copied = BringCopies(app);
  if (copied.places == 0) return "";
  return fmt::format(
      "{} of {} places off the machine confirmed that they have the newest key ledger and know of "
      "this destruction.\n",
      copied.confirmed, copied.places);
}

// What was done, in a sentence or two; the rest is the same for all.
Result<Certificate> Make(App& app, const RequestId& file, const EntryId& entry,
                         const std::string& done) {
  TRY(app.Settle());
  const audit::InclusionProof proof = TRY(app.log().ProveInclusion(entry));
  Certificate certificate;
  certificate.text = fmt::format(
      "CERTIFICATE OF DESTRUCTION\n\n"
      "{}\n"
      "File: {}\nLog entry: {} (number {} of the log {})\n\n"
      "Anyone can check this: the proof beside this certificate shows, with the log's public key "
      "alone, that the log "
      "holds the entry.\n{}\n{}",
      done, file.text(), entry.text(), proof.index, app.log().verifier().vkey(),
      retention::Say(ResidualOf(app)), Places(app));
  certificate.proof = audit::Write(proof);
  TRY(File(app, file, certificate));
  return certificate;
}

std::string Counted(std::int64_t count, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", count, count == 1 ? one : many);
}

}  // namespace

Result<Certificate> Certify(App& app, const retention::Erased& erased) {
  const std::string_view rest =
      erased.person ? "Nothing that we held about this person is left, and the keys it "
                      "was sealed with are destroyed."
                    : "What else we hold about this person stays, under its own rules.";
  const std::string kept =
      erased.documents_kept == 0
          ? ""
          : fmt::format(
                "{} document{} of others' records could not be masked: {} kept as {}, "
                "with what {} of this person.\n",
                erased.documents_kept, erased.documents_kept == 1 ? "" : "s",
                erased.documents_kept == 1 ? "it is" : "they are",
                erased.documents_kept == 1 ? "it was" : "they were",
                erased.documents_kept == 1 ? "it says" : "they say");
  return Make(
      app, erased.file, erased.entry,
      fmt::format("{} destroyed {} and took this person out of {} more on {}.\n{}\n{}",
                  app.notice().organisation.name, Counted(erased.records, "record", "records"),
                  erased.masked, ToWords(LondonDate(app.clock().Now())), rest, kept));
}

Result<Certificate> Certify(App& app, const retention::Swept& swept) {
  return Make(
      app, swept.file, swept.entry,
      fmt::format("{} destroyed {} of {} on {}, which were past the time that its notice "
                  "promises.\nOf {} nothing that we held is left, and the keys it was sealed with "
                  "are destroyed.",
                  app.notice().organisation.name, Counted(swept.records, "record", "records"),
                  Counted(swept.people, "person", "people"), ToWords(LondonDate(app.clock().Now())),
                  Counted(swept.gone, "person", "people")));
}

}  // namespace almoner::app
