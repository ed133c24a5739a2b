#include "retention/statistics.h"

#include <fmt/format.h>

#include "cli/command.h"
#include "law/small_numbers.h"
#include "render/ropa.h"

namespace almoner::cli {
namespace {

using retention::Figure;

std::string FigureShown(const Figure& figure) {
  return figure.shown ? std::to_string(*figure.shown) : "*";
}

std::string StatisticsInWords(const app::App& app, const retention::Statistics& statistics,
                              const law::SmallNumbers& rule) {
  if (statistics.figures.empty())
    return fmt::format("Nothing was made anonymous by {}.", ToWords(statistics.as_of));
  std::string text = fmt::format(
      "Records made anonymous by {}. Counts of 1 to {} are shown as *, others to the nearest {}, "
      "each on its own: rows need not add up. Figures move once a month.\n",
      ToWords(statistics.as_of), rule.suppress_to(), rule.round_to());
  for (const Figure& figure : statistics.figures) {
    const auto category = app.notice().FindCategory(figure.cell.category);
    if (figure.cell.field.empty())
      text += fmt::format("{}, recorded in {}: {}\n",
                          category ? app.notice().categories[*category].name : figure.cell.category,
                          figure.cell.year, FigureShown(figure));
    else
      text += fmt::format("    {}: {}: {}{}\n", figure.cell.field, figure.cell.value,
                          FigureShown(figure),
                          figure.per_cent ? fmt::format(" ({} %)", *figure.per_cent) : "");
  }
  return text;
}

std::string StatisticsInCsv(const retention::Statistics& statistics) {
  render::Register table;
  table.header = {"Category", "Year recorded", "By", "Value", "Count", "Per cent", "As of"};
  for (const Figure& figure : statistics.figures)
    table.rows.push_back({figure.cell.category, std::to_string(figure.cell.year), figure.cell.field,
                          figure.cell.value, FigureShown(figure),
                          figure.per_cent ? std::to_string(*figure.per_cent) : "",
                          ToText(statistics.as_of)});
  return render::ToCsv(table);
}

json::array InJson(const retention::Statistics& statistics) {
  json::array list;
  for (const Figure& figure : statistics.figures) {
    json::object one{{"category", figure.cell.category},
                     {"year", figure.cell.year},
                     {"by", figure.cell.field},
                     {"value", figure.cell.value},
                     {"count", FigureShown(figure)}};
    if (figure.per_cent) one["per_cent"] = *figure.per_cent;
    list.push_back(std::move(one));
  }
  return list;
}

// Whoever has the duty for retention looks under it, everyone else under that for rights, or is
// refused.
Result<std::string_view> PurposeOf(app::App& app, const StaffId& actor) {
  const auto roles = TRY(app.store().Read([&](store::ReadTx& tx) {
    return staff::RolesOf(tx, app.keys(), app.notice(), actor, app.clock().Now());
  }));
  return app.notice().HasDuty(roles, "retention") ? std::string_view("law.retention")
                                                  : std::string_view("law.rights");
}

Result<int> Statistics(Shell& shell, app::App& app, bool csv) {
  const StaffId actor = TRY(shell.Actor());
  const law::SmallNumbers rule = TRY(law::LoadSmallNumbers(app.LawFolder()));
  return Answer(shell,
                retention::LookAtStatistics(app.gate(), actor, TRY(PurposeOf(app, actor)), rule),
                [&](const retention::Statistics& statistics) {
                  return shell.Print(
                      csv ? StatisticsInCsv(statistics) : StatisticsInWords(app, statistics, rule),
                      {{"as_of", ToText(statistics.as_of)}, {"figures", InJson(statistics)}},
                      "almoner.statistics/1");
                });
}

}  // namespace

void AddStatistics(Shell& shell) {
  const auto csv = std::make_shared<bool>(false);
  Command(shell, &shell.parser, "statistics",
          "How many records were made anonymous, small numbers hidden",
          [&shell, csv](app::App& app) { return Statistics(shell, app, *csv); })
      ->add_flag("--csv", *csv, "As CSV");
}

}  // namespace almoner::cli
