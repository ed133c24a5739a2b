// When the law says that something is due. Pure: no clock of its own, nothing stored; a corrected
// fact or a new bank holiday moves every date. All functions may be called from any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "law/statute.h"
#include "law/terms.h"

namespace almoner::law {

// A question to the person, asked in order to find what they want (Article 12A(5)), and their
// reply.
struct Pause {
  Date ask{};
  std::optional<Date> reply = std::nullopt;  // none: still waiting
};

// Everything the clock depends on. Dates are civil dates of Europe/London; an event at 23:59 counts
// for its day. The optional dates of identity, authority and fee are given where one was asked for.
struct Matter {
  Right right = Right::kAccess;
  Nation nation = Nation::kEnglandAndWales;
  Date received{};
  std::optional<Date> id_received = std::nullopt;
  std::optional<Date> authority_received = std::nullopt;
  std::optional<Date> fee_paid = std::nullopt;
  std::vector<Pause> pauses = {};  // in any order; where they overlap a day counts once
  bool extended = false;
  std::optional<Date> extension_letter =
      std::nullopt;  // none: not sent yet, or its date is not known
  std::optional<int> promised_days =
      std::nullopt;        // the notice's own promise, counted from receipt
  std::string limit = {};  // the code of another limit than the right's ("AHRA")
};

// While a reply is awaited there is no last day: raw, due and conservative_due are empty, days_left
// is not, and extension_notice_due is empty too if the question came before the letter was due.
struct Due {
  Date start{};                          // the latest of receipt, identity, authority and fee
  std::optional<Date> raw;               // the period's last day, pauses taken out, before rolling
  std::optional<Date> due;               // the legal limit: raw, rolled to a working day
  std::optional<Date> conservative_due;  // the day to work to: each pause counted one day shorter
  std::optional<Date>
      extension_notice_due;  // last day for a letter that takes more time; none: no right to
  std::optional<Date> promised_due;  // where the notice promises less time than the law gives
  // If the reply came today: the days from today to the last day, before rolling and counting the
  // reply's day as paused. It is the same whatever today is. 0: due on the day of the reply.
  std::optional<int> days_left;
  std::vector<std::string> steps;  // the reason for each date, in plain words
};

// kInvalid when the matter contradicts itself or the law: a date that does not exist, a reply
// before its question, a question asked after the last day or for a right whose clock does not
// stop, a letter that came too late, a limit that there is not or that is not in days or months;
// and when a date falls outside the table of bank holidays.
Result<Due> Compute(const Statute& statute, const Matter& matter);

// One compact JSON object, schema "almoner.law.due/1"; null where there is no date, days_left only
// while a reply is awaited.
[[nodiscard]] std::string DueJson(const Matter& matter, const Due& due);

// When the regulator must have been told of a breach (Article 33(1)): 72 plain hours on the UTC
// clock, through nights, weekends and holidays.
[[nodiscard]] Time BreachDeadline(const Statute& statute, Time aware);

// Whether a health professional's opinion may still be relied on (DPA 2018, Schedule 3, paragraphs
// 5(4) and 6(4)): it must have been obtained within the six months that end with the day of
// reliance.
enum class OpinionAge : std::uint8_t { kInDate, kOutOfDate };
[[nodiscard]] OpinionAge CheckOpinion(const Statute& statute, Date obtained, Date relied_on);

}  // namespace almoner::law
