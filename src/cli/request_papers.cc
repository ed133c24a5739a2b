#include <fmt/format.h>

#include "app/theme.h"
#include "base/file.h"
#include "cli/request.h"
#include "rights/casefile.h"
#include "rights/letter.h"
#include "rights/report.h"

namespace almoner::cli {
namespace {

Result<int> WriteLetter(Shell& shell, app::App& app, const RequestOptions& o) {
  const StaffId actor = TRY(shell.ActorWith("rights"));
  rights::LetterOptions options{.about = o.letter};
  options.easy = o.easy;
  options.letterhead = TRY(app::LetterheadOf(app));
  if (o.large) options.print = paper::Print::kLarge;
  if (!o.how.empty()) options.by = o.how;
  if (o.to_address) options.recipient = TRY(shell.TextFromInput()).Expose();
  return Answer(shell, rights::WriteLetter(app.rights(), actor, TRY(StateOf(app, o)), options),
                [&](const rights::Letter& letter) -> Result<int> {
                  if (!o.out.empty())
                    TRY(WriteNewFile(shell.Path(o.out), o.docx ? letter.docx : letter.pdf));
                  return shell.Print(letter.text,
                                     {{"title", letter.title},
                                      {"text", letter.text},
                                      {"needs", letter.needs},
                                      {"entry", letter.changed.entry.text()}},
                                     "almoner.request.letter/1");
                });
}

// A PDF, or with the ending .zip the ZIP file.
Result<int> WriteCaseFile(Shell& shell, app::App& app, const RequestOptions& o) {
  const StaffId actor = TRY(shell.ActorWith("rights"));
  return Answer(shell, rights::MakeCaseFile(app.rights(), actor, TRY(StateOf(app, o))),
                [&](const rights::CaseFile& file) -> Result<int> {
                  const bool zip = o.out.ends_with(".zip");
                  TRY(WriteNewFile(shell.Path(o.out), zip ? file.zip : file.pdf));
                  return PrintChanged(shell, file.changed,
                                      "The case file, not for whoever asked, is in " + o.out);
                });
}

std::string Days(const std::optional<int>& days) { return days ? std::to_string(*days) : "-"; }

json::value Number(const std::optional<int>& days) {
  return days ? json::value(*days) : json::value();
}

int PrintSummary(Shell& shell, const std::vector<rights::Summary>& all) {
  std::string text = fmt::format("{:<20}{:>9}{:>6}{:>9}{:>6}{:>9}{:>11}{:>9}{:>6}{:>8}{:>7}\n",
                                 "right", "received", "open", "granted", "part", "refused",
                                 "withdrawn", "on time", "late", "median", "worst");
  json::array list;
  for (const rights::Summary& s : all) {
    text += fmt::format("{:<20}{:>9}{:>6}{:>9}{:>6}{:>9}{:>11}{:>9}{:>6}{:>8}{:>7}\n",
                        law::Name(s.right), s.received, s.open, s.granted, s.part, s.refused,
                        s.withdrawn, s.on_time, s.late, Days(s.median_days), Days(s.worst_days));
    list.push_back({{"right", law::Name(s.right)},
                    {"received", s.received},
                    {"open", s.open},
                    {"granted", s.granted},
                    {"part_granted", s.part},
                    {"refused", s.refused},
                    {"withdrawn", s.withdrawn},
                    {"on_time", s.on_time},
                    {"late", s.late},
                    {"median_days", Number(s.median_days)},
                    {"worst_days", Number(s.worst_days)}});
  }
  return shell.Print(all.empty() ? "There are no requests." : text, {{"rights", std::move(list)}},
                     "almoner.request.report/1");
}

Result<int> ReportRequests(Shell& shell, app::App& app, const RequestOptions& o) {
  auto listed = rights::ListDated(app.rights(), TRY(shell.ActorWith("rights")));
  return Answer(shell, std::move(listed), [&](const rights::Listed& all) -> Result<int> {
    const Time now = app.clock().Now();
    std::vector<rights::Counted> counted;
    for (const auto& one : all)
      counted.push_back(rights::Count(one->state, one->due, LondonDate(now)));
    if (o.csv || o.calendar) {
      const std::string file = o.csv ? rights::ToCsv(counted) : rights::ToCalendar(counted, now);
      TRY(WriteNewFile(shell.Path(o.out), AsBytes(file)));
      return shell.Print("Written to " + o.out, {{"file", o.out}}, "almoner.file/1");
    }
    return PrintSummary(shell, rights::Summarise(counted));
  });
}

}  // namespace

void AddRequestPapers(const RequestSteps& steps) {
  auto& [shell, request, o] = steps;
  CLI::App* const letter =
      steps.Add("letter", "The letter about what was done last",
                [&shell = shell, o = o](app::App& app) { return WriteLetter(shell, app, *o); });
  letter->add_option("--about", o->letter,
                     "Another event: acknowledged, extended, decided, …; told:ID, to that "
                     "recipient");
  auto* const file = letter->add_option("--out", o->out, "A new file for the PDF");
  letter->add_flag("--docx", o->docx, "To be edited in a word processor, instead of the PDF")
      ->needs(file);
  letter->add_flag("--easy", o->easy, "In Easy Read");
  letter->add_flag("--large", o->large, "In large print");
  letter->add_option("--by", o->how, "How it goes to the person: post (the usual), email or hand");
  letter->add_flag("--address", o->to_address,
                   "The recipient's name and address come on standard input, a line each");
  steps
      .Add("casefile", "Everything about it in one file, for the regulator or a court",
           [&shell = shell, o = o](app::App& app) { return WriteCaseFile(shell, app, *o); })
      ->add_option("--out", o->out, "A new file: .pdf, or .zip for the letters and records too")
      ->required();
  CLI::App* const report =
      Command(shell, request, "report", "How requests went: how many, how long, how many on time",
              [&shell = shell, o = o](app::App& app) { return ReportRequests(shell, app, *o); });
  auto* const out = report->add_option("--out", o->out, "A new file for --csv or --calendar");
  auto* const csv = report->add_flag("--csv", o->csv, "Every request as a line")->needs(out);
  report->add_flag("--calendar", o->calendar, "What is open, for a calendar (iCalendar)")
      ->needs(out)
      ->excludes(csv);
}

}  // namespace almoner::cli
