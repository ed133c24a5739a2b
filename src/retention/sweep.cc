#include "retention/sweep.h"

#include <algorithm>

#include "retention/approval.h"
#include "retention/batch.h"
#include "retention/vanish.h"

namespace almoner::retention {
namespace {

constexpr int kWalks = 3;  // as often as it comes back to those whom somebody else was at

class Sweeper {
 public:
  Sweeper(gate::Gate& gate, const SweepOrder& order)
      : gate_(gate),
        order_(order),
        by_(order.by ? By::kPerson : By::kProgram),
        pace_(gate.context()) {}

  Result<SweepDone> Run() {
    TRY(FinishVanishing(gate_));
    TRY(Refresh(context(), context().clock.Now()));
    for (int walk = 1; walk <= kWalks; ++walk) {
      done_.left = 0;
      done_.waiting = 0;
      done_.failed.clear();
      TRY(Walk());
      if (done_.left == 0 || done_.stopped) break;
    }
    done_.stuck = TRY(FinishVanishing(gate_));
    return std::move(done_);
  }

 private:
  [[nodiscard]] const gate::Context& context() const { return gate_.context(); }

  Status Walk() {
    standing::HintPlace place = standing::ByTheseRules(context().notice);
    while (!Stopped()) {
      auto people = TRY(NextPeople(context(), context().clock.Now(), place, order_.by));
      if (people.empty()) return {};
      TRY(Page(people));
    }
    return {};
  }

  bool Stopped() {
    done_.stopped = done_.stopped || order_.stop();
    return done_.stopped;
  }

  Status Page(std::vector<Candidate>& people) {
    std::vector<Going> alone;
    batch_.clear();
    for (Candidate& person : people) {
      if (person.large) TRY(LookAlone(person));
      if (person.large) continue;  // it could not be read
      if (person.empty_from) {
        TRY(SweepEmpty(person));
        continue;
      }
      Going going = person.careful ? TRY(CarefullyGoingOf(person)) : GoingOf(person);
      if (going.rows.empty()) continue;
      if (!FitsBatch(going) || (pace_.others() && GoesKeysFirst(going))) {
        alone.push_back(std::move(going));
        continue;
      }
      if (weight_ + Weight(going) > pace_.most()) TRY(Flush());
      weight_ += Weight(going);
      batch_.push_back(std::move(going));
    }
    TRY(Flush());
    for (const Going& going : alone) {
      if (Stopped()) return {};
      TRY(OneByOne(going));
    }
    return SettleAll(context(), people, context().clock.Now());
  }

  // Somebody of whom so much is held that they are looked at by themselves.
  Status LookAlone(Candidate& person) {
    auto looked = LookAt(context(), person.hint, context().clock.Now());
    if (looked)
      person = *std::move(looked);
    else if (looked.error().code == Code::kUnavailable)
      return std::unexpected(looked.error());
    else
      done_.failed.push_back({.subject = person.hint.subject, .error = looked.error()});
    return {};
  }

  Going GoingOf(const Candidate& person) const {
    Going going{.person = &person, .rows = {}};
    if (person.restricted) return going;  // Article 18: not destroyed either
    for (std::size_t i = 0; i < person.rows.size(); ++i) {
      const vault::Outline& row = person.rows[i];
      if (person.due[i] && LeftTo(context().notice, *person.until[i], by_))
        going.rows.push_back(row);
    }
    going.all = going.rows.size() == person.rows.size();
    return going;
  }

  // Of whom more has to be known: as the review says, and nobody who has read it stands behind it
  // alone.
  Result<Going> CarefullyGoingOf(const Candidate& person) {
    const SubjectId& subject = person.hint.subject;
    Going going{.person = &person, .rows = {}};
    if (person.restricted) return going;
    const Time now = context().clock.Now();
    const auto items = TRY(context().store.Read([&](store::ReadTx& tx) {
      return Review(tx, context().keys, context().notice, subject, now);
    }));
    const auto knows = order_.by ? TRY(context().store.Read([&](store::ReadTx& tx) {
      return WhatTheyKnow(tx, *order_.by, subject, now);
    }))
                                 : Knows::kNothing;
    const bool reader = knows == Knows::kWhatIsHeld;
    bool waits = false;
    std::size_t about = 0;
    for (const Item& item : items) {
      if (item.part == vault::Part::kAbout) ++about;
      if (Waits(item)) waits = true;
      if (!MayGo(item)) continue;
      const bool decided =
          item.approval == Approval::kGiven || LeftTo(context().notice, *item.until, By::kProgram);
      if (!decided && reader) waits = true;
      if (!decided && (reader || by_ == By::kProgram)) continue;
      const auto row = std::ranges::find(person.rows, item.record, &vault::Outline::record);
      if (row != person.rows.end()) going.rows.push_back(*row);
    }
    done_.waiting += waits ? 1 : 0;
    going.all = going.rows.size() == about;
    return going;
  }

  Status Flush() {
    const std::vector<Going> batch = std::exchange(batch_, {});
    weight_ = 0;
    if (batch.empty() || Stopped()) return {};
    pace_.Begin();
    auto swept = DestroyBatch(gate_, order_.by, batch);
    if (swept && *swept) {
      done_.batches.push_back(**swept);
      return pace_.End();
    }
    if (swept) return NobodyRetains();
    switch (swept.error().code) {
      case Code::kConflict:
        done_.left += std::ssize(batch);
        return {};
      case Code::kCorrupt:
      case Code::kInvalid:
      case Code::kNotFound:
        for (const Going& going : batch) TRY(OneByOne(going));
        return {};
      default:
        return std::unexpected(swept.error());
    }
  }

  // Of whom no record is held any more: somebody looks who has read nothing of it.
  Status SweepEmpty(const Candidate& person) {
    const SubjectId& subject = person.hint.subject;
    if (!order_.by) return {};
    const Time now = context().clock.Now();
    const auto empty = TRY(context().store.Read(
        [&](store::ReadTx& tx) { return MayGoEmpty(tx, context(), subject, now); }));
    if (empty == Empty::kStays) return {};
    const auto knows = TRY(context().store.Read(
        [&](store::ReadTx& tx) { return WhatTheyKnow(tx, *order_.by, subject, now); }));
    if (knows == Knows::kWhatIsHeld) {
      ++done_.waiting;
      return {};
    }
    const auto erased = Erase(gate_, {.subject = subject,
                                      .actor = order_.by,
                                      .purpose = "law.retention",
                                      .records = {},
                                      .file = std::nullopt});
    if (erased && !*erased) return NobodyRetains();
    if (erased) done_.erased.push_back(**erased);
    return erased ? Status() : Count(subject, erased.error());
  }

  // One person's failure: it goes on with the others.
  Status Count(const SubjectId& subject, Error error) {
    if (error.code == Code::kUnavailable) return std::unexpected(std::move(error));
    if (error.code == Code::kConflict)
      ++done_.left;
    else
      done_.failed.push_back({.subject = subject, .error = std::move(error)});
    return {};
  }

  // By orders that are not too long; where it fails for one person it goes on with the others.
  Status OneByOne(const Going& going) {
    const SubjectId& subject = going.person->hint.subject;
    Status done = EraseOne(going);
    return done ? Status() : Count(subject, std::move(done).error());
  }

  Status EraseOne(const Going& going) {
    const SubjectId& subject = going.person->hint.subject;
    if (GoesKeysFirst(going)) {
      pace_.Begin();
      Disposal disposal;
      disposal.classes = ClassesOf(context().notice, ItemsOf({&going, 1}));
      auto gone = Vanish(gate_, {.subject = subject,
                                 .actor = order_.by,
                                 .purpose = "law.retention",
                                 .seen = going.person->hint,
                                 .file = std::nullopt,
                                 .disposal = std::move(disposal)});
      if (gone && !*gone) return NobodyRetains();
      if (gone) {
        (*gone)->records = std::ssize(going.rows);
        done_.erased.push_back(**gone);
        constexpr std::int64_t kEntries = 2;  // that they were looked at, that they are gone
        return pace_.End(kEntries);
      }
      // Something was decided about them, or others were merged into them: by orders then.
      if (gone.error().code != Code::kConflict) return std::unexpected(gone.error());
    }
    const auto records = TRY(InOrder(going));
    for (std::size_t from = 0; from < records.size(); from += kMostInOrder) {
      const auto first = records.begin() + static_cast<std::ptrdiff_t>(from);
      const auto end = records.begin() +
                       static_cast<std::ptrdiff_t>(std::min(from + kMostInOrder, records.size()));
      const auto erased = TRY(Erase(gate_, {.subject = subject,
                                            .actor = order_.by,
                                            .purpose = "law.retention",
                                            .records = {first, end},
                                            .file = std::nullopt,
                                            .small_numbers = order_.small_numbers}));
      if (!erased) return NobodyRetains();
      done_.erased.push_back(*erased);
    }
    return {};
  }

  // Of whom so much goes that the rows are destroyed behind them.
  [[nodiscard]] bool GoesKeysFirst(const Going& going) const {
    const std::size_t most = pace_.others() ? pace_.most() : kMostInOrder;
    return going.all && going.rows.size() > most && !LeavesCounts(going);
  }

  [[nodiscard]] bool LeavesCounts(const Going& going) const {
    return std::ranges::any_of(going.person->until, [&](const auto& until) {
      return until && context().notice.retention[until->rule].anonymise;
    });
  }

  // What names the person last.
  Result<std::vector<RecordId>> InOrder(const Going& going) const {
    std::vector<Item> items;
    for (const vault::Outline& row : going.rows)
      items.push_back(
          {.record = row.record, .category = row.category, .recorded_at = row.recorded_at});
    return NamesLast(context().notice, std::move(items));
  }

  gate::Gate& gate_;
  const SweepOrder& order_;
  const By by_;
  SweepDone done_;
  std::vector<Going> batch_;
  std::size_t weight_ = 0;
  Pace pace_;
};

}  // namespace

Result<SweepDone> Sweep(gate::Gate& gate, const SweepOrder& order) {
  return Sweeper(gate, order).Run();
}

SweepPlan PlanSweep(const notice::Notice& notice, const std::vector<Due>& due, By by) {
  SweepPlan plan;
  for (const Due& person : due) {
    std::int64_t records = 0;
    for (const DueLine& line : person.lines)
      if (LeftTo(notice, line.until, by)) records += line.records;
    plan.records += records;
    const bool goes = records > 0 || (person.empty && by == By::kPerson);
    plan.people += goes ? 1 : 0;
  }
  return plan;
}

}  // namespace almoner::retention
