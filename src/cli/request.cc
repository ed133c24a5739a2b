#include "cli/request.h"

#include <fmt/format.h>

#include "app/certificate.h"
#include "rights/access.h"
#include "rights/erasure.h"
#include "rights/grounds.h"

namespace almoner::cli {

Result<rights::State> StateOf(app::App& app, const RequestOptions& o) {
  return rights::Load(app.rights(), TRY(RequestId::Parse(o.request)));
}

void AddCame(CLI::App& command, const std::shared_ptr<RequestOptions>& o) {
  command.add_option("--came", o->came, "The day it came, where that was before today");
}

Result<rights::Came> CameIn(const RequestOptions& o) {
  if (o.came.empty()) return rights::Came();
  return rights::Came(TRY(ParseDate(o.came)));
}

json::value Maybe(const std::optional<Date>& date) {
  return date ? json::value(ToText(*date)) : json::value();
}

CLI::App* RequestSteps::Add(const char* verb, const char* help,
                            std::function<Result<int>(app::App&)> run) const {
  CLI::App* const command = Command(shell, request, verb, help, std::move(run));
  command->add_option("request", o->request, "The request's id")->required();
  return command;
}

CLI::App* RequestSteps::Do(const char* verb, const char* help, const char* said,
                           std::function<gate::Outcome<gate::Changed>(
                               const rights::Context&, const StaffId&, const rights::State&)>
                               act) const {
  return Add(verb, help,
             [&shell = shell, o = o, said, act = std::move(act)](app::App& app) -> Result<int> {
               const StaffId actor = TRY(shell.ActorWith("rights"));
               auto outcome = act(app.rights(), actor, TRY(StateOf(app, *o)));
               return Answer(shell, std::move(outcome), [&](const gate::Changed& done) {
                 return PrintChanged(shell, done, said);
               });
             });
}

namespace {

Result<int> OpenRequest(Shell& shell, app::App& app, const RequestOptions& o) {
  std::optional<SubjectId> subject;
  if (!o.subject.empty()) subject = TRY(SubjectId::Parse(o.subject));
  if (subject.has_value() == o.unknown)
    return almoner::Fail(
        Code::kInvalid,
        "Say with --subject who it is about, or --unknown if nobody of that name is "
        "known here.");
  const rights::Opening opening{.right = TRY(law::ParseRight(o.right)),
                                .subject = subject,
                                .received = TRY(ParseDate(o.received)),
                                .channel = o.channel,
                                .words = TRY(shell.TextFromInput()),
                                .about = o.about};
  auto outcome = rights::Open(app.rights(), TRY(shell.ActorWith("rights")), opening);
  return Answer(shell, std::move(outcome), [&](const RequestId& request) {
    return shell.Print("Opened: request " + request.text(), {{"request", request.text()}},
                       "almoner.request.opened/1");
  });
}

json::object Describe(const rights::State& state, const law::Due& due, std::string& text) {
  json::array next;
  std::string steps;
  for (const rights::Step step : rights::Allowed(state)) next.emplace_back(rights::Name(step));
  for (const rights::Step step : rights::ToDo(state))
    steps.append(steps.empty() ? "" : ", ").append(rights::Name(step));
  json::array reasons;
  for (const std::string& step : due.steps) reasons.emplace_back(step);
  text = fmt::format("{}  {}  received {}  due {}{}  next: {}\n", state.id.text(),
                     law::Name(state.right), ToText(state.received),
                     due.due ? ToText(*due.due) : "paused",
                     due.promised_due ? " (we promise " + ToText(*due.promised_due) + ")" : "",
                     steps.empty() ? state.closed ? "nothing, it is closed" : "close" : steps);
  return json::object{{"request", state.id.text()},
                      {"right", law::Name(state.right)},
                      {"subject", state.subject ? json::value(state.subject->text()) : nullptr},
                      {"received", ToText(state.received)},
                      {"due", Maybe(due.due)},
                      {"promised_due", Maybe(due.promised_due)},
                      {"reasons", std::move(reasons)},
                      {"closed", state.closed},
                      {"next", std::move(next)}};
}

Result<int> PrintRequest(Shell& shell, app::App& app, const rights::State& state) {
  std::string text;
  const law::Due due = TRY(rights::Clock(app.rights(), state));
  json::object document = Describe(state, due, text);
  text += state.subject   ? "  about person " + state.subject->text() + "\n"
          : state.unknown ? std::string("  about somebody who is not known here\n")
                          : std::string("  about somebody who is erased\n");
  for (const std::string& step : due.steps) text += "  because " + step + "\n";
  json::array events;
  for (const rights::FileEvent& event : state.events) {
    text += fmt::format("  {}  {}", event.at.seconds_text(), event.kind);
    json::object one{{"at", event.at.text()}, {"kind", event.kind}};
    for (const char* const fact :
         {"category", "ruling", "outcome", "ground", "why", "pence", "recipient", "record", "by"}) {
      const auto found = event.facts.find(fact);
      if (found == event.facts.end()) continue;
      text += fmt::format("  {} {}", fact, found->second);
      one[fact] = found->second;
    }
    text += "\n";
    events.push_back(std::move(one));
  }
  document["events"] = std::move(events);
  return shell.Print(text, std::move(document), "almoner.request/1");
}

Result<int> ShowRequest(Shell& shell, app::App& app, const RequestOptions& o) {
  auto outcome =
      rights::Look(app.rights(), TRY(shell.ActorWith("rights")), TRY(RequestId::Parse(o.request)));
  return Answer(shell, std::move(outcome),
                [&](const rights::State& state) { return PrintRequest(shell, app, state); });
}

int PrintRequests(Shell& shell, const rights::Listed& requests) {
  json::array all;
  std::string text;
  for (const auto& one : requests) {
    std::string line;
    all.push_back(Describe(one->state, one->due, line));
    text += line;
  }
  return shell.Print(text.empty() ? "There are no requests.\n" : text,
                     {{"requests", std::move(all)}}, "almoner.requests/1");
}

Result<int> ListRequests(Shell& shell, app::App& app, bool due) {
  auto outcome = rights::ListDated(app.rights(), TRY(shell.ActorWith("rights")));
  return Answer(shell, std::move(outcome), [&](const rights::Listed& all) {
    return PrintRequests(shell, due ? rights::DueFirst(all) : all);
  });
}

Result<int> Grounds(Shell& shell, app::App& app, const RequestOptions& o) {
  json::array list;
  std::string text;
  for (const rights::Ground& ground :
       TRY(rights::Grounds(app.rights(), TRY(law::ParseRight(o.right))))) {
    text += fmt::format("{}  {}\n    {}{}\n", ground.id, ground.article, ground.plain,
                        ground.silent ? " (Never named in a letter.)" : "");
    list.push_back({{"id", ground.id},
                    {"article", ground.article},
                    {"plain", ground.plain},
                    {"silent", ground.silent}});
  }
  return shell.Print(text, {{"grounds", std::move(list)}}, "almoner.request.grounds/1");
}

Result<int> Rule(Shell& shell, app::App& app, const RequestOptions& o) {
  if (o.yes == o.no)
    return almoner::Fail(Code::kInvalid,
                         "Say either --yes (release, erase) or --no with --ground.");
  const rights::Ruling ruling{.yes = o.yes, .ground = o.ground, .known = o.known};
  std::optional<RecordId> record;
  if (!o.record.empty()) record = TRY(RecordId::Parse(o.record));
  auto outcome = rights::Rule(app.rights(), TRY(shell.ActorWith("rights")), TRY(StateOf(app, o)),
                              o.category, ruling, record);
  return Answer(shell, std::move(outcome), [&](const gate::Changed& changed) {
    return PrintChanged(shell, changed, "Ruled.");
  });
}

// One record that stays until what holds it is lifted.
std::string HeldLine(const retention::Item& item) {
  std::string text = "       held: record " + item.record.text();
  for (const retention::Block& block : item.blocks) {
    text += ", " + block.kind;
    if (block.hold) text += " (hold " + block.hold->text() + ")";
    if (block.request) text += " (request " + block.request->text() + ")";
  }
  return text + "\n";
}

json::object HeldJson(const retention::Item& item) {
  json::array by;
  for (const retention::Block& block : item.blocks)
    by.push_back({{"kind", block.kind},
                  {"hold", block.hold ? json::value(block.hold->text()) : json::value()},
                  {"request", block.request ? json::value(block.request->text()) : json::value()},
                  {"review", Maybe(block.review)}});
  return {{"record", item.record.text()}, {"by", std::move(by)}};
}

int PrintProposals(Shell& shell, const std::vector<rights::Proposal>& proposals) {
  json::array list;
  std::string text;
  for (const rights::Proposal& p : proposals) {
    text += fmt::format("{}  {} ({} records): {}{}\n", p.erase ? "erase" : "keep ", p.category,
                        p.records, p.reason, p.until ? " Until " + ToWords(*p.until) + "." : "");
    json::array held;
    for (const retention::Item& item : p.held) {
      text += HeldLine(item);
      held.push_back(HeldJson(item));
    }
    list.push_back({{"held", std::move(held)},
                    {"category", p.category},
                    {"records", p.records},
                    {"erase", p.erase},
                    {"ground", p.ground},
                    {"reason", p.reason},
                    {"clause", p.clause},
                    {"until", Maybe(p.until)}});
  }
  if (text.empty()) text = "No record is held about this person, so there is nothing to rule on.\n";
  return shell.Print(text, {{"proposals", std::move(list)}}, "almoner.request.proposal/1");
}

Result<int> Propose(Shell& shell, app::App& app, const RequestOptions& o) {
  auto outcome =
      rights::Propose(app.rights(), TRY(shell.ActorWith("rights")), TRY(StateOf(app, o)));
  return Answer(shell, std::move(outcome), [&](const std::vector<rights::Proposal>& proposals) {
    return PrintProposals(shell, proposals);
  });
}

Result<int> CarryOut(Shell& shell, app::App& app, const RequestOptions& o) {
  auto outcome =
      rights::CarryOut(app.rights(), TRY(shell.ActorWith("rights")), TRY(StateOf(app, o)));
  return Answer(shell, std::move(outcome), [&](const rights::CarriedOut& done) -> Result<int> {
    if (!done.erased)
      return shell.Print("Nothing was to be erased.",
                         {{"destroyed", 0}, {"entry", done.changed.entry.text()}},
                         "almoner.erased/1");
    const app::Certificate certificate = TRY(app::Certify(app, *done.erased));
    json::array held;
    std::string text = certificate.text;
    if (!done.held.empty())
      text += "\nNOT YET: these are held. Do this again when their holds are lifted.\n";
    for (const retention::Item& item : done.held) {
      text += HeldLine(item);
      held.push_back(HeldJson(item));
    }
    return shell.Print(text,
                       {{"held", std::move(held)},
                        {"destroyed", done.erased->records},
                        {"masked", done.erased->masked},
                        {"person", done.erased->person},
                        {"entry", done.erased->entry.text()},
                        {"certificate", certificate.text},
                        {"proof", certificate.proof}},
                       "almoner.erased/1");
  });
}

void AddBeginning(const RequestSteps& steps) {
  auto& [shell, request, o] = steps;
  CLI::App* const open =
      Command(shell, request, "open", "Open one; the person's words come on standard input",
              [&shell = shell, o = o](app::App& app) { return OpenRequest(shell, app, *o); });
  open->add_option("right", o->right, "access, erasure, …")->required();
  open->add_option("--subject", o->subject, "The person's id");
  open->add_flag("--unknown", o->unknown, "Nobody of that name is known here");
  open->add_option("--received", o->received, "The day it arrived")->required();
  open->add_option("--channel", o->channel, "letter, phone, in-person, email or portal");
  open->add_option("--about", o->about,
                   "Objection: the activity's id; restriction: accuracy-contested, "
                   "unlawful-but-keep, needed-for-claims or objection-pending");
  Command(shell, request, "list", "All requests, with what is due and what to do next",
          [&shell = shell, o = o](app::App& app) { return ListRequests(shell, app, o->due); })
      ->add_flag("--due", o->due, "Those that are open, the soonest to be answered first");
  steps.Add("show", "One request: its dates with their reasons, its events, what to do next",
            [&shell = shell, o = o](app::App& app) { return ShowRequest(shell, app, *o); });
  Command(shell, request, "grounds", "On which grounds the law lets the right be refused",
          [&shell = shell, o = o](app::App& app) { return Grounds(shell, app, *o); })
      ->add_option("right", o->right, "access, erasure, …")
      ->required();
  CLI::App* const rule =
      steps.Add("rule", "Rule on one category: release or withhold, erase or keep",
                [&shell = shell, o = o](app::App& app) { return Rule(shell, app, *o); });
  rule->add_option("--category", o->category, "Data category, or `mentions`")->required();
  rule->add_flag("--yes", o->yes, "Release it; erase it");
  rule->add_flag("--no", o->no, "Withhold it; keep it");
  rule->add_option("--ground", o->ground,
                   "Why not: one of `request grounds`; of what is erased, why: "
                   "no-longer-needed, consent-withdrawn, …");
  rule->add_option("--known", o->known,
                   "Health data that is released: how the person knows it already");
  rule->add_option("--record", o->record, "One record alone, whatever is ruled of the rest");
}

void AddErasureAndEnd(const RequestSteps& steps) {
  auto& [shell, request, o] = steps;
  steps.Do("approve", "Approve the draft, or the rulings, that somebody else made", "Approved.",
           [](const auto& context, const auto& actor, const auto& state) {
             return state.right == law::Right::kErasure
                        ? rights::ApproveErasure(context, actor, state)
                        : rights::Approve(context, actor, state);
           });
  steps.Add("propose", "What an erasure would destroy and what must stay, with reasons",
            [&shell = shell, o = o](app::App& app) { return Propose(shell, app, *o); });
  steps.Add("carry-out", "Erase what was ruled to be erased",
            [&shell = shell, o = o](app::App& app) { return CarryOut(shell, app, *o); });
  steps
      .Do("close", "Close it", "Closed.",
          [o = o](const auto& context, const auto& actor, const auto& state) {
            return rights::Close(context, actor, state, o->outcome);
          })
      ->add_option("--outcome", o->outcome,
                   "granted, part-granted, refused, or withdrawn by the person")
      ->required();
}

}  // namespace

void AddRequest(Shell& shell) {
  const RequestSteps steps{
      .shell = shell,
      .request = Noun(shell, "request", "Rights requests, from receipt to answer"),
      .o = std::make_shared<RequestOptions>()};
  AddBeginning(steps);
  AddRequestWho(steps);
  AddRequestConduct(steps);
  AddRequestCollation(steps);
  AddRequestRedaction(steps);
  AddRequestPacks(steps);
  AddErasureAndEnd(steps);
  AddRequestRemedies(steps);
  AddRequestPapers(steps);
}

}  // namespace almoner::cli
