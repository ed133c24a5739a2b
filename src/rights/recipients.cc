#include "rights/recipients.h"

#include <algorithm>

#include "rights/events.h"
#include "safety/may.h"

namespace almoner::rights {
namespace {

using notice::CategorySet;
using notice::Notice;

// What the request changed: categories that were ruled to be erased; of the others all.
CategorySet Changed(const Notice& notice, const State& state) {
  CategorySet set;
  if (state.right != law::Right::kErasure) {
    for (std::size_t i = 0; i < notice.categories.size(); ++i) set.set(i);
    return set;
  }
  for (const auto& [category, ruling] : state.rulings)
    if (const auto index = notice.FindCategory(category); index && ruling.yes) set.set(*index);
  return set;
}

bool MayHaveGot(const Notice& notice, notice::Index recipient, const CategorySet& what) {
  const notice::Recipient& who = notice.recipients[recipient];
  if (who.never) return false;
  const CategorySet limited = who.data.any() ? what & who.data : what;
  return std::ranges::any_of(notice.activities, [&](const notice::Activity& activity) {
    return std::ranges::find(activity.recipients, recipient) != activity.recipients.end() &&
           ((activity.reads | activity.writes) & limited).any();
  });
}

}  // namespace

std::vector<ToBeTold> Recipients(const Notice& notice, const State& state) {
  const CategorySet what = Changed(notice, state);
  std::vector<ToBeTold> all;
  for (std::size_t i = 0; i < notice.recipients.size(); ++i) {
    if (!MayHaveGot(notice, static_cast<notice::Index>(i), what)) continue;
    const notice::Recipient& who = notice.recipients[i];
    ToBeTold one{.id = who.id, .name = who.name, .why = who.why};
    if (const auto told = state.told.find(who.id); told != state.told.end())
      one.told = told->second;
    all.push_back(std::move(one));
  }
  return all;
}

std::vector<std::string> NotReached(const State& state) {
  std::vector<std::string> all;
  for (const FileEvent& event : state.events) {
    const std::string recipient = Get(event.facts, "recipient");
    if (event.kind == "told" || event.kind == "telling-failed") std::erase(all, recipient);
    if (event.kind == "telling-failed") all.push_back(recipient);
  }
  return all;
}

Status MayTell(const Context& context, const State& state, std::string_view recipient) {
  const auto all = Recipients(context.gate.context().notice, state);
  if (std::ranges::find(all, recipient, &ToBeTold::id) == all.end())
    return Fail(Code::kInvalid,
                "By the notice this recipient has got nothing of it; `almoner request recipients` "
                "lists those who may have.");
  const auto allowed = Allowed(state);
  if (std::ranges::find(allowed, Step::kTell) == allowed.end())
    return Fail(Code::kConflict, "Nothing was changed yet of which anybody could be told.");
  if (!state.subject) return {};
  const auto recipient_name = std::ranges::find(all, recipient, &ToBeTold::id)->name;
  const gate::Context& on = context.gate.context();
  return on.store.Read([&](store::ReadTx& tx) -> Status {
    for (const std::string_view who : {recipient, std::string_view(recipient_name)})
      if (!who.empty()) TRY(safety::MustMaySend(tx, on.keys, *state.subject, {.recipient = who}));
    return {};
  });
}

Done Tell(const Context& context, const StaffId& actor, const State& state,
          std::string_view recipient, std::string_view how) {
  TRY(MayTell(context, state, recipient));
  return Advance(context, actor, state, Step::kTell, "request.recipient-told", "told",
                 {{"recipient", std::string(recipient)}, {"how", std::string(how)}});
}

Done Reply(const Context& context, const StaffId& actor, const State& state,
           std::string_view recipient, std::string_view words) {
  if (!state.told.contains(std::string(recipient)))
    return Fail(Code::kInvalid, "This recipient was not told yet.");
  return Advance(context, actor, state, Step::kReply, "request.recipient-replied", "replied",
                 {{"recipient", std::string(recipient)}, {"words", std::string(words)}});
}

}  // namespace almoner::rights
