#include "app/certificate.h"

#include <fmt/format.h>

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
  if (!filed)
    return Fail(Code::kRefused,
                "The notice does not let retention act; give a role the duty `retention`.");
  return {};
}

// What was done, in a sentence or two; the rest is the same for all.
Result<Certificate> Make(App& app, const RequestId& file, const EntryId& entry,
                         const std::string& done) {
  TRY(app.log().Seal());
  const audit::InclusionProof proof = TRY(app.log().ProveInclusion(entry));
  Certificate certificate;
  certificate.text = fmt::format(
      "CERTIFICATE OF DESTRUCTION\n\n"
      "{}\n"
      "File: {}\nLog entry: {} (number {} of the log {})\n\n"
      "Anyone can check this: the proof beside this certificate shows, with the log's public key "
      "alone, that the log "
      "holds the entry.\nUntil the epoch closes, a copy of the database made before this day "
      "together with a copy of "
      "the key ledger could still open what was destroyed; `almoner key rotate` closes the epoch. "
      "Snapshots that the "
      "organisation makes by other means are not covered by this certificate.\n",
      done, file.text(), entry.text(), proof.index, app.log().verifier().vkey());
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
  return Make(
      app, erased.file, erased.entry,
      fmt::format("{} destroyed {} and took this person out of {} more on {}.\n{}",
                  app.notice().organisation.name, Counted(erased.records, "record", "records"),
                  erased.masked, ToWords(LondonDate(app.clock().Now())), rest));
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
