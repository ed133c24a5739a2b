#include "versions/versions.h"

#include <algorithm>
#include <utility>

#include "crypto/hash.h"
#include "store/home.h"

namespace almoner::versions {
namespace {

using keys::Stamped;

constexpr std::string_view kChannels[] = {"web", "paper", "letter", "spoken", "form"};

crypto::Digest TextDigest(BytesView text) { return crypto::Sha256(text); }

crypto::Digest StampOf(const keys::Keys& keys, const Version& v, BytesView text) {
  return keys::Stamp(keys, Stamped::kVersion,
                     keys::Columns(v.hash, v.name, BytesView(TextDigest(text)), v.added));
}
crypto::Digest StampOf(const keys::Keys& keys, const Event& e) {
  return keys::Stamp(keys, Stamped::kVersionEvent,
                     keys::Columns(e.id, e.hash, e.kind, e.step, e.note, e.at, e.staff));
}
crypto::Digest StampOf(const keys::Keys& keys, const Told& t) {
  return keys::Stamp(keys, Stamped::kTold,
                     keys::Columns(t.subject, t.hash, t.channel, t.at, t.staff));
}
crypto::Digest InForceStamp(const keys::Keys& keys, std::string_view hash) {
  return keys::Stamp(keys, Stamped::kNotice, AsBytes(hash));
}

Status Same(const crypto::Digest& right, BytesView stored, Literal what) {
  if (crypto::SameDigest(right, stored)) return {};
  return Fail(Code::kCorrupt, "A row about the notice was changed from outside.",
              Detail("row", what));
}

Result<Version> ToVersion(const store::Row& row, const keys::Keys& keys) {
  Version version{.hash = TRY(row.Text(0)), .name = TRY(row.Text(1)), .added = {}};
  version.added = TRY(row.At(2));
  TRY(Same(StampOf(keys, version, TRY(row.Blob(3))), TRY(row.Blob(4)), "version"));
  return version;
}

Result<Event> ToEvent(const store::Row& row, const keys::Keys& keys) {
  Event event{.id = TRY(row.As<EventId>(0))};
  event.hash = TRY(row.Text(1));
  event.kind = TRY(row.Text(2));
  event.step = TRY(row.Text(3));
  event.note = TRY(row.Text(4));
  event.at = TRY(row.At(5));
  if (!row.IsNull(6)) event.staff = TRY(row.As<StaffId>(6));
  TRY(Same(StampOf(keys, event), TRY(row.Blob(7)), "event"));
  return event;
}

Result<Told> ToTold(const store::Row& row, const keys::Keys& keys) {
  Told told{.subject = TRY(row.As<SubjectId>(0))};
  told.hash = TRY(row.Text(1));
  told.channel = TRY(row.Text(2));
  told.at = TRY(row.At(3));
  if (!row.IsNull(4)) told.staff = TRY(row.As<StaffId>(4));
  TRY(Same(StampOf(keys, told), TRY(row.Blob(5)), "told"));
  return told;
}

Status InsertTold(const keys::Change& change, const Told& told) {
  const crypto::Digest stamp = StampOf(change.keys, told);
  TRY(change.tx.Execute(
      "INSERT INTO notice_told (subject, hash, channel, at, staff, digest) "
      "VALUES ($1, $2, $3, $4, $5, $6)",
      told.subject, told.hash, told.channel, told.at, told.staff, BytesView(stamp)));
  change.Wrote(stamp);
  return {};
}

Date Later(Date day, const notice::Period& period) {
  Date moved = day + std::chrono::years(period.years) + std::chrono::months(period.months);
  if (!moved.ok()) moved = moved.year() / moved.month() / std::chrono::last;
  return sys_days(moved) + std::chrono::days(period.days);
}

}  // namespace

std::string_view Name(State state) {
  switch (state) {
    case State::kDraft:
      return "draft";
    case State::kChecked:
      return "checked";
    case State::kApproved:
      return "approved";
    case State::kInForce:
      return "in force";
    case State::kSuperseded:
      return "superseded";
  }
  std::unreachable();
}

Status Add(const keys::Change& change, const notice::Notice& notice, std::string_view text) {
  if (notice.version.size() > kMostName)
    return Fail(Code::kInvalid, "The version's name is too long.",
                Detail("most letters", static_cast<std::int64_t>(kMostName)));
  if (TRY(change.tx.Maybe("SELECT 1 FROM notice_version WHERE hash = $1", notice.hash)))
    return Fail(Code::kConflict, "This version of the notice is here already.",
                Detail::Id("version", notice.hash));
  const Version version{.hash = notice.hash, .name = notice.version, .added = change.now};
  const crypto::Digest stamp = StampOf(change.keys, version, AsBytes(text));
  TRY(change.tx.Execute(
      "INSERT INTO notice_version (hash, name, text, added, digest) "
      "VALUES ($1, $2, $3, $4, $5)",
      version.hash, version.name, AsBytes(text), version.added, BytesView(stamp)));
  change.Wrote(stamp);
  return {};
}

Status Record(const keys::Change& change, const Event& event) {
  if (event.note.size() > kMostNote)
    return Fail(Code::kInvalid, "The note is too long.",
                Detail("most letters", static_cast<std::int64_t>(kMostNote)));
  const crypto::Digest stamp = StampOf(change.keys, event);
  TRY(
      change.tx.Execute("INSERT INTO notice_event (id, hash, kind, step, note, at, staff, digest) "
                        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                        event.id, event.hash, event.kind, event.step, event.note, event.at,
                        event.staff, BytesView(stamp)));
  change.Wrote(stamp);
  return {};
}

Result<Bytes> Text(store::ReadTx& tx, const keys::Keys& keys, std::string_view hash) {
  const auto row = TRY(
      tx.Maybe("SELECT hash, name, added, text, digest FROM notice_version WHERE hash = $1", hash));
  if (!row) return Fail(Code::kNotFound, "There is no such version of the notice.");
  TRY(ToVersion(*row, keys));
  return row->Blob(3);
}

Result<std::vector<Version>> All(store::ReadTx& tx, const keys::Keys& keys) {
  std::vector<Version> all;
  for (const store::Row& row :
       TRY(tx.Query("SELECT hash, name, added, text, digest FROM notice_version "
                    "ORDER BY added, hash")))
    all.push_back(TRY(ToVersion(row, keys)));
  return all;
}

Result<std::vector<Event>> History(store::ReadTx& tx, const keys::Keys& keys,
                                   std::string_view hash) {
  std::vector<Event> events;
  for (const store::Row& row :
       TRY(tx.Query("SELECT id, hash, kind, step, note, at, staff, digest FROM notice_event "
                    "WHERE hash = $1 ORDER BY at, kind, id",
                    hash)))
    events.push_back(TRY(ToEvent(row, keys)));
  return events;
}

Result<Standing> StatusOf(store::ReadTx& tx, const keys::Keys& keys, const Version& version,
                          const notice::Notice& notice) {
  Standing status{.version = version};
  const std::vector<Event> events = TRY(History(tx, keys, version.hash));
  const auto happened = [&](std::string_view kind, std::string_view step) {
    return std::ranges::any_of(
        events, [&](const Event& event) { return event.kind == kind && event.step == step; });
  };
  for (const notice::Approval& step : notice.more.document.approval)
    if (!happened("approved", step.id)) status.unsigned_steps.push_back(step.id);
  if (happened("checked", "")) {
    status.state = status.unsigned_steps.empty() ? State::kApproved : State::kChecked;
  }
  for (const Event& event : events) {
    if (event.kind == "in-force") {
      status.from = event.at;
      status.until.reset();
      status.state = State::kInForce;
    }
    if (event.kind == "superseded") {
      status.until = event.at;
      status.state = State::kSuperseded;
    }
  }
  return status;
}

Status Enforce(const keys::Change& change, Random& random, const notice::Notice& notice,
               const std::optional<StaffId>& by, bool first) {
  const auto row =
      TRY(change.tx.Maybe("SELECT hash, name, added, text, digest FROM notice_version "
                          "WHERE hash = $1",
                          notice.hash));
  if (!row) return Fail(Code::kNotFound, "There is no such version of the notice.");
  const Version version = TRY(ToVersion(*row, change.keys));
  const Standing status = TRY(StatusOf(change.tx, change.keys, version, notice));
  if (status.state == State::kInForce)
    return Fail(Code::kConflict, "This version is in force already.");
  if (!first && status.state == State::kDraft)
    return Fail(Code::kRefused, "This version has not been checked; add it again.");
  if (!first && !status.unsigned_steps.empty())
    return Fail(Code::kRefused,
                "A step of this version's approval is not recorded; have it signed first.",
                Detail::Id("step", status.unsigned_steps.front()));
  const auto event = [&](std::string_view hash, std::string_view kind) {
    return Event{.id = EventId::New(random),
                 .hash = std::string(hash),
                 .kind = std::string(kind),
                 .step = {},
                 .note = {},
                 .at = change.now,
                 .staff = by};
  };
  if (!first) {
    // Which version something was collected under is told by the clock, so publications must be in
    // its order.
    if (TRY(change.tx.Maybe("SELECT 1 FROM notice_event WHERE kind = 'in-force' AND at >= $1",
                            change.now)))
      return Fail(Code::kConflict,
                  "The clock stands before the last publication; set it right first.");
    TRY(Record(change, event(TRY(InForceChecked(change.tx, change.keys)), "superseded")));
  }
  TRY(Record(change, event(notice.hash, "in-force")));
  TRY(store::SetHomeValue(change.tx, "notice", AsBytes(notice.hash)));
  return store::SetHomeValue(change.tx, "notice-stamp", InForceStamp(change.keys, notice.hash));
}

Result<std::string> InForce(store::ReadTx& tx) {
  const auto value = TRY(store::HomeValue(tx, "notice"));
  if (!value) return Fail(Code::kCorrupt, "No version of the notice is in force.");
  return std::string(AsText(*value));
}

Result<std::string> InForceChecked(store::ReadTx& tx, const keys::Keys& keys) {
  std::string hash = TRY(InForce(tx));
  const auto stamp = TRY(store::HomeValue(tx, "notice-stamp"));
  if (!stamp || !crypto::SameDigest(InForceStamp(keys, hash), *stamp))
    return Fail(Code::kCorrupt,
                "Which notice is in force was changed from outside; put the database back as it "
                "was.");
  // And that nobody put an older one back: the newest to come into force is the one.
  const auto newest =
      TRY(tx.Maybe("SELECT id, hash, kind, step, note, at, staff, digest FROM "
                   "notice_event WHERE kind = 'in-force' ORDER BY at DESC LIMIT "
                   "1"));
  if (!newest || TRY(ToEvent(*newest, keys)).hash != hash)
    return Fail(Code::kCorrupt,
                "The notice in force is not the one that was published last; put the database back "
                "as it was.");
  return hash;
}

Status Tell(const keys::Change& change, const Told& told) {
  if (std::ranges::find(kChannels, told.channel) == std::end(kChannels))
    return Fail(Code::kInvalid, "The way must be web, paper, letter, spoken or form.");
  if (!TRY(change.tx.Maybe("SELECT 1 FROM notice_version WHERE hash = $1", told.hash)))
    return Fail(Code::kNotFound, "There is no such version of the notice.");
  // Shown again in the same way: the later time counts.
  const auto before = TRY(change.tx.Maybe(
      "SELECT subject, hash, channel, at, staff, digest FROM notice_told WHERE subject = $1 AND "
      "hash = $2 AND channel = $3",
      told.subject, told.hash, told.channel));
  if (before) {
    const Told earlier = TRY(ToTold(*before, change.keys));
    if (earlier.at >= told.at) return {};
    change.Destroyed(StampOf(change.keys, earlier));
    TRY(change.tx.Execute(
        "DELETE FROM notice_told WHERE subject = $1 AND hash = $2 AND channel = $3", told.subject,
        told.hash, told.channel));
  }
  return InsertTold(change, told);
}

Result<std::vector<Told>> ToldTo(store::ReadTx& tx, const keys::Keys& keys,
                                 const SubjectId& subject) {
  std::vector<Told> all;
  for (const store::Row& row :
       TRY(tx.Query("SELECT subject, hash, channel, at, staff, digest FROM notice_told "
                    "WHERE subject = $1 ORDER BY at, hash, channel",
                    subject)))
    all.push_back(TRY(ToTold(row, keys)));
  return all;
}

Status Forget(const keys::Change& change, const SubjectId& subject) {
  for (const Told& told : TRY(ToldTo(change.tx, change.keys, subject)))
    change.Destroyed(StampOf(change.keys, told));
  TRY(change.tx.Execute("DELETE FROM notice_told WHERE subject = $1", subject));
  return {};
}

Status MoveTold(const keys::Change& change, const SubjectId& from, const SubjectId& to) {
  const std::vector<Told> moved = TRY(ToldTo(change.tx, change.keys, from));
  TRY(Forget(change, from));
  for (Told told : moved) {
    told.subject = to;
    TRY(Tell(change, told));
  }
  return {};
}

Status CheckRows(store::ReadTx& tx, const keys::Keys& keys) {
  TRY(InForceChecked(tx, keys));
  TRY(All(tx, keys));
  TRY(keys::CheckEach(
      tx,
      "SELECT id, hash, kind, step, note, at, staff, digest FROM notice_event WHERE digest > $1 "
      "ORDER BY digest LIMIT $2",
      [&](const store::Row& row) -> Result<crypto::Digest> {
        return StampOf(keys, TRY(ToEvent(row, keys)));
      }));
  return keys::CheckEach(
      tx,
      "SELECT subject, hash, channel, at, staff, digest FROM notice_told WHERE digest > $1 "
      "ORDER BY digest LIMIT $2",
      [&](const store::Row& row) -> Result<crypto::Digest> {
        return StampOf(keys, TRY(ToTold(row, keys)));
      });
}

std::optional<Review> NextReview(const notice::Document& document, Time in_force_since,
                                 const std::vector<Time>& held, Date today) {
  std::optional<Date> due;
  Date last = LondonDate(in_force_since);
  for (const Time review : held) last = std::max(last, LondonDate(review));
  if (document.review_every) due = Later(last, *document.review_every);
  for (const Date planned : document.review_dates)
    if (planned > last && (!due || planned < *due)) due = planned;
  if (!due) return std::nullopt;
  return Review{.due = *due, .overdue = *due < today};
}

}  // namespace almoner::versions
