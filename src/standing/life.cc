#include "standing/life.h"

#include <algorithm>
#include <array>

namespace almoner::standing {
namespace {

constexpr std::array kKinds = {Happening::kBirth,       Happening::kDeath,
                               Happening::kContact,     Happening::kCaseOpened,
                               Happening::kCaseClosed,  Happening::kServiceEnded,
                               Happening::kAccountUsed, Happening::kEvent};

crypto::Digest StampOf(const keys::Keys& keys, const ReadyLifeEvent& ready) {
  const LifeEvent& e = ready.event;
  std::optional<BytesView> sealed;
  if (ready.sealed) sealed = *ready.sealed;
  return keys::Stamp(
      keys, keys::Stamped::kLifeEvent,
      keys::Columns(e.id, e.subject, Name(e.kind), e.rule, ready.day, sealed, e.recorded));
}

std::int64_t DayNumber(Date date) { return sys_days(date).time_since_epoch().count(); }

Result<Date> DateOf(std::int64_t number) {
  constexpr std::int64_t kMost = 4'000'000;  // some 10,000 years
  if (number < -kMost || number > kMost)
    return Fail(Code::kCorrupt, "A stored day is not within any calendar.");
  return Date(sys_days(std::chrono::days(number)));
}

void Latest(std::optional<Date>& last, Date date) {
  if (!last || sys_days(*last) < sys_days(date)) last = date;
}

struct Dated {
  const LifeEvent* event;
  Date on;
};

void TellOne(const notice::Notice& notice, const Dated& dated, Life& life) {
  switch (dated.event->kind) {
    case Happening::kBirth:
      life.birth = dated.on;  // the one told last is right
      return;
    case Happening::kDeath:
      life.death = dated.on;
      return;
    case Happening::kContact:
      return Latest(life.contact, dated.on);
    case Happening::kCaseOpened:
      life.case_open = true;
      return Latest(life.contact, dated.on);
    case Happening::kCaseClosed:
      life.case_open = false;
      return Latest(life.case_closed, dated.on);
    case Happening::kServiceEnded:
      Latest(life.contact, dated.on);
      return Latest(life.service_ended, dated.on);
    case Happening::kAccountUsed:
      return Latest(life.account_used, dated.on);
    case Happening::kEvent:
      for (std::size_t i = 0; i < notice.retention.size(); ++i)
        if (notice.retention[i].id == dated.event->rule) Latest(life.events[i], dated.on);
      return;
  }
}

}  // namespace

std::string_view Name(Happening kind) {
  switch (kind) {
    case Happening::kBirth:
      return "birth";
    case Happening::kDeath:
      return "death";
    case Happening::kContact:
      return "contact";
    case Happening::kCaseOpened:
      return "case-opened";
    case Happening::kCaseClosed:
      return "case-closed";
    case Happening::kServiceEnded:
      return "service-ended";
    case Happening::kAccountUsed:
      return "account-used";
    case Happening::kEvent:
      return "event";
  }
  std::unreachable();
}

Result<Happening> ParseHappening(std::string_view name) {
  for (const Happening kind : kKinds)
    if (Name(kind) == name) return kind;
  return Fail(Code::kInvalid,
              "What happened is birth, death, contact, case-opened, case-closed, service-ended, "
              "account-used or event.");
}

bool IsSealed(Happening kind) { return kind == Happening::kBirth || kind == Happening::kDeath; }

ReadyLifeEvent Make(const keys::Keys& keys, const SecretBytes& evidence_key, LifeEvent event,
                    const Personal<Date>& on) {
  ReadyLifeEvent ready{.event = std::move(event), .day = std::nullopt, .sealed = std::nullopt};
  const std::int64_t day = DayNumber(on.Expose());
  if (IsSealed(ready.event.kind)) {
    Writer plain;
    plain.U64(static_cast<std::uint64_t>(day));
    ready.sealed = keys.Seal(evidence_key, keys::SealedField::kLifeDate, ready.event.id.bytes(),
                             ready.event.subject.bytes(), plain.bytes());
  } else {
    ready.day = day;
  }
  ready.digest = StampOf(keys, ready);
  return ready;
}

Result<Personal<Date>> OpenDay(const keys::Keys& keys, const SecretBytes& evidence_key,
                               const ReadyLifeEvent& stored) {
  if (stored.day) return Personal(TRY(DateOf(*stored.day)));
  if (!stored.sealed) return Fail(Code::kCorrupt, "An event of a life has no day.");
  const SecretBytes plain =
      TRY(keys.Open(evidence_key, keys::SealedField::kLifeDate, stored.event.id.bytes(),
                    stored.event.subject.bytes(), *stored.sealed));
  Reader in(plain.view());
  const auto day = static_cast<std::int64_t>(TRY(in.U64()));
  TRY(in.Done());
  return Personal(TRY(DateOf(day)));
}

Status Insert(const keys::Change& change, const ReadyLifeEvent& ready) {
  const LifeEvent& e = ready.event;
  change.Wrote(ready.digest);
  return change.tx.ExecuteOne(
      "INSERT INTO life_event (id, subject, kind, rule, day, sealed, recorded, digest) VALUES ($1, "
      "$2, $3, $4, $5, $6, $7, $8)",
      e.id, e.subject, Name(e.kind), e.rule, ready.day, ready.sealed, e.recorded,
      BytesView(ready.digest));
}

Status InsertOnly(const keys::Change& change, const ReadyLifeEvent& ready) {
  for (const ReadyLifeEvent& stored :
       TRY(LifeEvents(change.tx, change.keys, ready.event.subject))) {
    if (stored.event.kind != ready.event.kind) continue;
    change.Destroyed(stored.digest);
    TRY(change.tx.ExecuteOne("DELETE FROM life_event WHERE id = $1", stored.event.id));
  }
  return Insert(change, ready);
}

Result<ReadyLifeEvent> LifeEventFrom(const store::Row& row, const keys::Keys& keys) {
  ReadyLifeEvent stored{
      .event = {.id = TRY(row.As<EventId>(0)), .subject = TRY(row.As<SubjectId>(1))},
      .day = std::nullopt,
      .sealed = std::nullopt};
  stored.event.kind = TRY(ParseHappening(TRY(row.Text(2))));
  stored.event.rule = TRY(row.Text(3));
  if (!row.IsNull(4)) stored.day = TRY(row.Int(4));
  if (!row.IsNull(5)) stored.sealed = TRY(row.Blob(5));
  stored.event.recorded = TRY(row.At(6));
  stored.digest = StampOf(keys, stored);
  if (crypto::SameDigest(stored.digest, TRY(row.Blob(7)))) return stored;
  return Fail(Code::kCorrupt,
              "A row of the database was changed or put in from outside, so nothing is decided by "
              "it.",
              Detail("row", Literal("event of a person's life")));
}

Result<std::vector<ReadyLifeEvent>> LifeEvents(store::ReadTx& tx, const keys::Keys& keys,
                                               const SubjectId& subject) {
  std::vector<ReadyLifeEvent> events;
  for (const store::Row& row :
       TRY(tx.Query("SELECT id, subject, kind, rule, day, sealed, recorded, digest FROM life_event "
                    "WHERE subject = $1 ORDER BY recorded, id",
                    subject)))
    events.push_back(TRY(LifeEventFrom(row, keys)));
  return events;
}

Status RemoveLifeEvents(const keys::Change& change, const SubjectId& subject) {
  for (const ReadyLifeEvent& stored : TRY(LifeEvents(change.tx, change.keys, subject)))
    change.Destroyed(stored.digest);
  TRY(change.tx.Execute("DELETE FROM life_event WHERE subject = $1", subject));
  return {};
}

Status CheckLifeEvents(store::ReadTx& tx, const keys::Keys& keys) {
  return keys::CheckEach(
      tx,
      "SELECT id, subject, kind, rule, day, sealed, recorded, digest FROM life_event WHERE digest "
      "> $1 ORDER BY digest LIMIT $2",
      [&](const store::Row& row) -> Result<crypto::Digest> {
        return TRY(LifeEventFrom(row, keys)).digest;
      });
}

Status Tell(const keys::Keys& keys, const notice::Notice& notice,
            const std::vector<ReadyLifeEvent>& events,
            const std::function<Result<SecretBytes>()>& key, Life& life) {
  SecretBytes opened;
  std::vector<Dated> dated;
  for (const ReadyLifeEvent& stored : events) {
    if (stored.sealed && opened.size() == 0) opened = TRY(key());
    const Personal<Date> on = TRY(OpenDay(keys, opened, stored));
    dated.push_back({.event = &stored.event, .on = on.Expose()});
  }
  // A case is opened and closed in the order of the days; on one day in that of recording. Of
  // births and deaths the one recorded last is the correction.
  std::ranges::stable_sort(dated, {}, [](const Dated& each) {
    return IsSealed(each.event->kind) ? sys_days() : sys_days(each.on);
  });
  for (const Dated& each : dated) TellOne(notice, each, life);
  return {};
}

}  // namespace almoner::standing
