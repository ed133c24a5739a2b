#include "sharing/disclosure.h"

#include <algorithm>

#include "sharing/screen.h"
#include "staff/apart.h"
#include "standing/expiry.h"

namespace almoner::sharing {
namespace {

using accountability::Context;
using accountability::Due;
using accountability::FactRule;
using accountability::Get;
using accountability::Register;
using accountability::State;
using accountability::Step;
using accountability::Taking;
using accountability::Type;

FactRule Channel() {
  return {.name = "channel",
          .type = Type::kWord,
          .required = true,
          .what = "how it goes, or came",
          .words = {"encrypted-email", "secure-portal", "tracked-post", "courier", "by-hand",
                    "phone", "system-link"}};
}

FactRule Form() {
  return {.name = "form",
          .type = Type::kWord,
          .required = true,
          .what = "who asks, or is given it",
          .words = {"police", "social-worker", "regulator", "gp", "other"}};
}

FactRule Ground() {
  return {
      .name = "ground",
      .type = Type::kWord,
      .required = true,
      .what = "on what ground",
      .words = {"consent", "contract", "legal-duty", "court-order", "safeguarding", "serious-harm",
                "emergency", "crime", "public-interest", "legitimate-interest"}};
}

FactRule Data() {
  return {.name = "data", .type = Type::kIds, .required = true, .what = "data categories"};
}

FactRule Text(Literal name, bool required, Literal what) {
  return {.name = name, .type = Type::kText, .required = required, .what = what};
}

std::vector<FactRule> Outgoing() {
  return {{.name = "recipient",
           .type = Type::kIds,
           .required = true,
           .what = "the recipient's id in the notice"},
          Form(),
          Data(),
          Ground(),
          Text("what-for", true, "what it is needed for"),
          Text("necessity", true, "why nothing less will do"),
          {.name = "telling",
           .type = Type::kWord,
           .required = true,
           .what = "whether the person was told first, is told after, or not for now",
           .words = {"first", "after", "deferred"}},
          {.name = "told-on", .type = Type::kDate, .what = "told first: on which day"},
          {.name = "exception",
           .type = Type::kWord,
           .what = "why the notice lets them not be told before",
           .words = {"prejudice", "safety", "law-forbids", "any-basis"}},
          {.name = "until",
           .type = Type::kDate,
           .what = "deferred: when that is looked at again",
           .ahead = true},
          Text("why-not-told", false, "deferred: why"),
          {.name = "seriousness",
           .type = Type::kWord,
           .what = "harm, safeguarding, crime, public interest: how serious it is",
           .words = {"minor", "significant", "serious", "life"}},
          Text("reasons", false, "why it is that serious, or needed against crime"),
          {.name = "consent", .type = Type::kIds, .what = "which of the notice's consents"},
          Text("authority", false, "which order it is, or which law"),
          Text("requester", false, "who asks, and how that is known"),
          Text("reference", false, "their reference")};
}

FactRule Seen() {
  return {.name = "seen",
          .type = Type::kIds,
          .what = "what the notice wants on record first, and is: order, reference, …"};
}

std::vector<FactRule> Emergency() {
  std::vector<FactRule> facts = Outgoing();
  facts.push_back({.name = "at", .type = Type::kTime, .required = true, .what = "when it went"});
  facts.push_back(Channel());
  facts.push_back(Seen());
  return facts;
}

Step TakenIn() {
  return {.name = "taken-in",
          .action = "disclosure.taken-in",
          .from = {""},
          .to = "taken-in",
          .facts = {Form(),
                    Data(),
                    Ground(),
                    Channel(),
                    {.name = "on",
                     .type = Type::kDate,
                     .required = true,
                     .what = "the day it came",
                     .mendable = true},
                    Text("words", true, "from whom, and what for")}};
}

std::vector<Step> Deciding() {
  return {{.name = "proposed",
           .action = "disclosure.proposed",
           .from = {""},
           .to = "proposed",
           .facts = Outgoing()},
          {.name = "sent-first",
           .action = "disclosure.sent-first",
           .from = {""},
           .to = "sent-first",
           .facts = Emergency()},
          TakenIn(),
          {.name = "approved",
           .action = "disclosure.approved",
           .from = {"proposed"},
           .to = "approved",
           .facts = {Text("words", false, "what was weighed")}},
          {.name = "declined",
           .action = "disclosure.declined",
           .from = {"proposed"},
           .to = "declined",
           .facts = {Text("words", true, "why not")}},
          {.name = "withdrawn",
           .action = "disclosure.withdrawn",
           .from = {"proposed", "approved"},
           .to = "withdrawn",
           .facts = {Text("words", false, "why")}},
          {.name = "sent",
           .action = "disclosure.sent",
           .from = {"proposed", "approved"},
           .to = "sent",
           .facts = {{.name = "at", .type = Type::kTime, .required = true, .what = "when it went"},
                     Channel(),
                     Seen()}},
          {.name = "reviewed",
           .action = "disclosure.reviewed",
           .from = {"sent-first"},
           .to = "sent",
           .facts = {{.name = "outcome",
                      .type = Type::kWord,
                      .required = true,
                      .what = "whether it was right to send it",
                      .words = {"right", "wrong"}},
                     Text("words", true, "why; where it was wrong, it is a breach too"),
                     Seen(),
                     Text("not-to-be-had", false,
                          "what the notice wants on record and cannot be had any more, and why")}}};
}

std::vector<Step> Telling() {
  const std::vector<std::string_view> before = {"receipt", "taken-in", "telling-deferred"};
  return {{.name = "receipt",
           .action = "disclosure.receipt",
           .from = {"sent"},
           .to = "receipt",
           .facts = {{.name = "how",
                      .type = Type::kWord,
                      .required = true,
                      .what = "how it is known to have arrived",
                      .words = {"confirmed", "delivered", "read", "not-confirmed"}}}},
          {.name = "told",
           .action = "disclosure.told",
           .from = before,
           .to = "told",
           .facts = {{.name = "on",
                      .type = Type::kDate,
                      .required = true,
                      .what = "the day on which the person was told",
                      .mendable = true},
                     {.name = "how",
                      .type = Type::kWord,
                      .required = true,
                      .what = "how they were told",
                      .words = {"letter", "phone", "in-person", "email", "portal"},
                      .mendable = true}}},
          {.name = "telling-deferred",
           .action = "disclosure.telling-deferred",
           .from = before,
           .to = "telling-deferred",
           .facts = {{.name = "until",
                      .type = Type::kDate,
                      .required = true,
                      .what = "when that is looked at again",
                      .ahead = true},
                     Text("words", true, "why they are not told yet")}},
          {.name = "not-told",
           .action = "disclosure.not-told",
           .from = before,
           .to = "not-told",
           .facts = {{.name = "exception",
                      .type = Type::kWord,
                      .required = true,
                      .what = "why they never need to be",
                      .words = {"prejudice", "safety", "law-forbids", "knows-already",
                                "cannot-be-reached"}},
                     Text("words", true, "why that is so")}},
          {.name = "closed",
           .action = "disclosure.closed",
           .from = {"told", "not-told", "receipt", "declined", "withdrawn"},
           .to = "closed"},
          accountability::Correction("disclosure.corrected")};
}

std::vector<Step> Steps() {
  std::vector<Step> steps = Deciding();
  for (Step& step : Telling()) steps.push_back(std::move(step));
  return steps;
}

// Two people, and the second in the role that the notice names.
Status CheckSecond(const Taking& taking) {
  const gate::Context& on = taking.context.gate.context();
  const Facts& opening = taking.state.events.front().facts;
  if (Get(opening, "by") == taking.who.actor.text())
    return Fail(Code::kRefused,
                "Somebody other than whoever proposed or sent it looks at whether it is right.");
  if (const std::string by = Get(opening, "by"); !by.empty())
    TRY(staff::CheckApart(taking.tx, on.keys, TRY(StaffId::Parse(by)), taking.who.actor,
                          taking.now));
  const Second second = SecondFor(on.notice, opening);
  if (second.role.empty()) return {};
  const auto roles =
      TRY(staff::RolesOf(taking.tx, on.keys, on.notice, taking.who.actor, taking.now));
  const auto role = on.notice.FindRole(second.role);
  if (role && roles.test(*role)) return {};
  return Fail(Code::kRefused, "The notice says whose approval this needs.",
              Detail::Id("role", second.role));
}

Status CheckEmergency(const Taking& taking, Date today) {
  const std::string ground = Get(taking.facts, "ground");
  if (ground != "emergency" && ground != "serious-harm" && ground != "safeguarding")
    return Fail(Code::kInvalid,
                "Something is sent first and recorded after only to keep somebody from serious "
                "harm; propose it otherwise.",
                Detail("fact", Literal("ground")));
  TRY(Screen(taking, taking.facts));
  return CheckTelling(taking.context.gate.context().notice, taking.facts, today);
}

Status CheckSending(const Taking& taking) {
  const notice::Notice& notice = taking.context.gate.context().notice;
  const Facts& opening = taking.state.events.front().facts;
  if (taking.state.state != "approved" && SecondFor(notice, opening).needed)
    return Fail(Code::kConflict, "Somebody else has to approve this before it goes.");
  TRY(Screen(taking, opening));  // what has changed since counts
  return AllSeen(notice, opening, taking.facts);
}

Status CheckDeferral(const Taking& taking, Date today) {
  if (sys_days(TRY(ParseDate(Get(taking.facts, "until")))) > sys_days(today)) return {};
  return Fail(Code::kInvalid, "The day of the review is to come.",
              Detail("fact", Literal("until")));
}

Status CheckClosing(const State& state) {
  if (state.state != "receipt" || Get(state.events.front().facts, "telling") == "first") return {};
  return Fail(Code::kConflict,
              "The person was not told; tell them, or record until when that is put off, or why "
              "they never need to be.");
}

Status CheckIncoming(const Taking& taking) {
  const notice::Notice& notice = taking.context.gate.context().notice;
  for (const std::string& id : accountability::Ids(Get(taking.facts, "data")))
    if (!notice.FindCategory(id))
      return Fail(Code::kInvalid, "The notice has no such data category.",
                  Detail("fact", Literal("data")));
  return {};
}

Status Guard(const Taking& taking) {
  const std::string_view step = taking.step.name.view();
  const Date today = LondonDate(taking.now);
  if (step == "proposed") {
    TRY(Screen(taking, taking.facts));
    return CheckTelling(taking.context.gate.context().notice, taking.facts, today);
  }
  if (step == "sent-first") return CheckEmergency(taking, today);
  if (step == "taken-in") return CheckIncoming(taking);
  if (step == "approved") {
    TRY(CheckSecond(taking));
    return Screen(taking, taking.state.events.front().facts);
  }
  if (step == "reviewed") {
    TRY(CheckSecond(taking));
    return SeenAfterwards(taking);
  }
  if (step == "sent") return CheckSending(taking);
  if (step == "telling-deferred") return CheckDeferral(taking, today);
  return step == "closed" ? CheckClosing(taking.state) : Status();
}

bool Serves(std::string_view purpose, const Facts& opening) {
  const std::string ground = Get(opening, "ground");
  if (purpose == "law.safeguarding")
    return ground == "safeguarding" || ground == "serious-harm" || ground == "emergency";
  if (purpose == "law.emergency") return ground == "emergency";
  if (purpose == "law.legal-demand") return ground == "court-order" || ground == "legal-duty";
  return true;
}

// Article 14(3)(a): whoever is written about by others is told within a month.
std::optional<Date> TellBy(const State& state) {
  if (state.state != "taken-in") return std::nullopt;
  const auto on = ParseDate(state.Said("taken-in", "on"));
  if (!on) return std::nullopt;
  return standing::Add(*on, {.months = 1});
}

// When it is looked at again whether they can be told.
std::optional<Date> LookAgain(const State& state) {
  const bool deferred =
      state.state == "telling-deferred" ||
      (state.state == "receipt" && Get(state.events.front().facts, "telling") == "deferred");
  const auto until = ParseDate(state.Latest("until"));
  return deferred && until ? std::optional(*until) : std::nullopt;
}

std::optional<Due> DueOf(const Context& context, const State& state) {
  const Date today = LondonDate(context.gate.context().clock.Now());
  if (state.state == "sent-first") return Due{.what = "review by another person", .by = {}};
  if (const auto by = TellBy(state))
    return Due{
        .what = "tell the person", .by = ToText(*by), .past = sys_days(today) > sys_days(*by)};
  if (const auto until = LookAgain(state))
    return Due{.what = "look again whether the person can be told",
               .by = ToText(*until),
               .past = sys_days(today) >= sys_days(*until)};
  if (state.state == "receipt" && Get(state.events.front().facts, "telling") == "after")
    return Due{.what = "tell the person", .by = {}};
  return std::nullopt;
}

}  // namespace

const Register& Disclosures() {
  static const Register all{
      .kind = "disclosure",
      .looked = "disclosure.read",
      .listed = "disclosures.listed",
      .purposes = {"law.rights", "law.safeguarding", "law.legal-demand", "law.emergency"},
      .steps = Steps(),
      .guard = Guard,
      .serves = Serves,
      .due = DueOf};
  return all;
}

Second SecondFor(const notice::Notice& notice, const Facts& facts) {
  const std::string ground = Get(facts, "ground");
  // Where nobody can wait for a second, it is sent first, and reviewed.
  Second second{.needed = ground == "serious-harm" || ground == "emergency"};
  for (const notice::SharingRule* const rule : RulesFor(notice, facts)) {
    second.needed = second.needed || rule->second_person || !rule->approval.empty();
    const auto holder =
        std::ranges::find(notice.more.role_holders, rule->approval, &notice::RoleHolder::id);
    if (!rule->approval.empty() && holder != notice.more.role_holders.end() && second.role.empty())
      second.role = holder->role;
  }
  return second;
}

std::string FormText(std::string_view form) {
  const Step& step = Disclosures().steps.front();
  const auto asked =
      std::ranges::find(step.facts, "form", [](const FactRule& fact) { return fact.name.view(); });
  if (std::ranges::find(asked->words, form) == asked->words.end()) return {};
  const auto needed = NeededBy(form);
  std::string text = "Sharing of personal data: " + std::string(form) + "\n\n";
  for (const FactRule& fact : step.facts) {
    const bool must = fact.required || std::ranges::find(needed, fact.name.view()) != needed.end();
    text.append(fact.name.view()).append(must ? " (needed): " : ": ").append(fact.what.view());
    for (const std::string_view word : fact.words)
      text.append(word == fact.words.front() ? " [" : ", ").append(word);
    text.append(fact.words.empty() ? "\n    ____\n" : "]\n    ____\n");
  }
  return text;
}

}  // namespace almoner::sharing
