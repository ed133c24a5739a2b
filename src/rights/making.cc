#include "rights/making.h"

#include <algorithm>
#include <mutex>

#include "base/log.h"
#include "retention/made.h"
#include "rights/collation.h"
#include "rights/events.h"
#include "rights/payload.h"

namespace almoner::rights {
namespace {

using retention::MadeOf;
using retention::MakingNote;
using retention::PackPurpose;

constexpr std::int64_t kMostTries = 3;
constexpr std::chrono::days kMadeKept{28};
constexpr double kPercent = 100;

PackPurpose PurposeOf(PackKind kind) {
  return kind == PackKind::kDraft ? PackPurpose::kReview : PackPurpose::kRelease;
}
PackKind KindOf(const MakingNote& note) {
  return note.purpose == PackPurpose::kReview ? PackKind::kDraft : PackKind::kFinal;
}

// Nothing: whoever reads the note now finds that it was given up, or asked for anew.
bool GivenUp(const Status& status) { return !status && status.error().code == Code::kConflict; }

// The event that asked for it.
const FileEvent* AskedBy(const State& state, const MakingNote& note) {
  const auto found = std::ranges::find(state.events, note.seq, &FileEvent::seq);
  return found == state.events.end() ? nullptr : &*found;
}

// What was made, and what it was made of.
struct Made {
  std::vector<paper::File> payload;
  crypto::Digest basis{};
  std::string released;
  std::string sha256;  // of the draft
  std::int64_t next_seq = 0;
};

enum class Ended : std::uint8_t { kDone, kAgain, kGone };

class Maker {
 public:
  Maker(const Context& context, const MakingNote& note, const std::stop_token& stop,
        const ToldMaking& told)
      : context_(context), on_(context.gate.context()), note_(note), stop_(stop), told_(told) {}

  Status Run();

 private:
  gate::Outcome<Made> Make(const StaffId& actor, const State& state);
  Result<Ended> Record(const StaffId& actor, const Made& made);
  Result<Ended> RecordDraft(const StaffId& actor, const Made& made,
                            const retention::ReadyMade& sealed);
  Status Progress(double part);
  Status Fails(std::string why);
  Status Write(const std::function<Status(store::Tx&)>& change) { return on_.store.Write(change); }
  [[nodiscard]] Time Now() const { return on_.clock.Now(); }

  const Context& context_;
  const gate::Context& on_;
  const MakingNote& note_;
  const std::stop_token& stop_;
  const ToldMaking& told_;
  std::int64_t told_last_ = 0;
};

// Each whole hundredth is noted, and whoever reads the request sees it.
Status Maker::Progress(double part) {
  if (stop_.stop_requested())
    return Fail(Code::kUnavailable, "The pack is made when the program runs again.");
  const auto done = static_cast<std::int64_t>(part * kPercent);
  if (done <= told_last_) return {};
  told_last_ = done;
  if (told_) told_(part);
  return Write([&](store::Tx& tx) { return retention::TellMaking(tx, note_, done, Now()); });
}

gate::Outcome<Made> Maker::Make(const StaffId& actor, const State& state) {
  auto collected = TRY(Collect(context_, actor, state));
  if (!collected) return gate::Refuse<Made>(std::move(collected).error());
  TRY(MayBePacked(context_, state, *collected));
  Made made;
  made.basis = TRY(BasisOf(context_, state, *collected));
  made.released = ToHex(Fingerprint(*collected));
  made.next_seq = state.next_seq;
  const Time now = Now();
  made.payload = TRY(MakePayload(context_, state, *collected, KindOf(note_), now,
                                 [this](double part) { return Progress(part); }));
  if (KindOf(note_) == PackKind::kDraft)
    made.sha256 =
        DigestOf(TRY(BagPayload(context_, *collected, made.payload, PackKind::kDraft, now)));
  return made;
}

// Recorded in the name of whoever asked, as the draft that somebody waits for is; not where
// something happened with the request meanwhile that makes it another pack.
Result<Ended> Maker::RecordDraft(const StaffId& actor, const Made& made,
                                 const retention::ReadyMade& sealed) {
  const State state = TRY(Load(context_, note_.request));
  if (state.next_seq != made.next_seq) {
    auto collected = TRY(Collect(context_, actor, state));
    if (!collected || TRY(BasisOf(context_, state, *collected)) != made.basis) return Ended::kAgain;
  }
  auto changed = TRY(Advance(context_, actor, state, Step::kDraft, "request.drafted", "drafted",
                             {{"sha256", made.sha256}, {"released", made.released}},
                             [&](const gate::Change& change) -> Status {
                               TRY(retention::EndMaking(change.tx, note_));
                               return retention::InsertMade(change, sealed);
                             }));
  if (changed) return Ended::kDone;
  TRY(Fails("refused"));
  return Ended::kGone;
}

Result<Ended> Maker::Record(const StaffId& actor, const Made& made) {
  const MadeOf of{.request = note_.request, .purpose = note_.purpose, .basis = made.basis};
  const auto sealed = TRY(retention::SealMade(on_.keys, of, made.payload));
  if (note_.purpose == PackPurpose::kReview) return RecordDraft(actor, made, sealed);
  const auto kept = TRY(context_.gate.Act({.purpose = "law.rights", .action = gate::Action::kWrite},
                                          "pack.made", [&](const gate::Change& change) -> Status {
                                            TRY(retention::EndMaking(change.tx, note_));
                                            return retention::InsertMade(change, sealed);
                                          }));
  if (kept) return Ended::kDone;
  return Fail(Code::kInternal, "The notice keeps the program from keeping packs.");
}

// That it cannot be made stands in the request, for whoever asked.
Status Maker::Fails(std::string why) {
  const auto event =
      TRY(retention::NextEvent(on_, note_.request, "making-failed", {{"why", std::move(why)}}));
  const auto told =
      TRY(context_.gate.Act({.purpose = "law.rights", .action = gate::Action::kWrite},
                            "pack.not-made", [&](const gate::Change& change) -> Status {
                              TRY(retention::EndMaking(change.tx, note_));
                              return retention::InsertEvent(change, event);
                            }));
  if (told) return {};
  return Fail(Code::kInternal, "The notice keeps the program from saying what was not made.");
}

Status Maker::Run() {
  if (note_.tries > kMostTries) return Fails("broken");
  const State state = TRY(Load(context_, note_.request));
  const FileEvent* const asked = AskedBy(state, note_);
  if (asked == nullptr || state.closed)
    return Write([&](store::Tx& tx) { return retention::EndMaking(tx, note_); });
  const StaffId actor = TRY(StaffId::Parse(Get(asked->facts, "by")));
  auto made = Make(actor, state);
  if (!made) {
    const Code code = made.error().code;
    if (stop_.stop_requested())
      return Write([&](store::Tx& tx) { return retention::LeaveMaking(tx, note_, Now()); });
    // It is not this pack that stands in the way: the attempt does not count.
    if (code == Code::kUnavailable)
      TRY(Write([&](store::Tx& tx) { return retention::LeaveMaking(tx, note_, Now()); }));
    if (code == Code::kConflict || code == Code::kInvalid) return Fails("rulings");
    return std::unexpected(made.error());
  }
  if (!*made) return Fails("refused");
  const auto ended = TRY(Record(actor, **made));
  if (ended != Ended::kAgain) return {};
  return Write([&](store::Tx& tx) { return retention::LeaveMaking(tx, note_, Now()); });
}

}  // namespace

std::string DigestOf(const std::vector<paper::File>& files) {
  Writer all;
  for (const paper::File& file : files) all.Sized(file.path).U64(file.size()).Raw(file.Sha256());
  return ToHex(crypto::Sha256(all.bytes()));
}

Status MayBePacked(const Context& context, const State& state, const Collected& collected) {
  if (!collected.unruled.empty())
    return Fail(
        Code::kConflict,
        "Before a pack can be made, someone must rule on each sensitive category: release it, or "
        "withhold it on a ground.",
        Detail::Id("category", collected.unruled.front()));
  return RulingsHold(context, state);
}

Result<std::optional<std::vector<paper::File>>> FoundMade(const Context& context,
                                                          const State& state,
                                                          const Collected& collected,
                                                          PackKind kind) {
  const gate::Context& on = context.gate.context();
  const MadeOf of{.request = state.id,
                  .purpose = PurposeOf(kind),
                  .basis = TRY(BasisOf(context, state, collected))};
  return on.store.Read([&](store::ReadTx& tx) { return retention::OpenMade(tx, on.keys, of); });
}

gate::Outcome<gate::Changed> AskToMake(const Context& context, const StaffId& actor,
                                       const State& state, PackKind kind) {
  const bool draft = kind == PackKind::kDraft;
  if (!draft)
    if (const auto now = TRY(MakingOf(context, state.id)); now && now->release)
      return Fail(Code::kConflict,
                  "The pack is being made in the background; hand it over when it is there. The "
                  "request says how far it is.");
  const Step step = draft ? Step::kDraft : state.delivered ? Step::kDeliverAgain : Step::kDeliver;
  return Advance(context, actor, state, step, "request.making", draft ? "drafting" : "making", {},
                 [&](const gate::Change& change) {
                   return retention::NoteMaking(change.tx, state.id, PurposeOf(kind),
                                                state.next_seq, change.now);
                 });
}

Result<Also> ThenMakeRelease(const Context& context, const State& state) {
  const auto made = TRY(context.gate.context().store.Read([&](store::ReadTx& tx) {
    return tx.Maybe("SELECT 1 FROM made_pack WHERE request = $1", state.id);
  }));
  if (!made) return Also();
  return Also([request = state.id, seq = state.next_seq](const gate::Change& change) {
    return retention::NoteMaking(change.tx, request, PackPurpose::kRelease, seq, change.now);
  });
}

Result<std::optional<InMaking>> MakingOf(const Context& context, const RequestId& request) {
  const auto note = TRY(context.gate.context().store.Read(
      [&](store::ReadTx& tx) { return retention::FindMaking(tx, request); }));
  if (!note) return std::optional<InMaking>();
  return std::optional(
      InMaking{.release = note->purpose == PackPurpose::kRelease, .done = note->done});
}

Result<std::int64_t> MakeWaiting(const Context& context, const std::stop_token& stop,
                                 const ToldMaking& told) {
  const gate::Context& on = context.gate.context();
  std::int64_t ended = 0;
  while (!stop.stop_requested()) {
    const auto any = TRY(on.store.Read([&](store::ReadTx& tx) {
      return tx.Maybe("SELECT 1 FROM making WHERE due <= $1 LIMIT 1", on.clock.Now());
    }));
    if (!any) break;
    const auto note = TRY(
        on.store.Write([&](store::Tx& tx) { return retention::TakeMaking(tx, on.clock.Now()); }));
    if (!note) break;
    const Status done = Maker(context, *note, stop, told).Run();
    if (!done && !GivenUp(done)) return std::unexpected(done.error());
    ++ended;
  }
  return ended;
}

Result<std::int64_t> PutAwayMade(const Context& context) {
  const gate::Context& on = context.gate.context();
  const auto old = TRY(on.store.Read(
      [&](store::ReadTx& tx) { return retention::MadeBefore(tx, on.clock.Now() - kMadeKept); }));
  for (const RequestId& request : old)
    if (!TRY(context.gate.Act(
            {.purpose = "law.rights", .action = gate::Action::kWrite}, "pack.put-away",
            [&](const gate::Change& change) { return retention::RemoveMadeOf(change, request); })))
      return Fail(Code::kInternal, "The notice keeps the program from putting packs away.");
  if (!old.empty()) on.store.Scrub();
  return std::ssize(old);
}

}  // namespace almoner::rights
