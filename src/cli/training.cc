#include "cli/training.h"

#include <fmt/format.h>

#include "app/training.h"

namespace almoner::cli {
namespace {

struct TrainingOptions {
  std::string staff, rule, done, until, training;
};

std::string TrainingState(const staff::Asked& asked) {
  if (!asked.done) return "MISSING";
  return asked.current ? "done" : "OVER";
}

void DescribeTraining(const app::App& app, const app::Trained& one, std::string& text,
                      json::array& list) {
  const auto day = [](const std::optional<Date>& date) { return date ? ToText(*date) : "-"; };
  json::array asked;
  json::array done;
  text += fmt::format("{}  {}\n", one.staff.text(), one.name.Expose());
  for (const staff::Asked& each : one.asked) {
    const std::string& rule = app.notice().more.people_rules[each.rule].id;
    text += fmt::format("  {}  {}  done {}, until {}\n", rule, TrainingState(each), day(each.done),
                        day(each.until));
    json::object said{{"training", rule}, {"current", each.current}};
    if (each.done) said["done"] = ToText(*each.done);
    if (each.until) said["until"] = ToText(*each.until);
    asked.push_back(std::move(said));
  }
  for (const staff::Training& each : one.done) {
    json::object said{{"id", each.id.text()},
                      {"training", each.rule},
                      {"done", ToText(each.done)},
                      {"by", each.by.Expose()}};
    if (each.until) said["until"] = ToText(*each.until);
    done.push_back(std::move(said));
  }
  list.push_back({{"staff", one.staff.text()},
                  {"name", one.name.Expose()},
                  {"asked", std::move(asked)},
                  {"record", std::move(done)}});
}

Result<int> Train(Shell& shell, app::App& app, const TrainingOptions& o) {
  const StaffId actor = TRY(shell.ActorWith("administer"));
  const StaffId staff = TRY(StaffId::Parse(o.staff));
  staff::Training training{
      .id = EventId::New(app.random()), .staff = staff, .rule = o.rule, .recorded_by = actor};
  training.done = TRY(ParseDate(o.done));
  if (!o.until.empty()) training.until = TRY(ParseDate(o.until));
  for (vault::FieldValue& field : TRY(shell.FieldsFromInput())) {
    if (field.field != "by")
      return almoner::Fail(Code::kInvalid, "Of training, `by` says who gave it, and nothing else.");
    training.by = std::move(field.value);
  }
  const EntryId entry = TRY(app::RecordTraining(app, actor, std::move(training)));
  return shell.Print("Done.", {{"entry", entry.text()}}, "almoner.changed/1");
}

Result<int> Untrain(Shell& shell, app::App& app, const TrainingOptions& o) {
  const StaffId actor = TRY(shell.ActorWith("administer"));
  const StaffId staff = TRY(StaffId::Parse(o.staff));
  const EventId training = TRY(EventId::Parse(o.training));
  const EntryId entry = TRY(app::TakeTrainingBack(app, actor, staff, training));
  return shell.Print("Done.", {{"entry", entry.text()}}, "almoner.changed/1");
}

// Findings, where any is wanting.
Result<int> ListTrainings(Shell& shell, app::App& app) {
  const StaffId actor = TRY(shell.ActorWith("administer"));
  std::string text;
  json::array list;
  for (const notice::Index index : app::TrainingRules(app.notice()))
    text += fmt::format("asked: {}  {}\n", app.notice().more.people_rules[index].id,
                        app.notice().more.people_rules[index].what);
  bool wanting = false;
  for (const app::Trained& one : TRY(app::ListTraining(app, actor))) {
    DescribeTraining(app, one, text, list);
    for (const staff::Asked& each : one.asked) wanting = wanting || !each.current;
  }
  return shell.Print(text, {{"staff", std::move(list)}}, "almoner.training/1",
                     wanting ? kRefused : kDone);
}

}  // namespace

void AddTraining(Shell& shell, CLI::App* staff) {
  const auto o = std::make_shared<TrainingOptions>();
  Command(shell, staff, "training", "What the notice asks of whom, and what is wanting",
          [&shell](app::App& app) { return ListTrainings(shell, app); });
  CLI::App* const train =
      Command(shell, staff, "train",
              "Record training; {\"by\": \"who gave it\"} comes as JSON on standard input",
              [&shell, o](app::App& app) { return Train(shell, app, *o); });
  train->add_option("staff", o->staff, "The account's id")->required();
  train->add_option("training", o->rule, "As the notice calls it, by its id")->required();
  train->add_option("--on", o->done, "The day on which it was done: 2026-11-20")->required();
  train->add_option("--until", o->until, "The last day on which it counts, as the paper says");
  CLI::App* const untrain =
      Command(shell, staff, "untrain", "Take back training that was entered wrongly",
              [&shell, o](app::App& app) { return Untrain(shell, app, *o); });
  untrain->add_option("staff", o->staff, "The account's id")->required();
  untrain->add_option("training", o->training, "The id of what was recorded")->required();
}

}  // namespace almoner::cli
