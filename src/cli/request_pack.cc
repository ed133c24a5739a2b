#include <fmt/format.h>

#include <chrono>
#include <thread>
#include <tuple>

#include "cli/progress.h"
#include "cli/request.h"
#include "paper/folder.h"
#include "rights/access.h"
#include "rights/making.h"
#include "rights/offer.h"

namespace almoner::cli {
namespace {

// The password of a pack comes on standard input, and is told to the person in another way.
Result<SecretBytes> PasswordIn(Shell& shell) {
  const Personal<std::string> text = TRY(shell.TextFromInput());
  const std::string& word = text.Expose();
  if (word.size() < 12)
    return almoner::Fail(
        Code::kInvalid,
        "The password of a pack has twelve characters at the least; tell it to the "
        "person in another way than the pack goes.");
  return SecretBytes::CopyOf(word);
}

enum class Goes : std::uint8_t { kOut, kOutAgain };

Result<int> Pack(Shell& shell, app::App& app, const RequestOptions& o, Goes goes) {
  if (o.to_whom == rights::kByPortal) return OfferPack(shell, app, o);
  if (o.out.empty())
    return almoner::Fail(Code::kInvalid, "Say with --out into which new folder it is written.");
  const rights::State state = TRY(StateOf(app, o));
  const StaffId actor = TRY(shell.ActorWith("rights"));
  TRY(paper::CheckFolder(shell.Path(o.out)));  // before it is recorded that there is a pack
  rights::Delivery delivery{.to = o.to_whom, .how = o.how};
  if (o.protect) delivery.password = TRY(PasswordIn(shell));
  auto outcome = goes == Goes::kOut ? rights::Deliver(app.rights(), actor, state, delivery)
                                    : rights::DeliverAgain(app.rights(), actor, state, delivery);
  return Answer(shell, std::move(outcome), [&](const rights::Drafted& drafted) -> Result<int> {
    TRY(paper::WriteFolder(shell.Path(o.out), drafted.files));
    return PrintChanged(shell, drafted.changed, "The pack for the person is in " + o.out);
  });
}

// How far the pack is that is being made; nobody reads anything about the person in it.
int PrintMaking(Shell& shell, const std::optional<rights::InMaking>& making) {
  if (!making)
    return shell.Print("Nothing is being made.", {{"making", json::value()}},
                       "almoner.request.making/1");
  return shell.Print(
      fmt::format("{} is being made: {} %.",
                  making->release ? "The pack for the person" : "The draft", making->done),
      {{"making", {{"pack", making->release ? "release" : "draft"}, {"percent", making->done}}}},
      "almoner.request.making/1");
}

Result<int> Making(Shell& shell, app::App& app, const RequestOptions& o) {
  return Answer(
      shell,
      rights::Look(app.rights(), TRY(shell.ActorWith("rights")), TRY(RequestId::Parse(o.request))),
      [&](const rights::State& state) -> Result<int> {
        return PrintMaking(shell, TRY(rights::MakingOf(app.rights(), state.id)));
      });
}

// Until nothing of the request is being made: by the service where the home is served, and else
// here.
Status AwaitMade(Shell& shell, app::App& app, const RequestId& request) {
  const auto tell = TellingPart(shell);
  while (const auto making = TRY(rights::MakingOf(app.rights(), request))) {
    tell("making the draft", static_cast<double>(making->done) / 100);
    const std::int64_t made = TRY(rights::MakeWaiting(
        app.rights(), {}, [&](double part) { tell("making the draft", part); }));
    if (made == 0) std::this_thread::sleep_for(std::chrono::milliseconds(200));
  }
  cli::Done(shell);
  return {};
}

// The draft as it stands, for whoever is to approve it.
Result<int> WriteDraft(Shell& shell, app::App& app, const RequestOptions& o, const StaffId& actor) {
  const rights::State state = TRY(StateOf(app, o));
  if (!state.drafted)
    return almoner::Fail(Code::kConflict,
                         "There is no draft; `almoner request show` says what came between.");
  return Answer(shell, rights::Preview(app.rights(), actor, state),
                [&](const std::vector<paper::File>& files) -> Result<int> {
                  TRY(paper::WriteFolder(shell.Path(o.out), files));
                  return shell.Print("A draft, not for release, is in " + o.out, {{"file", o.out}},
                                     "almoner.file/1");
                });
}

Result<int> Preview(Shell& shell, app::App& app, const RequestOptions& o) {
  const StaffId actor = TRY(shell.ActorWith("rights"));
  TRY(paper::CheckFolder(shell.Path(o.out)));
  return WriteDraft(shell, app, o, actor);
}

// A long one is made while everybody goes on: without --out the answer comes at once.
Result<int> DraftPack(Shell& shell, app::App& app, const RequestOptions& o) {
  const rights::State state = TRY(StateOf(app, o));
  const StaffId actor = TRY(shell.ActorWith("rights"));
  if (!o.out.empty()) TRY(paper::CheckFolder(shell.Path(o.out)));
  return Answer(shell, rights::Draft(app.rights(), actor, state),
                [&](const rights::Drafted& drafted) -> Result<int> {
                  if (o.out.empty())
                    return PrintChanged(
                        shell, drafted.changed,
                        drafted.in_making
                            ? "The draft is being made: `almoner request making` says how far it "
                              "is, `request preview` writes it when it is done."
                            : "The draft is made.");
                  if (drafted.in_making) {
                    TRY(AwaitMade(shell, app, state.id));
                    return WriteDraft(shell, app, o, actor);
                  }
                  TRY(paper::WriteFolder(shell.Path(o.out), drafted.files));
                  return PrintChanged(shell, drafted.changed,
                                      "A draft, not for release, is in " + o.out);
                });
}

}  // namespace

void AddRequestPacks(const RequestSteps& steps) {
  auto& [shell, request, o] = steps;
  steps
      .Add("draft", "Make the draft pack; a long one is made in the background",
           [&shell = shell, o = o](app::App& app) { return DraftPack(shell, app, *o); })
      ->add_option("--out", o->out, "A new folder for it, and wait until it is there");
  steps.Add("making", "How far a pack is that is made in the background",
            [&shell = shell, o = o](app::App& app) { return Making(shell, app, *o); });
  steps
      .Add("preview", "Write the draft as it stands, for whoever is to approve it",
           [&shell = shell, o = o](app::App& app) { return Preview(shell, app, *o); })
      ->add_option("--out", o->out, "A new folder for it")
      ->required();
  for (const auto& [verb, help, goes] :
       {std::tuple("deliver", "Make the pack that goes to the person", Goes::kOut),
        std::tuple("deliver-again", "The same pack once more, where it did not arrive or was lost",
                   Goes::kOutAgain)}) {
    CLI::App* const deliver = steps.Add(
        verb, help,
        [&shell = shell, o = o, goes = goes](app::App& app) { return Pack(shell, app, *o, goes); });
    deliver->add_option("--out", o->out, "A new folder for it; not with --to portal");
    deliver->add_option("--how", o->how, "How it is handed over")->required();
    deliver->add_option("--to", o->to_whom,
                        "record (the address that it has), hand, confirmed (an address that was "
                        "checked with them), or portal (they fetch it from the website)");
    AddOffer(*deliver, o);
    deliver->add_flag("--protect", o->protect,
                      "The PDF opens with a password alone, which comes on standard input");
  }
}

}  // namespace almoner::cli
