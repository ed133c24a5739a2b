#include "cli/register.h"

#include <fmt/format.h>

#include "accountability/registers.h"
#include "base/csv.h"

namespace almoner::cli {
namespace {

using accountability::Due;
using accountability::FactRule;
using accountability::Facts;
using accountability::FileEvent;
using accountability::Register;
using accountability::State;
using accountability::Step;
using accountability::Type;

const FactRule* FindRule(const Step* step, std::string_view name) {
  if (step == nullptr) return nullptr;
  for (const FactRule& rule : step->facts)
    if (rule.name.view() == name) return &rule;
  return nullptr;
}

// What may say anything about anyone is never an argument.
Status SetFact(const Step* step, const std::string& given, Facts& facts) {
  const std::size_t at = given.find('=');
  if (at == given.npos || at == 0)
    return Fail(Code::kInvalid, "A fact is given as --set name=value.");
  const std::string name = given.substr(0, at);
  const FactRule* const rule = FindRule(step, name);
  if (rule != nullptr && rule->type == Type::kText)
    return Fail(Code::kInvalid,
                "This fact is in words, which come on standard input: `words` with --words, any "
                "with --facts as one JSON object.",
                Detail("fact", rule->name));
  if (!facts.emplace(name, given.substr(at + 1)).second)
    return Fail(Code::kInvalid, "A fact was given twice.");
  return {};
}

Result<Facts> FactsFrom(Shell& shell, const Step* step, const RegisterOptions& o) {
  Facts facts;
  for (const std::string& given : o.set) TRY(SetFact(step, given, facts));
  if (o.words) facts["words"] = TRY(shell.TextFromInput()).Expose();
  if (o.facts)
    for (const vault::FieldValue& field : TRY(shell.FieldsFromInput()))
      if (!facts.emplace(field.field, field.value.Expose()).second)
        return Fail(Code::kInvalid, "A fact was given twice.");
  return facts;
}

Result<int> OpenEntry(Shell& shell, app::App& app, const Register& reg, const RegisterOptions& o) {
  const Step* const step =
      o.step.empty() ? &reg.steps.front() : accountability::FindStep(reg, o.step);
  std::optional<SubjectId> subject;
  if (!o.subject.empty()) subject = TRY(SubjectId::Parse(o.subject));
  accountability::Entry entry{.step = o.step, .facts = {}};
  entry.facts = TRY(FactsFrom(shell, step, o));
  auto outcome = accountability::Open(RegisterContext(app), reg, TRY(WhoActs(shell)), subject,
                                      std::move(entry));
  return Answer(shell, std::move(outcome), [&](const RequestId& id) {
    return shell.Print(fmt::format("Opened: {} {}", reg.kind.view(), id.text()),
                       {{"kind", reg.kind.view()}, {"file", id.text()}},
                       "almoner.register.opened/1");
  });
}

Result<int> Take(Shell& shell, app::App& app, const Register& reg, const RegisterOptions& o) {
  accountability::Entry entry{.step = o.step, .facts = {}};
  entry.facts = TRY(FactsFrom(shell, accountability::FindStep(reg, o.step), o));
  return TakeStep(shell, app, reg, o.file, std::move(entry));
}

std::optional<Due> DueOf(app::App& app, const Register& reg, const State& state) {
  return reg.due == nullptr ? std::nullopt : reg.due(RegisterContext(app), state);
}

std::string DueInWords(const std::optional<Due>& due) {
  if (!due) return {};
  return fmt::format("  due: {}{}{}", due->what, due->by.empty() ? "" : " by " + due->by,
                     due->past ? "  LATE" : "");
}

json::value ToJson(const std::optional<Due>& due) {
  if (!due) return nullptr;
  return json::object{{"what", due->what}, {"by", due->by}, {"past", due->past}};
}

json::object Describe(app::App& app, const Register& reg, const State& state, std::string& text) {
  const auto due = DueOf(app, reg, state);
  json::array next;
  for (const Step* const step : accountability::Allowed(reg, state.state))
    next.emplace_back(step->name.view());
  text = fmt::format("{}  {}  {}  opened {}{}\n", state.id.text(), reg.kind.view(), state.state,
                     ToText(LondonDate(state.events.front().at)), DueInWords(due));
  return {{"file", state.id.text()},
          {"kind", reg.kind.view()},
          {"state", state.state},
          {"opened", state.events.front().at.text()},
          {"subject", state.subject ? json::value(state.subject->text()) : nullptr},
          {"due", ToJson(due)},
          {"next", std::move(next)}};
}

// What was said in words is shown only to whoever asks for it.
bool IsShown(const Step* step, std::string_view fact, bool words) {
  if (words || fact == "by" || fact == "purpose") return true;
  const FactRule* const rule = FindRule(step, fact);
  return rule != nullptr && rule->type != Type::kText;
}

json::object TellEvent(const Register& reg, const FileEvent& event, bool words, std::string& text) {
  const Step* const step = accountability::FindStep(reg, event.kind);
  text += fmt::format("  {}  {}\n", event.at.seconds_text(), event.kind);
  json::object facts;
  for (const auto& [name, value] : event.facts) {
    if (!IsShown(step, name, words)) continue;
    text += fmt::format("    {}: {}\n", name, value);
    facts[name] = value;
  }
  return {{"at", event.at.text()}, {"kind", event.kind}, {"facts", std::move(facts)}};
}

Result<int> ShowEntry(const RegisterNoun& noun, app::App& app) {
  auto& [shell, cli, reg, o, more, opened_here] = noun;
  auto outcome = accountability::Look(RegisterContext(app), reg, TRY(WhoActs(shell)),
                                      TRY(RequestId::Parse(o->file)));
  return Answer(
      shell, std::move(outcome),
      [&, &shell = shell, &reg = reg, &o = o, more = more](const State& state) -> Result<int> {
        std::string text;
        json::object document = Describe(app, reg, state, text);
        if (state.subject) text += "  about person " + state.subject->text() + "\n";
        if (more != nullptr) TRY(more(app, state, text, document));
        json::array events;
        for (const FileEvent& event : state.events)
          events.push_back(TellEvent(reg, event, o->words, text));
        document["events"] = std::move(events);
        text += "  next:";
        for (const Step* const step : accountability::Allowed(reg, state.state))
          text += fmt::format(" {}", step->name.view());
        return shell.Print(text + "\n", std::move(document), "almoner.register.file/1");
      });
}

std::string EntriesInCsv(app::App& app, const Register& reg, const std::vector<State>& states) {
  std::vector<std::vector<std::string>> rows;
  for (const State& state : states) {
    const auto due = DueOf(app, reg, state);
    rows.push_back({state.id.text(), std::string(reg.kind.view()), state.state,
                    ToText(LondonDate(state.events.front().at)),
                    ToText(LondonDate(state.events.back().at)), due ? due->what : "",
                    due ? due->by : "", due && due->past ? "yes" : "no"});
  }
  return ToCsv({"reference", "kind", "state", "opened", "last", "due", "by", "late"}, rows);
}

Result<int> ListEntries(Shell& shell, app::App& app, const Register& reg,
                        const RegisterOptions& o) {
  auto outcome = accountability::List(RegisterContext(app), reg, TRY(WhoActs(shell)));
  return Answer(shell, std::move(outcome), [&](const std::vector<State>& states) -> Result<int> {
    if (o.csv) {
      TRY(WriteNewFile(shell.Path(o.out), AsBytes(EntriesInCsv(app, reg, states))));
      return shell.Print("Written to " + o.out, {{"file", o.out}}, "almoner.file/1");
    }
    json::array list;
    std::string text = states.empty() ? "There are none.\n" : "";
    for (const State& state : states) {
      std::string line;
      list.push_back(Describe(app, reg, state, line));
      text += line;
    }
    return shell.Print(text, {{"files", std::move(list)}}, "almoner.register/1");
  });
}

std::string_view Name(Type type) {
  switch (type) {
    case Type::kWord:
      return "word";
    case Type::kDate:
      return "date";
    case Type::kTime:
      return "time";
    case Type::kNumber:
      return "number";
    case Type::kIds:
      return "ids";
    case Type::kFile:
      return "file";
    case Type::kText:
      return "words";
  }
  std::unreachable();
}

Result<int> Steps(Shell& shell, const Register& reg) {
  json::array list;
  std::string text;
  for (const Step& step : reg.steps) {
    text += fmt::format("{}  from {}\n", step.name.view(), fmt::join(step.from, ", "));
    json::array facts;
    for (const FactRule& fact : step.facts) {
      text += fmt::format("    {}{}  ({}{}{})  {}\n", fact.name.view(), fact.required ? "*" : "",
                          Name(fact.type), fact.words.empty() ? "" : ": ",
                          fmt::join(fact.words, ", "), fact.what.view());
      facts.push_back({{"name", fact.name.view()},
                       {"type", Name(fact.type)},
                       {"required", fact.required},
                       {"what", fact.what.view()},
                       {"words", json::array(fact.words.begin(), fact.words.end())}});
    }
    list.push_back({{"step", step.name.view()},
                    {"from", json::array(step.from.begin(), step.from.end())},
                    {"facts", std::move(facts)}});
  }
  return shell.Print(text + "* needed\n", {{"steps", std::move(list)}}, "almoner.register.steps/1");
}

void AddFacts(CLI::App* command, const std::shared_ptr<RegisterOptions>& o) {
  command->add_option("--set", o->set, "A fact as name=value; `steps` lists them")
      ->allow_extra_args(false);
  auto* const words =
      command->add_flag("--words", o->words, "The fact `words` comes on standard input");
  command->add_flag("--facts", o->facts, "Facts come on standard input, as one JSON object")
      ->excludes(words);
}

}  // namespace

Result<int> TakeStep(Shell& shell, app::App& app, const Register& reg, const std::string& file,
                     accountability::Entry entry) {
  const RequestId id = TRY(RequestId::Parse(file));
  auto outcome = accountability::Advance(RegisterContext(app), reg, TRY(WhoActs(shell)), id, entry);
  return Answer(shell, std::move(outcome), [&](const gate::Changed& changed) {
    return shell.Print("Recorded.", {{"entry", changed.entry.text()}}, "almoner.changed/1");
  });
}

accountability::Context RegisterContext(app::App& app) {
  return {app.gate(), app.statute(), app.LawFolder()};
}

Result<accountability::Who> WhoActs(Shell& shell) {
  const StaffId actor = TRY(shell.Actor());
  return accountability::Who{.actor = actor, .purpose = shell.purpose};
}

void AddNoun(const RegisterNoun& noun) {
  auto& [shell, cli, reg, o, more, opened_here] = noun;
  if (opened_here) {
    CLI::App* const open =
        Command(shell, cli, "open", "Open one", [&shell = shell, &reg = reg, o = o](app::App& app) {
          return OpenEntry(shell, app, reg, *o);
        });
    open->add_option("--step", o->step, "Which step it begins with; `steps` lists them");
    open->add_option("--subject", o->subject, "The id of the person it is about");
    AddFacts(open, o);
  }
  CLI::App* const step = Command(
      shell, cli, "step", "Take a step",
      [&shell = shell, &reg = reg, o = o](app::App& app) { return Take(shell, app, reg, *o); });
  step->add_option("file", o->file, "Its id, from `list`")->required();
  step->add_option("step", o->step, "The step; `steps` lists them")->required();
  AddFacts(step, o);
  CLI::App* const show = Command(shell, cli, "show", "One: what happened, what can be done now",
                                 [noun](app::App& app) { return ShowEntry(noun, app); });
  show->add_option("file", o->file, "Its id, from `list`")->required();
  show->add_flag("--words", o->words, "With what was said in words");
  CLI::App* const list = Command(shell, cli, "list", "All of them, with what is due",
                                 [&shell = shell, &reg = reg, o = o](app::App& app) {
                                   return ListEntries(shell, app, reg, *o);
                                 });
  auto* const out = list->add_option("--out", o->out, "A new file for --csv");
  out->needs(list->add_flag("--csv", o->csv, "References, states and dates only")->needs(out));
  Command(shell, cli, "steps", "Which steps there are, and what each takes",
          [&shell = shell, &reg = reg](app::App&) { return Steps(shell, reg); });
}

void AddRegisters(Shell& shell) {
  AddDisclosure(shell);
  AddBreach(shell);
  AddIntake(shell);
  AddNoun({.shell = shell,
           .noun = Noun(shell, "enquiry", "What people ask that is no rights request"),
           .reg = accountability::Enquiries(),
           .o = std::make_shared<RegisterOptions>()});
  AddNoun({.shell = shell,
           .noun = Noun(shell, "detail-change", "That somebody's details have changed"),
           .reg = accountability::DetailChanges(),
           .o = std::make_shared<RegisterOptions>()});
}

}  // namespace almoner::cli
