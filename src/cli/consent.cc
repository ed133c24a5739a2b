#include <fmt/format.h>

#include "cli/command.h"

namespace almoner::cli {
namespace {

struct Options {
  std::string subject, consent, means = "in-person", category, ground, activity, mark;
};

int PrintChanged(Shell& shell, const gate::Changed& changed, const std::string& text) {
  return shell.Print(text, {{"entry", changed.entry.text()}}, "almoner.changed/1");
}

Result<int> Tell(Shell& shell, app::App& app, const Options& o, consent::Kind kind) {
  const consent::Event event{.id = EventId::New(app.random()),
                             .subject = TRY(SubjectId::Parse(o.subject)),
                             .consent = o.consent,
                             .kind = kind,
                             .at = app.clock().Now(),
                             .means = TRY(consent::ParseMeans(o.means))};
  const StaffId actor = TRY(shell.Actor());
  auto outcome = app.gate().TakeConsent({.actor = actor, .purpose = shell.purpose}, event,
                                        TRY(shell.TextFromInput()));
  return Answer(shell, std::move(outcome), [&](const gate::Changed& changed) {
    return PrintChanged(shell, changed,
                        fmt::format("Consent {}: {}.", consent::Name(kind), o.consent));
  });
}

// What is open to whoever may see the person, under any of their roles; recorded like every
// reading.
Result<int> Attend(Shell& shell, app::App& app, const SubjectId& subject, Literal action,
                   const std::function<Result<int>()>& then) {
  const StaffId actor = TRY(shell.Actor());
  auto allowed = app.gate().Act({.actor = actor,
                                 .purpose = shell.purpose,
                                 .subjects = {subject},
                                 .action = gate::Action::kAttend},
                                action, [](const gate::Change&) -> Status { return {}; });
  return Answer(shell, std::move(allowed), [&](const gate::Changed&) { return then(); });
}

Result<int> Show(Shell& shell, app::App& app, const Options& o) {
  const SubjectId subject = TRY(SubjectId::Parse(o.subject));
  return Attend(shell, app, subject, "consent.read", [&]() -> Result<int> {
    const auto events = TRY(app.store().Read(
        [&](store::ReadTx& tx) { return consent::History(tx, app.keys(), subject); }));
    json::array list;
    std::string text = events.empty() ? "No consent was asked.\n" : "";
    for (const consent::Ready& ready : events) {
      text += fmt::format("{}  {} (wording {})  {}, {}\n", ready.event.at.seconds_text(),
                          ready.event.consent, ready.event.wording, consent::Name(ready.event.kind),
                          consent::Name(ready.event.means));
      list.push_back({{"consent", ready.event.consent},
                      {"wording", ready.event.wording},
                      {"event", consent::Name(ready.event.kind)},
                      {"means", consent::Name(ready.event.means)},
                      {"at", ready.event.at.text()}});
    }
    return shell.Print(text, {{"events", std::move(list)}}, "almoner.consents/1");
  });
}

Result<int> Place(Shell& shell, app::App& app, const Options& o, standing::Kind kind,
                  const std::string& scope) {
  const standing::Mark mark{.id = EventId::New(app.random()),
                            .subject = TRY(SubjectId::Parse(o.subject)),
                            .kind = kind,
                            .scope = scope,
                            .ground = o.ground,
                            .since = app.clock().Now()};
  const StaffId actor = TRY(shell.Actor());
  auto outcome = app.gate().PlaceMark({.actor = actor, .purpose = shell.purpose}, mark);
  return Answer(shell, std::move(outcome), [&](const gate::Changed& changed) {
    return PrintChanged(shell, changed, fmt::format("Placed: {}.", standing::Name(kind)));
  });
}

Result<int> Lift(Shell& shell, app::App& app, const Options& o) {
  const SubjectId subject = TRY(SubjectId::Parse(o.subject));
  const EventId mark = TRY(EventId::Parse(o.mark));
  const StaffId actor = TRY(shell.Actor());
  auto outcome = app.gate().Act({.actor = actor,
                                 .purpose = shell.purpose,
                                 .subjects = {subject},
                                 .action = gate::Action::kAttend},
                                "mark.lifted", [&](const gate::Change& change) {
                                  return standing::Lift(change, subject, mark);
                                });
  return Answer(shell, std::move(outcome), [&](const gate::Changed& changed) {
    return PrintChanged(shell, changed, "Lifted.");
  });
}

Result<int> List(Shell& shell, app::App& app, const Options& o) {
  const SubjectId subject = TRY(SubjectId::Parse(o.subject));
  return Attend(shell, app, subject, "marks.read", [&]() -> Result<int> {
    const auto marks = TRY(app.store().Read(
        [&](store::ReadTx& tx) { return standing::History(tx, app.keys(), subject); }));
    json::array list;
    std::string text = marks.empty() ? "None.\n" : "";
    for (const standing::Mark& mark : marks) {
      text += fmt::format("{}  {}  {}  {}{}\n", mark.id.text(), standing::Name(mark.kind),
                          mark.scope.empty() ? "all" : mark.scope, mark.ground,
                          mark.until ? "  (lifted)" : "");
      list.push_back({{"id", mark.id.text()},
                      {"kind", standing::Name(mark.kind)},
                      {"scope", mark.scope},
                      {"ground", mark.ground},
                      {"lifted", mark.until.has_value()}});
    }
    return shell.Print(text, {{"marks", std::move(list)}}, "almoner.marks/1");
  });
}

}  // namespace

void AddConsent(Shell& shell) {
  const auto o = std::make_shared<Options>();
  const auto person = [o](CLI::App* command) {
    command->add_option("subject", o->subject, "The person's id")->required();
  };
  CLI::App* const consent = Noun(shell, "consent", "What people have agreed to or refused");
  struct Verb {
    const char* name;
    const char* help;
    consent::Kind kind;
  };
  for (const Verb& verb :
       {Verb{"give", "They say yes; the evidence comes on standard input", consent::Kind::kGiven},
        Verb{"refuse", "They say no", consent::Kind::kRefused},
        Verb{"withdraw", "They take it back", consent::Kind::kWithdrawn}}) {
    CLI::App* const command = Command(
        shell, consent, verb.name, verb.help,
        [&shell, o, kind = verb.kind](app::App& app) { return Tell(shell, app, *o, kind); });
    person(command);
    command->add_option("consent", o->consent, "The consent's id in the notice")->required();
    command->add_option("--means", o->means, "in-person, phone, paper, email or portal");
  }
  person(Command(shell, consent, "show", "Every answer, oldest first",
                 [&shell, o](app::App& app) { return Show(shell, app, *o); }));

  CLI::App* const hold = Noun(shell, "hold", "Holds, restrictions and objections");
  CLI::App* const place =
      Command(shell, hold, "place", "Block erasure", [&shell, o](app::App& app) {
        return Place(shell, app, *o, standing::Kind::kHold, o->category);
      });
  person(place);
  place->add_option("--category", o->category, "Only this data category");
  CLI::App* const restrict = Command(
      shell, hold, "restrict", "Only keep the data (Article 18)", [&shell, o](app::App& app) {
        return Place(shell, app, *o, standing::Kind::kRestriction, "");
      });
  person(restrict);
  CLI::App* const object = Command(
      shell, hold, "object", "They object to a purpose (Article 21)", [&shell, o](app::App& app) {
        return Place(shell, app, *o, standing::Kind::kObjection, o->activity);
      });
  person(object);
  object->add_option("--activity", o->activity, "The purpose's id in the notice")->required();
  for (CLI::App* const command : {place, restrict, object})
    command
        ->add_option("--ground", o->ground,
                     "A word for why, like legal-claim or accuracy-contested")
        ->required();
  CLI::App* const lift = Command(shell, hold, "lift", "End one",
                                 [&shell, o](app::App& app) { return Lift(shell, app, *o); });
  person(lift);
  lift->add_option("mark", o->mark, "Its id, from `hold list`")->required();
  person(Command(shell, hold, "list", "All of them, oldest first",
                 [&shell, o](app::App& app) { return List(shell, app, *o); }));
}

}  // namespace almoner::cli
