#include <fmt/format.h>

#include "cli/command.h"
#include "retention/approval.h"
#include "rights/request.h"

namespace almoner::cli {
namespace {

struct HoldOptions {
  std::string subject, kind, record, category, review, ground, activity, mark;
};

Result<int> Place(Shell& shell, app::App& app, const HoldOptions& o) {
  const auto law = TRY(law::LoadAccountability(app.LawFolder()));
  const StaffId actor = TRY(shell.Actor());
  retention::NewHold hold{.subject = TRY(SubjectId::Parse(o.subject)),
                          .kind = o.kind,
                          .record = {},
                          .category = o.category,
                          .review = TRY(ParseDate(o.review)),
                          .why = TRY(shell.TextFromInput())};
  if (!o.record.empty()) hold.record = TRY(RecordId::Parse(o.record));
  auto outcome = retention::PlaceHold(app.gate(), law, actor, shell.purpose, hold);
  return Answer(shell, std::move(outcome), [&](const EventId& id) {
    return shell.Print("Placed: hold " + id.text(), {{"hold", id.text()}}, "almoner.hold.placed/1");
  });
}

Result<int> Mark(Shell& shell, app::App& app, const HoldOptions& o, standing::Kind kind,
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

Result<retention::HoldName> HoldNamed(const HoldOptions& o) {
  return retention::HoldName{.subject = TRY(SubjectId::Parse(o.subject)),
                             .hold = TRY(EventId::Parse(o.mark))};
}

// A hold is lifted with a reason; restrictions, objections and holds without one, as they were
// placed.
Result<int> Lift(Shell& shell, app::App& app, const HoldOptions& o) {
  const retention::HoldName name = TRY(HoldNamed(o));
  const auto holds = TRY(app.store().Read(
      [&](store::ReadTx& tx) { return standing::Holds(tx, app.keys(), name.subject); }));
  const bool hold = std::ranges::find(holds, name.hold, &standing::Hold::id) != holds.end();
  if (const auto request = TRY(rights::RequestThatEnds(app.rights(), name.hold)))
    return almoner::Fail(Code::kConflict,
                         "A request placed this, and its own steps end it: `almoner request show`.",
                         IdDetail("request", *request));
  const StaffId actor = TRY(hold ? shell.ActorWith("rights") : shell.Actor());
  auto outcome = hold ? retention::LiftHold(app.gate(), actor, name, TRY(shell.TextFromInput()))
                      : app.gate().Act({.actor = actor,
                                        .purpose = shell.purpose,
                                        .subjects = {name.subject},
                                        .action = gate::Action::kAttend},
                                       "mark.lifted", [&](const gate::Change& change) {
                                         return standing::Lift(change, name.subject, name.hold);
                                       });
  return Answer(shell, std::move(outcome), [&](const gate::Changed& changed) {
    return PrintChanged(shell, changed, "Lifted.");
  });
}

Result<int> ReviewHold(Shell& shell, app::App& app, const HoldOptions& o) {
  auto outcome =
      retention::ReviewHold(app.gate(), TRY(shell.ActorWith("rights")), TRY(HoldNamed(o)),
                            TRY(ParseDate(o.review)), TRY(shell.TextFromInput()));
  return Answer(shell, std::move(outcome), [&](const gate::Changed& changed) {
    return PrintChanged(shell, changed, "Reviewed.");
  });
}

Result<int> Override(Shell& shell, app::App& app, const HoldOptions& o) {
  std::optional<RecordId> record;
  if (!o.record.empty()) record = TRY(RecordId::Parse(o.record));
  auto outcome = retention::Override(app.gate(), TRY(shell.ActorWith("rights")), TRY(HoldNamed(o)),
                                     record, TRY(shell.TextFromInput()));
  return Answer(shell, std::move(outcome), [&](const gate::Changed& changed) {
    return PrintChanged(shell, changed, "Recorded. It counts when two people have said so.");
  });
}

std::string ScopeOf(const standing::Hold& hold) {
  if (hold.record) return "record " + hold.record->text();
  return hold.category.empty() ? "all" : hold.category;
}

std::string LineOf(const standing::Hold& hold, Time now) {
  return fmt::format("{}  hold  {}  {}  {}\n", hold.id.text(), ScopeOf(hold), hold.kind,
                     !hold.InForce(now)  ? "(lifted)"
                     : hold.Overdue(now) ? "REVIEW OVERDUE since " + ToText(hold.review)
                                         : "review " + ToText(hold.review));
}

json::object ToJson(const standing::Hold& hold, Time now) {
  return {{"id", hold.id.text()},
          {"kind", "hold"},
          {"subject", hold.subject.text()},
          {"scope", hold.category},
          {"record", hold.record ? json::value(hold.record->text()) : json::value()},
          {"ground", hold.kind},
          {"review", ToText(hold.review)},
          {"overdue", hold.Overdue(now)},
          {"lifted", !hold.InForce(now)}};
}

Result<int> ShowHold(Shell& shell, app::App& app, const HoldOptions& o) {
  auto outcome = retention::ReadHold(app.gate(), TRY(shell.ActorWith("rights")), TRY(HoldNamed(o)));
  return Answer(shell, std::move(outcome), [&](const retention::HoldStory& story) {
    std::string text = LineOf(story.hold, app.clock().Now());
    json::array events;
    for (const retention::FileEvent& event : story.events) {
      const auto fact = [&](const char* key) {
        const auto found = event.facts.find(key);
        return found == event.facts.end() ? std::string() : found->second;
      };
      text += fmt::format("  {}  {} by {}: {}\n", event.at.seconds_text(), event.kind, fact("by"),
                          fact("why"));
      events.push_back({{"at", event.at.text()},
                        {"kind", event.kind},
                        {"by", fact("by")},
                        {"why", fact("why")}});
    }
    json::object document = ToJson(story.hold, app.clock().Now());
    document["events"] = std::move(events);
    return shell.Print(text, std::move(document), "almoner.hold/1");
  });
}

Result<int> ListAll(Shell& shell, app::App& app) {
  auto outcome = retention::ListHolds(app.gate(), TRY(shell.ActorWith("rights")));
  return Answer(shell, std::move(outcome), [&](const std::vector<standing::Hold>& holds) {
    json::array list;
    std::string text = holds.empty() ? "None.\n" : "";
    for (const standing::Hold& hold : holds) {
      text += fmt::format("person {}  {}", hold.subject.text(), LineOf(hold, app.clock().Now()));
      list.push_back(ToJson(hold, app.clock().Now()));
    }
    return shell.Print(text, {{"marks", std::move(list)}}, "almoner.marks/1");
  });
}

int PrintStanding(Shell& shell, const std::vector<standing::Hold>& holds,
                  const std::vector<standing::Mark>& marks, Time now) {
  json::array list;
  std::string text = holds.empty() && marks.empty() ? "None.\n" : "";
  for (const standing::Hold& hold : holds) {
    text += LineOf(hold, now);
    list.push_back(ToJson(hold, now));
  }
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
}

// Whoever may see the person sees what stands, without the reasons.
Result<int> ListHolds(Shell& shell, app::App& app, const HoldOptions& o) {
  if (o.subject.empty()) return ListAll(shell, app);
  const SubjectId subject = TRY(SubjectId::Parse(o.subject));
  std::vector<standing::Hold> holds;
  std::vector<standing::Mark> marks;
  auto allowed = app.gate().Act({.actor = TRY(shell.Actor()),
                                 .purpose = shell.purpose,
                                 .subjects = {subject},
                                 .action = gate::Action::kAttend},
                                "marks.read", [&](const gate::Change& change) -> Status {
                                  holds = TRY(standing::Holds(change.tx, change.keys, subject));
                                  marks = TRY(standing::History(change.tx, change.keys, subject));
                                  return {};
                                });
  return Answer(shell, std::move(allowed), [&](const gate::Changed&) {
    return PrintStanding(shell, holds, marks, app.clock().Now());
  });
}

void AddMarks(Shell& shell, CLI::App* hold, const std::shared_ptr<HoldOptions>& o) {
  CLI::App* const restrict = Command(
      shell, hold, "restrict", "Only keep the data (Article 18)", [&shell, o](app::App& app) {
        return Mark(shell, app, *o, standing::Kind::kRestriction, "");
      });
  CLI::App* const object = Command(
      shell, hold, "object", "They object to a purpose (Article 21)", [&shell, o](app::App& app) {
        return Mark(shell, app, *o, standing::Kind::kObjection, o->activity);
      });
  object->add_option("--activity", o->activity, "The purpose's id in the notice")->required();
  for (CLI::App* const command : {restrict, object}) {
    command->add_option("subject", o->subject, "The person's id")->required();
    command->add_option("--ground", o->ground, "A word for why, like accuracy-contested")
        ->required();
  }
}

}  // namespace

void AddHold(Shell& shell) {
  const auto o = std::make_shared<HoldOptions>();
  CLI::App* const hold = Noun(shell, "hold", "Holds, restrictions and objections");
  CLI::App* const place =
      Command(shell, hold, "place", "Block erasure; the reason comes on standard input",
              [&shell, o](app::App& app) { return Place(shell, app, *o); });
  place->add_option("subject", o->subject, "The person's id")->required();
  place
      ->add_option("--kind,--ground", o->kind,
                   "legal-claim, safeguarding, crime, inquiry or complaint")
      ->required();
  place->add_option("--review", o->review, "The day on which somebody looks at it again")
      ->required();
  place->add_option("--record", o->record, "Only this record");
  place->add_option("--category", o->category, "Only this data category");
  AddMarks(shell, hold, o);
  CLI::App* const lift =
      Command(shell, hold, "lift", "End one; why a hold ends comes on standard input",
              [&shell, o](app::App& app) { return Lift(shell, app, *o); });
  CLI::App* const review =
      Command(shell, hold, "review", "It is needed further; why comes on standard input",
              [&shell, o](app::App& app) { return ReviewHold(shell, app, *o); });
  review->add_option("--review", o->review, "The next day on which somebody looks at it")
      ->required();
  CLI::App* const show = Command(shell, hold, "show", "Who placed a hold, and why",
                                 [&shell, o](app::App& app) { return ShowHold(shell, app, *o); });
  CLI::App* const override = Command(
      shell, hold, "override",
      "Let what it blocks go all the same: two people, each with a reason on standard input",
      [&shell, o](app::App& app) { return Override(shell, app, *o); });
  override->add_option("--record", o->record, "Only this record");
  for (CLI::App* const command : {lift, review, show, override}) {
    command->add_option("subject", o->subject, "The person's id")->required();
    command->add_option("mark", o->mark, "Its id, from `hold list`")->required();
  }
  Command(shell, hold, "list", "Somebody's, lifted ones too; or everybody's that are in force",
          [&shell, o](app::App& app) { return ListHolds(shell, app, *o); })
      ->add_option("subject", o->subject, "The person's id");
}

}  // namespace almoner::cli
