#include <fmt/format.h>

#include "app/record_json.h"
#include "cli/command.h"
#include "cli/share.h"

namespace almoner::cli {
namespace {

struct SubjectOptions {
  std::string kind, category, source = "self", subject, from, to, record, at, on, rule;
  std::vector<std::string> people, mentions, categories, records;
  bool opinion = false, returned = false;
  std::string break_glass;
};

Result<std::optional<gate::BreakGlass>> Glass(const std::string& name) {
  if (name.empty()) return std::optional<gate::BreakGlass>();
  for (const gate::BreakGlass ground :
       {gate::BreakGlass::kEmergency, gate::BreakGlass::kCover, gate::BreakGlass::kSafeguarding,
        gate::BreakGlass::kLegalDemand})
    if (gate::Name(ground) == name) return std::optional(ground);
  return almoner::Fail(Code::kInvalid,
                       "Break the glass for emergency, cover, safeguarding or legal-demand.");
}

Result<vault::Content> ContentFromInput(Shell& shell, const SubjectOptions& o) {
  vault::Content content;
  content.fields = TRY(shell.FieldsFromInput());
  content.source = o.source;
  content.nature = o.opinion ? vault::Nature::kOpinion : vault::Nature::kFact;
  content.event_at = o.at.empty() ? shell.world.clock.Now() : TRY(Time::Parse(o.at));
  return content;
}

int PrintSubject(Shell& shell, const gate::Changed& changed, json::object more,
                 const std::string& text) {
  more["entry"] = changed.entry.text();
  return shell.Print(text + "\n  " + changed.words.what + "\n  why:  " + changed.words.why,
                     std::move(more), "almoner.changed/1");
}

std::string ToWords(const vault::Record& record) {
  std::string text =
      fmt::format("{}  {}  ({}, {})\n", ToText(LondonDate(record.label.recorded_at)),
                  record.label.category, record.label.id.text(), record.content.source);
  for (const vault::FieldValue& field : record.content.fields)
    text += fmt::format("    {}: {}\n", field.field, field.value.Expose());
  return text;
}

Result<int> PrintOpened(Shell& shell, app::App& app, gate::Opened& opened) {
  json::array records;
  std::string text;
  for (const vault::Record& record :
       TRY(vault::Reveal(std::move(opened.permit), app.keys(), app.clock()))) {
    text += ToWords(record);
    records.push_back(app::ToJson(record));
  }
  return shell.Print(text + opened.words.what + "\n",
                     {{"why", opened.words.why}, {"records", std::move(records)}},
                     "almoner.records/1");
}

Result<int> AddPerson(Shell& shell, app::App& app, const SubjectOptions& o) {
  const StaffId actor = TRY(shell.Actor());
  auto outcome =
      app.gate().AddPerson({.actor = actor, .purpose = shell.purpose},
                           {o.kind, o.category, TRY(ContentFromInput(shell, o)), o.returned});
  return Answer(shell, std::move(outcome), [&](const gate::Gate::Added& added) {
    return PrintSubject(shell, added.changed,
                        {{"subject", added.subject.text()}, {"record", added.record.text()}},
                        "Recorded: person " + added.subject.text());
  });
}

// Each person with what they were found by, so that two of one name are told apart.
Result<int> PrintFound(Shell& shell, app::App& app, gate::Gate::Found& found) {
  const auto opened = TRY(vault::Reveal(std::move(found.opened.permit), app.keys(), app.clock()));
  json::array subjects;
  json::array records;
  std::string text = found.subjects.empty() ? "Nobody whom you may see was found.\n" : "";
  for (const SubjectId& subject : found.subjects) {
    subjects.emplace_back(subject.text());
    text += "person " + subject.text() + "\n";
    for (const vault::Record& record : opened) {
      if (std::ranges::find(record.people, subject, &vault::Person::subject) == record.people.end())
        continue;
      json::object one = app::ToJson(record);
      one["subject"] = subject.text();
      records.push_back(std::move(one));
      text += ToWords(record);
    }
  }
  return shell.Print(text + found.opened.words.what + "\n",
                     {{"subjects", std::move(subjects)},
                      {"why", found.opened.words.why},
                      {"records", std::move(records)}},
                     "almoner.records/1");
}

Result<int> Find(Shell& shell, app::App& app) {
  const StaffId actor = TRY(shell.Actor());
  auto outcome =
      app.gate().Find({.actor = actor, .purpose = shell.purpose}, {TRY(shell.TextFromInput())});
  return Answer(shell, std::move(outcome), [&](gate::Gate::Found& found) -> Result<int> {
    return PrintFound(shell, app, found);
  });
}

Result<int> ShowSubject(Shell& shell, app::App& app, const SubjectOptions& o) {
  const StaffId actor = TRY(shell.Actor());
  auto outcome = app.gate().Open({.actor = actor,
                                  .purpose = shell.purpose,
                                  .subjects = {TRY(SubjectId::Parse(o.subject))},
                                  .categories = o.categories,
                                  .break_glass = TRY(Glass(o.break_glass))});
  return Answer(shell, std::move(outcome),
                [&](gate::Opened& opened) { return PrintOpened(shell, app, opened); });
}

Result<int> AddRecord(Shell& shell, app::App& app, const SubjectOptions& o) {
  gate::NewRecord record{.category = o.category, .content = {}, .people = {}};
  for (const std::string& id : o.people)
    record.people.push_back({TRY(SubjectId::Parse(id)), vault::Part::kAbout});
  for (const std::string& id : o.mentions)
    record.people.push_back({TRY(SubjectId::Parse(id)), vault::Part::kMentions});
  const StaffId actor = TRY(shell.Actor());
  record.content = TRY(ContentFromInput(shell, o));
  auto outcome = app.gate().AddRecord(
      {.actor = actor, .purpose = shell.purpose, .break_glass = TRY(Glass(o.break_glass))}, record);
  return Answer(shell, std::move(outcome), [&](const gate::Gate::Recorded& recorded) {
    return PrintSubject(shell, recorded.changed, {{"record", recorded.record.text()}},
                        "Recorded: " + recorded.record.text());
  });
}

Result<int> Move(Shell& shell, app::App& app, const SubjectOptions& o) {
  const StaffId actor = TRY(shell.Actor());
  auto outcome = app.gate().MoveRecord({.actor = actor, .purpose = shell.purpose},
                                       TRY(RecordId::Parse(o.record)),
                                       TRY(SubjectId::Parse(o.from)), TRY(SubjectId::Parse(o.to)));
  return Answer(shell, std::move(outcome), [&](const gate::Changed& changed) {
    return PrintSubject(shell, changed, {}, "Moved.");
  });
}

Result<int> Merge(Shell& shell, app::App& app, const SubjectOptions& o) {
  const StaffId actor = TRY(shell.Actor());
  auto outcome = app.gate().Merge({.actor = actor, .purpose = shell.purpose},
                                  TRY(SubjectId::Parse(o.from)), TRY(SubjectId::Parse(o.to)));
  return Answer(shell, std::move(outcome), [&](const gate::Changed& changed) {
    return PrintSubject(shell, changed, {}, "Merged.");
  });
}

Result<int> SplitSubject(Shell& shell, app::App& app, const SubjectOptions& o) {
  std::vector<RecordId> records;
  for (const std::string& id : o.records) records.push_back(TRY(RecordId::Parse(id)));
  const StaffId actor = TRY(shell.Actor());
  auto outcome = app.gate().Split(
      {.actor = actor, .purpose = shell.purpose}, TRY(SubjectId::Parse(o.from)),
      {.kind = o.kind, .category = o.category, .content = TRY(ContentFromInput(shell, o))},
      records);
  return Answer(shell, std::move(outcome), [&](const gate::Gate::Added& added) {
    return PrintSubject(shell, added.changed, {{"subject", added.subject.text()}},
                        "Split: the other person is " + added.subject.text());
  });
}

void ContentOptions(CLI::App* command, const std::shared_ptr<SubjectOptions>& o) {
  command->add_option("--category", o->category, "Data category of the notice")->required();
  command->add_option("--source", o->source, "Where it came from: self, family, referrer, …");
  command->add_option("--at", o->at, "When it happened, like 2026-12-01T10:00:00Z (default: now)");
  command->add_flag("--opinion", o->opinion, "An opinion, not a fact");
}

// Days of birth and death are personal: they come on standard input, the others as --on.
Result<Personal<Date>> DayOf(Shell& shell, const SubjectOptions& o, standing::Happening kind) {
  if (!standing::IsSealed(kind)) return Personal(TRY(ParseDate(o.on)));
  if (!o.on.empty())
    return almoner::Fail(Code::kInvalid,
                         "A day of birth or death comes on standard input, never as an argument.");
  const auto text = TRY(shell.TextFromInput());
  return Personal(TRY(ParseDate(text.Expose())));
}

Result<int> Event(Shell& shell, app::App& app, const SubjectOptions& o) {
  const standing::Happening kind = TRY(standing::ParseHappening(o.kind));
  const SubjectId subject = TRY(SubjectId::Parse(o.subject));
  const auto on = TRY(DayOf(shell, o, kind));
  const StaffId actor = TRY(shell.Actor());
  auto outcome = app.gate().RecordLife({.actor = actor, .purpose = shell.purpose},
                                       {.id = EventId::New(app.random()),
                                        .subject = subject,
                                        .kind = kind,
                                        .rule = o.rule,
                                        .recorded = app.clock().Now()},
                                       on);
  return Answer(shell, std::move(outcome), [&](const gate::Changed& changed) {
    return PrintSubject(shell, changed, {}, "Recorded.");
  });
}

constexpr const char* kGlass =
    "Open although not assigned: emergency, cover, safeguarding or legal-demand";

}  // namespace

void AddSubject(Shell& shell) {
  const auto o = std::make_shared<SubjectOptions>();
  CLI::App* const subject = Noun(shell, "subject", "The people whom data is about");
  CLI::App* const add = Command(shell, subject, "add",
                                "Record a person; their details come as JSON on standard input",
                                [&shell, o](app::App& app) { return AddPerson(shell, app, *o); });
  add->add_option("--kind", o->kind, "Subject category of the notice")->required();
  add->add_flag("--returned", o->returned,
                "Somebody with these identifiers was erased: they came back, or it is another");
  ContentOptions(add, o);
  Command(shell, subject, "find", "Find a person; name or identifier on standard input",
          [&shell](app::App& app) { return Find(shell, app); });
  CLI::App* const show =
      Command(shell, subject, "show", "Open what is held about a person",
              [&shell, o](app::App& app) { return ShowSubject(shell, app, *o); });
  show->add_option("subject", o->subject, "The person's id")->required();
  show->add_option("--category", o->categories, "Only these categories");
  show->add_option("--break-glass", o->break_glass, kGlass);
  CLI::App* const merge = Command(shell, subject, "merge", "Make two records of one person one",
                                  [&shell, o](app::App& app) { return Merge(shell, app, *o); });
  merge->add_option("from", o->from, "The id that goes")->required();
  merge->add_option("to", o->to, "The id that stays")->required();
  CLI::App* const split =
      Command(shell, subject, "split",
              "Add a second person, who takes some records of the first; their details come as "
              "JSON on standard input",
              [&shell, o](app::App& app) { return SplitSubject(shell, app, *o); });
  split->add_option("from", o->from, "The person whose record is two people's")->required();
  split->add_option("--record", o->records, "A record that belongs to the other person")
      ->required();
  split->add_option("--kind", o->kind, "Subject category of the notice")->required();
  ContentOptions(split, o);
  AddEnrolment(shell, subject);
  AddResidue(shell, subject);
  CLI::App* const event =
      Command(shell, subject, "event",
              "Record what the rules on keeping count from; a day of birth or death comes on "
              "standard input",
              [&shell, o](app::App& app) { return Event(shell, app, *o); });
  event->add_option("subject", o->subject, "The person's id")->required();
  event
      ->add_option("--kind", o->kind,
                   "birth, death, contact, case-opened, case-closed, service-ended, account-used "
                   "or event")
      ->required();
  event->add_option("--on", o->on, "The day, like 2026-12-01");
  event->add_option("--rule", o->rule, "For an event: the retention rule that begins at it");

  CLI::App* const record = Noun(shell, "record", "Records about people");
  CLI::App* const write =
      Command(shell, record, "add", "Add a record; its fields come as JSON on standard input",
              [&shell, o](app::App& app) { return AddRecord(shell, app, *o); });
  write->add_option("subject", o->people, "Whom it is about: one id or several")->required();
  write->add_option("--mentions", o->mentions, "Whom its words mention");
  write->add_option("--break-glass", o->break_glass, kGlass);
  ContentOptions(write, o);
  CLI::App* const move =
      Command(shell, record, "move", "Move a record that was filed on the wrong person",
              [&shell, o](app::App& app) { return Move(shell, app, *o); });
  move->add_option("record", o->record, "The record's id")->required();
  move->add_option("--from", o->from, "The person it is filed on")->required();
  move->add_option("--to", o->to, "The person it belongs to")->required();
  AddSharing(shell, record);
}

}  // namespace almoner::cli
