#include "app/disposal_paper.h"

#include <fmt/format.h>

#include <algorithm>

#include "paper/pdf.h"

namespace almoner::app {
namespace {

using retention::DisposalRecord;
using retention::DisposedClass;

std::string Day(const std::optional<Date>& date) { return date ? ToWords(*date) : std::string(); }

std::string ClassName(const notice::Notice& notice, const std::string& record_class) {
  const auto index = notice.FindCategory(record_class);
  return index ? notice.categories[*index].name : record_class;
}

std::string Joined(const std::string& one, const std::string& other) {
  return one.empty() || other.empty() ? one + other : one + ", " + other;
}

std::string Range(const DisposedClass& what) {
  if (what.from && what.to && *what.from != *what.to) return Day(what.from) + " to " + Day(what.to);
  return Day(what.from ? what.from : what.to);
}

void AddClass(paper::Document& out, const notice::Notice& notice, const DisposedClass& what) {
  paper::Facts facts;
  const auto put = [&](std::string_view label, std::string value) {
    if (!value.empty()) facts.rows.emplace_back(label, std::move(value));
  };
  put("Records", ClassName(notice, what.record_class));
  put("How much", what.volume);
  put("From", Range(what));
  put("Decision", what.decision);
  put("Rule, and since when", Joined(what.rule, Joined(what.trigger, Day(what.triggered))));
  put("Might go from", Day(what.eligible));
  out.blocks.push_back(std::move(facts));
}

paper::Facts How(const DisposalRecord& record) {
  const retention::Disposal& disposal = record.disposal;
  paper::Facts facts;
  const auto put = [&](std::string_view label, const std::string& value) {
    if (!value.empty()) facts.rows.emplace_back(label, value);
  };
  put("Medium", disposal.medium);
  put("Batch and place", Joined(disposal.batch, disposal.location));
  put("Destroyed on", Day(disposal.destroyed));
  put("Method", Joined(disposal.method, disposal.standard));
  put("Contractor", Joined(disposal.contractor, disposal.certificate));
  put("Reason", disposal.reason);
  put("Legal holds", disposal.holds);
  put("Reviewed by", disposal.reviewer);
  put("Approved by", disposal.approver);
  put("Copies and backups", disposal.copies);
  put("Processors", disposal.processors);
  put("What stays", disposal.stub);
  if (record.masked > 0)
    put("Kept for others", fmt::format("{} record{} with this person taken out", record.masked,
                                       record.masked == 1 ? "" : "s"));
  return facts;
}

paper::Document Letter(const App& app, const DisposalRecord& record, const EntryId& entry,
                       const audit::InclusionProof& proof, const std::string& vkey) {
  const notice::Notice& notice = app.notice();
  const bool done = record.disposal.destroyed.has_value();
  paper::Document out{
      .title = done ? "Certificate of disposal" : "Record of a disposal, not carried out yet",
      .publisher = notice.organisation.name,
      .footer = fmt::format("Disposal {}. Recorded on {}. Notice {}.", record.file.text(),
                            ToWords(LondonDate(record.at)), record.disposal.notice)};
  for (const DisposedClass& what : record.disposal.classes) AddClass(out, notice, what);
  out.blocks.push_back(paper::Heading{2, "How and by whom"});
  out.blocks.push_back(How(record));
  if (record.disposal.medium == "computer") {
    out.blocks.push_back(paper::Heading{2, "Until when an older copy could open it"});
    out.blocks.push_back(paper::Paragraph{retention::Say(ResidualOf(app))});
  }
  out.blocks.push_back(paper::Heading{2, "How to check it"});
  out.blocks.push_back(paper::Paragraph{
      fmt::format("This record is entry {}, number {}, of a log that cannot be altered unseen. The "
                  "proof beside "
                  "this paper shows it to anyone with the log's public key alone: {}",
                  entry.text(), proof.index, vkey)});
  if (record.disposal.medium != "computer")  // what the program did is signed by the log alone
    out.blocks.push_back(paper::Blanks{{"For the organisation", "Signature", "Date"}});
  return out;
}

}  // namespace

retention::Residual ResidualOf(const App& app) {
  const Settings& settings = app.settings();
  const Time closes = app.keys().ledger().EpochBegun() + settings.epoch;
  // An epoch that should be over and is not: nobody runs `nightly`, so no day is promised.
  const bool overdue = closes + std::chrono::days(1) < app.clock().Now();
  std::optional<Time> last;
  for (const keys::Backup& backup : app.keys().ledger().Backups())
    last = std::max(last.value_or(backup.expires), backup.expires);
  return {.epoch_closes = overdue ? std::nullopt : std::optional(LondonDate(closes)),
          .window = settings.window,
          .last_backup = last ? std::optional(LondonDate(*last)) : std::nullopt,
          .oldest_copy = settings.oldest_copy};
}

gate::Outcome<DisposalPaper> CertifyDisposal(App& app, const StaffId& actor,
                                             const RequestId& file) {
  auto looked = TRY(retention::LookAtDisposal(app.gate(), actor, file));
  if (!looked) return gate::Refuse<DisposalPaper>(std::move(looked).error());
  TRY(app.log().Seal());
  const EntryId entry =
      TRY(app.store().Read([&](store::ReadTx& tx) { return retention::EntryOf(tx, *looked); }));
  const audit::InclusionProof proof = TRY(app.log().ProveInclusion(entry));
  DisposalPaper made;
  made.pdf = TRY(paper::RenderPdf(Letter(app, *looked, entry, proof, app.log().verifier().vkey()),
                                  app.clock().Now()));
  made.proof = audit::Write(proof);
  return made;
}

}  // namespace almoner::app
