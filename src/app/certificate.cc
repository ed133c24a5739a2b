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
  if (!filed)
    return Fail(Code::kRefused,
                "The notice does not let retention act; give a role the duty `retention`.");
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

}  // namespace

Result<Certificate> Certify(App& app, const retention::Erased& erased) {
  TRY(app.Settle());
  const audit::InclusionProof proof = TRY(app.log().ProveInclusion(erased.entry));
  const std::string done = erased.person
                               ? "Nothing that we held about this person is left, and the keys it "
                                 "was sealed with are destroyed."
                               : "What else we hold about this person stays, under its own rules.";
  Certificate certificate;
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
  certificate.text = fmt::format(
      "CERTIFICATE OF DESTRUCTION\n\n"
      "{} destroyed {} record{} and took this person out of {} more on {}.\n{}\n{}"
      "File: {}\nLog entry: {} (number {} of the log {})\n\n"
      "Anyone can check this: the proof beside this certificate shows, with the log's public key "
      "alone, that the log "
      "holds the entry.\n{}\n{}",
      app.notice().organisation.name, erased.records, erased.records == 1 ? "" : "s", erased.masked,
      ToWords(LondonDate(app.clock().Now())), done, kept, erased.file.text(), erased.entry.text(),
      proof.index, app.log().verifier().vkey(), retention::Say(ResidualOf(app)), Places(app));
  certificate.proof = audit::Write(proof);
  TRY(File(app, erased.file, certificate));
  return certificate;
}

}  // namespace almoner::app
