// Worked deadlines. T01 to T06 are the ICO's own examples of how a month is counted (guidance on
// the right of access, December 2025), T04 among them by name; the others were computed by hand
// from the statute.
#pragma once

#include <string_view>

namespace almoner::law {

// Dates as text; empty where there is none. `conservative` empty: the same as `due`.
struct DueVector {
  std::string_view id;
  std::string_view nation;
  std::string_view received;
  std::string_view raw;
  std::string_view due;
  std::string_view why;
  std::string_view conservative = "";
  std::string_view ask = "";
  std::string_view reply = "";
  std::string_view id_received = "";
  std::string_view fee_paid = "";
  std::string_view notice_due = "";  // empty: not checked
  bool extended = false;
};

inline constexpr std::string_view kEw = "england-and-wales";
inline constexpr std::string_view kSc = "scotland";
inline constexpr std::string_view kNi = "northern-ireland";

// clang-format off
inline constexpr DueVector kDueVectors[] = {
    {"T01", kEw, "2025-09-03", "2025-10-03", "2025-10-03", "plain"},
    {"T02", kEw, "2026-09-03", "2026-10-03", "2026-10-05", "Saturday to Monday"},
    {"T03", kEw, "2026-01-01", "2026-02-01", "2026-02-02", "received on a bank holiday counts; Sunday to Monday"},
    {"T04", kEw, "2024-11-25", "2024-12-25", "2024-12-27", "the ICO's example of Christmas 2024"},
    {"T05", kEw, "2026-01-31", "2026-02-28", "2026-03-02", "no 31 February; Saturday to Monday"},
    {"T06", kEw, "2027-01-31", "2027-02-28", "2027-03-01", "no 31 February; Sunday to Monday"},
    {"T08", kEw, "2028-01-30", "2028-02-29", "2028-02-29", "30 January in a leap year"},
    {"T10", kEw, "2026-03-31", "2026-04-30", "2026-04-30", "short month"},
    {"T11", kEw, "2026-08-31", "2026-09-30", "2026-09-30", "received on a bank holiday, short month"},
    {"T13", kEw, "2028-02-29", "2028-03-29", "2028-03-29", "leap day"},
    {"T15", kEw, "2026-11-25", "2026-12-25", "2026-12-29", "Christmas 2026, 28 December substitute"},
    {"T17", kEw, "2026-12-01", "2027-01-01", "2027-01-04", "New Year"},
    {"T18", kEw, "2027-11-25", "2027-12-25", "2027-12-29", "27 and 28 December 2027 substitutes"},
    {"T20", kEw, "2027-02-26", "2027-03-26", "2027-03-30", "Easter 2027"},
    {"T22", kEw, "2026-07-31", "2026-08-31", "2026-09-01", "summer bank holiday"},
    {"T24", kEw, "2026-11-21", "2026-12-21", "2026-12-21", "received on a Saturday"},
    {"S01", kSc, "2026-03-03", "2026-04-03", "2026-04-06", "Easter Monday is no Scottish bank holiday"},
    {"S01ew", kEw, "2026-03-03", "2026-04-03", "2026-04-07", "but is one in England and Wales"},
    {"S02", kSc, "2026-12-01", "2027-01-01", "2027-01-05", "New Year and the substitute of 2 January"},
    {"S03", kSc, "2027-12-01", "2028-01-01", "2028-01-05", "3 and 4 January 2028"},
    {"S03ew", kEw, "2027-12-01", "2028-01-01", "2028-01-04", "only 3 January in England and Wales"},
    {"S04", kSc, "2026-05-15", "2026-06-15", "2026-06-16", "the one-off holiday of the World Cup"},
    {"S05", kSc, "2026-10-30", "2026-11-30", "2026-12-01", "St Andrew's Day"},
    {"S05ew", kEw, "2026-10-30", "2026-11-30", "2026-11-30", "a working day in England and Wales"},
    {"S07", kSc, "2026-07-31", "2026-08-31", "2026-08-31", "the late August holiday is not Scottish"},
    {"N01", kNi, "2027-02-17", "2027-03-17", "2027-03-18", "St Patrick's Day"},
    {"N01ew", kEw, "2027-02-17", "2027-03-17", "2027-03-17", "a working day in England and Wales"},
    {"N02", kNi, "2026-06-12", "2026-07-12", "2026-07-14", "Sunday 12 July, 13 July substitute"},
    {.id = "X01", .nation = kEw, .received = "2026-02-03", .raw = "2026-05-03", .due = "2026-05-05",
     .why = "extended; Sunday, then Early May", .notice_due = "2026-03-03", .extended = true},
    {.id = "X04", .nation = kEw, .received = "2026-05-31", .raw = "2026-08-31", .due = "2026-09-01",
     .why = "extended onto a bank holiday; three months at once", .notice_due = "2026-06-30", .extended = true},
    {.id = "I01", .nation = kEw, .received = "2026-03-10", .raw = "2026-04-25", .due = "2026-04-27",
     .why = "the clock starts when identity is shown", .id_received = "2026-03-25"},
    {.id = "I02", .nation = kEw, .received = "2026-06-01", .raw = "2026-07-19", .due = "2026-07-20",
     .why = "the clock starts when the fee is paid", .fee_paid = "2026-06-19"},
    {.id = "P01", .nation = kEw, .received = "2027-02-15", .raw = "2027-03-23", .due = "2027-03-23",
     .why = "eight days of waiting, seven conservatively", .conservative = "2027-03-22",
     .ask = "2027-02-20", .reply = "2027-02-27"},
    {.id = "P03", .nation = kEw, .received = "2026-09-10", .raw = "2026-12-25", .due = "2026-12-29",
     .why = "a pause and an extension", .conservative = "2026-12-24",
     .ask = "2026-09-14", .reply = "2026-09-28", .notice_due = "2026-10-26", .extended = true},
    {.id = "P04", .nation = kEw, .received = "2026-06-01", .raw = "2026-07-02", .due = "2026-07-02",
     .why = "a reply on the same day: one day, none conservatively", .conservative = "2026-07-01",
     .ask = "2026-06-03", .reply = "2026-06-03"},
    {.id = "P07", .nation = kEw, .received = "2026-06-01", .raw = "2026-07-13", .due = "2026-07-13",
     .why = "asked before identity came: only 10 to 12 June count",
     .ask = "2026-06-02", .reply = "2026-06-12", .id_received = "2026-06-10"},
};
// clang-format on

// Acknowledging a complaint: received, nation, last day.
struct ComplaintVector {
  std::string_view received;
  std::string_view nation;
  std::string_view due;
};
inline constexpr ComplaintVector kComplaintVectors[] = {
    {"2026-06-19", kEw, "2026-07-20"}, {"2026-11-25", kEw, "2026-12-29"},
    {"2026-12-04", kEw, "2027-01-04"}, {"2026-12-04", kNi, "2027-01-04"},
    {"2026-12-04", kSc, "2027-01-05"}, {"2026-11-21", kEw, "2026-12-21"},
};

// Telling the regulator of a breach: aware, deadline, and the deadline as London's clocks show it.
struct BreachVector {
  std::string_view aware;
  std::string_view deadline;
  std::string_view london;
};
inline constexpr BreachVector kBreachVectors[] = {
    {"2026-12-24T16:00:00+00:00", "2026-12-27T16:00:00Z", "2026-12-27T16:00:00+00:00"},
    {"2026-03-28T10:00:00+00:00", "2026-03-31T10:00:00Z", "2026-03-31T11:00:00+01:00"},
    {"2026-10-24T10:00:00+01:00", "2026-10-27T09:00:00Z", "2026-10-27T09:00:00+00:00"},
};

}  // namespace almoner::law
