#include "rights/shelf.h"

#include <algorithm>

#include "rights/events.h"

namespace almoner::rights {
namespace {

// What the database says of each request without opening any.
struct Outside {
  RequestId id;
  std::int64_t last_seq = 0;
  Bytes digest;
  bool merged = false;  // whom it is about was merged into another: to be resolved each time
};

Result<std::vector<Outside>> LookAtAll(store::Store& store) {
  return store.Read([](store::ReadTx& tx) -> Result<std::vector<Outside>> {
    std::vector<Outside> all;
    for (const store::Row& row : TRY(tx.Query(
             "SELECT f.id, (SELECT MAX(e.seq) FROM file_event e WHERE e.file = f.id), f.digest, "
             "s.merged_into FROM file f LEFT JOIN subject s ON s.id = f.subject WHERE f.kind = "
             "'request' ORDER BY f.opened, f.id"))) {
      Outside one{.id = TRY(row.As<RequestId>(0))};
      one.last_seq = TRY(row.Int(1));
      one.digest = TRY(row.Blob(2));
      one.merged = !row.IsNull(3);
      all.push_back(std::move(one));
    }
    return all;
  });
}

// What anybody said, and what nobody needs in a list.
void LeaveOutWords(State& state) {
  state.events.clear();
  if (state.verdict) state.verdict->words.clear();
  for (auto& [recipient, told] : state.told)
    if (told.reply) told.reply = "";
  for (auto& [category, ruling] : state.rulings) ruling.known.clear();
  for (auto& [record, ruling] : state.item_rulings) ruling.known.clear();
  for (Search& search : state.searches) search = {.kind = search.kind};
  state.redactions.clear();
}

Result<std::shared_ptr<const Dated>> Fold(const Context& context, const RequestId& request) {
  State state = TRY(Load(context, request));
  law::Due due = TRY(Clock(context, state));
  LeaveOutWords(state);
  return std::make_shared<const Dated>(Dated{.state = std::move(state), .due = std::move(due)});
}

sys_days WorkTo(const Dated& one) {
  const auto by = AnswerBy(one.due);
  return by ? sys_days(*by) : sys_days::max();
}

}  // namespace

Result<Listed> Shelf::All(const Context& context) {
  const auto outside = TRY(LookAtAll(context.gate.context().store));
  const std::string& notice = context.gate.context().notice.hash;
  const std::string statute = context.statute.version();
  const std::scoped_lock lock(mutex_);
  std::map<RequestId, Place> now;
  Listed all;
  for (const Outside& one : outside) {
    auto place = places_.extract(one.id);
    const bool known = !place.empty() && !one.merged && place.mapped().last_seq == one.last_seq &&
                       place.mapped().digest == one.digest && place.mapped().notice == notice &&
                       place.mapped().statute == statute;
    if (!known) {
      Place fresh{.last_seq = one.last_seq, .digest = one.digest, .notice = notice};
      fresh.statute = statute;
      fresh.request = TRY(Fold(context, one.id));
      all.push_back(fresh.request);
      now.emplace(one.id, std::move(fresh));
    } else {
      all.push_back(place.mapped().request);
      now.insert(std::move(place));
    }
  }
  places_ = std::move(now);
  return all;
}

gate::Outcome<Listed> ListDated(const Context& context, const StaffId& actor) {
  Shelf fresh;
  Listed all = TRY((context.shelf != nullptr ? *context.shelf : fresh).All(context));
  auto allowed = TRY(context.gate.Act(AskFor(actor, std::nullopt), "requests.listed",
                                      [&](const gate::Change& change) -> Status {
                                        change.entry.counts["shown"] = std::ssize(all);
                                        return {};
                                      }));
  if (!allowed) return gate::Refuse<Listed>(std::move(allowed).error());
  return all;
}

Listed DueFirst(const Listed& all) {
  Listed open;
  for (const auto& one : all)
    if (!one->state.closed) open.push_back(one);
  std::ranges::stable_sort(open, {}, [](const auto& one) { return WorkTo(*one); });
  return open;
}

}  // namespace almoner::rights
