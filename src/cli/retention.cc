#include <fmt/format.h>

#include "app/certificate.h"
#include "app/upkeep.h"
#include "cli/command.h"

namespace almoner::cli {
namespace {

// Reviews and runs need a role with the duty; what it may see is decided by the notice like
// everything else.
Result<int> WithDuty(Shell& shell, app::App& app, const std::function<Result<int>()>& run) {
  auto allowed =
      app.gate().Act({.actor = TRY(shell.Actor()), .purpose = "law.retention"},
                     "retention.reviewed", [](const gate::Change&) -> Status { return {}; });
  return Answer(shell, std::move(allowed), [&](const gate::Changed&) { return run(); });
}

struct Options {
  std::string subject, rule, until;
};

Result<int> Decide(Shell& shell, app::App& app, const Options& o, bool keep) {
  retention::Deciding deciding{
      .subject = TRY(SubjectId::Parse(o.subject)), .rule = o.rule, .until = {}, .why = {}};
  const StaffId actor = TRY(shell.ActorWith("retention"));
  if (keep) {
    deciding.until = TRY(ParseDate(o.until));
    deciding.why = TRY(shell.TextFromInput());
  }
  return Answer(shell, retention::Decide(app.gate(), actor, deciding),
                [&](const gate::Changed& changed) {
                  return shell.Print(keep ? "Kept until then." : "Approved, as far as you can.",
                                     {{"entry", changed.entry.text()}}, "almoner.changed/1");
                });
}

Result<int> Due(Shell& shell, app::App& app) {
  json::array list;
  std::string text;
  for (const retention::Due& due :
       TRY(retention::FindDue(app.gate().context(), app.clock().Now()))) {
    text += fmt::format("person {}: {} record(s) past their last day\n", due.subject.text(),
                        due.records.size() + due.waiting.size());
    json::array waiting;
    for (const retention::Item& item : due.waiting) {
      const std::string& rule = app.notice().retention[item.until->rule].id;
      text += fmt::format("  record {} (rule {}) {}\n", item.record.text(), rule,
                          retention::Name(item.approval));
      waiting.push_back({{"record", item.record.text()},
                         {"rule", rule},
                         {"state", retention::Name(item.approval)}});
    }
    list.push_back({{"subject", due.subject.text()},
                    {"records", static_cast<std::int64_t>(due.records.size())},
                    {"waiting", std::move(waiting)}});
  }
  return shell.Print(text.empty() ? "Nothing is due.\n" : text, {{"due", std::move(list)}},
                     "almoner.retention.due/1");
}

Result<int> Run(Shell& shell, app::App& app) {
  const app::RetentionRun run = TRY(app::RunRetention(app));
  json::array list;
  std::string text;
  for (const retention::Erased& erased : run.erased) {
    const app::Certificate certificate = TRY(app::Certify(app, erased));
    text += certificate.text + "\n";
    list.push_back({{"entry", erased.entry.text()},
                    {"destroyed", erased.records},
                    {"masked", erased.masked},
                    {"person", erased.person},
                    {"certificate", certificate.text},
                    {"proof", certificate.proof}});
  }
  json::array failed;
  for (const auto& failure : run.failed) {
    text +=
        fmt::format("NOT DONE for person {}: {}\n", failure.subject.text(), failure.error.Text());
    failed.push_back({{"subject", failure.subject.text()}, {"what", failure.error.Text()}});
  }
  if (run.files > 0)
    text += fmt::format("{} accountability file(s), whose time was over, destroyed.\n", run.files);
  return shell.Print(
      text.empty() ? "Nothing was due.\n" : text,
      {{"destroyed", std::move(list)}, {"failed", std::move(failed)}, {"files", run.files}},
      "almoner.retention.run/1", run.failed.empty() ? kDone : kCouldNot);
}

}  // namespace

void AddRetention(Shell& shell) {
  CLI::App* const retention = Noun(shell, "retention", "Keeping no longer than promised");
  Command(
      shell, retention, "due", "What is past its last day and held by nothing",
      [&shell](app::App& app) { return WithDuty(shell, app, [&] { return Due(shell, app); }); });
  const auto o = std::make_shared<Options>();
  CLI::App* const approve =
      Command(shell, retention, "approve", "What is due of a person may be destroyed",
              [&shell, o](app::App& app) { return Decide(shell, app, *o, false); });
  CLI::App* const keep =
      Command(shell, retention, "keep", "Keep it longer; why comes on standard input",
              [&shell, o](app::App& app) { return Decide(shell, app, *o, true); });
  keep->add_option("--until", o->until, "Kept to the end of this day")->required();
  for (CLI::App* const command : {approve, keep}) {
    command->add_option("subject", o->subject, "The person's id")->required();
    command->add_option("--rule", o->rule, "Only what this retention rule of the notice is about");
  }
  Command(
      shell, retention, "run", "Destroy it, with a certificate for each person",
      [&shell](app::App& app) { return WithDuty(shell, app, [&] { return Run(shell, app); }); });
}

}  // namespace almoner::cli
