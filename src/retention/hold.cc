#include "retention/hold.h"

#include <algorithm>

namespace almoner::retention {
namespace {

constexpr std::string_view kFileKind = "hold";

Status CheckWords(const Personal<std::string>& why) {
  const std::string& words = why.Expose();
  if (!IsUtf8(words)) return Fail(Code::kInvalid, "The reason is not UTF-8 text.");
  if (words.find_first_not_of(" \t\r\n") == std::string::npos)
    return Fail(Code::kInvalid, "Say why, in a sentence; it is sealed.");
  return {};
}

Status CheckReview(Date review, Time now) {
  if (sys_days(review) <= sys_days(LondonDate(now)))
    return Fail(Code::kInvalid, "A hold is looked at again on a day to come; give a later one.");
  return {};
}

Status Check(const gate::Context& context, const law::Accountability& law, const NewHold& hold) {
  const law::HoldKind* const kind = law.FindHold(hold.kind);
  if (kind == nullptr)
    return Fail(Code::kInvalid,
                "There is no such kind of hold; there are legal-claim, safeguarding, crime, "
                "inquiry, complaint.");
  if (kind->derived)
    return Fail(Code::kInvalid,
                "Nobody places this hold: an open request holds what it is about by itself.");
  if (hold.record && !hold.category.empty())
    return Fail(Code::kInvalid, "A hold is on one record or on one category, not on both.");
  if (!hold.category.empty() && !context.notice.FindCategory(hold.category))
    return Fail(Code::kInvalid, "The notice has no such data category.");
  TRY(CheckReview(hold.review, context.clock.Now()));
  return CheckWords(hold.why);
}

gate::Ask Asking(const StaffId& actor, const SubjectId& subject) {
  return {.actor = actor, .purpose = "law.rights", .subjects = {subject}};
}

Result<standing::Hold> Find(const gate::Context& context, const HoldName& name) {
  return context.store.Read([&](store::ReadTx& tx) -> Result<standing::Hold> {
    for (standing::Hold& hold : TRY(standing::Holds(tx, context.keys, name.subject)))
      if (hold.id == name.hold) return std::move(hold);
    return Fail(Code::kNotFound, "This person has no such hold.");
  });
}

}  // namespace

gate::Outcome<EventId> PlaceHold(gate::Gate& gate, const law::Accountability& law,
                                 const StaffId& actor, std::string_view purpose,
                                 const NewHold& placing) {
  const gate::Context& context = gate.context();
  TRY(Check(context, law, placing));
  const NewFile file = TRY(MakeFile(context.keys));
  const Time now = context.clock.Now();
  standing::Hold hold{.id = EventId::New(context.random),
                      .subject = placing.subject,
                      .kind = placing.kind,
                      .record = placing.record,
                      .category = placing.category,
                      .file = file.key.file,
                      .placed_by = actor,
                      .since = now,
                      .review = placing.review};
  const ReadyEvent event = SealEvent(context.keys, file.key,
                                     {.seq = 1,
                                      .kind = "placed",
                                      .at = now,
                                      .facts = {{"kind", placing.kind},
                                                {"review", ToText(placing.review)},
                                                {"why", placing.why.Expose()},
                                                {"by", actor.text()}}});
  const gate::Ask ask{.actor = actor,
                      .purpose = std::string(purpose),
                      .subjects = {placing.subject},
                      .action = gate::Action::kAttend};
  auto placed = TRY(gate.Act(ask, "hold.placed", [&](const gate::Change& change) -> Status {
    if (placing.record &&
        !TRY(change.tx.Maybe("SELECT 1 FROM record_person WHERE subject = $1 AND record = $2",
                             placing.subject, *placing.record)))
      return Fail(Code::kNotFound, "This person has no such record.");
    TRY(InsertFile(change, file, kFileKind, placing.subject));
    TRY(InsertEvent(change, event));
    return standing::Place(change, hold);
  }));
  if (!placed) return gate::Refuse<EventId>(std::move(placed).error());
  return hold.id;
}

Status HoldAgain(gate::Gate& gate, const keys::Event& event) {
  const gate::Context& context = gate.context();
  standing::Hold hold = TRY(standing::HoldIn(event));
  const auto wanted = TRY(context.store.Read([&](store::ReadTx& tx) {
    return tx.Maybe(
        "SELECT 1 FROM subject WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM hold WHERE "
        "id = $2)",
        hold.subject, hold.id);
  }));
  if (!wanted) return {};  // it stands, or whom it is for came after the backup
  return FileAgain(gate,
                   {.action = "hold.replayed",
                    .file_kind = kFileKind,
                    .subject = hold.subject,
                    .event_kind = "placed",
                    .facts = {{"kind", hold.kind},
                              {"review", ToText(hold.review)},
                              {"why", "placed before a backup was restored; its words were lost"}}},
                   [&](const gate::Change& change, const RequestId& file) {
                     hold.file = file;
                     return standing::PutAgain(change, hold);
                   });
}

gate::Outcome<gate::Changed> LiftHold(gate::Gate& gate, const StaffId& actor, const HoldName& name,
                                      const Personal<std::string>& why) {
  TRY(CheckWords(why));
  const standing::Hold hold = TRY(Find(gate.context(), name));
  const ReadyEvent event = TRY(NextEvent(gate.context(), hold.file, "lifted",
                                         {{"why", why.Expose()}, {"by", actor.text()}}));
  return gate.Act(Asking(actor, name.subject), "hold.lifted",
                  [&](const gate::Change& change) -> Status {
                    TRY(standing::LiftHold(change, name.subject, name.hold, actor));
                    return InsertEvent(change, event);
                  });
}

gate::Outcome<gate::Changed> ReviewHold(gate::Gate& gate, const StaffId& actor,
                                        const HoldName& name, Date next,
                                        const Personal<std::string>& why) {
  TRY(CheckWords(why));
  TRY(CheckReview(next, gate.context().clock.Now()));
  const standing::Hold hold = TRY(Find(gate.context(), name));
  const ReadyEvent event =
      TRY(NextEvent(gate.context(), hold.file, "reviewed",
                    {{"why", why.Expose()}, {"review", ToText(next)}, {"by", actor.text()}}));
  return gate.Act(Asking(actor, name.subject), "hold.reviewed",
                  [&](const gate::Change& change) -> Status {
                    // To the same day: it was looked at, and nothing of the hold changes.
                    if (hold.review != next)
                      TRY(standing::ReviewHold(change, name.subject, name.hold, next));
                    return InsertEvent(change, event);
                  });
}

gate::Outcome<HoldStory> ReadHold(gate::Gate& gate, const StaffId& actor, const HoldName& name) {
  const gate::Context& context = gate.context();
  HoldStory story{.hold = TRY(Find(context, name)), .events = {}};
  auto allowed = TRY(gate.Act(Asking(actor, name.subject), "hold.read",
                              [](const gate::Change&) -> Status { return {}; }));
  if (!allowed) return gate::Refuse<HoldStory>(std::move(allowed).error());
  story.events = TRY(context.store.Read([&](store::ReadTx& tx) -> Result<std::vector<FileEvent>> {
    return ReadEvents(tx, context.keys, TRY(OpenFile(tx, context.keys, story.hold.file)));
  }));
  return story;
}

gate::Outcome<std::vector<standing::Hold>> ListHolds(gate::Gate& gate, const StaffId& actor) {
  std::vector<standing::Hold> holds;
  auto allowed = TRY(gate.Act({.actor = actor, .purpose = "law.rights"}, "holds.listed",
                              [&](const gate::Change& change) -> Status {
                                holds =
                                    TRY(standing::AllInForce(change.tx, change.keys, change.now));
                                change.entry.counts["shown"] = std::ssize(holds);
                                return {};
                              }));
  if (!allowed) return gate::Refuse<std::vector<standing::Hold>>(std::move(allowed).error());
  return holds;
}

}  // namespace almoner::retention
