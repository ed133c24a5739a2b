#include "gate/decide.h"

#include <fmt/format.h>

namespace almoner::gate {
namespace {

using notice::Activity;
using notice::Index;
using notice::Notice;

Index FirstOf(const notice::RoleSet& roles) { return static_cast<Index>(roles._Find_first()); }

// Article 9 and 10: the activity may touch sensitive data only with a condition. The compiler saw
// to the notice's own activities; what the law imposes is checked here like everything else.
bool LacksCondition(const Notice& notice, const Activity& activity,
                    const notice::CategorySet& asked) {
  for (std::size_t i = asked._Find_first(); i < asked.size(); i = asked._Find_next(i)) {
    const notice::Sensitivity sensitivity = notice.categories[i].sensitivity;
    if (sensitivity == notice::Sensitivity::kSpecial && activity.condition.empty()) return true;
    if (sensitivity == notice::Sensitivity::kOffence && activity.schedule_1.empty() &&
        !activity.imposed)
      return true;
  }
  return false;
}

std::string Quote(const Notice& notice, Index clause) {
  return fmt::format("The notice says ({}): “{}”", notice.clauses[clause].id,
                     notice.clauses[clause].text);
}

// What an activity stands on, quoted: its clause, or the law where the law imposes it.
std::string Standing(const Notice& notice, const Activity& activity, Explanation& out) {
  if (!activity.clause) {
    out.clauses.push_back(activity.id);
    return fmt::format("The law imposes this ({}).", activity.authority);
  }
  out.clauses.push_back(notice.clauses[*activity.clause].id);
  return Quote(notice, *activity.clause);
}

std::string CategoryNames(const Notice& notice, const notice::CategorySet& set) {
  std::string names;
  for (std::size_t i = set._Find_first(); i < notice.categories.size(); i = set._Find_next(i))
    names.append(names.empty() ? "" : ", ").append(notice.categories[i].name);
  return names;
}

std::string RoleNames(const Notice& notice, const notice::RoleSet& set) {
  std::string names;
  for (std::size_t i = set._Find_first(); i < notice.roles.size(); i = set._Find_next(i))
    names.append(names.empty() ? "" : ", ").append(notice.roles[i].name);
  return names.empty() ? "nobody" : names;
}

std::string_view PeopleName(const Notice& notice, Index kind) {
  if (kind >= notice.subjects.size()) return "people the notice does not speak of";
  return notice.subjects[kind].name;
}

// Why this actor, or this person, and the purpose do not go together.
void ExplainWho(const Notice& notice, const Question& q, Rule rule, Explanation& out) {
  const Activity& activity = notice.activities[*q.activity];
  switch (rule) {
    case Rule::kClosed:
      out.what = "This record is closed to you.";
      out.why =
          "Nobody opens their own record, a relative's, or one where a conflict of interest is "
          "declared.";
      out.next = "Ask your manager to have a colleague deal with it.";
      break;
    case Rule::kRole:
      out.what = fmt::format("Your role does not act in “{}”.", activity.purpose);
      out.why = Standing(notice, activity, out);
      out.next = fmt::format("This is done by: {}.", RoleNames(notice, activity.roles));
      break;
    case Rule::kAssignment:
      out.what = "This person is not in your caseload, service or site.";
      out.why = Standing(notice, activity, out);
      out.next =
          "If you must see the record now, open it for emergency, cover, safeguarding or a legal "
          "demand; say why within 24 hours. It will be reviewed.";
      break;
    case Rule::kPeople:
      out.what = fmt::format("“{}” is not done with data about: {}.", activity.purpose,
                             PeopleName(notice, q.subject_kind));
      out.why = Standing(notice, activity, out);
      out.next = "Choose the purpose for which this person's data was collected.";
      break;
    default:
      break;
  }
}

// Why this use of the data is not allowed.
void ExplainUse(const Notice& notice, const Question& q, Rule rule, Explanation& out) {
  const Activity& activity = notice.activities[*q.activity];
  switch (rule) {
    case Rule::kMinimisation: {
      const auto& allowed = q.action == Action::kWrite ? activity.writes : activity.reads;
      out.what = fmt::format("“{}” does not {}: {}.", activity.purpose,
                             q.action == Action::kWrite ? "record" : "need",
                             CategoryNames(notice, q.categories & ~allowed));
      out.why = Standing(notice, activity, out);
      out.next = "Leave that out, or choose the purpose that needs it.";
      break;
    }
    case Rule::kNewUse: {
      const bool ask = (q.unasked & q.categories).any();
      out.what =
          fmt::format("“{}” is a new use of what this person gave before: {}.", activity.purpose,
                      CategoryNames(notice, (q.untold | q.unasked) & q.categories));
      out.why = Standing(notice, activity, out) +
                " The notice that was in force when they gave it did not say so (UK GDPR Articles "
                "5(1)(b) and 8A).";
      out.next = ask ? "Leave it alone: it was given for something else, and this use needs their "
                       "consent, or a reason in the notice why it is compatible."
                     : "Show them the notice first, and record that you have.";
      break;
    }
    case Rule::kCondition:
      out.what =
          fmt::format("“{}” names no condition for special category or criminal offence data.",
                      activity.purpose);
      out.why = "UK GDPR Articles 9 and 10 ask for one, and the notice names none.";
      out.next = "Ask the data protection officer to have the notice completed.";
      break;
    case Rule::kConsent:
      out.what = fmt::format("The person has not agreed to “{}”.", activity.purpose);
      out.why = Standing(notice, activity, out);
      out.next = "Do not do it. If they wish to agree, record their consent first.";
      break;
    case Rule::kObjection:
      out.what = fmt::format("The person has objected to “{}”.", activity.purpose);
      out.why = Standing(notice, activity, out);
      // Article 21(3): against marketing nothing is weighed.
      out.next = activity.marketing
                     ? "Stop this use for good: against marketing an objection is final."
                     : "Stop this use. The data protection officer decides on the objection.";
      break;
    case Rule::kRestriction:
      out.what = "Use of this person's data is restricted.";
      out.why =
          "UK GDPR Article 18: while it is restricted, the data is only kept, save for legal "
          "claims, protecting others and what the person agrees to.";
      out.next = "Ask the data protection officer; they tell the person before it is lifted.";
      break;
    default:
      break;
  }
}

// Words for the person themself, who is told nothing about what there is.
Explanation ExplainOwn(const Notice& notice, const Question& q) {
  Explanation out;
  out.what = "This cannot be shown here.";
  out.why = Standing(notice, notice.activities[*q.activity], out);
  out.next = "Ask for a copy of what is held about you.";
  return out;
}

}  // namespace

std::string_view Name(BreakGlass ground) {
  switch (ground) {
    case BreakGlass::kEmergency:
      return "emergency";
    case BreakGlass::kCover:
      return "cover";
    case BreakGlass::kSafeguarding:
      return "safeguarding";
    case BreakGlass::kLegalDemand:
      return "legal-demand";
  }
  std::unreachable();
}

std::string_view Name(Rule rule) {
  switch (rule) {
    case Rule::kPurpose:
      return "purpose";
    case Rule::kBasis:
      return "lawful-basis";
    case Rule::kClosed:
      return "closed-record";
    case Rule::kRole:
      return "role";
    case Rule::kAssignment:
      return "assignment";
    case Rule::kPeople:
      return "people";
    case Rule::kMinimisation:
      return "minimisation";
    case Rule::kNewUse:
      return "new-use";
    case Rule::kCondition:
      return "condition";
    case Rule::kConsent:
      return "consent";
    case Rule::kObjection:
      return "objection";
    case Rule::kRestriction:
      return "restriction";
  }
  std::unreachable();
}

// A person sees of themself what the notice marks to be seen so, for the exercise of their rights;
// they tell us what they tell staff; and they write nothing into what is held.
std::expected<Decision, Refusal> DecideOwn(const Notice& notice, const Question& q) {
  const Activity& activity = notice.activities[*q.activity];
  if (!activity.own || q.action == Action::kWrite) return std::unexpected(Refusal(Rule::kRole));
  if (q.action == Action::kAttend) return Decision(*q.activity, std::nullopt, false);
  for (std::size_t i = q.categories._Find_first(); i < q.categories.size();
       i = q.categories._Find_next(i))
    if (!notice.categories[i].portal) return std::unexpected(Refusal(Rule::kMinimisation));
  return Decision(*q.activity, std::nullopt, false);
}

std::expected<Decision, Refusal> Decide(const Notice& notice, const Question& q) {
  const auto refuse = [](Rule rule) { return std::unexpected(Refusal(rule)); };
  if (!q.activity || *q.activity >= notice.activities.size())
    return std::unexpected(Refusal(Rule::kPurpose, true));
  if (q.own) return DecideOwn(notice, q);
  const Activity& activity = notice.activities[*q.activity];
  // What a person tells staff is taken under any purpose: they may object to this very one.
  if (!activity.barred.empty() && q.action != Action::kAttend) return refuse(Rule::kBasis);
  if (q.closed) return refuse(Rule::kClosed);

  const notice::RoleSet acting = q.action == Action::kAttend ? q.roles : q.roles & activity.roles;
  if (acting.none()) return refuse(Rule::kRole);
  const notice::RoleSet reaching = acting & notice.everyone;
  const bool within = q.assigned || reaching.any();
  if (!within && !q.break_glass) return refuse(Rule::kAssignment);
  const Index role = FirstOf(reaching.any() ? reaching : acting);
  if (q.action == Action::kAttend) return Decision(*q.activity, role, !within);

  if (q.subject_kind >= notice.subjects.size())
    return std::unexpected(Refusal(Rule::kPeople, true));
  if (!activity.subjects[q.subject_kind]) return refuse(Rule::kPeople);
  const notice::CategorySet& allowed =
      q.action == Action::kWrite ? activity.writes : activity.reads;
  if ((q.categories & ~allowed).any()) return refuse(Rule::kMinimisation);
  if (((q.untold | q.unasked) & q.categories).any()) return refuse(Rule::kNewUse);
  if (LacksCondition(notice, activity, q.categories))
    return std::unexpected(Refusal(Rule::kCondition, true));
  if (activity.consent && !q.given[*activity.consent]) return refuse(Rule::kConsent);
  if (q.objected && activity.objection) return refuse(Rule::kObjection);
  if (q.restricted && !activity.restricted) return refuse(Rule::kRestriction);
  return Decision(*q.activity, role, !within);
}

Explanation Explain(const Notice& notice, const Question& q, const Refusal& refusal) {
  Explanation out;
  if (!q.activity || *q.activity >= notice.activities.size()) {
    out.what = "The notice has no such purpose.";
    out.why = "What the notice does not tell people about is not done with their data.";
    out.next =
        "Choose one of the purposes of your role, or ask the data protection officer to have the "
        "notice changed.";
    return out;
  }
  if (q.own) return ExplainOwn(notice, q);
  switch (refusal.rule()) {
    case Rule::kPurpose:
      break;  // answered above
    case Rule::kBasis: {
      const Activity& activity = notice.activities[*q.activity];
      out.what = fmt::format("The law does not allow “{}”.", activity.purpose);
      out.why = activity.barred;
      if (activity.clause) out.clauses.push_back(notice.clauses[*activity.clause].id);
      out.next = "Ask the data protection officer to have the notice mended.";
      break;
    }
    case Rule::kClosed:
    case Rule::kRole:
    case Rule::kAssignment:
    case Rule::kPeople:
      ExplainWho(notice, q, refusal.rule(), out);
      break;
    case Rule::kMinimisation:
    case Rule::kNewUse:
    case Rule::kCondition:
    case Rule::kConsent:
    case Rule::kObjection:
    case Rule::kRestriction:
      ExplainUse(notice, q, refusal.rule(), out);
      break;
  }
  return out;
}

Explanation Explain(const Notice& notice, const Decision& decision) {
  const Activity& activity = notice.activities[decision.activity()];
  Explanation out;
  out.what = decision.role() ? fmt::format("Allowed for “{}”, by the role {}.", activity.purpose,
                                           notice.roles[*decision.role()].name)
                             : fmt::format("Allowed for “{}”, by yourself.", activity.purpose);
  out.why = fmt::format(
      "{} Lawful basis: Article {} ({}){}{}.", Standing(notice, activity, out), activity.basis,
      activity.basis_name, activity.condition.empty() ? "" : ", Article " + activity.condition,
      activity.schedule_1.empty() ? "" : ", DPA 2018 Schedule 1 paragraph " + activity.schedule_1);
  return out;
}

}  // namespace almoner::gate
