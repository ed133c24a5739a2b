#include <fmt/format.h>

#include "breach/incident.h"
#include "cli/register.h"

namespace almoner::cli {
namespace {

json::value Maybe(const std::optional<Time>& time) {
  return time ? json::value(time->text()) : json::value();
}

// The clock and the severity, which follow from the events and are stored nowhere.
Status TellClock(app::App& app, const accountability::State& state, std::string& text,
                 json::object& document) {
  const breach::Deadline deadline =
      TRY(breach::DeadlineOf(app.statute(), state, app.clock().Now()));
  if (deadline.regulator)
    text += fmt::format(
        "  aware {}  the regulator by {}{}{}\n", deadline.aware->text(), deadline.regulator->text(),
        deadline.told ? "  told " + deadline.told->text() : "", deadline.late ? "  LATE" : "");
  document["aware"] = Maybe(deadline.aware);
  document["regulator_by"] = Maybe(deadline.regulator);
  document["regulator_told"] = Maybe(deadline.told);
  document["late"] = deadline.late;
  const auto severity = breach::SeverityOf(state);
  if (severity) text += "  severity " + severity->text() + " (ENISA, for support)\n";
  document["severity"] = severity ? json::value(severity->text()) : nullptr;
  return {};
}

Result<int> ReportBreach(Shell& shell, app::App& app, const RegisterOptions& o) {
  auto outcome = accountability::Look(RegisterContext(app), breach::Incidents(),
                                      TRY(WhoActs(shell)), TRY(RequestId::Parse(o.file)));
  return Answer(shell, std::move(outcome), [&](const accountability::State& state) -> Result<int> {
    const std::string text =
        TRY(breach::Report(app.notice(), app.statute(), state, app.clock().Now()));
    return shell.Print(text, {{"file", o.file}, {"report", text}}, "almoner.breach.report/1");
  });
}

}  // namespace

void AddBreach(Shell& shell) {
  const auto o = std::make_shared<RegisterOptions>();
  CLI::App* const noun = Noun(shell, "breach", "Breaches of security and near misses");
  AddNoun({.shell = shell, .noun = noun, .reg = breach::Incidents(), .o = o, .more = TellClock});
  Command(shell, noun, "report", "The regulator's form, as far as it is known",
          [&shell, o](app::App& app) { return ReportBreach(shell, app, *o); })
      ->add_option("file", o->file, "Its id, from `list`")
      ->required();
}

}  // namespace almoner::cli
