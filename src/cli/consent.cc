#include <fmt/format.h>

#include "cli/command.h"

namespace almoner::cli {
namespace {

struct ConsentOptions {
  std::string subject, consent, means = "in-person";
};

Result<int> TellConsent(Shell& shell, app::App& app, const ConsentOptions& o, consent::Kind kind) {
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

Result<int> ShowConsent(Shell& shell, app::App& app, const ConsentOptions& o) {
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

}  // namespace

void AddConsent(Shell& shell) {
  const auto o = std::make_shared<ConsentOptions>();
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
        [&shell, o, kind = verb.kind](app::App& app) { return TellConsent(shell, app, *o, kind); });
    person(command);
    command->add_option("consent", o->consent, "The consent's id in the notice")->required();
    command->add_option("--means", o->means, "in-person, phone, paper, email or portal");
  }
  person(Command(shell, consent, "show", "Every answer, oldest first",
                 [&shell, o](app::App& app) { return ShowConsent(shell, app, *o); }));
}

}  // namespace almoner::cli
