#include "standing/due.h"

#include <algorithm>
#include <limits>

namespace almoner::standing {

Month MonthOf(Date date) {
  return (12 * static_cast<Month>(static_cast<int>(date.year()))) +
         static_cast<Month>(static_cast<unsigned>(date.month())) - 1;
}

Month SoonestAfter(const notice::Notice& notice, notice::Index category, Date recorded) {
  const auto least = AtLeast(notice, category);
  const bool begins = std::ranges::any_of(
      notice.retention, [&](const notice::Retention& rule) { return rule.event_of == category; });
  return MonthOf(least && !begins ? Add(recorded, *least) : recorded);
}

Status Nearer(store::Tx& tx, const notice::Notice& notice, const SubjectId& subject, Month month) {
  // A hint by other rules stays: it is looked at anyway.
  TRY(tx.Execute(
      "INSERT INTO due_hint (subject, keeping, month, turn) SELECT $1, $2, $3, 1 WHERE EXISTS "
      "(SELECT 1 FROM subject WHERE id = $1 AND merged_into IS NULL) "
      "ON CONFLICT (subject) DO UPDATE SET turn = due_hint.turn + 1, month = CASE WHEN "
      "due_hint.month > $3 THEN $3 ELSE due_hint.month END",
      subject, notice.keeping, month));
  return {};
}

Status DropHint(store::Tx& tx, const SubjectId& subject) {
  TRY(tx.Execute("DELETE FROM due_hint WHERE subject = $1", subject));
  return {};
}

namespace {

using Walk = HintPlace::Walk;

// The rules and the month of the next ones.
Result<std::optional<store::Row>> Next(store::ReadTx& tx, const notice::Notice& notice, Month month,
                                       const HintPlace& after) {
  switch (after.walk) {
    case Walk::kOlderRules:
      return tx.Maybe(
          "SELECT keeping, month FROM due_hint WHERE (keeping, month, subject) > ($1, $2, $3) AND "
          "keeping < $4 ORDER BY keeping, month, subject LIMIT 1",
          after.keeping, after.month, after.subject, notice.keeping);
    case Walk::kNewerRules:
      return tx.Maybe(
          "SELECT keeping, month FROM due_hint WHERE (keeping, month, subject) > ($1, $2, $3) "
          "ORDER BY keeping, month, subject LIMIT 1",
          after.keeping, after.month, after.subject);
    case Walk::kThese:
      return tx.Maybe(
          "SELECT keeping, month FROM due_hint WHERE keeping = $1 AND (month, subject) > ($2, $3) "
          "AND month <= $4 ORDER BY month, subject LIMIT 1",
          after.keeping, after.month, after.subject, month);
  }
  std::unreachable();
}

// Nothing at the end of the walk.
Result<std::optional<HintPlace>> NextPlace(store::ReadTx& tx, const notice::Notice& notice,
                                           Month month, const HintPlace& after) {
  HintPlace place = after;
  auto row = TRY(Next(tx, notice, month, place));
  if (!row && place.walk == Walk::kOlderRules) {
    // Beyond everybody by these rules; they are many, and not to be looked through.
    place = {.walk = Walk::kNewerRules,
             .keeping = notice.keeping,
             .month = std::numeric_limits<Month>::max(),
             .subject = {}};
    row = TRY(Next(tx, notice, month, place));
  }
  if (!row) return std::optional<HintPlace>();
  const std::int64_t keeping = TRY(row->Int(0));
  const Month next = TRY(row->Int(1));
  if (keeping != place.keeping || next != place.month) place.subject.clear();
  place.keeping = keeping;
  place.month = next;
  return std::optional<HintPlace>(std::move(place));
}

}  // namespace

HintPlace ByOtherRules() {
  return {.walk = Walk::kOlderRules,
          .keeping = std::numeric_limits<std::int64_t>::min(),
          .month = -1,
          .subject = {}};
}

HintPlace ByTheseRules(const notice::Notice& notice) {
  return {.walk = Walk::kThese, .keeping = notice.keeping, .month = -1, .subject = {}};
}

Result<HintPage> NextHints(store::ReadTx& tx, const notice::Notice& notice, Month month,
                           HintPlace& after, std::int64_t most) {
  const auto place = TRY(NextPlace(tx, notice, month, after));
  if (!place) return HintPage();
  HintPage page{.hints = {}, .keeping = place->keeping, .month = place->month};
  for (const store::Row& row :
       TRY(tx.Query("SELECT subject, turn FROM due_hint WHERE keeping = $1 AND month = $2 AND "
                    "subject > $3 ORDER BY subject LIMIT $4",
                    place->keeping, place->month, place->subject, most))) {
    const auto subject = TRY(row.As<SubjectId>(0));
    const std::int64_t turn = TRY(row.Int(1));
    page.hints.push_back(
        {.subject = subject, .turn = turn, .keeping = place->keeping, .month = place->month});
  }
  after = *place;
  if (!page.hints.empty()) after.subject = ToBytes(AsText(page.hints.back().subject.bytes()));
  return page;
}

Status Settle(store::Tx& tx, const notice::Notice& notice, const Hint& seen, Month month) {
  TRY(tx.Execute(
      "UPDATE due_hint SET keeping = $3, month = $4 WHERE subject = $1 AND turn = $2 AND "
      "(keeping <> $3 OR month <> $4)",
      seen.subject, seen.turn, notice.keeping, month));
  return {};
}

Result<Hint> HintOf(store::ReadTx& tx, const SubjectId& subject) {
  const auto row =
      TRY(tx.Maybe("SELECT turn, keeping, month FROM due_hint WHERE subject = $1", subject));
  if (!row) return Fail(Code::kNotFound, "There is no such person here.");
  Hint hint{.subject = subject};
  hint.turn = TRY(row->Int(0));
  hint.keeping = TRY(row->Int(1));
  hint.month = TRY(row->Int(2));
  return hint;
}

Status StillUnchanged(store::ReadTx& tx, const Hint& seen) {
  if (TRY(tx.Maybe("SELECT 1 FROM due_hint WHERE subject = $1 AND turn = $2", seen.subject,
                   seen.turn)))
    return {};
  return Fail(Code::kConflict, "Something about a person changed meanwhile; look again.");
}

}  // namespace almoner::standing
