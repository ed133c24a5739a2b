#include "gate/gate.h"

#include <algorithm>
#include <utility>

#include "audit/log.h"
#include "base/ablation.h"
#include "gate/break_glass.h"
#include "gate/internal.h"
#include "gate/life.h"
#include "gate/reserve.h"
#include "gate/veil.h"

namespace almoner::gate {
namespace {

using notice::Index;

// Drops what was not asked for.
Status Chosen(store::ReadTx& tx, const Ask& ask, const SubjectId& subject,
              std::vector<vault::SealedRecord>& rows) {
  if (!ask.records.empty())  // in order (Open)
    std::erase_if(rows, [&](const vault::SealedRecord& row) {
      return !std::ranges::binary_search(ask.records, row.label.id);
    });
  if (!ask.documents) return {};
  const auto with = TRY(vault::WithDocument(tx, subject));
  std::erase_if(rows, [&](const vault::SealedRecord& row) { return !with.contains(row.label.id); });
  return {};
}

}  // namespace

// Pseudonyms for one entry, worked out before the transaction.
Result<Gate::Names> Gate::NameThem(const Ask& ask, const EntryId& entry) const {
  if (ask.own && (ask.actor || ask.subjects.size() != 1))
    return Fail(Code::kInternal, "Somebody asks about themself, and about nobody else.");
  struct Wrapped {
    std::optional<keys::WrappedKey> actor;
    std::vector<keys::WrappedKey> subjects;
  };
  const auto wrapped = TRY(context_.store.Read([&](store::ReadTx& tx) -> Result<Wrapped> {
    Wrapped found;
    if (ask.actor) found.actor = TRY(keys::Load(tx, ask.actor->bytes(), keys::Kind::kAudit));
    for (const SubjectId& subject : ask.subjects) {
      auto key = keys::Load(tx, subject.bytes(), keys::Kind::kAudit);
      if (!key && key.error().code == Code::kNotFound)
        return Fail(Code::kNotFound, "There is no such person here.");
      found.subjects.push_back(TRY(std::move(key)));
    }
    return found;
  }));
  const auto pseudonym = [&](BytesView owner,
                             const keys::WrappedKey& key) -> Result<crypto::Digest> {
    return audit::Pseudonym(TRY(context_.keys.Unwrap(owner, keys::Kind::kAudit, key)), entry);
  };
  Names names{.entry = entry, .actor = std::nullopt, .subjects = {}};
  if (wrapped.actor) names.actor = TRY(pseudonym(ask.actor->bytes(), *wrapped.actor));
  if (ask.own) names.actor = TRY(pseudonym(ask.subjects.front().bytes(), wrapped.subjects.front()));
  for (std::size_t i = 0; i < ask.subjects.size(); ++i)
    names.subjects.push_back(TRY(pseudonym(ask.subjects[i].bytes(), wrapped.subjects[i])));
  std::ranges::sort(names.subjects);
  return names;
}

audit::Entry Gate::Entry(const Names& names, Literal action, Literal outcome, const Judged& judged,
                         Time now) const {
  audit::Entry entry(names.entry, now, action, outcome);
  if (judged.question.activity)
    entry.purpose = context_.notice.activities[*judged.question.activity].id;
  entry.clauses = judged.Words(context_.notice).clauses;
  if (!judged.verdict)
    entry.clauses.insert(entry.clauses.begin(),
                         "rule:" + std::string(Name(judged.verdict.error().rule())));
  entry.notice = context_.notice.hash;
  entry.actor = names.actor;
  entry.subjects = names.subjects;
  return entry;
}

Status Gate::Write(store::Tx& tx, const Ask& ask, audit::Entry& entry, const Judged& judged) const {
  if (judged.verdict && ask.actor && ask.break_glass)
    for (const SubjectId& subject : judged.broken)
      TRY(NoteBreach({.tx = tx, .keys = context_.keys, .entry = entry, .now = entry.at},
                     {.id = EventId::New(context_.random),
                      .staff = *ask.actor,
                      .subject = subject,
                      .ground = std::string(Name(*ask.break_glass)),
                      .at = entry.at}));
  TRY(audit::Append(tx, entry));
  return Trail(tx, ask, entry,
               judged.verdict && judged.verdict->role()
                   ? context_.notice.roles[*judged.verdict->role()].id
                   : "");
}

Status Gate::Trail(store::Tx& tx, const Ask& ask, const audit::Entry& entry,
                   std::string_view role) const {
  if (ablation::Without(ablation::Part::kIndexRow)) return {};
  for (const SubjectId& subject : ask.subjects) {
    // Someone whom this very change forgot leaves no trail; what is forgotten is in the entry.
    if (!entry.destroyed.empty() && !TRY(tx.Maybe("SELECT 1 FROM subject WHERE id = $1", subject)))
      continue;
    TRY(
        tx.ExecuteOne("INSERT INTO trail (subject, entry, at, action, outcome, purpose, role) "
                      "VALUES ($1, $2, $3, $4, $5, $6, $7)",
                      subject, entry.id, entry.at, entry.action.text(), entry.outcome.text(),
                      entry.purpose, role));
  }
  if (ask.actor)
    TRY(tx.ExecuteOne("INSERT INTO staff_trail (staff, entry, at) VALUES ($1, $2, $3)", *ask.actor,
                      entry.id, entry.at));
  return {};
}

Outcome<Changed> Gate::Act(const Ask& ask, Literal action,
                           const std::function<Status(const Change&)>& change) {
  const Names names = TRY(NameThem(ask, EntryId::New(context_.random)));
  return context_.store.Write([&](store::Tx& tx) -> Outcome<Changed> {
    const Time now = context_.clock.Now();
    const Judged judged = TRY(Judge(tx, ask, now));
    audit::Entry entry =
        Entry(names, action, judged.verdict ? Literal("allowed") : Literal("refused"), judged, now);
    const vault::WritePass pass;
    standing::Month due_from = standing::MonthOf(LondonDate(now));
    if (judged.verdict) TRY(change({{tx, context_.keys, entry, now}, pass, due_from}));
    TRY(Write(tx, ask, entry, judged));
    if (!entry.sealed.empty() || !entry.destroyed.empty())
      for (const SubjectId& subject : ask.subjects)
        TRY(standing::Nearer(tx, context_.notice, subject, due_from));
    if (!judged.verdict) return Refuse<Changed>(judged.Refusing(context_.notice, names.entry));
    return Changed{names.entry, judged.Words(context_.notice)};
  });
}

// Whether none of them can be past its retention, whatever has happened in anybody's life.
bool Gate::SurelyKept(const std::vector<vault::SealedRecord>& rows, Time now) const {
  const notice::Notice& notice = context_.notice;
  const Date today = LondonDate(now);
  return std::ranges::all_of(rows, [&](const vault::SealedRecord& row) {
    const auto category = notice.FindCategory(row.label.category);
    const auto least = category ? standing::AtLeast(notice, *category) : std::nullopt;
    return least &&
           sys_days(today) < sys_days(standing::Add(LondonDate(row.label.recorded_at), *least));
  });
}

// Drops what is past its retention from what an ordinary purpose sees.
Status Gate::Unexpired(store::ReadTx& tx, Index activity, std::vector<vault::SealedRecord>& rows,
                       Time now, std::int64_t& closed) const {
  const notice::Notice& notice = context_.notice;
  if (notice.activities[activity].expired || SurelyKept(rows, now)) return {};
  const auto life = TRY(LoadLife(tx, context_.keys, notice, rows.front().grip.subject, rows, now));
  const Date today = LondonDate(now);
  closed += static_cast<std::int64_t>(std::erase_if(rows, [&](const vault::SealedRecord& row) {
    const auto category = notice.FindCategory(row.label.category);
    if (!category) return true;
    const auto until = standing::Expiry(notice, *category, LondonDate(row.label.recorded_at), life);
    return until && sys_days(today) > sys_days(until->last_day);
  }));
  return {};
}

// What of one person's the ask may be given. Where it names records, the others are looked at only
// if what happened there can have ended how long these are kept.
Result<std::vector<vault::SealedRecord>> Gate::Visible(store::ReadTx& tx, const Ask& ask,
                                                       const SubjectId& subject,
                                                       const Question& question, Time now,
                                                       std::int64_t& closed) const {
  std::vector<vault::SealedRecord> rows;
  // Of many people, each one's own are looked through: nobody says which record is whose.
  bool few = !ask.records.empty() && ask.subjects.size() == 1 && ask.scope == vault::Scope::kAbout;
  if (few) {
    rows = TRY(vault::LoadChosen(tx, context_.keys, subject, ask.records));
    few = context_.notice.activities[*question.activity].expired || SurelyKept(rows, now);
  }
  if (!few) {
    rows = TRY(vault::LoadSealed(tx, context_.keys, subject, ask.scope));
    TRY(Unexpired(tx, *question.activity, rows, now, closed));
  }
  const auto shared = TRY(SharedNow(tx, context_, ask, subject, now));
  std::erase_if(rows, [&](const vault::SealedRecord& row) {
    const auto category = context_.notice.FindCategory(row.label.category);
    if (!category) return true;
    if (std::ranges::find(shared, row.label.id) != shared.end()) return false;
    // What is about somebody else too has to be looked through before it is shown (Article 15(4)).
    return !question.categories[*category] || (ask.own && row.people.size() > 1);
  });
  TRY(Chosen(tx, ask, subject, rows));
  return rows;
}

Result<Gate::Reading> Gate::Look(store::ReadTx& tx, const Ask& ask, const Names& names) const {
  const Time now = context_.clock.Now();
  const Judged judged = TRY(Judge(tx, ask, now));
  Reading reading{
      .judged = judged,
      .entry = Entry(names, ask.shown ? Literal("record.read") : Literal("record.handled"),
                     judged.verdict ? Literal("allowed") : Literal("refused"), judged, now)};
  for (const SubjectId& subject : judged.verdict ? ask.subjects : std::vector<SubjectId>()) {
    auto rows = TRY(Visible(tx, ask, subject, judged.question, now, reading.closed));
    std::ranges::move(rows, std::back_inserter(reading.rows));
  }
  TRY(DrawVeil(tx, context_, ask, judged.question.activity, reading.rows));
  reading.entry.counts["records"] = static_cast<std::int64_t>(reading.rows.size());
  return reading;
}

Outcome<Opened> Gate::Open(const Ask& ask) {
  if (ask.subjects.empty()) return Fail(Code::kInvalid, "Say whose record is to be opened.");
  if (!std::ranges::is_sorted(ask.records)) {
    Ask ordered = ask;
    std::ranges::sort(ordered.records);
    return Open(ordered);
  }
  struct Loaded {
    std::vector<vault::SealedRecord> rows;
    Explanation words;
    std::int64_t closed = 0;
  };
  const Names names = TRY(NameThem(ask, EntryId::New(context_.random)));
  auto written = context_.store.Write([&](store::Tx& tx) -> Outcome<Loaded> {
    Reading reading = TRY(Look(tx, ask, names));
    TRY(Write(tx, ask, reading.entry, reading.judged));
    if (!reading.judged.verdict)
      return Refuse<Loaded>(reading.judged.Refusing(context_.notice, names.entry));
    return Loaded{.rows = std::move(reading.rows),
                  .words = reading.judged.Words(context_.notice),
                  .closed = reading.closed};
  });
  if (!written && written.error().code == Code::kUnavailable && IsEmergency(ask) &&
      context_.reserve != nullptr)
    return OpenFromReserve(ask, names);
  auto loaded = TRY(std::move(written));
  if (!loaded) return Refuse<Opened>(std::move(loaded).error());
  return Opened{.permit = vault::Permit(names.entry, context_.clock.Now(), std::move(loaded->rows)),
                .words = std::move(loaded->words),
                .closed = loaded->closed};
}

}  // namespace almoner::gate
