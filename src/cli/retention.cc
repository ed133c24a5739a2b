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

Result<int> Due(Shell& shell, app::App& app) {
  json::array list;
  std::string text;
  for (const retention::Due& due :
       TRY(retention::FindDue(app.gate().context(), app.clock().Now()))) {
    text += fmt::format("person {}: {} record(s) past their last day\n", due.subject.text(),
                        due.records.size());
    list.push_back({{"subject", due.subject.text()},
                    {"records", static_cast<std::int64_t>(due.records.size())}});
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
  return shell.Print(text.empty() ? "Nothing was due.\n" : text,
                     {{"destroyed", std::move(list)}, {"failed", std::move(failed)}},
                     "almoner.retention.run/1", run.failed.empty() ? kDone : kCouldNot);
}

}  // namespace

void AddRetention(Shell& shell) {
  CLI::App* const retention = Noun(shell, "retention", "Keeping no longer than promised");
  Command(
      shell, retention, "due", "What is past its last day and held by nothing",
      [&shell](app::App& app) { return WithDuty(shell, app, [&] { return Due(shell, app); }); });
  Command(
      shell, retention, "run", "Destroy it, with a certificate for each person",
      [&shell](app::App& app) { return WithDuty(shell, app, [&] { return Run(shell, app); }); });
}

}  // namespace almoner::cli
