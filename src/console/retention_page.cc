// What is past its last day: the list, person by person, with why; approving, keeping longer, and
// destroying it.
#include <fmt/format.h>

#include <algorithm>

#include "app/certificate.h"
#include "app/upkeep.h"
#include "console/attend.h"
#include "console/office.h"
#include "console/purposes.h"
#include "console/request_words.h"
#include "console/today.h"
#include "web/csv.h"
#include "web/words.h"

namespace almoner::web::console {
namespace {

using DueList = std::vector<retention::Due>;

// What is due, for somebody who looks at it, which is recorded.
gate::Outcome<DueList> LookAtDue(Site& site, const Caller& caller) {
  auto allowed = TRY(site.counters.Count(
      site.app.gate().Act({.actor = caller.staff, .purpose = "law.retention"}, "retention.reviewed",
                          [](const gate::Change&) -> Status { return {}; })));
  if (!allowed) return gate::Refuse<DueList>(std::move(allowed).error());
  return TRY(retention::FindDue(site.app.gate().context(), site.app.clock().Now()));
}

std::string RecordsOf(const notice::Notice& notice, std::int64_t count,
                      const std::string& category) {
  return fmt::format("{} record{} of {}", count, count == 1 ? "" : "s",
                     Small(CategoryInWords(notice, category)));
}

std::string_view ApprovalInWords(retention::Approval approval) {
  return approval == retention::Approval::kSecond
             ? "one person has approved it, and somebody else has to agree"
             : "two people have to approve it";
}

Item ItemOf(const notice::Notice& notice, const retention::Due& due) {
  Item item{.title = Numbered("Person", due.subject.text()),
            .href = "/people/" + due.subject.text() + "?purpose=law.retention"};
  if (due.empty) {
    item.lines.emplace_back(
        "No record is held any more: what stands beside, like consents and needs, goes.");
    item.tag = Tag{.colour = "blue", .text = "May go"};
    return item;
  }
  bool unattended = due.waiting.empty();
  for (const retention::DueLine& line : due.lines) {
    item.lines.push_back(fmt::format("{}: {}{}.", RecordsOf(notice, line.records, line.category),
                                     standing::Words(notice, line.until),
                                     line.unattended ? "; it goes by itself" : ""));
    unattended = unattended && line.unattended;
  }
  for (const retention::Item& waiting : due.waiting)
    item.lines.push_back(fmt::format("{}: {}; {}.", RecordsOf(notice, 1, waiting.category),
                                     standing::Words(notice, *waiting.until),
                                     ApprovalInWords(waiting.approval)));
  const std::string address = "/retention/" + due.subject.text();
  item.tag = !due.waiting.empty() ? Tag{.colour = "yellow", .text = "To approve"}
             : unattended         ? Tag{.colour = "grey", .text = "Goes by itself"}
                                  : Tag{.colour = "blue", .text = "May go"};
  if (!due.waiting.empty())
    item.links.push_back({.href = address + "/approve", .text = "Approve destroying it"});
  item.links.push_back({.href = address + "/keep", .text = "Keep it longer"});
  return item;
}

// Which of the notice's rules it is about.
Question WhichRule(const notice::Notice& notice) {
  Question question{.kind = Kind::kOneOf,
                    .name = "rule",
                    .label = "Which of it?",
                    .missing = "Choose which of it",
                    .options = {{.value = "all", .text = "All that is due"}}};
  for (const notice::Retention& rule : notice.retention)
    question.options.push_back({.value = rule.id,
                                .text = "Only what this rule is about: " + rule.id,
                                .note = Capital(rule.reason)});
  return question;
}

FormPage FormFor(const SubjectId& subject, std::string_view verb) {
  return {.heading = {},
          .back = "/retention",
          .back_text = "Retention",
          .action = "/retention/" + subject.text() + "/" + std::string(verb),
          .button = {},
          .shows = {{"Person", Numbered("Person", subject.text())}},
          .links = {{"/people/" + subject.text() + "?purpose=law.retention",
                     "Look at what it is, first"}},
          .tab = Tab::kMore};
}

gate::Outcome<std::string> Decide(Site& site, const Caller& caller, retention::Deciding deciding,
                                  std::string_view done) {
  if (deciding.rule == "all") deciding.rule.clear();
  auto changed = TRY(retention::Decide(site.app.gate(), caller.staff, deciding));
  if (!changed) return gate::Refuse<std::string>(std::move(changed).error());
  return "/retention?done=" + std::string(done);
}

Part CertificateOf(const app::Certificate& certificate, int number) {
  return {.heading = fmt::format("Certificate {}", number),
          .facts = {{"It says", certificate.text}, {"Proof", certificate.proof}}};
}

// What was destroyed, with its certificates; each is filed too.
Result<http::Response> ShowDone(Site& site, const Caller& caller, const app::RetentionRun& run) {
  ListPage page{.heading = "What was destroyed", .back = "/retention", .back_text = "Retention"};
  for (const retention::Swept& swept : run.batches)
    page.parts.push_back(
        CertificateOf(TRY(app::Certify(site.app, swept)), static_cast<int>(page.parts.size()) + 1));
  for (const retention::Erased& erased : run.erased)
    page.parts.push_back(CertificateOf(TRY(app::Certify(site.app, erased)),
                                       static_cast<int>(page.parts.size()) + 1));
  if (page.parts.empty()) page.says.emplace_back("Nothing was destroyed.");
  if (!run.failed.empty())
    page.says.push_back(fmt::format(
        "What is due of {} could not be destroyed. Nothing of theirs is half gone; tell whoever "
        "runs the machine.",
        run.failed.size() == 1 ? "one person" : std::to_string(run.failed.size()) + " people"));
  if (run.left > 0)
    page.says.emplace_back("Somebody else was at work on some of it: look again in a moment.");
  if (run.waiting > 0)
    page.says.push_back(fmt::format("{} {} for approval.", run.waiting,
                                    run.waiting == 1 ? "person waits" : "people wait"));
  if (run.files > 0)
    page.says.push_back(fmt::format("{} file{} of proof, whose time was over, went too.", run.files,
                                    run.files == 1 ? "" : "s"));
  return ShowList(site, caller, page);
}

}  // namespace

Result<http::Response> ShowRetention(Site& site, const http::Request& request,
                                     const Caller& caller) {
  const auto due = TRY(LookAtDue(site, caller));
  if (!due) return ShowRefusal(site, caller, {.refused = due.error()});
  ListPage page{.heading = "Retention", .csv = "/retention/csv"};
  page.says.emplace_back(
      "What is past the last day that our notice promises, and held by nothing. Each date is "
      "worked out now, from the rules.");
  const std::string done = request.query("done").value_or("");
  if (done == "approve") page.done = "Approved, as far as you can.";
  if (done == "keep") page.done = "Kept until that day.";
  if (!due->empty()) page.buttons = {{.href = "/retention/run", .text = "Destroy what may go"}};
  Part part{.empty = "Nothing is past its last day."};
  for (const retention::Due& one : *due) part.items.push_back(ItemOf(site.app.notice(), one));
  page.parts.push_back(std::move(part));
  if (Has(site, caller, "rights"))
    page.parts.push_back({.links = {{.href = "/holds", .text = "Holds: what must not go"}}});
  return ShowList(site, caller, page);
}

Result<http::Response> GiveRetention(Site& site, const http::Request& /*request*/,
                                     const Caller& caller) {
  const auto due = TRY(LookAtDue(site, caller));
  if (!due) return ShowRefusal(site, caller, {.refused = due.error()});
  const notice::Notice& notice = site.app.notice();
  std::vector<std::vector<std::string>> rows;
  const auto add = [&](const retention::Due& one, const std::string& category, std::int64_t records,
                       const standing::KeepUntil& until, std::string_view state) {
    rows.push_back({one.subject.text(), category, std::to_string(records),
                    notice.retention[until.rule].id, ToText(until.last_day),
                    standing::Words(notice, until), std::string(state)});
  };
  for (const retention::Due& one : *due) {
    if (one.empty)
      rows.push_back({one.subject.text(), "", "0", "", "", "no record is held any more", "may go"});
    for (const retention::DueLine& line : one.lines)
      add(one, line.category, line.records, line.until,
          line.unattended ? "goes by itself" : "may go");
    for (const retention::Item& item : one.waiting)
      add(one, item.category, 1, *item.until, retention::Name(item.approval));
  }
  return GiveCsv("retention",
                 {"person", "category", "records", "rule", "last day", "because", "state"}, rows);
}

Made MakeApproval(Site& site, const http::Request& request, const Caller& caller) {
  if (!Has(site, caller, "retention"))
    return Instead(ShowNotTheirs(site, request, caller, "retention"));
  const SubjectId subject = TRY(KnownPerson(site, request));
  FormPage form = FormFor(subject, "approve");
  form.heading = "Approve destroying it";
  form.button = "Approve";
  form.says = {
      "Nobody who read a record approves its destruction alone: where you did, or where the rule "
      "asks for two people, somebody else agrees afterwards. Nothing is destroyed yet."};
  form.questions = {WhichRule(site.app.notice())};
  return Deed{.form = std::move(form), .act = [&site, &caller, subject](const Answers& answers) {
                return Decide(
                    site, caller,
                    {.subject = subject, .rule = answers.Text("rule"), .until = {}, .why = {}},
                    "approve");
              }};
}

Made MakeKeeping(Site& site, const http::Request& request, const Caller& caller) {
  if (!Has(site, caller, "retention"))
    return Instead(ShowNotTheirs(site, request, caller, "retention"));
  const SubjectId subject = TRY(KnownPerson(site, request));
  FormPage form = FormFor(subject, "keep");
  form.heading = "Keep it longer";
  form.button = "Keep it until then";
  form.questions = {WhichRule(site.app.notice()),
                    {.kind = Kind::kDate,
                     .name = "until",
                     .label = "Until when?",
                     .missing = "Enter the last day of keeping it",
                     .hint = "To the end of that day. Then somebody decides again."},
                    {.kind = Kind::kWords,
                     .name = "why",
                     .label = "Why is it needed longer?",
                     .missing = "Say why it is needed longer",
                     .hint = "Whoever is asked about it later reads these words."}};
  const Date today = LondonDate(site.app.clock().Now());
  return Deed{.form = std::move(form),
              .check = [today](const Answers& answers) -> std::vector<FieldProblem> {
                if (sys_days(*answers.Day("until")) > sys_days(today)) return {};
                return {{.field = "until-day", .text = "The last day must be in the future"}};
              },
              .act =
                  [&site, &caller, subject](const Answers& answers) {
                    return Decide(site, caller,
                                  {.subject = subject,
                                   .rule = answers.Text("rule"),
                                   .until = answers.Day("until"),
                                   .why = Personal(answers.Text("why"))},
                                  "keep");
                  }};
}

Made MakeRun(Site& site, const http::Request& /*request*/, const Caller& caller) {
  const auto due = TRY(LookAtDue(site, caller));
  if (!due) return Instead(ShowRefusal(site, caller, {.refused = due.error()}));
  const retention::SweepPlan plan =
      retention::PlanSweep(site.app.notice(), *due, retention::By::kPerson);
  FormPage form{
      .heading = "Destroy what may go",
      .back = "/retention",
      .back_text = "Retention",
      .action = "/retention/run",
      .button = "Destroy it now",
      .shows = {{"Records", std::to_string(plan.records)}, {"People", std::to_string(plan.people)}},
      .tab = Tab::kMore};
  if (plan.records == 0) {
    form.says = {"Nothing may go now: what is due waits for an approval, or nothing is due."};
    form.closed = true;
  } else {
    form.says = {
        "This is what would go. It cannot be undone: rows are deleted and keys destroyed, "
        "and each destruction has a certificate."};
  }
  return Deed{.form = std::move(form),
              .act = {},
              .give = [&site, &caller](const Answers&) -> gate::Outcome<http::Response> {
                const app::RetentionRun run = TRY(app::RunRetention(site.app, caller.staff));
                return TRY(ShowDone(site, caller, run));
              },
              .afterwards = "/retention"};
}

}  // namespace almoner::web::console
