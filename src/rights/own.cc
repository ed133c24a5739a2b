#include "rights/own.h"

#include <algorithm>

#include "rights/opening.h"

namespace almoner::rights {
namespace {

gate::Ask AskOwn(const SubjectId& subject) {
  return {
      .purpose = "law.rights", .subjects = {subject}, .action = gate::Action::kAttend, .own = true};
}

// What is known to be from the person: they sent it signed in, or it was confirmed that it is them.
// Who complains is not confirmed, so a complaint that staff logged may be anybody's.
bool Theirs(const State& state) {
  if (state.after_death || state.authority_asked) return false;
  if (!state.events.front().facts.contains("by")) return true;
  return state.identity.has_value() && state.right != law::Right::kComplaint;
}

}  // namespace

gate::Outcome<RequestId> OpenOwn(const Context& context, Opening opening) {
  opening.received = LondonDate(context.gate.context().clock.Now());
  opening.channel = "portal";
  const SubjectId subject = opening.subject.value();
  return OpenAs(context, {.ask = AskOwn(subject), .by = "", .proven = "signed in to their account"},
                opening);
}

gate::Outcome<std::vector<State>> ListOwn(const Context& context, const SubjectId& subject) {
  const auto allowed = TRY(context.gate.Act(AskOwn(subject), "requests.shown",
                                            [](const gate::Change&) -> Status { return {}; }));
  if (!allowed) return gate::Refuse<std::vector<State>>(allowed.error());
  const gate::Context& on = context.gate.context();
  const auto files = TRY(on.store.Read(
      [&](store::ReadTx& tx) { return retention::FilesAbout(tx, on.keys, kFileKind, subject); }));
  std::vector<State> own;
  for (const RequestId& file : files) {
    State state = TRY(Load(context, file));
    if (!Theirs(state)) continue;
    own.push_back(std::move(state));
  }
  std::ranges::sort(own, std::greater(), &State::received);
  return own;
}

}  // namespace almoner::rights
