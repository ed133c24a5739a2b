#include "rights/safe_letter.h"

#include "rights/events.h"
#include "rights/offer.h"
#include "rights/said.h"
#include "safety/hidden.h"

namespace almoner::rights {
namespace {

using safety::Channel;
using safety::Need;

// What cannot be printed: somebody has to see to it.
std::string Beside(safety::Needs needs) {
  needs.needs.reset(static_cast<std::size_t>(Need::kLargePrint));
  needs.needs.reset(static_cast<std::size_t>(Need::kEasyRead));
  return needs.text();
}

safety::Output ToThem(const LetterOptions& options) {
  return {.channel = options.by == "email" ? Channel::kEmail : Channel::kPost};
}

}  // namespace

Result<safety::Needs> NeedsOf(const Context& context, const State& state) {
  if (!state.subject || state.ForAnother()) return safety::Needs();
  const gate::Context& on = context.gate.context();
  const auto reaching = TRY(
      on.store.Read([&](store::ReadTx& tx) { return safety::Load(tx, on.keys, *state.subject); }));
  return reaching.needs.value_or(safety::Needs());
}

Status MayReachThem(const Context& context, const State& state, std::string_view to) {
  if (to == "hand" || state.ForAnother() || !state.subject) return {};
  const gate::Context& on = context.gate.context();
  const Channel way = to == kByPortal ? Channel::kPortal : Channel::kPost;
  return on.store.Read([&](store::ReadTx& tx) -> Status {
    TRY(safety::MustMaySend(tx, on.keys, *state.subject, {.channel = way}));
    return {};
  });
}

Result<Going> MayGo(const Context& context, const State& state, const FileEvent& event,
                    const LetterOptions& options) {
  static constexpr std::string_view kWays[] = {"post", "email", "hand"};
  TRY(OneOf(options.by, kWays, "A letter goes by post, by e-mail or by hand: post, email, hand."));
  Going going{.cleared = {}, .options = options, .needs = {}, .hidden = {}};
  if (!state.subject) return going;
  const bool to_others = event.kind == "told" || event.kind == "opinion-asked";
  const bool to_them = !to_others && !state.ForAnother();
  const gate::Context& on = context.gate.context();
  safety::Reaching reaching;
  TRY(on.store.Read([&](store::ReadTx& tx) -> Status {
    reaching = TRY(safety::Load(tx, on.keys, *state.subject));
    const std::string recipient = Get(event.facts, "recipient");
    if (to_them && options.by != "hand")
      going.cleared = TRY(safety::MustMaySend(tx, on.keys, *state.subject, ToThem(options)));
    if (to_others && !recipient.empty())
      going.cleared =
          TRY(safety::MustMaySend(tx, on.keys, *state.subject, {.recipient = recipient}));
    return {};
  }));
  if (to_them) {
    const safety::Needs needs = reaching.needs.value_or(safety::Needs());
    going.options.easy = options.easy || needs.Has(Need::kEasyRead);
    if (needs.Has(Need::kLargePrint)) going.options.print = paper::Print::kLarge;
    going.needs = Beside(needs);
  } else if (reaching.marker) {
    for (const std::string& line : reaching.marker->hidden)
      for (std::string& part : safety::PartsOf(line)) going.hidden.push_back(std::move(part));
  }
  return going;
}

Status TellsNothingHidden(const Going& going, std::string text) {
  if (!safety::Mask(going.hidden, text)) return {};
  return Fail(Code::kRefused,
              "Something stands in this letter that whoever reads it must not see; ask a colleague "
              "whose task care is.");
}

}  // namespace almoner::rights
