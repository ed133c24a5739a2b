#include "app/training.h"

#include <algorithm>

#include "app/accounts.h"

namespace almoner::app {
namespace {

using std::chrono::sys_days;

constexpr std::size_t kMostGiver = 200;  // bytes

Result<Trained> Describe(store::ReadTx& tx, const App& app, const StaffId& id, Time now) {
  Trained one{.staff = id};
  one.name = TRY(staff::OpenProfile(tx, app.keys(), id)).name;
  one.done = TRY(staff::TrainingOf(tx, app.keys(), id));
  const auto roles = TRY(staff::RolesOf(tx, app.keys(), app.notice(), id, now));
  one.asked = staff::AskedOf(app.notice(), roles, one.done, LondonDate(now));
  return one;
}

Status Check(const App& app, const staff::Training& training, Date today) {
  const auto& rules = app.notice().more.people_rules;
  const bool asked = std::ranges::any_of(TrainingRules(app.notice()), [&](notice::Index index) {
    return rules[index].id == training.rule;
  });
  if (!asked)
    return Fail(Code::kInvalid,
                "The notice asks for no such training; `almoner staff training` names them.");
  if (sys_days(training.done) > sys_days(today))
    return Fail(Code::kInvalid, "Training is recorded once it is done, not before.");
  if (training.until && sys_days(*training.until) < sys_days(training.done))
    return Fail(Code::kInvalid, "The last day on which it counts is before the day of training.");
  const std::string& by = training.by.Expose();
  if (by.empty() || by.size() > kMostGiver)
    return Fail(Code::kInvalid, "Say who gave the training, in 200 letters at most.");
  return {};
}

bool EndsSoon(const staff::Asked& asked, Date today) {
  return asked.current && asked.until &&
         sys_days(*asked.until) < sys_days(today) + std::chrono::days(kTrainingSoon);
}

void Count(const staff::Asked& asked, Date today, TrainingDue& due, bool& wanting) {
  ++due.asked;
  const bool soon = EndsSoon(asked, today);
  if (asked.current && !soon) return;
  ++(asked.current ? due.soon : due.wanting);
  wanting = true;
  const Date by = asked.until.value_or(today);
  if (!due.first || sys_days(by) < sys_days(*due.first)) due.first = by;
}

}  // namespace

std::vector<notice::Index> TrainingRules(const notice::Notice& notice) {
  std::vector<notice::Index> found;
  const auto& rules = notice.more.people_rules;
  for (std::size_t i = 0; i < rules.size(); ++i)
    if (staff::IsTraining(rules[i])) found.push_back(static_cast<notice::Index>(i));
  return found;
}

Result<EntryId> RecordTraining(App& app, const StaffId& by, staff::Training training) {
  TRY(Check(app, training, LondonDate(app.clock().Now())));
  training.recorded_by = by;
  return Administer(app, by, "staff.trained", [&](const keys::Change& change) -> Status {
    training.at = change.now;
    return staff::Record(change, training);
  });
}

Status TrainEverybody(App& app, const StaffId& by, std::string_view giver) {
  const auto all = TRY(app.store().Read([](store::ReadTx& tx) { return staff::List(tx); }));
  for (const StaffId& one : all)
    for (const notice::Index rule : TrainingRules(app.notice()))
      TRY(RecordTraining(app, by,
                         {.id = EventId::New(app.random()),
                          .staff = one,
                          .rule = app.notice().more.people_rules[rule].id,
                          .done = LondonDate(app.clock().Now()),
                          .by = Personal(std::string(giver)),
                          .recorded_by = by}));
  return {};
}

Result<EntryId> TakeTrainingBack(App& app, const StaffId& by, const StaffId& staff,
                                 const EventId& training) {
  return Administer(app, by, "staff.training-removed", [&](const keys::Change& change) {
    return staff::TakeBack(change, staff, training);
  });
}

Result<std::vector<Trained>> ListTraining(App& app, const StaffId& by) {
  std::vector<Trained> all;
  TRY(Administer(app, by, "staff.training-listed", [&](const keys::Change& change) -> Status {
    all.clear();
    for (const StaffId& id : TRY(staff::List(change.tx)))
      all.push_back(TRY(Describe(change.tx, app, id, change.now)));
    change.entry.counts["shown"] = std::ssize(all);
    return {};
  }));
  return all;
}

Result<Trained> ReadTraining(App& app, const StaffId& by, const StaffId& staff) {
  std::optional<Trained> one;
  TRY(Administer(app, by, "staff.training-read", [&](const keys::Change& change) -> Status {
    const auto in_office = TRY(staff::List(change.tx));
    if (std::ranges::find(in_office, staff) == in_office.end())
      return Fail(Code::kNotFound, "There is no such staff account in office.");
    one = TRY(Describe(change.tx, app, staff, change.now));
    return {};
  }));
  return *std::move(one);
}

Result<TrainingDue> FindTrainingDue(App& app) {
  if (TrainingRules(app.notice()).empty()) return TrainingDue();
  return app.store().Read([&](store::ReadTx& tx) -> Result<TrainingDue> {
    TrainingDue due;
    const Time now = app.clock().Now();
    for (const StaffId& id : TRY(staff::List(tx))) {
      bool wanting = false;
      for (const staff::Asked& asked : TRY(Describe(tx, app, id, now)).asked)
        Count(asked, LondonDate(now), due, wanting);
      due.people += wanting ? 1 : 0;
    }
    return due;
  });
}

Result<std::vector<staff::Asked>> OwnTrainingDue(App& app, const StaffId& staff) {
  std::vector<staff::Asked> due;
  const notice::Notice& notice = app.notice();
  if (TrainingRules(notice).empty()) return due;
  const Time now = app.clock().Now();
  const auto asked =
      TRY(app.store().Read([&](store::ReadTx& tx) -> Result<std::vector<staff::Asked>> {
        const auto done = TRY(staff::TrainingOf(tx, app.keys(), staff));
        const auto roles = TRY(staff::RolesOf(tx, app.keys(), notice, staff, now));
        return staff::AskedOf(notice, roles, done, LondonDate(now));
      }));
  for (const staff::Asked& one : asked) {
    const bool shut = !one.current && staff::BeforeAccess(notice.more.people_rules[one.rule]);
    if (shut || (one.done && !one.current) || EndsSoon(one, LondonDate(now))) due.push_back(one);
  }
  return due;
}

}  // namespace almoner::app
