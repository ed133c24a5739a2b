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

struct RetentionOptions {
  std::string subject, rule, until;
  bool dry_run = false;
  bool unattended = false;
};

Result<int> Decide(Shell& shell, app::App& app, const RetentionOptions& o, bool keep) {
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

json::object ToJson(const notice::Notice& notice, const retention::DueLine& line) {
  return {{"category", line.category},
          {"rule", notice.retention[line.until.rule].id},
          {"records", line.records},
          {"last_day", ToText(line.until.last_day)},
          {"because", standing::Words(notice, line.until)},
          {"unattended", line.unattended}};
}

// What is due, person by person, with the rule and the last day of each kind of data.
Result<int> RetentionDue(Shell& shell, app::App& app) {
  const notice::Notice& notice = app.notice();
  json::array list;
  std::string text;
  for (const retention::Due& due :
       TRY(retention::FindDue(app.gate().context(), app.clock().Now()))) {
    text += due.empty ? fmt::format(
                            "person {}: no record is held any more; what stands beside "
                            "goes\n",
                            due.subject.text())
                      : fmt::format("person {}: {} record(s) past their last day\n",
                                    due.subject.text(), due.records.size() + due.waiting.size());
    json::array lines;
    for (const retention::DueLine& line : due.lines) {
      text += fmt::format("    {} {}, {}{}\n", line.records, line.category,
                          standing::Words(notice, line.until),
                          line.unattended ? "; goes by itself" : "");
      lines.push_back(ToJson(notice, line));
    }
    json::array waiting;
    for (const retention::Item& item : due.waiting) {
      text += fmt::format("    record {}: {}, {}; {}\n", item.record.text(), item.category,
                          standing::Words(notice, *item.until), retention::Name(item.approval));
      waiting.push_back({{"record", item.record.text()},
                         {"category", item.category},
                         {"rule", notice.retention[item.until->rule].id},
                         {"last_day", ToText(item.until->last_day)},
                         {"because", standing::Words(notice, *item.until)},
                         {"state", retention::Name(item.approval)}});
    }
    list.push_back({{"subject", due.subject.text()},
                    {"records", static_cast<std::int64_t>(due.records.size())},
                    {"lines", std::move(lines)},
                    {"waiting", std::move(waiting)},
                    {"empty", due.empty}});
  }
  return shell.Print(text.empty() ? "Nothing is due.\n" : text, {{"due", std::move(list)}},
                     "almoner.retention.due/1");
}

Result<int> RetentionDryRun(Shell& shell, app::App& app, const RetentionOptions& o) {
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

Result<int> Run(Shell& shell, app::App& app, const RetentionOptions& o) {
  const auto by = o.unattended ? std::optional<StaffId>() : std::optional(TRY(shell.Actor()));
  const app::RetentionRun done = TRY(app::RunRetention(app, by));
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
  if (done.waiting > 0)
    text += fmt::format("{} person(s) wait for somebody's approval; see `retention due`.\n",
                        done.waiting);
  if (done.files > 0)
    text += fmt::format("{} accountability file(s), whose time was over, destroyed.\n", done.files);
  return shell.Print(text.empty() ? "Nothing was due.\n" : text,
                     {{"destroyed", std::move(list)},
                      {"failed", std::move(failed)},
                      {"left", done.left},
                      {"waiting", done.waiting},
                      {"files", done.files}},
                     "almoner.retention.run/1",
                     done.failed.empty() && done.left == 0 ? kDone : kCouldNot);
}

}  // namespace

void AddRetention(Shell& shell) {
  CLI::App* const retention = Noun(shell, "retention", "Keeping no longer than promised");
  Command(shell, retention, "due", "What is past its last day and held by nothing",
          [&shell](app::App& app) {
            return WithDuty(shell, app, [&] { return RetentionDue(shell, app); });
          });
  const auto o = std::make_shared<RetentionOptions>();
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
  CLI::App* const run = Command(
      shell, retention, "run", "Destroy it, with a certificate for each batch and each person",
      [&shell, o](app::App& app) {
        return WithDuty(shell, app, [&] {
          return o->dry_run ? RetentionDryRun(shell, app, *o) : Run(shell, app, *o);
        });
      });
  run->add_flag("--dry-run", o->dry_run, "Only say how much would go");
  run->add_flag("--unattended", o->unattended,
                "Only what the notice's rules let the program destroy by itself");
}

}  // namespace almoner::cli
