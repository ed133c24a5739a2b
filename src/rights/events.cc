#include "rights/events.h"

#include <charconv>

namespace almoner::rights {
namespace {

using Effect = Status (*)(State&, const FileEvent&);

Result<std::optional<StaffId>> By(const Facts& facts) {
  const std::string by = Get(facts, "by");
  if (by.empty()) return std::optional<StaffId>();
  return std::optional<StaffId>(TRY(StaffId::Parse(by)));
}

Date On(const FileEvent& event) { return LondonDate(event.at); }

// What came may be recorded later than it came.
Result<Date> CameOn(const FileEvent& event) {
  const std::string came = Get(event.facts, "came");
  if (came.empty()) return On(event);
  return ParseDate(came);
}

Status Received(State& state, const FileEvent& event) {
  state.right = TRY(law::ParseRight(Get(event.facts, "right")));
  state.received = TRY(ParseDate(Get(event.facts, "received")));
  state.channel = Get(event.facts, "channel");
  state.about = Get(event.facts, "about");
  state.unknown = Get(event.facts, "unknown") == "yes";
  state.after_death = Get(event.facts, "after-death") == "yes";
  state.recently_added = Get(event.facts, "recent") == "yes";
  if (const std::string mark = Get(event.facts, "mark"); !mark.empty())
    state.mark = TRY(EventId::Parse(mark));
  return {};
}

Status Ruled(State& state, const FileEvent& event) {
  const bool yes = Get(event.facts, "ruling") == "yes";
  Ruling ruling{
      .yes = yes, .ground = Get(event.facts, "ground"), .known = Get(event.facts, "known")};
  ruling.category = Get(event.facts, "category");
  if (const std::string record = Get(event.facts, "record"); !record.empty())
    state.item_rulings.insert_or_assign(TRY(RecordId::Parse(record)), std::move(ruling));
  else
    state.rulings.insert_or_assign(Get(event.facts, "category"), std::move(ruling));
  if (const auto by = TRY(By(event.facts)); by && yes) state.ruled_by.insert(*by);
  state.drafted.reset();  // what was drafted before is out of date
  state.approved_by.reset();
  return {};
}

Result<std::size_t> Count(const Facts& facts, const std::string& key) {
  const std::string text = Get(facts, key);
  std::size_t number = 0;
  if (std::from_chars(text.data(), text.data() + text.size(), number).ec != std::errc())
    return Fail(Code::kCorrupt, "A number in an event of a request is none.");
  return number;
}

Status Redacted(State& state, const FileEvent& event) {
  const Facts& facts = event.facts;
  state.redactions.push_back({.record = TRY(RecordId::Parse(Get(facts, "record"))),
                              .field = Get(facts, "field"),
                              .from = TRY(Count(facts, "from")),
                              .to = TRY(Count(facts, "to")),
                              .ground = Get(facts, "ground"),
                              .digest = Get(facts, "digest")});
  state.drafted.reset();  // what was drafted before is out of date
  state.approved_by.reset();
  return {};
}

Status Restored(State& state, const FileEvent& event) {
  const RecordId record = TRY(RecordId::Parse(Get(event.facts, "record")));
  std::erase_if(state.redactions, [&](const Redaction& one) { return one.record == record; });
  state.drafted.reset();
  state.approved_by.reset();
  return {};
}

Status AuthorityAsked(State& state, const FileEvent& event) {
  state.authority_asked = On(event);
  state.authority.reset();
  state.authority_until.reset();
  state.authority_kind = Get(event.facts, "kind");
  // Somebody else asks than before: who they are, whether they are a danger, and what they may be
  // given is all to be seen anew.
  state.identity.reset();
  if (state.risk) state.risk->answer.clear();
  state.drafted.reset();
  state.approved_by.reset();
  if (const std::string until = Get(event.facts, "until"); !until.empty())
    state.authority_until = TRY(ParseDate(until));
  return {};
}

Status RiskNoted(State& state, const FileEvent& event) {
  const auto by = TRY(By(event.facts));
  if (!by) return Fail(Code::kCorrupt, "A danger that was noted says not by whom.");
  state.risk = Risk{.noted_by = *by};
  return {};
}

Status Searched(State& state, const FileEvent& event) {
  state.searches.push_back({.kind = Get(event.facts, "kind"),
                            .where = Get(event.facts, "where"),
                            .who = Get(event.facts, "who"),
                            .terms = Get(event.facts, "terms"),
                            .dates = Get(event.facts, "dates"),
                            .found = static_cast<int>(TRY(Count(event.facts, "found")))});
  state.drafted.reset();
  state.approved_by.reset();
  return {};
}

Status OpinionTaken(State& state, const FileEvent& event) {
  Opinion& opinion = state.opinions[Get(event.facts, "category")];
  opinion.obtained = TRY(ParseDate(Get(event.facts, "obtained")));
  opinion.harm = Get(event.facts, "harm") == "yes";
  return {};
}

Status Drafted(State& state, const FileEvent& event) {
  state.drafted = Get(event.facts, "sha256");
  state.released = Get(event.facts, "released");
  state.drafted_by = TRY(By(event.facts));
  state.approved_by.reset();
  return {};
}

Status FeeAsked(State& state, const FileEvent& event) {
  const std::string text = Get(event.facts, "pence");
  Fee fee{.pence = 0, .asked = On(event)};
  if (std::from_chars(text.data(), text.data() + text.size(), fee.pence).ec != std::errc())
    return Fail(Code::kCorrupt, "A fee of a request is no number.");
  state.fee = fee;
  return {};
}

Status Decided(State& state, const FileEvent& event) {
  state.verdict = Verdict{.outcome = Get(event.facts, "outcome"),
                          .ground = Get(event.facts, "ground"),
                          .words = Get(event.facts, "words")};
  if (state.verdict->outcome == "refused" || state.right == law::Right::kComplaint)
    state.answered = On(event);
  return {};
}

Status CarriedOut(State& state, const FileEvent& event) {
  state.carried_out = true;
  if (!state.answered) state.answered = On(event);
  if (const std::string mark = Get(event.facts, "mark"); !mark.empty())
    state.mark = TRY(EventId::Parse(mark));
  return {};
}

Status DateProposed(State& state, const FileEvent& event) {
  const auto by = TRY(By(event.facts));
  if (!by) return Fail(Code::kCorrupt, "A correction of a request says not whose it is.");
  state.correction =
      Correction{.received = TRY(ParseDate(Get(event.facts, "received"))), .by = *by};
  return {};
}

Status DateConfirmed(State& state, const FileEvent& /*event*/) {
  if (state.correction) state.received = state.correction->received;
  state.correction.reset();
  return {};
}

Status Replied(State& state, const FileEvent& event) {
  state.told[Get(event.facts, "recipient")].reply = Get(event.facts, "words");
  return {};
}

template <auto kMember>
Status Day(State& state, const FileEvent& event) {
  state.*kMember = On(event);
  return {};
}
template <auto kMember>
Status Is(State& state, const FileEvent& /*event*/) {
  state.*kMember = true;
  return {};
}

const std::map<std::string_view, Effect>& Effects() {
  static const std::map<std::string_view, Effect> all = {
      {"received", Received},
      {"acknowledged", Day<&State::acknowledged>},
      {"identity-asked", Day<&State::identity_asked>},
      {"identity-confirmed",
       [](State& state, const FileEvent& event) -> Status {
         state.identity = TRY(CameOn(event));
         if (!state.first_identity) state.first_identity = state.identity;
         return {};
       }},
      {"authority-asked", AuthorityAsked},
      {"authority-shown",
       [](State& state, const FileEvent& event) -> Status {
         state.authority = TRY(CameOn(event));
         if (!state.first_authority) state.first_authority = state.authority;
         return {};
       }},
      {"risk-noted", RiskNoted},
      {"risk-decided",
       [](State& state, const FileEvent& event) -> Status {
         if (!state.risk) return {};
         state.risk->answer = Get(event.facts, "answer");
         if (!state.ToPerson()) return {};
         state.identity.reset();  // of whoever asked
         state.drafted.reset();
         state.approved_by.reset();
         return {};
       }},
      {"capacity",
       [](State& state, const FileEvent& event) -> Status {
         state.capacity = Get(event.facts, "can") == "yes";
         return {};
       }},
      {"searched", Searched},
      {"opinion-asked",
       [](State& state, const FileEvent& event) -> Status {
         state.opinions[Get(event.facts, "category")].asked = On(event);
         return {};
       }},
      {"opinion", OpinionTaken},
      {"asked",
       [](State& state, const FileEvent& event) -> Status {
         state.questions.push_back({.ask = On(event)});
         return {};
       }},
      {"answered",
       [](State& state, const FileEvent& event) -> Status {
         if (!state.questions.empty()) state.questions.back().reply = TRY(CameOn(event));
         return {};
       }},
      {"fee-asked", FeeAsked},
      {"fee-paid",
       [](State& state, const FileEvent& event) -> Status {
         if (state.fee) state.fee->paid = TRY(CameOn(event));
         return {};
       }},
      {"extended", Day<&State::extended>},
      {"date-proposed", DateProposed},
      {"date-confirmed", DateConfirmed},
      {"date-declined",
       [](State& state, const FileEvent&) -> Status {
         state.correction.reset();
         return {};
       }},
      {"ruled", Ruled},
      {"redacted", Redacted},
      {"restored", Restored},
      {"drafted", Drafted},
      {"drafting",
       [](State& state, const FileEvent&) -> Status {
         state.drafted.reset();
         state.approved_by.reset();
         return {};
       }},
      {"approved",
       [](State& state, const FileEvent& event) -> Status {
         state.approved_by = TRY(By(event.facts));
         return {};
       }},
      {"delivered",
       [](State& state, const FileEvent& event) -> Status {
         state.delivered = true;
         state.with_password = Get(event.facts, "password") == "yes";
         state.answered = On(event);
         return {};
       }},
      {"decided", Decided},
      {"carried-out", CarriedOut},
      {"carried-out-in-part", Is<&State::in_part>},
      {"told",
       [](State& state, const FileEvent& event) -> Status {
         state.told.insert_or_assign(Get(event.facts, "recipient"), Told{.on = On(event)});
         return {};
       }},
      {"replied", Replied},
      {"lifting-told", Day<&State::lifting_told>},
      {"lifted", Is<&State::lifted>},
      {"closed",
       [](State& state, const FileEvent& event) -> Status {
         state.closed = true;
         state.closed_on = On(event);
         state.outcome = Get(event.facts, "outcome");
         return {};
       }},
  };
  return all;
}

}  // namespace

Status Apply(State& state, const FileEvent& event) {
  // What it does not know, a later version of the program may have written: it changes no state
  // here.
  if (const auto effect = Effects().find(event.kind); effect != Effects().end())
    TRY(effect->second(state, event));
  state.next_seq = event.seq + 1;
  return {};
}

std::string Get(const Facts& facts, const std::string& key) {
  const auto found = facts.find(key);
  return found == facts.end() ? std::string() : found->second;
}

Status LiftIfThere(const gate::Change& change, const State& state) {
  if (!state.mark || !state.subject) return {};
  const Status lifted = standing::Lift(change, *state.subject, *state.mark);
  return !lifted && lifted.error().code == Code::kNotFound ? Status() : lifted;
}

gate::Ask AskFor(const StaffId& actor, const std::optional<SubjectId>& subject) {
  gate::Ask ask{.actor = actor, .purpose = "law.rights"};
  if (subject) ask.subjects = {*subject};
  return ask;
}

}  // namespace almoner::rights
