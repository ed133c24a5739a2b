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

json::object ToJson(const notice::Notice& notice, const retention::DueLine& line) {
  return {{"category", line.category},
          {"rule", notice.retention[line.until.rule].id},
          {"records", line.records},
          {"last_day", ToText(line.until.last_day)},
          {"because", standing::Words(notice, line.until)},
          {"unattended", line.unattended}};
}

// What is due, person by person, with the rule and the last day of each kind of data.
Result<int> Due(Shell& shell, app::App& app) {
  const notice::Notice& notice = app.notice();
  json::array list;
  std::string text;
  for (const retention::Due& due :
       TRY(retention::FindDue(app.gate().context(), app.clock().Now()))) {
    text += fmt::format("person {}: {} record(s) past their last day\n", due.subject.text(),
                        due.records.size());
    json::array lines;
    for (const retention::DueLine& line : due.lines) {
      text += fmt::format("    {} {}, {}{}\n", line.records, line.category,
                          standing::Words(notice, line.until),
                          line.unattended ? "; goes by itself" : "");
      lines.push_back(ToJson(notice, line));
    }
    list.push_back({{"subject", due.subject.text()},
                    {"records", static_cast<std::int64_t>(due.records.size())},
                    {"lines", std::move(lines)}});
  }
  return shell.Print(text.empty() ? "Nothing is due.\n" : text, {{"due", std::move(list)}},
                     "almoner.retention.due/1");
}

struct Options {
  bool dry_run = false;
  bool unattended = false;
};

Result<int> DryRun(Shell& shell, app::App& app, const Options& o) {
  const auto due = TRY(retention::FindDue(app.gate().context(), app.clock().Now()));
  const auto by = o.unattended ? retention::By::kProgram : retention::By::kPerson;
  const retention::SweepPlan plan = retention::PlanSweep(app.notice(), due, by);
  return shell.Print(fmt::format("This would destroy {} record(s) of {} person(s). Nothing was "
                                 "destroyed.\n",
                                 plan.records, plan.people),
                     {{"records", plan.records}, {"people", plan.people}},
                     "almoner.retention.plan/1");
}

void Put(const app::Certificate& certificate, json::object one, std::string& text,
         json::array& list) {
  text += certificate.text + "\n";
  one["certificate"] = certificate.text;
  one["proof"] = certificate.proof;
  list.push_back(std::move(one));
}

Result<int> Run(Shell& shell, app::App& app, const Options& o) {
  const auto by = o.unattended ? std::optional<StaffId>() : std::optional(TRY(shell.Actor()));
  const retention::SweepDone done = TRY(app::RunRetention(app, by));
  json::array list;
  std::string text;
  for (const retention::Swept& swept : done.batches)
    Put(TRY(app::Certify(app, swept)),
        {{"entry", swept.entry.text()},
         {"destroyed", swept.records},
         {"people", swept.people},
         {"gone", swept.gone}},
        text, list);
  for (const retention::Erased& erased : done.erased)
    Put(TRY(app::Certify(app, erased)),
        {{"entry", erased.entry.text()},
         {"destroyed", erased.records},
         {"masked", erased.masked},
         {"person", erased.person}},
        text, list);
  json::array failed;
  for (const auto& failure : done.failed) {
    text +=
        fmt::format("NOT DONE for person {}: {}\n", failure.subject.text(), failure.error.Text());
    failed.push_back({{"subject", failure.subject.text()}, {"what", failure.error.Text()}});
  }
  if (done.left > 0)
    text += fmt::format("Somebody else was at work on {} person(s); run it again.\n", done.left);
  return shell.Print(
      text.empty() ? "Nothing was due.\n" : text,
      {{"destroyed", std::move(list)}, {"failed", std::move(failed)}, {"left", done.left}},
      "almoner.retention.run/1", done.failed.empty() && done.left == 0 ? kDone : kCouldNot);
}

}  // namespace

void AddRetention(Shell& shell) {
  CLI::App* const retention = Noun(shell, "retention", "Keeping no longer than promised");
  Command(
      shell, retention, "due", "What is past its last day and held by nothing",
      [&shell](app::App& app) { return WithDuty(shell, app, [&] { return Due(shell, app); }); });
  const auto o = std::make_shared<Options>();
  CLI::App* const run = Command(
      shell, retention, "run", "Destroy it, with a certificate for each batch and each person",
      [&shell, o](app::App& app) {
        return WithDuty(shell, app,
                        [&] { return o->dry_run ? DryRun(shell, app, *o) : Run(shell, app, *o); });
      });
  run->add_flag("--dry-run", o->dry_run, "Only say how much would go");
  run->add_flag("--unattended", o->unattended,
                "Only what the notice's rules let the program destroy by itself");
}

}  // namespace almoner::cli
