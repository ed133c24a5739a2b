#include "retention/disposal.h"

#include <fmt/format.h>

#include "app/disposal_paper.h"
#include "base/file.h"
#include "cli/command.h"
#include "render/ropa.h"

namespace almoner::cli {
namespace {

using retention::Disposal;
using retention::DisposalRecord;
using retention::DisposedClass;

struct DisposalOptions {
  std::string disposal;
  std::string out;
};

Result<RequestId> IdOf(const DisposalOptions& o) { return RequestId::Parse(o.disposal); }

// What people type: one JSON object of the fields that a disposal has.
Result<Disposal> FromInput(Shell& shell) {
  retention::Facts facts;
  for (const vault::FieldValue& field : TRY(shell.FieldsFromInput())) {
    if (retention::NameOf(field.field) == retention::Typed::kUnknown)
      return almoner::Fail(Code::kInvalid,
                           "A disposal has no such field; docs/formats/disposal.md lists them.");
    facts[field.field] = field.value.Expose();
  }
  return retention::FromFacts(facts);
}

std::string_view DisposalState(const DisposalRecord& record) {
  const Disposal& disposal = record.disposal;
  if (disposal.medium != "computer" && disposal.approver.empty()) return "not approved";
  if (!disposal.destroyed) return "approved";
  return record.confirmed ? "confirmed" : "destroyed";
}

std::string Text(const std::optional<Date>& date) { return date ? ToText(*date) : std::string(); }

// One row for each class, in the order of the NHS Records Management Code.
std::vector<std::string> Row(const DisposalRecord& record, const DisposedClass& what) {
  const Disposal& disposal = record.disposal;
  return {record.file.text(),
          record.at.seconds_text(),
          std::string(DisposalState(record)),
          disposal.medium,
          what.record_class,
          what.rule,
          disposal.notice,
          disposal.batch,
          disposal.location,
          Text(what.from),
          Text(what.to),
          what.volume,
          what.trigger,
          Text(what.triggered),
          Text(what.eligible),
          disposal.holds,
          disposal.reviewer,
          what.decision,
          disposal.reason,
          disposal.approver,
          disposal.method,
          disposal.standard,
          disposal.contractor,
          disposal.certificate,
          Text(disposal.destroyed),
          disposal.copies,
          disposal.processors,
          disposal.stub};
}

render::Register Register(const std::vector<DisposalRecord>& records) {
  render::Register table;
  table.header = {"Disposal",        "Recorded at",        "State",
                  "Medium",          "Record class",       "Retention rule",
                  "Notice",          "Subject or batch",   "Location",
                  "Records from",    "Records to",         "Volume",
                  "Trigger",         "Trigger date",       "Eligible from",
                  "Holds checked",   "Reviewer",           "Decision",
                  "Reason",          "Approver",           "Method",
                  "Standard",        "Contractor",         "Certificate number",
                  "Destroyed on",    "Copies and backups", "Processors confirmed",
                  "What is retained"};
  for (const DisposalRecord& record : records)
    for (const DisposedClass& what : record.disposal.classes)
      table.rows.push_back(Row(record, what));
  return table;
}

json::object ToJson(const DisposalRecord& record) {
  json::object fields;
  for (const auto& [name, value] : retention::ToFacts(record.disposal)) fields[name] = value;
  return {{"disposal", record.file.text()},
          {"recorded_at", record.at.text()},
          {"state", DisposalState(record)},
          {"fields", std::move(fields)}};
}

Result<int> AskForDisposal(Shell& shell, app::App& app) {
  const StaffId actor = TRY(shell.Actor());
  Disposal disposal = TRY(FromInput(shell));
  return Answer(shell, retention::AddDisposal(app.gate(), actor, std::move(disposal)),
                [&](const RequestId& file) {
                  return shell.Print("Recorded as disposal " + file.text() +
                                         ".\nSomebody else approves it: almoner disposal approve " +
                                         file.text(),
                                     {{"disposal", file.text()}}, "almoner.disposal.recorded/1");
                });
}

Result<int> PrintDisposal(Shell& shell, gate::Outcome<gate::Changed> outcome, const char* text) {
  return Answer(shell, std::move(outcome), [&](const gate::Changed& done) {
    return shell.Print(text, {{"entry", done.entry.text()}}, "almoner.disposal.changed/1");
  });
}

Result<int> Approve(Shell& shell, app::App& app, const DisposalOptions& o) {
  const StaffId actor = TRY(shell.Actor());
  return PrintDisposal(shell, retention::ApproveDisposal(app.gate(), actor, TRY(IdOf(o))),
                       "Approved.");
}

Result<int> Confirm(Shell& shell, app::App& app, const DisposalOptions& o) {
  const StaffId actor = TRY(shell.Actor());
  const Disposal later = TRY(FromInput(shell));
  return PrintDisposal(shell, retention::ConfirmDisposal(app.gate(), actor, TRY(IdOf(o)), later),
                       "Confirmed.");
}

Result<int> ListDisposals(Shell& shell, app::App& app) {
  return Answer(shell, retention::ListDisposals(app.gate(), TRY(shell.Actor())),
                [&](const std::vector<DisposalRecord>& records) {
                  std::string text;
                  json::array list;
                  for (const DisposalRecord& record : records) {
                    text += fmt::format("{}  {}  {:<12}  {:<8}  {}\n", record.file.text(),
                                        ToText(LondonDate(record.at)), DisposalState(record),
                                        record.disposal.medium, record.disposal.batch);
                    for (const DisposedClass& what : record.disposal.classes)
                      text += fmt::format("    {}: {}, {}\n", what.record_class, what.volume,
                                          what.decision);
                    list.push_back(ToJson(record));
                  }
                  return shell.Print(text.empty() ? "Nothing was disposed of yet." : text,
                                     {{"disposals", std::move(list)}}, "almoner.disposal.list/1");
                });
}

Result<int> WriteRegister(Shell& shell, app::App& app, const DisposalOptions& o) {
  return Answer(shell, retention::ListDisposals(app.gate(), TRY(shell.Actor())),
                [&](const std::vector<DisposalRecord>& records) -> Result<int> {
                  const render::Register table = Register(records);
                  TRY(WriteNewFile(shell.Path(o.out), AsBytes(render::ToCsv(table))));
                  return shell.Print(fmt::format("{} rows in {}.", table.rows.size(), o.out),
                                     {{"file", o.out}, {"rows", table.rows.size()}},
                                     "almoner.disposal.register/1");
                });
}

Result<int> Certificate(Shell& shell, app::App& app, const DisposalOptions& o) {
  const StaffId actor = TRY(shell.Actor());
  return Answer(shell, app::CertifyDisposal(app, actor, TRY(IdOf(o))),
                [&](const app::DisposalPaper& made) -> Result<int> {
                  const std::string proof = o.out + ".tlog-proof";
                  TRY(WriteNewFile(shell.Path(proof), AsBytes(made.proof)));
                  TRY(WriteNewFile(shell.Path(o.out), made.pdf));
                  return shell.Print(fmt::format("{}, with its proof in {}.", o.out, proof),
                                     {{"file", o.out}, {"proof", proof}},
                                     "almoner.disposal.certificate/1");
                });
}

}  // namespace

void AddDisposal(Shell& shell) {
  CLI::App* const noun = Noun(shell, "disposal", "What was destroyed, how and by whom");
  const auto o = std::make_shared<DisposalOptions>();
  const auto of_one = [&](const char* verb, const char* help,
                          Result<int> (*run)(Shell&, app::App&, const DisposalOptions&)) {
    CLI::App* const command = Command(
        shell, noun, verb, help, [&shell, o, run](app::App& app) { return run(shell, app, *o); });
    command->add_option("disposal", o->disposal, "The disposal's id")->required();
    return command;
  };
  Command(shell, noun, "add",
          "Record paper, a device or a copy; its fields as JSON on standard input",
          [&shell](app::App& app) { return AskForDisposal(shell, app); });
  of_one("approve", "Approve what somebody else recorded", Approve);
  of_one("confirm", "Add what is known later, as JSON on standard input", Confirm);
  Command(shell, noun, "list", "Every disposal, oldest first",
          [&shell](app::App& app) { return ListDisposals(shell, app); });
  Command(shell, noun, "register", "Write the register as CSV",
          [&shell, o](app::App& app) { return WriteRegister(shell, app, *o); })
      ->add_option("--out", o->out, "A new file for it")
      ->required();
  of_one("certificate", "Write one as PDF, with the proof of its entry in the log", Certificate)
      ->add_option("--out", o->out, "A new file for it")
      ->required();
}

}  // namespace almoner::cli
