#include "law/clock.h"

#include <algorithm>
#include <span>
#include <utility>

namespace almoner::law {
namespace {

namespace chrono = std::chrono;
using chrono::days;

constexpr int kMostPromised = 3660;

// The same day that many months on; the month's last day where it has no such day.
Date AddMonths(Date date, int months) {
  const chrono::year_month month =
      chrono::year_month(date.year(), date.month()) + chrono::months(months);
  const Date same = month / date.day();
  return same.ok() ? same : Date(month / chrono::last);
}

// Days on which the clock stands, both ends included; `to` is empty while the reply is awaited.
struct Stop {
  sys_days from;
  std::optional<sys_days> to;
  [[nodiscard]] bool Reaches(sys_days day) const { return !to || day <= *to; }
  [[nodiscard]] days length() const { return *to - from + days(1); }
};

// The pauses as stops from `start` on, in order; those that share a day become one.
std::vector<Stop> StopsFrom(sys_days start, std::vector<Pause> pauses) {
  std::ranges::sort(pauses, {}, &Pause::ask);
  std::vector<Stop> stops;
  for (const Pause& pause : pauses) {
    Stop stop{.from = std::max(start, sys_days(pause.ask)), .to = pause.reply};
    if (!stop.Reaches(start)) continue;
    if (stops.empty() || !stops.back().Reaches(stop.from)) {
      stops.push_back(stop);
    } else if (stops.back().to) {
      Stop& last = stops.back();
      last.to = stop.to ? std::max(*last.to, *stop.to) : stop.to;
    }
  }
  return stops;
}

// One computation, from the facts of the matter to its dates and the reasons for them.
class Computation {
 public:
  Computation(const Statute& statute, const Matter& matter, const Limit& limit)
      : statute_(statute), matter_(matter), limit_(limit) {}

  Result<Due> Run() {
    TRY(CheckDates());
    TRY(CheckAgainstLimit());
    FindStart();
    TRY(FindExtensionNotice());
    TRY(FindDue());
    FindPromised();
    return std::move(due_);
  }

 private:
  // A period and what the stops that began within it make of it.
  struct Count {
    sys_days last;             // its last day, the closed stops taken out, before rolling
    std::span<const Stop> in;  // the stops that count; the last of them may be open
    [[nodiscard]] bool paused() const { return !in.empty() && !in.back().to; }
  };

  Status CheckDates() const {
    const auto exists = [](const std::optional<Date>& date) { return !date || date->ok(); };
    bool good = matter_.received.ok() && exists(matter_.id_received) &&
                exists(matter_.authority_received) && exists(matter_.fee_paid) &&
                exists(matter_.extension_letter);
    for (const Pause& pause : matter_.pauses) good = good && pause.ask.ok() && exists(pause.reply);
    if (!good) return Fail(Code::kInvalid, "A date of this matter does not exist.");
    for (const Pause& pause : matter_.pauses)
      if (pause.reply && *pause.reply < pause.ask)
        return Fail(Code::kInvalid, "A reply is dated before its question.",
                    Detail::Id("asked", ToText(pause.ask)),
                    Detail::Id("replied", ToText(*pause.reply)));
    if (matter_.promised_days &&
        (*matter_.promised_days < 1 || *matter_.promised_days > kMostPromised))
      return Fail(Code::kInvalid, "A promised number of days lies between 1 and 3660.",
                  Detail("days", *matter_.promised_days));
    return {};
  }

  Status CheckAgainstLimit() const {
    const auto right = Detail::Id("right", Name(matter_.right));
    if (!matter_.pauses.empty() && !limit_.WaitsFor(Wait::kClarification))
      return Fail(
          Code::kInvalid,
          "Only the clock of an access request stops for a clarification (Article 12A(5) UK "
          "GDPR); take the question out.",
          right);
    if ((matter_.id_received && !limit_.WaitsFor(Wait::kIdentity)) ||
        (matter_.authority_received && !limit_.WaitsFor(Wait::kAuthority)) ||
        (matter_.fee_paid && !limit_.WaitsFor(Wait::kFee)))
      return Fail(
          Code::kInvalid,
          "This clock runs from receipt and waits for no identity, authority or fee; take that "
          "date out.",
          right);
    if (matter_.extended && !limit_.extension)
      return Fail(Code::kInvalid, "The law gives no extension here.", right);
    if (!matter_.extended && matter_.extension_letter)
      return Fail(Code::kInvalid,
                  "A letter of extension is given for a matter that is not extended.", right);
    if (matter_.extension_letter && *matter_.extension_letter < matter_.received)
      return Fail(Code::kInvalid, "The letter of extension is dated before the request.",
                  Detail::Id("letter", ToText(*matter_.extension_letter)));
    return {};
  }

  void FindStart() {
    const std::pair<std::optional<Date>, std::string_view> events[] = {
        {matter_.id_received, "the information that shows who is asking came"},
        {matter_.authority_received, "the proof of authority came"},
        {matter_.fee_paid, "the fee was paid"}};
    due_.start = matter_.received;
    std::string_view event = "it was received";
    for (const auto& [date, what] : events)
      if (date && due_.start < *date) std::tie(due_.start, event) = std::pair(*date, what);
    Step("The clock starts on ", due_.start, ", the day ", event, ".");
    stops_ = StopsFrom(due_.start, matter_.pauses);
  }

  // Where the letter that takes more time must have gone out, whether or not more time is taken.
  Status FindExtensionNotice() {
    if (!limit_.extension) return {};
    const Count count =
        TRY(Counted(AddMonths(due_.start, statute_.limits().extension_notice().count)));
    if (count.paused()) return {};
    const Date last = TRY(Rolled(count.last));
    if (matter_.extension_letter && last < *matter_.extension_letter)
      return Fail(
          Code::kInvalid,
          "The letter of extension came too late, so the time is not extended (Article 12A(4) UK "
          "GDPR).",
          Detail::Id("letter", ToText(*matter_.extension_letter)),
          Detail::Id("was due", ToText(last)));
    due_.extension_notice_due = last;
    return {};
  }

  Status FindDue() {
    const Count count = TRY(Counted(UnpausedEnd()));
    if (count.in.size() < stops_.size())
      return Fail(Code::kInvalid, "A question was asked after the last day to answer.",
                  Detail::Id("asked", ToText(stops_[count.in.size()].from)),
                  Detail::Id("last day", ToText(TRY(Rolled(count.last)))));
    for (const Stop& stop : count.in) ExplainStop(stop);
    if (count.paused()) {
      FindDaysLeft(count);
    } else {
      TRY(FindLastDay(count));
    }
    ExplainExtension();
    return {};
  }

  Status FindLastDay(const Count& count) {
    due_.raw = count.last;
    due_.due = TRY(Rolled(count.last));
    due_.conservative_due = TRY(Rolled(count.last - days(count.in.size())));
    if (!count.in.empty()) Step("Without those days the last day is ", *due_.raw, ".");
    TRY(ExplainRoll());
    if (due_.conservative_due < due_.due)
      Step("Work to ", *due_.conservative_due,
           ": some count each pause a day shorter, without the day of the reply.");
    return {};
  }

  void FindDaysLeft(const Count& count) {
    const days left = count.last - count.in.back().from + days(1);
    due_.days_left = static_cast<int>(std::max(left, days(0)).count());
    Step("The clock stands while the reply is awaited; if it came today, ",
         Period{*due_.days_left, Unit::kDays}.text(), " would be left.");
  }

  // All from the start in one go: a month and then two months may end on another day than three.
  Date UnpausedEnd() {
    const Period period = *limit_.period;
    if (period.unit == Unit::kDays) {
      const Date end = sys_days(due_.start) + days(period.count);
      Step(period.text(), " from then, the next day being the first, end on ", end, " (",
           limit_.authority, ").");
      return end;
    }
    const int months = period.count + (matter_.extended ? limit_.extension->count : 0);
    const Date end = AddMonths(due_.start, months);
    const bool clamped = end.day() != due_.start.day();
    Step(Period{months, Unit::kMonths}.text(), " from then",
         matter_.extended ? ", as extended," : "", months == 1 ? " ends on " : " end on ", end,
         " (", limit_.authority, ")",
         clamped ? ", the last day of that month, which is shorter." : ".");
    return end;
  }

  // A promise is the notice's, not the law's: it is kept on its own day and never rolls. One that
  // ends no sooner than the law's limit gives the person nothing, and never gives the controller
  // more time.
  void FindPromised() {
    if (!matter_.promised_days) return;
    const Date promised = sys_days(matter_.received) + days(*matter_.promised_days);
    const std::string time = Period{*matter_.promised_days, Unit::kDays}.text();
    if (due_.due && *due_.due <= promised) {
      Step("The notice promises an answer within ", time, ", by ", promised,
           "; the law's limit is no later and stands.");
      return;
    }
    due_.promised_due = promised;
    Step("The notice promises an answer within ", time, " of receipt: by ", promised, ".");
  }

  // Takes the stops out of a period in order. One that was asked when the period was already over
  // (rolling included) is not part of it, nor are those after it.
  Result<Count> Counted(Date unpaused_end) const {
    Count count{.last = unpaused_end, .in = {}};
    for (std::size_t n = 0; n < stops_.size() && !count.paused(); ++n) {
      if (sys_days(TRY(Rolled(count.last))) < stops_[n].from) break;
      count.in = std::span(stops_).first(n + 1);
      if (stops_[n].to) count.last += stops_[n].length();
    }
    return count;
  }

  Result<Date> Rolled(Date day) const {
    return limit_.roll ? statute_.RollForward(day, matter_.nation) : day;
  }

  void ExplainStop(const Stop& stop) {
    if (stop.to) {
      const auto length = static_cast<int>(stop.length().count());
      Step(Period{length, Unit::kDays}.text(), " of waiting for the person's reply, from ",
           Date(stop.from), " to ", Date(*stop.to), ", ", length == 1 ? "does" : "do",
           " not count (Article 12A(5) UK GDPR).");
    } else {
      Step("From ", Date(stop.from), " the person's reply is awaited (Article 12A(5) UK GDPR).");
    }
  }

  Status ExplainRoll() {
    if (*due_.raw == *due_.due) return {};
    const auto closed = TRY(statute_.calendar().ClosedBecause(*due_.raw, matter_.nation));
    Step(*due_.raw, " is ", closed.value_or(""),
         ", so the next working day is the last: ", *due_.due, " (", *limit_.roll, ").");
    return {};
  }

  void ExplainExtension() {
    if (!due_.extension_notice_due) return;
    if (matter_.extension_letter) {
      Step("The letter of extension went out on ", *matter_.extension_letter,
           ", in time: it was due by ", *due_.extension_notice_due, ".");
    } else if (matter_.extended) {
      Step("The extension holds only if its letter, with reasons, goes out by ",
           *due_.extension_notice_due, " (Article 12A(4) UK GDPR).");
    } else {
      Step("More time can be taken only by a letter with reasons that goes out by ",
           *due_.extension_notice_due, " (Article 12A(4) UK GDPR).");
    }
  }

  template <class... Parts>
  void Step(const Parts&... parts) {
    std::string& step = due_.steps.emplace_back();
    (Append(step, parts), ...);
  }
  static void Append(std::string& step, std::string_view text) { step += text; }
  static void Append(std::string& step, Date date) { step += ToWords(date); }

  const Statute& statute_;
  const Matter& matter_;
  const Limit& limit_;
  std::vector<Stop> stops_;
  Due due_;
};

}  // namespace

Result<Due> Compute(const Statute& statute, const Matter& matter) {
  if (matter.limit.empty()) return Computation(statute, matter, statute.limit(matter.right)).Run();
  const Limit* const limit = statute.limits().Find(matter.limit);
  if (limit == nullptr || !limit->period ||
      (limit->period->unit != Unit::kDays && limit->period->unit != Unit::kMonths))
    return Fail(Code::kInvalid, "The law's table has no such limit in days or months.",
                Detail::Id("limit", matter.limit));
  return Computation(statute, matter, *limit).Run();
}

Time BreachDeadline(const Statute& statute, Time aware) {
  return aware + chrono::hours(statute.limits().breach().count);
}

OpinionAge CheckOpinion(const Statute& statute, Date obtained, Date relied_on) {
  const Date before = AddMonths(relied_on, -statute.limits().opinion().count);
  return before < obtained && obtained <= relied_on ? OpinionAge::kInDate : OpinionAge::kOutOfDate;
}

}  // namespace almoner::law
