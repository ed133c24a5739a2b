// The training register: who did which training of the notice's, and what is wanting, for whoever
// looks after staff accounts. Each act has its entry in the log. Whether the actor may is for the
// door to ask (the duty `administer`, or `rights` to look).
#pragma once

#include "app/app.h"
#include "staff/training.h"

namespace almoner::app {

// Rules of the notice's of which somebody's training is recorded; their places in people-rules.
[[nodiscard]] std::vector<notice::Index> TrainingRules(const notice::Notice& notice);

// kInvalid: the notice asks for no such training with records, a day that is to come or that ends
// before it was, nobody who gave it. kNotFound: not in office.
Result<EntryId> RecordTraining(App& app, const StaffId& by, staff::Training training);
// Whatever is asked of staff, everybody in office has done today: for a home to look at.
Status TrainEverybody(App& app, const StaffId& by, std::string_view giver);
// Entered wrongly; kNotFound: there is no such.
Result<EntryId> TakeTrainingBack(App& app, const StaffId& by, const StaffId& staff,
                                 const EventId& training);

struct Trained {
  StaffId staff;
  Personal<std::string> name = Personal(std::string());
  std::vector<staff::Asked> asked;    // of them, by the roles that they have now
  std::vector<staff::Training> done;  // the oldest first
};
// Everybody in office, or one; that it was looked at is recorded.
Result<std::vector<Trained>> ListTraining(App& app, const StaffId& by);
Result<Trained> ReadTraining(App& app, const StaffId& by, const StaffId& staff);

// How many trainings are wanting, or will be within so many days, and of how many people: without
// anybody's name, for lists of what is due.
struct TrainingDue {
  std::int64_t wanting = 0;
  std::int64_t soon = 0;
  std::int64_t people = 0;
  std::optional<Date> first = {};  // the first last day, of those that are over or will be
  std::int64_t asked = 0;          // in all
};
inline constexpr int kTrainingSoon = 30;  // days
Result<TrainingDue> FindTrainingDue(App& app);
// Of one's own: what is over or will be within so many days, and what is missing without which
// nothing is opened.
Result<std::vector<staff::Asked>> OwnTrainingDue(App& app, const StaffId& staff);

}  // namespace almoner::app
