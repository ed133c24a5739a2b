#include <fmt/format.h>

#include "app/processors.h"
#include "cli/request.h"
#include "paper/folder.h"
#include "rights/offer.h"
#include "rights/recipients.h"
#include "rights/remedy.h"

namespace almoner::cli {
namespace {

using rights::Context;
using rights::State;
using Done = gate::Outcome<gate::Changed>;

Result<int> Port(Shell& shell, app::App& app, const RequestOptions& o) {
  if (o.to_whom == rights::kByPortal) return OfferPack(shell, app, o);
  if (o.out.empty())
    return almoner::Fail(Code::kInvalid, "Say with --out into which new folder it is written.");
  const State state = TRY(StateOf(app, o));
  const StaffId actor = TRY(shell.ActorWith("rights"));
  TRY(paper::CheckFolder(shell.Path(o.out)));
  return Answer(
      shell, rights::Port(app.rights(), actor, state, o.how, o.to_whom),
      [&](const rights::Portable& ported) -> Result<int> {
        TRY(paper::WriteFolder(shell.Path(o.out), ported.files));
        return shell.Print(
            fmt::format("{} records to take along are in {}; the right does not reach {}.",
                        ported.records, o.out, ported.left),
            {{"records", ported.records},
             {"left", ported.left},
             {"entry", ported.changed.entry.text()}},
            "almoner.request.ported/1");
      });
}

Result<int> Recipients(Shell& shell, app::App& app, const RequestOptions& o) {
  auto looked =
      rights::Look(app.rights(), TRY(shell.ActorWith("rights")), TRY(RequestId::Parse(o.request)));
  return Answer(shell, std::move(looked), [&](const State& state) {
    json::array list;
    std::string text;
    for (const rights::ToBeTold& one : rights::Recipients(app.notice(), state)) {
      const std::string told = !one.told          ? "not told yet"
                               : !one.told->reply ? "told on " + ToText(one.told->on)
                                                  : "told, and has replied";
      text += fmt::format("{}  {} ({}): {}\n", one.id, one.name, one.why, told);
      list.push_back({{"recipient", one.id},
                      {"name", one.name},
                      {"told", one.told ? json::value(ToText(one.told->on)) : json::value()},
                      {"replied", one.told && one.told->reply}});
    }
    return shell.Print(text.empty() ? "By the notice nobody is given any of it." : text,
                       {{"recipients", std::move(list)}}, "almoner.request.recipients/1");
  });
}

void AddMending(const RequestSteps& steps) {
  auto& [shell, request, o] = steps;
  CLI::App* const correct =
      steps.Do("correct", "Rectification: a field of a record says what comes on standard input",
               "Corrected.",
               [&shell = shell, o = o](const Context& context, const StaffId& actor,
                                       const State& state) -> Done {
                 return rights::Correct(context, actor, state, TRY(RecordId::Parse(o->record)),
                                        o->field, TRY(shell.TextFromInput()));
               });
  correct->add_option("--record", o->record, "The record's id")->required();
  correct->add_option("--field", o->field, "The field's id in the notice")->required();
  steps
      .Do("annotate", "Rectification: what the person says of a record, on standard input",
          "It stands beside the record.",
          [&shell = shell, o = o](const Context& context, const StaffId& actor,
                                  const State& state) -> Done {
            return rights::Annotate(context, actor, state, TRY(RecordId::Parse(o->record)),
                                    TRY(shell.TextFromInput()));
          })
      ->add_option("--record", o->record, "The record's id")
      ->required();
}

void AddStopping(const RequestSteps& steps) {
  auto& [shell, request, o] = steps;
  steps.Do("restrict", "Restriction: store, and do not use", "Restricted.", rights::Restrict);
  steps.Do(
      "tell-lifting", "The person is told that a restriction ends, and why (standard input)",
      "Told; it can be lifted.",
      [&shell = shell](const Context& context, const StaffId& actor, const State& state) -> Done {
        return rights::TellLifting(context, actor, state, TRY(shell.TextFromInput()));
      });
  steps.Do("lift", "The restriction ends", "Lifted.", rights::Lift);
  steps.Do("uphold", "Objection: what was stopped stays stopped", "Upheld.", rights::Uphold);
  CLI::App* const review = steps.Do(
      "review", "A computer's decision, looked at by you; why, on standard input", "Reviewed.",
      [&shell = shell, o = o](const Context& context, const StaffId& actor,
                              const State& state) -> Done {
        if (o->changed == o->confirmed)
          return almoner::Fail(Code::kInvalid, "Say either --changed or --confirmed.");
        return rights::Review(context, actor, state, o->changed, TRY(shell.TextFromInput()));
      });
  review->add_flag("--changed", o->changed, "Another decision is taken");
  review->add_flag("--confirmed", o->confirmed, "It stays as it was");
}

Result<int> TellRecipient(Shell& shell, app::App& app, const RequestOptions& o, bool opendsr) {
  const StaffId actor = TRY(shell.ActorWith("rights"));
  const State state = TRY(StateOf(app, o));
  if (opendsr)
    return Answer(shell, app::AskProcessor(app, actor, state, o.recipient, o.asked),
                  [&](const app::SentTo& sent) {
                    return PrintChanged(shell, sent.changed,
                                        sent.taken
                                            ? "Asked: they have taken it."
                                            : "They do not take it now. While the home is "
                                              "served it is tried again later, for three days.");
                  });
  if (o.how.empty() != o.webhook)
    return almoner::Fail(Code::kInvalid,
                         "Say with --how that they were told, or use --webhook or --opendsr.");
  if (!o.webhook)
    return Answer(
        shell, rights::Tell(app.rights(), actor, state, o.recipient, o.how),
        [&](const gate::Changed& done) { return PrintChanged(shell, done, "Recorded."); });
  return Answer(shell, app::TellByWebhook(app, actor, state, o.recipient, o.asked),
                [&](const app::SentTo& sent) {
                  return PrintChanged(shell, sent.changed,
                                      sent.taken
                                          ? "Told: they have taken it."
                                          : "They do not take it now. While the home is "
                                            "served it is tried again later, for three days.");
                });
}

void AddTelling(const RequestSteps& steps) {
  auto& [shell, request, o] = steps;
  steps.Add("recipients", "Who may have been given what changed, and who was told",
            [&shell = shell, o = o](app::App& app) { return Recipients(shell, app, *o); });
  const auto opendsr = std::make_shared<bool>(false);
  CLI::App* const tell = steps.Add("tell", "A recipient is told of what changed",
                                   [&shell = shell, o = o, opendsr](app::App& app) {
                                     return TellRecipient(shell, app, *o, *opendsr);
                                   });
  tell->add_option("--recipient", o->recipient, "The recipient's id in the notice")->required();
  auto* const how = tell->add_option("--how", o->how, "That it was done: letter, secure mail, …");
  auto* const webhook =
      tell->add_flag("--webhook", o->webhook, "Do it now, by the webhook of almoner.toml")
          ->excludes(how);
  tell->add_flag("--opendsr", *opendsr,
                 "Ask a processor to erase, or to look for, what it holds (OpenDSR 2.0)")
      ->excludes(how)
      ->excludes(webhook);
  tell->add_option("--reference", o->asked, "What both sides call it; it names nobody")
      ->excludes(how);
  CLI::App* const replied =
      steps.Do("replied", "A recipient has answered", "Recorded.",
               [o = o](const Context& context, const StaffId& actor, const State& state) {
                 return rights::Reply(context, actor, state, o->recipient, o->how);
               });
  replied->add_option("--recipient", o->recipient, "The recipient's id in the notice")->required();
  replied->add_option("--how", o->how, "What they have done")->required();
}

}  // namespace

void AddRequestRemedies(const RequestSteps& steps) {
  auto& [shell, request, o] = steps;
  AddMending(steps);
  AddStopping(steps);
  CLI::App* const port =
      steps.Add("port", "Portability: what they gave us, to take along",
                [&shell = shell, o = o](app::App& app) { return Port(shell, app, *o); });
  port->add_option("--out", o->out, "A new folder for it; not with --to portal");
  port->add_option("--how", o->how, "How and to whom it is handed over")->required();
  port->add_option("--to", o->to_whom,
                   "record, hand, confirmed or portal, as of `request deliver`");
  AddOffer(*port, o);
  AddTelling(steps);
}

}  // namespace almoner::cli
