// What a decision rests on, loaded inside the transaction that acts on it; and the decision.
#include <algorithm>
#include <utility>

#include "base/ablation.h"
#include "gate/break_glass.h"
#include "gate/internal.h"
#include "gate/waiting.h"

namespace almoner::gate {
namespace {

using notice::Index;

// The purpose someone works under when they name none: the first of their roles' own activities.
std::optional<Index> DefaultActivity(const notice::Notice& notice, const notice::RoleSet& roles) {
  for (std::size_t r = roles._Find_first(); r < notice.roles.size(); r = roles._Find_next(r))
    for (const Index a : notice.roles[r].activities)
      if (!notice.activities[a].imposed && notice.activities[a].barred.empty()) return a;
  return std::nullopt;
}

notice::RoleSet RolesWithDuty(const notice::Notice& notice, std::string_view duty) {
  notice::RoleSet roles;
  for (std::size_t i = 0; i < notice.roles.size(); ++i) {
    const auto& duties = notice.roles[i].duties;
    roles.set(i, std::ranges::find(duties, duty) != duties.end());
  }
  return roles;
}

// Breaking the glass for anything but cover is a purpose of its own, which the law imposes.
std::string_view PurposeOf(const Ask& ask) {
  if (!ask.break_glass || *ask.break_glass == BreakGlass::kCover) return ask.purpose;
  switch (*ask.break_glass) {
    case BreakGlass::kEmergency:
      return "law.emergency";
    case BreakGlass::kSafeguarding:
      return "law.safeguarding";
    case BreakGlass::kLegalDemand:
      return "law.legal-demand";
    case BreakGlass::kCover:
      break;
  }
  std::unreachable();
}

Status LoadSubjectFacts(store::ReadTx& tx, const Context& context, const SubjectId& subject,
                        Time now, Question& q) {
  const vault::SubjectRow row = TRY(vault::LoadSubject(tx, context.keys, subject));
  if (row.merged_into)
    return Fail(Code::kNotFound, "This record was merged into another; open that one.",
                IdDetail("now", *row.merged_into));
  const auto kind = context.notice.FindSubjectKind(row.kind);
  if (!kind)
    return Fail(Code::kConflict,
                "The notice in force no longer has this person's category; publish one that has.");
  q.subject_kind = *kind;
  if (q.activity && context.notice.activities[*q.activity].consent)
    q.given = TRY(consent::Given(tx, context.keys, context.notice, subject));
  const auto standing = TRY(standing::Load(tx, context.keys, context.notice, subject, now));
  q.restricted = standing.restricted;
  q.objected = q.activity &&
               std::ranges::find(standing.objections, *q.activity) != standing.objections.end();
  return {};
}

// What stands between the actor and the person. Whether they work with them is looked up only where
// it decides something: roles that reach everyone reach them too.
Status LoadRelation(store::ReadTx& tx, const Context& context, const StaffId& actor,
                    const SubjectId& subject, Time now, Question& q) {
  const notice::Notice& notice = context.notice;
  const bool attends = q.action == Action::kAttend || !q.activity;
  const notice::RoleSet acting = attends ? q.roles : q.roles & notice.activities[*q.activity].roles;
  if ((acting & notice.everyone).any() &&
      !TRY(tx.Maybe("SELECT 1 FROM closed_relation WHERE staff = $1 AND subject = $2", actor,
                    subject)))
    return {};
  const auto relation = TRY(staff::RelationTo(tx, context.keys, actor, subject, now));
  q.assigned = relation.assigned;
  q.closed = relation.closed.has_value();
  return {};
}

// What the decision needs to know of the person; the rest of the question is there.
Status LoadAbout(store::ReadTx& tx, const Context& context, const Ask& ask,
                 const SubjectId& subject, Time now, Question& q) {
  // What is shared with the person is theirs to see, whatever their notice marks of its category.
  if (ask.own && !ask.records.empty()) {
    const auto shared = TRY(SharedNow(tx, context, ask, subject, now));
    if (std::ranges::all_of(ask.records, [&](const RecordId& record) {
          return std::ranges::find(shared, record) != shared.end();
        }))
      q.categories &= context.notice.ShownLive();
  }
  if (ask.actor) TRY(LoadRelation(tx, context, *ask.actor, subject, now, q));
  TRY(LoadSubjectFacts(tx, context, subject, now, q));
  // An erasure that was lawful then is done again, although only the right to it overrode the
  // restriction (Article 18).
  q.restricted = q.restricted && !(ask.again && !ask.actor);
  if (q.activity && !context.history.empty() && ask.action == Action::kRead) {
    const auto untold =
        TRY(versions::StillUntold(tx, context.keys, context.history, context.notice, subject,
                                  *q.activity, q.subject_kind, q.categories));
    q.untold = untold.tell;
    q.unasked = untold.ask;
  }
  return {};
}

// The question without what was loaded about a person.
Question OfNobody(Question q, const Ask& ask) {
  q.assigned = !ask.actor && !ask.own;
  q.closed = q.restricted = q.objected = false;
  q.given.reset();
  q.untold.reset();
  q.unasked.reset();
  return q;
}

// The program itself takes in what somebody sends us: a new file about nobody who is known, so that
// there is no record it could open, change or add to.
bool TakesIn(const Ask& ask, const SubjectId* subject) {
  return !ask.actor && ask.purpose == "law.rights" && ask.action == Action::kWrite &&
         subject == nullptr && ask.subjects.empty() && ask.categories.empty() && ask.kind.empty() &&
         ask.records.empty() && !ask.break_glass;
}

// A question about someone not known yet: nobody's record is opened, so no assignment is asked.
Result<Question> Unknown(const notice::Notice& notice, const Ask& ask, Question q) {
  q.assigned = true;
  if (!ask.kind.empty()) {
    const auto kind = notice.FindSubjectKind(ask.kind);
    if (!kind) return Fail(Code::kInvalid, "The notice has no such category of people.");
    q.subject_kind = *kind;
  } else if (q.activity) {
    q.subject_kind = static_cast<Index>(notice.activities[*q.activity].subjects._Find_first());
  }
  return q;
}

// A question that is always answered yes, of somebody of the first kind: for the ablation alone.
Question Supposed(const notice::Notice& notice, Question q) {
  for (std::size_t role = 0; role < notice.roles.size(); ++role) q.roles.set(role);
  q.assigned = true;
  q.subject_kind = 0;
  return q;
}

}  // namespace

// The purpose by name, so that it can stand on what is sealed before the decision.
Result<Ask> Gate::WithPurpose(Ask ask) const {
  if (!PurposeOf(ask).empty() || !ask.actor) {
    ask.purpose = PurposeOf(ask);
    return ask;
  }
  const auto roles = TRY(context_.store.Read([&](store::ReadTx& tx) {
    return staff::RolesOf(tx, context_.keys, context_.notice, *ask.actor, context_.clock.Now());
  }));
  if (const auto activity = DefaultActivity(context_.notice, roles))
    ask.purpose = context_.notice.activities[*activity].id;
  return ask;
}

Result<Question> Gate::Load(store::ReadTx& tx, const Ask& ask, const SubjectId* subject,
                            Time now) const {
  const notice::Notice& notice = context_.notice;
  Question q;
  q.action = ask.action;
  q.break_glass = ask.break_glass;
  q.own = ask.own;
  // The program itself acts for the retention duty, takes in what is sent, and does nothing else.
  const bool program = !ask.actor && !ask.own;
  const bool takes_in = program && TakesIn(ask, subject);
  const bool loaded = !ablation::Without(ablation::Part::kDecision);
  if (ask.actor && loaded)
    q.roles = TRY(staff::RolesOf(tx, context_.keys, notice, *ask.actor, now));
  if (program) q.roles = RolesWithDuty(notice, takes_in ? "rights" : "retention");
  q.assigned = program;
  const std::string_view purpose = PurposeOf(ask);
  q.activity = purpose.empty() ? DefaultActivity(notice, q.roles) : notice.FindActivity(purpose);
  if (program && purpose != "law.retention" && !takes_in) q.activity.reset();
  if (ask.actor && loaded && TRY(Waiting(tx, context_, ask, q.roles, now))) q.roles.reset();
  if (q.activity && ask.categories.empty() && ask.action == Action::kRead)
    q.categories = ask.own ? notice.ShownLive() : notice.activities[*q.activity].reads;
  for (const std::string& id : ask.categories) {
    const auto category = notice.FindCategory(id);
    if (!category) return Fail(Code::kInvalid, "The notice has no such data category.");
    q.categories.set(*category);
  }
  if (subject == nullptr && loaded) return Unknown(notice, ask, q);
  if (!loaded) return Supposed(notice, q);
  TRY(LoadAbout(tx, context_, ask, *subject, now, q));
  return q;
}

Status Gate::StillInForce(store::ReadTx& tx) const {
  if (TRY(versions::InForce(tx)) == context_.notice.hash) return {};
  context_.superseded();
  return Fail(Code::kConflict,
              "Another version of the notice came into force a moment ago; try again.");
}

// One verdict for all subjects: the first refusal decides.
Result<Gate::Judged> Gate::Judge(store::ReadTx& tx, const Ask& ask, Time now) const {
  TRY(StillInForce(tx));
  const Question first =
      TRY(Load(tx, ask, ask.subjects.empty() ? nullptr : &ask.subjects.front(), now));
  Judged judged(first, Decide(context_.notice, first));
  const auto note = [&](const SubjectId& subject) {
    if (judged.verdict && judged.verdict->broke_glass()) judged.broken.push_back(subject);
  };
  if (!ask.subjects.empty()) note(ask.subjects.front());
  // Who asks and for what is the same for each of them.
  const Question asked = OfNobody(first, ask);
  for (std::size_t i = 1; i < ask.subjects.size() && judged.verdict; ++i) {
    judged.question = asked;
    if (!ablation::Without(ablation::Part::kDecision))
      TRY(LoadAbout(tx, context_, ask, ask.subjects[i], now, judged.question));
    judged.verdict = Decide(context_.notice, judged.question);
    note(ask.subjects[i]);
  }
  // And about someone new beside them, when there is one.
  if (!ask.subjects.empty() && !ask.kind.empty() && judged.verdict) {
    judged.question = TRY(Load(tx, ask, nullptr, now));
    judged.verdict = Decide(context_.notice, judged.question);
  }
  if (!judged.verdict && judged.verdict.error().rule() == Rule::kRole)
    judged.waits = TRY(WhyWaiting(tx, context_, ask, now));
  return judged;
}

}  // namespace almoner::gate
