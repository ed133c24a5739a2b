#include "rights/remedy.h"

#include <algorithm>

#include "rights/events.h"

namespace almoner::rights {
namespace {

using law::Right;

// kInvalid: the command is for another right.
Status For(const State& state, Right right) {
  if (state.right != right)
    return Fail(Code::kInvalid, "This request uses another right.",
                Detail::Id("right", law::Name(state.right)));
  if (state.subject) return {};
  return Fail(Code::kConflict, "This person's data was erased already.");
}

Status Say(const Personal<std::string>& words, Literal what) {
  if (words.Expose().find_first_not_of(" \t\r\n") != std::string::npos && IsUtf8(words.Expose()))
    return {};
  return Fail(Code::kInvalid, what);
}

// The record is mended and the request told of it together.
Done MendRecord(const Context& context, const StaffId& actor, const State& state,
                const RecordId& record, Facts facts, const gate::Mend& mend) {
  TRY(For(state, Right::kRectification));
  facts["record"] = record.text();
  const auto ready =
      TRY(Prepare(context, actor, state, Step::kCarryOut, "carried-out", std::move(facts)));
  return context.gate.CorrectRecord(
      AskFor(actor, state.subject), record, *state.subject, mend,
      [&](const gate::Change& change) { return retention::InsertEvent(change, ready); });
}

void Put(vault::Content& content, std::string_view field, const Personal<std::string>& value) {
  for (vault::FieldValue& each : content.fields)
    if (each.field == field) {
      each.value = Personal(value.Expose());
      return;
    }
  content.fields.push_back({std::string(field), Personal(value.Expose())});
}

}  // namespace

Done Correct(const Context& context, const StaffId& actor, const State& state,
             const RecordId& record, std::string_view field, const Personal<std::string>& value) {
  return MendRecord(
      context, actor, state, record, {{"how", "corrected"}, {"field", std::string(field)}},
      [&](const notice::Category&, vault::Content& content) -> Status {
        if (content.nature == vault::Nature::kOpinion)
          return Fail(Code::kInvalid,
                      "This is somebody's opinion, which stays what they thought; put the person's "
                      "statement beside it (`almoner request annotate`).");
        if (content.document && content.document->field == field)
          return Fail(Code::kInvalid, "A document is not corrected; add the right one beside it.");
        Put(content, field, value);
        return {};
      });
}

Done Annotate(const Context& context, const StaffId& actor, const State& state,
              const RecordId& record, const Personal<std::string>& statement) {
  return MendRecord(context, actor, state, record, {{"how", "annotated"}},
                    [&](const notice::Category&, vault::Content& content) -> Status {
                      Put(content, vault::kStatement, statement);
                      return {};
                    });
}

Done Restrict(const Context& context, const StaffId& actor, const State& state) {
  TRY(For(state, Right::kRestriction));
  const gate::Context& on = context.gate.context();
  const standing::Mark mark{.id = EventId::New(on.random),
                            .subject = *state.subject,
                            .kind = standing::Kind::kRestriction,
                            .scope = "",
                            .ground = state.about,
                            .since = on.clock.Now(),
                            .until = std::nullopt};
  return Advance(context, actor, state, Step::kCarryOut, "restriction.placed", "carried-out",
                 {{"mark", mark.id.text()}},
                 [&](const gate::Change& change) { return standing::Place(change, mark); });
}

Done TellLifting(const Context& context, const StaffId& actor, const State& state,
                 const Personal<std::string>& why) {
  TRY(For(state, Right::kRestriction));
  TRY(Say(why, "Write on standard input why it will be lifted, as the person is told."));
  return Advance(context, actor, state, Step::kTellLifting, "request.lifting-told", "lifting-told",
                 {{"words", why.Expose()}});
}

Done Lift(const Context& context, const StaffId& actor, const State& state) {
  TRY(For(state, Right::kRestriction));
  if (!state.lifting_told)
    return Fail(Code::kConflict,
                "The person is told before a restriction is lifted (Article 18(3) UK GDPR): "
                "`almoner request tell-lifting`.");
  if (!state.mark) return Fail(Code::kConflict, "This request has restricted nothing.");
  return Advance(context, actor, state, Step::kLift, "restriction.lifted", "lifted", {},
                 [&](const gate::Change& change) { return LiftIfThere(change, state); });
}

Done Uphold(const Context& context, const StaffId& actor, const State& state) {
  TRY(For(state, Right::kObjection));
  return Advance(context, actor, state, Step::kCarryOut, "objection.upheld", "carried-out", {});
}

Done Review(const Context& context, const StaffId& actor, const State& state, bool changed,
            const Personal<std::string>& words) {
  TRY(For(state, Right::kAutomatedDecision));
  TRY(Say(words, "Write on standard input what you looked at and why you decide so."));
  return Advance(context, actor, state, Step::kCarryOut, "decision.reviewed", "carried-out",
                 {{"result", changed ? "changed" : "confirmed"}, {"words", words.Expose()}});
}

}  // namespace almoner::rights
