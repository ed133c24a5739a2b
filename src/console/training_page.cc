// The training register: what the notice asks of whom, what is wanting, and who was trained when.
#include <fmt/format.h>

#include <algorithm>

#include "app/training.h"
#include "console/office.h"
#include "console/staff_words.h"
#include "console/today.h"
#include "console/training.h"
#include "web/csv.h"
#include "web/listing.h"
#include "web/words.h"

namespace almoner::web::console {
namespace {

using notice::PeopleRule;

const PeopleRule& RuleAt(const Site& site, notice::Index index) {
  return site.app.notice().more.people_rules[index];
}

// Training in the notice's words; what a notice before this one asked for, by its id.
std::string RuleInWords(const Site& site, std::string_view id) {
  const auto& rules = site.app.notice().more.people_rules;
  const auto found = std::ranges::find(rules, id, &PeopleRule::id);
  return Capital(found == rules.end() ? id : std::string_view(found->what));
}

Tag TagOfAsked(const staff::Asked& asked, Time now) {
  if (!asked.done) return {.colour = "red", .text = "Missing"};
  if (!asked.current) return {.colour = "red", .text = "Over"};
  if (!asked.until) return {.colour = "green", .text = "Done"};
  const auto left = std::chrono::sys_days(*asked.until) - std::chrono::sys_days(LondonDate(now));
  if (left.count() < app::kTrainingSoon) return TagOf(EndOf(*asked.until), now);
  return {.colour = "green", .text = "Done"};
}

std::string AskedInWords(const staff::Asked& asked) {
  if (!asked.done) return "Nothing shows that it was done.";
  std::string words = "Done on " + ToWords(*asked.done);
  if (asked.until)
    words += (asked.current ? ". It counts until " : ". It counted until ") + ToWords(*asked.until);
  return words + ".";
}

std::string ForWhom(const PeopleRule& rule) {
  std::string words = rule.kind == "officer-training"
                          ? "For those who answer for rights, and those who audit."
                          : "For everybody.";
  if (rule.every) words += " It is to be done again every " + ToText(*rule.every) + ".";
  if (staff::BeforeAccess(rule)) words += " Nobody opens anything before it is on record.";
  return words;
}

Item ItemOf(const Site& site, const StaffId& staff, const staff::Asked& asked, Time now) {
  const PeopleRule& rule = RuleAt(site, asked.rule);
  return {.title = Capital(rule.what),
          .tag = TagOfAsked(asked, now),
          .lines = {AskedInWords(asked)},
          .links = {
              {.href = "/staff/" + staff.text() + "/training?rule=" + http::EncodePercent(rule.id),
               .text = "Record it"}}};
}

bool MayLook(const Site& site, const Caller& caller) {
  return Has(site, caller, "administer") || Has(site, caller, "rights");
}

Part PartOfOne(const Site& site, const Caller& caller, const app::Trained& one, Time now) {
  Part part{.heading = one.name.Expose(), .empty = "Nothing is asked of them: they have no role."};
  for (const staff::Asked& asked : one.asked) {
    Item item = ItemOf(site, one.staff, asked, now);
    if (!Has(site, caller, "administer")) item.links.clear();
    item.aside = "of " + one.name.Expose();
    part.items.push_back(std::move(item));
  }
  return part;
}

// Whose training is wanting stands first, and of those whose longest.
std::tuple<bool, bool, std::string> PlaceOf(const app::Trained& one) {
  const bool wanting =
      std::ranges::any_of(one.asked, [](const auto& each) { return !each.current; });
  return {!wanting, one.asked.empty(), one.name.Expose()};
}

std::vector<Option> RuleOptions(const Site& site) {
  std::vector<Option> options;
  for (const notice::Index index : app::TrainingRules(site.app.notice())) {
    const PeopleRule& rule = RuleAt(site, index);
    options.push_back({.value = rule.id, .text = Capital(rule.what), .note = ForWhom(rule)});
  }
  return options;
}

std::vector<Question> TrainingQuestions(const Site& site) {
  return {{.kind = Kind::kOneOf,
           .name = "rule",
           .label = "Which training?",
           .missing = "Choose which training it was",
           .options = RuleOptions(site)},
          {.kind = Kind::kDate,
           .name = "done",
           .label = "When was it done?",
           .missing = "Enter the day on which it was done"},
          {.kind = Kind::kLine,
           .name = "by",
           .label = "Who gave it?",
           .missing = "Enter who gave the training",
           .hint = "A colleague, a firm or an online course."},
          {.kind = Kind::kDate,
           .name = "until",
           .label = "Until when does it count? (optional)",
           .hint = "As the certificate says, or as you do; never longer than our notice says. Left "
                   "empty, it counts as long as our notice says, or for good."}};
}

std::vector<FieldProblem> CheckDays(const Answers& answers, Date today) {
  const auto done = answers.Day("done");
  const auto until = answers.Day("until");
  std::vector<FieldProblem> problems;
  if (done && std::chrono::sys_days(*done) > std::chrono::sys_days(today))
    problems.push_back(
        {.field = "done-day", .text = "The day of the training must not be to come"});
  if (done && until && std::chrono::sys_days(*until) < std::chrono::sys_days(*done))
    problems.push_back(
        {.field = "until-day", .text = "The last day must not be before the training"});
  if (answers.Text("by").size() > 200)
    problems.push_back({.field = "by", .text = "Who gave it must be 200 characters or fewer"});
  return problems;
}

gate::Outcome<std::string> WentBack(Result<EntryId> entry, const StaffId& staff,
                                    std::string_view done) {
  TRY(std::move(entry));
  return "/staff/" + staff.text() + "?done=" + std::string(done);
}

}  // namespace

Part TrainingPart(const Site& site, const app::Trained& one, Time now) {
  Part part{
      .heading = "Training",
      .empty = "Our notice asks for no training of them.",
      .links = {{.href = "/staff/" + one.staff.text() + "/training", .text = "Record training"}}};
  for (const staff::Asked& asked : one.asked)
    part.items.push_back(ItemOf(site, one.staff, asked, now));
  Table table{.caption = "What is on record",
              .columns = {"Training", "Done", "Until", "By", "Entered wrongly?"}};
  for (const staff::Training& done : one.done)
    table.rows.push_back(
        {{.text = RuleInWords(site, done.rule)},
         {.text = ToWords(done.done)},
         {.text = done.until ? ToWords(*done.until) : "–"},
         {.text = done.by.Expose()},
         {.text = "Take it back",
          .href = "/staff/" + one.staff.text() + "/training/" + done.id.text() + "/remove"}});
  if (!table.rows.empty()) part.table = std::move(table);
  return part;
}

Part OwnTrainingPart(const Site& site, const app::Trained& one, Time now) {
  Part part = TrainingPart(site, one, now);
  part.links.clear();
  part.table.reset();
  for (Item& item : part.items) item.links.clear();
  return part;
}

Result<http::Response> ShowTraining(Site& site, const http::Request& request,
                                    const Caller& caller) {
  if (!MayLook(site, caller)) return ShowNotTheirs(site, request, caller, "administer");
  const Time now = site.app.clock().Now();
  ListPage page{.heading = "Training",
                .says = {"What our notice asks of staff, who has done it, and what is wanting."},
                .csv = "/training/csv"};
  Part asks{.heading = "What our notice asks", .empty = "It asks for no training with records."};
  for (const notice::Index index : app::TrainingRules(site.app.notice()))
    asks.items.push_back(
        {.title = Capital(RuleAt(site, index).what), .lines = {ForWhom(RuleAt(site, index))}});
  page.parts.push_back(std::move(asks));
  auto all = TRY(app::ListTraining(site.app, caller.staff));
  std::ranges::sort(all, {}, PlaceOf);
  for (const app::Trained& one : all) page.parts.push_back(PartOfOne(site, caller, one, now));
  return ShowList(site, caller, page);
}

Result<http::Response> GiveTraining(Site& site, const http::Request& request,
                                    const Caller& caller) {
  if (!MayLook(site, caller)) return ShowNotTheirs(site, request, caller, "administer");
  std::vector<std::vector<std::string>> rows;
  const auto day = [](const std::optional<Date>& date) { return date ? ToText(*date) : ""; };
  for (const app::Trained& one : TRY(app::ListTraining(site.app, caller.staff))) {
    for (const staff::Asked& asked : one.asked)
      rows.push_back({one.staff.text(), one.name.Expose(), RuleAt(site, asked.rule).id,
                      asked.current ? "done"
                      : asked.done  ? "over"
                                    : "missing",
                      day(asked.done), day(asked.until), ""});
    for (const staff::Training& done : one.done)
      rows.push_back({one.staff.text(), one.name.Expose(), done.rule, "record", ToText(done.done),
                      day(done.until), done.by.Expose()});
  }
  return GiveCsv("training", {"account", "name", "training", "state", "done", "until", "by"}, rows);
}

Made MakeTraining(Site& site, const http::Request& request, const Caller& caller) {
  if (!Has(site, caller, "administer"))
    return Instead(ShowNotTheirs(site, request, caller, "administer"));
  const StaffId staff = TRY(ColleagueOf(site, request));
  FormPage form{.heading = "Record training",
                .back = "/staff/" + staff.text(),
                .back_text = "The colleague",
                .action = "/staff/" + staff.text() + "/training",
                .button = "Record it",
                .questions = TrainingQuestions(site),
                .tab = Tab::kMore};
  if (form.questions.front().options.empty()) {
    form.says = {"Our notice asks for no training of which records are kept."};
    form.questions.clear();
    form.closed = true;
  }
  const Date today = LondonDate(site.app.clock().Now());
  return Deed{.form = std::move(form),
              .check = [today](const Answers& answers) { return CheckDays(answers, today); },
              .act = [&site, &caller, staff](const Answers& answers) -> gate::Outcome<std::string> {
                staff::Training training{.id = EventId::New(site.app.random()),
                                         .staff = staff,
                                         .rule = answers.Text("rule"),
                                         .recorded_by = caller.staff};
                const auto done = answers.Day("done");
                if (!done) return Fail(Code::kInvalid, "Enter the day on which it was done.");
                training.done = *done;
                training.until = answers.Day("until");
                training.by = Personal(answers.Text("by"));
                return WentBack(app::RecordTraining(site.app, caller.staff, std::move(training)),
                                staff, "trained");
              }};
}

Made MakeTrainingRemoval(Site& site, const http::Request& request, const Caller& caller) {
  if (!Has(site, caller, "administer"))
    return Instead(ShowNotTheirs(site, request, caller, "administer"));
  const StaffId staff = TRY(ColleagueOf(site, request));
  const auto id = EventId::Parse(request.param("training").value_or(""));
  if (!id) return Fail(Code::kNotFound, "There is no such training on record.");
  FormPage form{.heading = "Take training back",
                .back = "/staff/" + staff.text(),
                .back_text = "The colleague",
                .action = "/staff/" + staff.text() + "/training/" + id->text() + "/remove",
                .button = "Take it back",
                .says = {"For what was entered wrongly. The log keeps that it was there."},
                .tab = Tab::kMore};
  const auto one = TRY(app::ReadTraining(site.app, caller.staff, staff));
  const auto found = std::ranges::find(one.done, *id, &staff::Training::id);
  if (found == one.done.end()) return Fail(Code::kNotFound, "There is no such training on record.");
  form.shows = {{"Training", RuleInWords(site, found->rule)}, {"Done", ToWords(found->done)}};
  return Deed{.form = std::move(form), .act = [&site, &caller, staff, id = *id](const Answers&) {
                return WentBack(app::TakeTrainingBack(site.app, caller.staff, staff, id), staff,
                                "untrained");
              }};
}

Status AddOwnTrainingToDo(Site& site, const Caller& caller, Waitings& out) {
  for (const staff::Asked& asked : TRY(app::OwnTrainingDue(site.app, caller.staff))) {
    const PeopleRule& rule = RuleAt(site, asked.rule);
    Waiting waiting{.by = {}, .item = {.title = "Your training", .href = "/account"}};
    waiting.item.aside = rule.what;
    waiting.item.lines = {Capital(rule.what) + ".", AskedInWords(asked)};
    if (staff::BeforeAccess(rule))
      waiting.item.lines.emplace_back(asked.current
                                          ? "After that day you open nothing until it is done."
                                          : "You open nothing until it is done and on record.");
    if (asked.until) waiting.by = EndOf(*asked.until);
    out.push_back(std::move(waiting));
  }
  return {};
}

Status AddTrainingToDo(Site& site, const Caller& /*caller*/, Waitings& out) {
  const app::TrainingDue due = TRY(app::FindTrainingDue(site.app));
  if (due.wanting + due.soon == 0) return {};
  Waiting waiting{.by = {}, .item = {.title = "Training of staff is due", .href = "/training"}};
  waiting.item.lines.push_back(
      fmt::format("{} that our notice asks for {} not on record or over, {} will be within 30 "
                  "days: of {} {}.",
                  due.wanting, due.wanting == 1 ? "is" : "are", due.soon, due.people,
                  due.people == 1 ? "colleague" : "colleagues"));
  if (due.first) waiting.by = EndOf(*due.first);
  out.push_back(std::move(waiting));
  return {};
}

}  // namespace almoner::web::console
