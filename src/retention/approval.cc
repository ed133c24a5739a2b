#include "retention/approval.h"

#include <algorithm>
#include <ranges>

#include "retention/review.h"
#include "staff/apart.h"

namespace almoner::retention {
namespace {

using standing::Decision;
using standing::Verdict;

constexpr std::string_view kFileKind = "disposal";
constexpr std::chrono::years kLongest{20};  // beyond the rule: NHS Records Management Code

Status Check(const gate::Context& context, const Deciding& deciding) {
  if (!deciding.rule.empty() &&
      std::ranges::find(context.notice.retention, deciding.rule, &notice::Retention::id) ==
          context.notice.retention.end())
    return Fail(Code::kInvalid, "The notice has no such retention rule.");
  const std::string& words = deciding.why.Expose();
  if (!IsUtf8(words)) return Fail(Code::kInvalid, "The reason is not UTF-8 text.");
  if (!deciding.until) return {};
  if (words.find_first_not_of(" \t\r\n") == std::string::npos)
    return Fail(Code::kInvalid, "Say why it is kept longer, in a sentence; it is sealed.");
  const Date today = LondonDate(context.clock.Now());
  if (sys_days(*deciding.until) <= sys_days(today) ||
      sys_days(*deciding.until) > sys_days(today + kLongest))
    return Fail(Code::kInvalid,
                "It is kept to a day to come, at most twenty years from now; decide again then.");
  return {};
}

bool Concerns(const Decision& decision, std::string_view rule) {
  return decision.verdict != Verdict::kOverride && (decision.rule.empty() || decision.rule == rule);
}

// Whether anything of the person is due under the rule and can be decided about.
Status SomethingDue(const gate::Change& change, const gate::Context& context,
                    const Deciding& deciding) {
  for (const Item& item :
       TRY(Review(change.tx, change.keys, context.notice, deciding.subject, change.now)))
    if (item.due && !item.held && item.part == vault::Part::kAbout &&
        (deciding.rule.empty() || context.notice.retention[item.until->rule].id == deciding.rule))
      return {};
  return Fail(Code::kConflict,
              "Nothing of this person is past its last day, or all of it is held; there is nothing "
              "to decide.");
}

// The decision to destroy the same that waits for a second person: the newest that bears on it.
Result<std::optional<Decision>> Waiting(const gate::Context& context, const Deciding& deciding) {
  if (deciding.until) return std::optional<Decision>();
  const auto decisions = TRY(context.store.Read(
      [&](store::ReadTx& tx) { return standing::Decisions(tx, context.keys, deciding.subject); }));
  for (const Decision& decision : std::views::reverse(decisions)) {
    if (!Concerns(decision, deciding.rule)) continue;
    if (decision.verdict != Verdict::kDestroy || decision.rule != deciding.rule || decision.second)
      break;
    return std::optional(decision);
  }
  return std::optional<Decision>();
}

gate::Outcome<gate::Changed> Agree(gate::Gate& gate, const gate::Ask& ask, const Decision& decision,
                                   Literal action, Literal kind, Facts facts) {
  facts["by"] = ask.actor->text();
  const ReadyEvent event =
      TRY(NextEvent(gate.context(), decision.file, std::string(kind.view()), std::move(facts)));
  return gate.Act(ask, action, [&](const gate::Change& change) -> Status {
    TRY(staff::CheckApart(change.tx, change.keys, decision.staff, *ask.actor, change.now));
    TRY(standing::Agree(change, decision.subject, decision.id, *ask.actor));
    return InsertEvent(change, event);
  });
}

Result<standing::Hold> FindHold(const gate::Context& context, const HoldName& name) {
  return context.store.Read([&](store::ReadTx& tx) -> Result<standing::Hold> {
    for (standing::Hold& hold : TRY(standing::Holds(tx, context.keys, name.subject)))
      if (hold.id == name.hold && hold.InForce(context.clock.Now())) return std::move(hold);
    return Fail(Code::kNotFound, "This person has no such hold in force.");
  });
}

}  // namespace

std::string_view Name(Approval approval) {
  switch (approval) {
    case Approval::kNotNeeded:
      return "not needed";
    case Approval::kWaits:
      return "waits for approval";
    case Approval::kSecond:
      return "waits for a second person";
    case Approval::kGiven:
      return "approved";
    case Approval::kKept:
      return "kept";
  }
  std::unreachable();
}

bool MayGo(const Item& item) {
  return item.due && !item.held && item.part == vault::Part::kAbout &&
         (item.approval == Approval::kNotNeeded || item.approval == Approval::kGiven);
}

bool Waits(const Item& item) {
  return item.due && !item.held && item.part == vault::Part::kAbout &&
         (item.approval == Approval::kWaits || item.approval == Approval::kSecond);
}

int PeopleNeeded(const notice::Retention& rule) { return rule.second_person ? 2 : 0; }

Approval Approvals::Of(const notice::Notice& notice, const standing::KeepUntil& until,
                       const RecordId& record, Time recorded, Date today) const {
  const notice::Retention& rule = notice.retention[until.rule];
  const int needed = PeopleNeeded(rule);
  for (const Decided& decided : std::views::reverse(all_)) {
    const Decision& d = decided.decision;
    if (!Concerns(d, rule.id) || (d.record && *d.record != record)) continue;
    if (d.verdict == Verdict::kKeep) {
      if (sys_days(today) <= sys_days(*d.until)) return Approval::kKept;
      break;  // that day is past: it has to be decided anew
    }
    // What ran out or came after they looked, they did not look at.
    if (sys_days(until.last_day) >= sys_days(LondonDate(d.at)) || recorded > d.at) break;
    if (d.second || (needed <= 1 && !decided.had_read)) return Approval::kGiven;
    if (needed > 0) return Approval::kSecond;
    // One who has read it decided nothing yet: what was decided before counts.
  }
  return needed == 0 ? Approval::kNotNeeded : Approval::kWaits;
}

Result<Approvals> LoadApprovals(store::ReadTx& tx, const keys::Keys& keys,
                                const SubjectId& subject) {
  Approvals approvals;
  for (Decision& decision : TRY(standing::Decisions(tx, keys, subject))) {
    const bool read = !decision.second && TRY(WhatTheyKnow(tx, decision.staff, subject,
                                                           decision.at)) == Knows::kWhatIsHeld;
    approvals.all_.push_back({.decision = std::move(decision), .had_read = read});
  }
  return approvals;
}

Result<Knows> WhatTheyKnow(store::ReadTx& tx, const StaffId& staff, const SubjectId& subject,
                           Time up_to) {
  return TRY(tx.Maybe(
             "WITH RECURSIVE whose(id) AS (SELECT id FROM subject WHERE id = $1 UNION SELECT "
             "e.from_subject FROM record_event e JOIN whose w ON e.to_subject = w.id) "
             "SELECT 1 FROM trail t JOIN staff_trail s ON s.at = t.at AND s.entry = t.entry WHERE "
             "t.subject IN (SELECT id FROM whose) AND s.staff = $2 AND t.at <= $3 AND t.outcome = "
             "'allowed' AND "
             "t.action IN ('record.read', 'person.found', 'person.added', 'record.added') "
             "LIMIT 1",
             subject, staff, up_to))
             ? Knows::kWhatIsHeld
             : Knows::kNothing;
}

gate::Outcome<gate::Changed> Decide(gate::Gate& gate, const StaffId& actor,
                                    const Deciding& deciding) {
  const gate::Context& context = gate.context();
  TRY(Check(context, deciding));
  const gate::Ask ask{.actor = actor, .purpose = "law.retention", .subjects = {deciding.subject}};
  if (const auto waiting = TRY(Waiting(context, deciding)))
    return Agree(gate, ask, *waiting, "retention.approved", "approved",
                 {{"why", deciding.why.Expose()}});
  const NewFile file = TRY(MakeFile(context.keys));
  const Time now = context.clock.Now();
  const Decision decision{.id = EventId::New(context.random),
                          .subject = deciding.subject,
                          .verdict = deciding.until ? Verdict::kKeep : Verdict::kDestroy,
                          .rule = deciding.rule,
                          .hold = {},
                          .record = {},
                          .until = deciding.until,
                          .file = file.key.file,
                          .staff = actor,
                          .at = now};
  const ReadyEvent event =
      SealEvent(context.keys, file.key,
                {.seq = 1,
                 .kind = "decided",
                 .at = now,
                 .facts = {{"decision", std::string(Name(decision.verdict))},
                           {"rule", deciding.rule},
                           {"until", deciding.until ? ToText(*deciding.until) : std::string()},
                           {"why", deciding.why.Expose()},
                           {"by", actor.text()}}});
  return gate.Act(ask, deciding.until ? Literal("retention.kept") : Literal("retention.decided"),
                  [&](const gate::Change& change) -> Status {
                    TRY(SomethingDue(change, context, deciding));
                    TRY(InsertFile(change, file, kFileKind, deciding.subject));
                    TRY(InsertEvent(change, event));
                    return standing::Put(change, decision);
                  });
}

Status KeepAgain(gate::Gate& gate, const keys::Event& event) {
  const gate::Context& context = gate.context();
  Decision decision = TRY(standing::KeptIn(event));
  const auto wanted = TRY(context.store.Read([&](store::ReadTx& tx) {
    return tx.Maybe(
        "SELECT 1 FROM subject WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM disposal_decision WHERE "
        "id = $2)",
        decision.subject, decision.id);
  }));
  if (!wanted) return {};  // it stands, or whom it is for came after the backup
  return FileAgain(gate,
                   {.action = "retention.replayed",
                    .file_kind = kFileKind,
                    .subject = decision.subject,
                    .event_kind = "decided",
                    .facts = {{"decision", std::string(Name(decision.verdict))},
                              {"rule", decision.rule},
                              {"until", decision.until ? ToText(*decision.until) : std::string()},
                              {"why", "decided before a backup was restored; its words were lost"},
                              {"by", decision.staff.text()}}},
                   [&](const gate::Change& change, const RequestId& file) {
                     decision.file = file;
                     return standing::PutAgain(change, decision);
                   });
}

gate::Outcome<gate::Changed> Override(gate::Gate& gate, const StaffId& actor, const HoldName& name,
                                      const std::optional<RecordId>& record,
                                      const Personal<std::string>& why) {
  const gate::Context& context = gate.context();
  if (!IsUtf8(why.Expose())) return Fail(Code::kInvalid, "The reason is not UTF-8 text.");
  if (why.Expose().find_first_not_of(" \t\r\n") == std::string::npos)
    return Fail(Code::kInvalid, "Say why what is held must go all the same; it is sealed.");
  const standing::Hold hold = TRY(FindHold(context, name));
  const gate::Ask ask{.actor = actor, .purpose = "law.rights", .subjects = {name.subject}};
  Facts facts{{"why", why.Expose()}, {"by", actor.text()}};
  if (record) facts["record"] = record->text();
  const auto decisions = TRY(context.store.Read(
      [&](store::ReadTx& tx) { return standing::Decisions(tx, context.keys, name.subject); }));
  for (const Decision& asked : decisions)
    if (asked.verdict == Verdict::kOverride && asked.hold == name.hold && asked.record == record &&
        !asked.second)
      return Agree(gate, ask, asked, "hold.overridden", "overridden", std::move(facts));
  const Decision decision{.id = EventId::New(context.random),
                          .subject = name.subject,
                          .verdict = Verdict::kOverride,
                          .rule = {},
                          .hold = name.hold,
                          .record = record,
                          .until = {},
                          .file = hold.file,
                          .staff = actor,
                          .at = context.clock.Now()};
  const ReadyEvent event = TRY(NextEvent(context, hold.file, "override-asked", std::move(facts)));
  return gate.Act(ask, "hold.override-asked", [&](const gate::Change& change) -> Status {
    TRY(InsertEvent(change, event));
    return standing::Put(change, decision);
  });
}

Result<std::optional<Decision>> DecidedBy(store::ReadTx& tx, const keys::Keys& keys,
                                          const SubjectId& subject) {
  for (const Decision& decision : std::views::reverse(TRY(standing::Decisions(tx, keys, subject))))
    if (decision.verdict == Verdict::kDestroy) return std::optional(decision);
  return std::optional<Decision>();
}

}  // namespace almoner::retention
