#include "rights/offer.h"

#include <algorithm>

#include "paper/zip.h"
#include "rights/authority.h"
#include "rights/events.h"
#include "rights/handing.h"
#include "rights/own.h"
#include "rights/safe_letter.h"
#include "rights/said.h"

namespace almoner::rights {
namespace {

using retention::WaitingPack;

// The program itself: whoever fetches has no account of staff, and is known by link and code.
gate::Ask AskProgram() { return {.purpose = "law.rights", .action = gate::Action::kWrite}; }

Status CheckTerms(const OfferTerms& terms) {
  static constexpr std::string_view kCodeBy[] = {"phone", "in-person", "post"};
  TRY(OneOf(terms.code_by, kCodeBy,
            "The code is told by phone, in-person or by post: in another way than the link goes."));
  if (terms.days < 1 || terms.days > kOfferedAtMost)
    return Fail(Code::kInvalid, "A pack waits for 1 to 28 days.");
  return Say(terms.how, "Say how it is known that it is they who are told the code.");
}

// Before documents are pulled into memory.
Status SmallEnough(const std::vector<paper::File>& files) {
  std::uint64_t size = 0;
  for (const paper::File& file : files) size += file.size();
  if (size <= retention::kMostWaiting) return {};
  return Fail(Code::kConflict,
              "The pack is too large to be fetched from the website; give it by hand or by post.",
              Detail("bytes", static_cast<std::int64_t>(size)));
}

enum class May : std::uint8_t { kNo, kYes };
Result<May> Of(const Status& status) {
  if (status) return May::kYes;
  const Code code = status.error().code;
  if (code == Code::kConflict || code == Code::kRefused) return May::kNo;
  return std::unexpected(status.error());
}

// Who asks is known, may ask, and may be answered today, this way.
Result<std::optional<State>> MayBeGiven(const Context& context, const WaitingPack& pack) {
  State state = TRY(Load(context, pack.request));
  const bool known = state.identity && (!state.ForAnother() || state.authority) &&
                     (!state.after_death || state.authority) && state.subject;
  if (!known) return std::optional<State>();
  if (TRY(Of(MayBeAnswered(context, state))) == May::kNo) return std::optional<State>();
  if (TRY(Of(MayReachThem(context, state, kByPortal))) == May::kNo) return std::optional<State>();
  return std::optional(std::move(state));
}

bool TheirTurn(const keys::Keys& keys, const WaitingPack& pack, const Fetcher& by, Time now) {
  if (now >= pack.Ends()) return false;
  return !pack.taker || SameBytes(*pack.taker, retention::TakerOf(keys, pack, by.who));
}

Result<std::optional<FetchedPack>> Give(const Context& context,
                                        const std::optional<WaitingPack>& pack, const Fetcher& by) {
  const gate::Context& on = context.gate.context();
  if (!retention::IsCodeOf(on.keys, pack, by.code)) return std::optional<FetchedPack>();
  if (!TheirTurn(on.keys, *pack, by, on.clock.Now())) return std::optional<FetchedPack>();
  const auto state = TRY(MayBeGiven(context, *pack));
  if (!state) return std::optional<FetchedPack>();
  Bytes zip = TRY(on.store.Read(
      [&](store::ReadTx& tx) { return retention::OpenPack(tx, on.keys, *pack, by.code); }));
  const auto event = TRY(retention::NextEvent(
      on, pack->request, pack->taken ? "fetched-again" : "fetched", {{"pack", pack->id.text()}}));
  const Bytes taker = retention::TakerOf(on.keys, *pack, by.who);
  const auto given =
      context.gate.Act(AskProgram(), "pack.fetched", [&](const gate::Change& change) -> Status {
        TRY(retention::TakePack(change, *pack, taker));
        return retention::InsertEvent(change, event);
      });
  if (!given && given.error().code == Code::kConflict) return std::optional<FetchedPack>();
  if (!given) return std::unexpected(given.error());
  if (!*given) return std::optional<FetchedPack>();
  return std::optional<FetchedPack>(
      {.zip = std::move(zip), .reference = pack->request.text().substr(0, 8)});
}

Status PutAway(const Context& context, const WaitingPack& pack) {
  const gate::Context& on = context.gate.context();
  std::optional<retention::ReadyEvent> event;
  if (!pack.taken)
    event = TRY(retention::NextEvent(on, pack.request, "not-fetched", {{"pack", pack.id.text()}}));
  const auto gone = TRY(
      context.gate.Act(AskProgram(), "pack.put-away", [&](const gate::Change& change) -> Status {
        TRY(retention::RemovePack(change, pack));
        return event ? retention::InsertEvent(change, *event) : Status();
      }));
  if (gone) return {};
  return Fail(Code::kInternal, "The notice keeps the program from putting packs away.");
}

}  // namespace

Handing InsteadOfWaiting(const State& state) {
  Handing handing;
  handing.keep = [request = state.id](const std::vector<paper::File>&) -> Result<Also> {
    return Also([request](const gate::Change& change) {
      return retention::RemovePacksOf(change, request);
    });
  };
  return handing;
}

gate::Outcome<Offered> Offer(const Context& context, const StaffId& actor, const State& state,
                             const OfferTerms& terms) {
  TRY(CheckTerms(terms));
  const gate::Context& on = context.gate.context();
  const retention::PackSecrets secrets = retention::NewPackSecrets(on.random);
  const Time now = on.clock.Now();
  const Time until = now + std::chrono::days(terms.days);
  Handing handing{.delivery = {.to = std::string(kByPortal), .how = terms.how},
                  .facts = {{"code-by", terms.code_by}, {"until", ToText(LondonDate(until))}},
                  .keep = [&](const std::vector<paper::File>& files) -> Result<Also> {
                    TRY(SmallEnough(files));
                    const Bytes zip = TRY(paper::Zip(files, now));
                    auto sealed = std::make_shared<const retention::ReadyPack>(
                        TRY(retention::SealPack(on.keys, state.id, secrets, until, zip)));
                    return Also([sealed](const gate::Change& change) {
                      return retention::InsertPack(change, *sealed);
                    });
                  }};
  auto handed = TRY(HandOver(context, actor, state, handing));
  if (!handed) return gate::Refuse<Offered>(std::move(handed).error());
  return Offered{
      .link = secrets.link, .code = secrets.code, .until = until, .changed = *std::move(handed)};
}

Result<std::optional<FetchedPack>> Fetch(const Context& context, std::string_view link,
                                         const Fetcher& by) {
  const gate::Context& on = context.gate.context();
  const auto pack =
      TRY(on.store.Read([&](store::ReadTx& tx) { return retention::FindPack(tx, on.keys, link); }));
  return Give(context, pack, by);
}

namespace {

struct OwnPack {
  WaitingPack pack;
  law::Right right;
};
gate::Outcome<std::vector<OwnPack>> OwnPacks(const Context& context, const SubjectId& subject) {
  const gate::Context& on = context.gate.context();
  const auto states = TRY(ListOwn(context, subject));
  if (!states) return gate::Refuse<std::vector<OwnPack>>(states.error());
  std::vector<OwnPack> all;
  for (const State& state : *states)
    for (WaitingPack& pack : TRY(on.store.Read(
             [&](store::ReadTx& tx) { return retention::PacksOf(tx, on.keys, state.id); })))
      if (on.clock.Now() < pack.Ends() && TRY(MayBeGiven(context, pack)))
        all.push_back({.pack = std::move(pack), .right = state.right});
  return all;
}

}  // namespace

Result<std::optional<FetchedPack>> FetchOwn(const Context& context, const SubjectId& subject,
                                            const Fetcher& by) {
  const auto packs = TRY(OwnPacks(context, subject));
  if (!packs) return std::optional<FetchedPack>();
  for (const OwnPack& own : *packs)
    if (auto given = TRY(Give(context, own.pack, by))) return given;
  return std::optional<FetchedPack>();
}

gate::Outcome<std::vector<WaitingOwn>> ListWaiting(const Context& context,
                                                   const SubjectId& subject) {
  const auto packs = TRY(OwnPacks(context, subject));
  if (!packs) return gate::Refuse<std::vector<WaitingOwn>>(packs.error());
  std::vector<WaitingOwn> all;
  for (const OwnPack& own : *packs)
    all.push_back({.right = own.right,
                   .reference = own.pack.request.text().substr(0, 8),
                   .ends = own.pack.Ends()});
  return all;
}

Result<std::int64_t> PutAwaySpent(const Context& context) {
  const gate::Context& on = context.gate.context();
  const auto spent = TRY(on.store.Read(
      [&](store::ReadTx& tx) { return retention::SpentPacks(tx, on.keys, on.clock.Now()); }));
  std::int64_t gone = 0;
  for (const WaitingPack& pack : spent) {
    const Status put = PutAway(context, pack);
    if (!put && put.error().code == Code::kConflict) continue;  // the next time
    if (!put) return std::unexpected(put.error());
    ++gone;
  }
  if (gone > 0) on.store.Scrub();
  return gone;
}

bool NotFetched(const State& state) {
  const auto last =
      std::ranges::find_if(state.events.rbegin(), state.events.rend(), [](const FileEvent& event) {
        return event.kind.starts_with("delivered") || event.kind.starts_with("fetched") ||
               event.kind == "carried-out" || event.kind == "not-fetched";
      });
  return last != state.events.rend() && last->kind == "not-fetched";
}

}  // namespace almoner::rights
