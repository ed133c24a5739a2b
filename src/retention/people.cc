#include "retention/people.h"

#include <algorithm>

namespace almoner::retention {
namespace {

using standing::Hint;

// People of one month and one state of the rules, in the order of their ids.
struct Range {
  std::int64_t keeping = 0;
  standing::Month month = 0;
  SubjectId from, to;
};

// How much is held of each; where there is more than can be looked at together, fewer people.
Status Fit(store::ReadTx& tx, standing::HintPage& page, bool& large) {
  const auto counts = TRY(
      tx.Query("SELECT h.subject, COUNT(*) FROM due_hint h JOIN record_person p ON p.subject = "
               "h.subject WHERE h.keeping = $1 AND h.month = $2 AND h.subject >= $3 AND h.subject "
               "<= $4 GROUP BY h.subject ORDER BY h.subject",
               page.keeping, page.month, page.hints.front().subject, page.hints.back().subject));
  std::int64_t rows = 0;
  for (const store::Row& row : counts) {
    const auto subject = TRY(row.As<SubjectId>(0));
    rows += TRY(row.Int(1));
    if (rows <= kRowsAtOnce) continue;
    const auto found = std::ranges::find(page.hints, subject, &Hint::subject);
    large = found == page.hints.begin();
    page.hints.erase(large ? found + 1 : found, page.hints.end());
    return {};
  }
  return {};
}

Candidate* Find(std::vector<Candidate>& people, const SubjectId& subject) {
  const auto found =
      std::ranges::find(people, subject, [](const Candidate& c) { return c.hint.subject; });
  return found == people.end() ? nullptr : &*found;
}

Status LoadRows(store::ReadTx& tx, const keys::Keys& keys, const Range& range,
                std::vector<Candidate>& people) {
  Candidate* last = nullptr;
  for (const store::Row& row :
       TRY(tx.Query("SELECT " ALMONER_OUTLINE " FROM due_hint h JOIN record_person p ON p.subject "
                    "= h.subject JOIN record r ON r.id = p.record WHERE h.keeping = $1 AND h.month "
                    "= $2 AND h.subject >= $3 AND h.subject <= $4",
                    range.keeping, range.month, range.from, range.to))) {
    const auto subject = TRY(row.As<SubjectId>(0));
    if (last == nullptr || last->hint.subject != subject) last = Find(people, subject);
    if (last == nullptr) continue;  // came since
    vault::Outline outline = TRY(vault::OutlineFrom(tx, keys, row));
    if (outline.part == vault::Part::kMentions)
      last->mentioned = true;
    else
      last->rows.push_back(std::move(outline));
  }
  // Here rather than there, where every row would be copied once more, bodies and all.
  for (Candidate& person : people) std::ranges::sort(person.rows, {}, &vault::Outline::record);
  return {};
}

Status LoadTies(store::ReadTx& tx, const Range& range, const std::optional<StaffId>& by,
                std::vector<Candidate>& people) {
  for (const store::Row& row : TRY(tx.Query(
           "SELECT h.subject, CASE WHEN EXISTS (SELECT 1 FROM consent_event t WHERE t.subject = "
           "h.subject) OR EXISTS (SELECT 1 FROM standing t WHERE t.subject = h.subject) OR EXISTS "
           "(SELECT 1 FROM life_event t WHERE t.subject = h.subject) OR EXISTS (SELECT 1 FROM "
           "enrolment t WHERE t.subject = h.subject) THEN 1 ELSE 0 END, CASE WHEN EXISTS (SELECT 1 "
           "FROM assignment t WHERE t.target = h.subject) OR EXISTS (SELECT 1 FROM closed_relation "
           "t WHERE t.subject = h.subject) OR EXISTS (SELECT 1 FROM break_glass t WHERE t.subject "
           "= "
           "h.subject) OR EXISTS (SELECT 1 FROM notice_told t WHERE t.subject = h.subject) OR "
           "EXISTS (SELECT 1 FROM file t WHERE t.subject = h.subject) OR EXISTS (SELECT 1 FROM "
           "letter t WHERE t.subject = h.subject) OR EXISTS (SELECT 1 FROM reaching t WHERE "
           "t.subject = h.subject) OR EXISTS (SELECT 1 FROM contact_way t WHERE "
           "t.subject = h.subject) OR EXISTS (SELECT 1 FROM account t WHERE "
           "t.subject = h.subject) OR EXISTS (SELECT 1 FROM account_invitation t WHERE t.subject = "
           "h.subject) THEN 1 ELSE 0 END, CASE WHEN "
           "EXISTS (SELECT 1 FROM subject t WHERE t.merged_into = h.subject) THEN 1 ELSE 0 END, "
           "CASE WHEN EXISTS (SELECT 1 FROM consent_event t WHERE t.subject = h.subject) OR EXISTS "
           "(SELECT 1 FROM standing t WHERE t.subject = h.subject) OR EXISTS (SELECT 1 FROM hold t "
           "WHERE t.subject = h.subject) OR EXISTS (SELECT 1 FROM hold t JOIN record_person p ON "
           "p.record = t.record WHERE p.subject = h.subject) OR EXISTS (SELECT 1 FROM "
           "disposal_decision t WHERE t.subject = h.subject) OR EXISTS (SELECT 1 FROM file t WHERE "
           "t.subject = h.subject) OR EXISTS (SELECT 1 FROM document t JOIN record_person p ON "
           "p.record = t.record WHERE p.subject = h.subject) OR EXISTS (SELECT 1 FROM trail t "
           "WHERE t.subject = h.subject AND t.action IN ('record.read', 'person.found', "
           "'document.read')) OR EXISTS (SELECT 1 FROM trail t JOIN staff_trail s ON s.at = t.at "
           "AND s.entry = t.entry WHERE t.subject = h.subject AND s.staff = $5 AND t.action IN "
           "('record.read', "
           "'person.found', 'person.added', 'record.added')) OR EXISTS (SELECT 1 FROM record_event "
           "t WHERE t.to_subject = h.subject) THEN 1 ELSE 0 END "
           "FROM due_hint h WHERE h.keeping = $1 AND h.month = $2 AND h.subject >= $3 AND "
           "h.subject <= $4",
           range.keeping, range.month, range.from, range.to, by))) {
    Candidate* const person = Find(people, TRY(row.As<SubjectId>(0)));
    if (person == nullptr) continue;
    person->beside = TRY(row.Int(1)) != 0;
    person->tied = TRY(row.Int(2)) != 0;
    person->merged = TRY(row.Int(3)) != 0;
    person->careful = TRY(row.Int(4)) != 0;
  }
  return {};
}

// Until when each of the rows may be kept, and from which month on one of them is due.
Status WorkOut(store::ReadTx& tx, const gate::Context& context, Time now, Candidate& person) {
  const notice::Notice& notice = context.notice;
  const SubjectId& subject = person.hint.subject;
  standing::Life life(notice);
  if (person.beside) {
    life = TRY(gate::LoadLifeBeside(tx, context.keys, notice, subject, now));
    person.restricted = TRY(standing::Load(tx, context.keys, notice, subject, now)).restricted;
  }
  for (const vault::Outline& row : person.rows)
    life.SawRecord(notice.FindCategory(row.category), LondonDate(row.recorded_at));
  person.contact = life.contact;
  person.careful = person.careful || person.mentioned || person.merged;
  const Date today = LondonDate(now);
  for (const vault::Outline& row : person.rows) {
    const auto category = notice.FindCategory(row.category);
    const auto until = category
                           ? standing::Expiry(notice, *category, LondonDate(row.recorded_at), life)
                           : std::nullopt;
    person.until.push_back(until);
    person.due.push_back(until && sys_days(today) > sys_days(until->last_day));
    if (until) person.next = std::min(person.next, DueFrom(notice, *until));
    const notice::Retention* const rule = until ? &notice.retention[until->rule] : nullptr;
    person.careful = person.careful || !row.alone ||
                     (rule != nullptr && (rule->second_person || rule->anonymise));
  }
  if (!person.rows.empty()) return {};
  // What keeps somebody of whom there is no record goes without telling: it is looked at each
  // month.
  person.next = standing::MonthOf(today) + 1;
  person.empty_from = TRY(EmptyFrom(tx, subject));
  if (person.empty_from) person.next = standing::MonthOf(*person.empty_from);
  return {};
}

Status LoadPage(store::ReadTx& tx, const gate::Context& context, Time now, const Range& range,
                std::vector<Candidate>& people) {
  TRY(LoadRows(tx, context.keys, range, people));
  for (Candidate& person : people) TRY(WorkOut(tx, context, now, person));
  return {};
}

}  // namespace

standing::Month DueFrom(const notice::Notice& notice, const standing::KeepUntil& until) {
  const Date due = sys_days(until.last_day) + std::chrono::days(1);
  const auto trigger = notice.retention[until.rule].trigger;
  const bool personal = until.how != standing::KeepUntil::How::kPeriod ||
                        trigger == notice::Trigger::kBirthday || trigger == notice::Trigger::kDeath;
  return standing::MonthOf(personal ? Date(due.year() / std::chrono::January / 1) : due);
}

Result<std::vector<Candidate>> NextPeople(const gate::Context& context, Time now,
                                          standing::HintPlace& place,
                                          const std::optional<StaffId>& by) {
  using People = std::vector<Candidate>;
  return context.store.Read([&](store::ReadTx& tx) -> Result<People> {
    standing::HintPlace next = place;
    auto page = TRY(standing::NextHints(tx, context.notice, standing::MonthOf(LondonDate(now)),
                                        next, kPeopleAtOnce));
    People people;
    if (page.hints.empty()) return people;
    bool large = false;
    TRY(Fit(tx, page, large));
    for (const Hint& hint : page.hints) people.emplace_back(hint);
    next.subject = ToBytes(AsText(page.hints.back().subject.bytes()));
    const Range range{.keeping = page.keeping,
                      .month = page.month,
                      .from = page.hints.front().subject,
                      .to = page.hints.back().subject};
    TRY(LoadTies(tx, range, by, people));
    people.front().large = large;
    const Status loaded = large ? Status() : LoadPage(tx, context, now, range, people);
    if (!loaded && loaded.error().code != Code::kCorrupt) return std::unexpected(loaded.error());
    // One row that was changed from outside spoils nobody else: each is looked at alone.
    if (!loaded) {
      people.clear();
      for (const Hint& hint : page.hints) people.emplace_back(hint).large = true;
    }
    place = std::move(next);
    return people;
  });
}

Result<std::optional<Date>> EmptyFrom(store::ReadTx& tx, const SubjectId& subject) {
  if (TRY(tx.Maybe("SELECT 1 FROM record_person WHERE subject = $1 UNION ALL SELECT 1 FROM account "
                   "WHERE subject = $1 UNION ALL SELECT 1 FROM account_invitation WHERE subject = "
                   "$1 LIMIT 1",
                   subject)))
    return std::optional<Date>();
  const auto moved =
      TRY(tx.One("SELECT MAX(at) FROM record_event WHERE from_subject = $1", subject));
  if (moved.IsNull(0)) return std::optional(Date());
  return std::optional(Date(sys_days(LondonDate(TRY(moved.At(0)))) + kPutRight));
}

Result<Empty> MayGoEmpty(store::ReadTx& tx, const gate::Context& context, const SubjectId& subject,
                         Time now) {
  const notice::Notice& notice = context.notice;
  const Date today = LondonDate(now);
  const auto from = TRY(EmptyFrom(tx, subject));
  if (!from || sys_days(*from) > sys_days(today)) return Empty::kStays;
  const auto standing = TRY(standing::Load(tx, context.keys, notice, subject, now));
  const auto life = TRY(gate::LoadLifeBeside(tx, context.keys, notice, subject, now));
  if (standing.restricted || !standing.objections.empty() || life.case_open || life.in_service)
    return Empty::kStays;
  for (const standing::Decision& decision : TRY(standing::Decisions(tx, context.keys, subject)))
    if (decision.until && sys_days(*decision.until) >= sys_days(today)) return Empty::kStays;
  if (TRY(tx.Maybe("SELECT 1 FROM letter WHERE subject = $1 AND due IS NOT NULL LIMIT 1", subject)))
    return Empty::kStays;
  const auto blocks = TRY(LoadBlocks(tx, context.keys, notice, subject, {}, now, std::nullopt));
  return blocks.none() ? Empty::kMayGo : Empty::kStays;
}

Status LookAgain(const gate::Context& context, Time now, Candidate& person) {
  auto looked = LookAt(context, person.hint, now);
  if (looked) person = *std::move(looked);
  if (looked || looked.error().code == Code::kCorrupt) return {};
  return std::unexpected(looked.error());
}

Status Refresh(const gate::Context& context, Time now) {
  standing::HintPlace place = standing::ByOtherRules();
  while (true) {
    auto people = TRY(NextPeople(context, now, place));
    if (people.empty()) return {};
    for (Candidate& person : people)
      if (person.large) TRY(LookAgain(context, now, person));
    TRY(SettleAll(context, people, now));
  }
}

Status SettleAll(const gate::Context& context, const std::vector<Candidate>& people, Time now) {
  // Who is due this month stays where they are: a walk must not meet them twice.
  const standing::Month month = standing::MonthOf(LondonDate(now));
  const auto stale = [&](const Candidate& person) {
    return !person.large && (person.hint.keeping != context.notice.keeping || person.next > month);
  };
  if (std::ranges::none_of(people, stale)) return {};
  return context.store.Write([&](store::Tx& tx) -> Status {
    for (const Candidate& person : people)
      if (stale(person)) TRY(standing::Settle(tx, context.notice, person.hint, person.next));
    return {};
  });
}

Result<Candidate> LookAt(const gate::Context& context, const standing::Hint& hint, Time now) {
  return context.store.Read([&](store::ReadTx& tx) -> Result<Candidate> {
    Candidate person(hint);
    Bytes after;
    while (true) {
      const auto page = TRY(vault::Outlines(tx, context.keys, hint.subject, after, kPeopleAtOnce));
      for (const vault::Outline& row : page) {
        if (row.part == vault::Part::kMentions)
          person.mentioned = true;
        else
          person.rows.push_back(row);
      }
      if (std::ssize(page) < kPeopleAtOnce) break;
      after = ToBytes(AsText(page.back().record.bytes()));
    }
    person.beside = true;  // whatever stands there is looked at
    person.careful = true;
    person.merged =
        TRY(tx.Maybe("SELECT 1 FROM subject WHERE merged_into = $1 LIMIT 1", hint.subject))
            .has_value();
    TRY(WorkOut(tx, context, now, person));
    return person;
  });
}

}  // namespace almoner::retention
