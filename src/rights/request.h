// A rights request: a sequence of recorded events in an accountability file. Its state, its dates
// and what to do next are worked out from them each time; nothing of that is stored.
//
//   received -> (acknowledged) -> (identity, authority, a question, a fee) -> (extended)
//     access:       ruled … -> drafted -> approved -> delivered
//     erasure:      ruled … -> (approved) -> carried-out
//     restriction, objection, rectification, portability, automated-decision:
//                   decided -> carried-out
//     complaint:    acknowledged -> progress … -> decided
//   -> closed
//
// Any request may be decided against, on a ground that the law names. What was done late is
// recorded as it was; nothing about a request is ever overwritten.
#pragma once

#include <set>

#include "law/clock.h"
#include "law/lawbook.h"
#include "retention/erase.h"

namespace almoner::rights {

using retention::Facts;
using retention::FileEvent;

// A decision about one category of what is held, or one record: released or withheld (access),
// erased or kept (erasure).
struct Ruling {
  bool yes = false;           // release; erase
  std::string ground;         // why not, an id of Grounds(); "" when yes; of an erasure, why: 17(1)
  std::string known = {};     // health data that is released: how the person knows it already
  std::string category = {};  // of a single record
};

// What an appropriate health professional says of health data (DPA 2018 Schedule 3 paragraphs 5 and
// 6): whether seeing it would be likely to do serious harm.
struct Opinion {
  Date asked{};
  std::optional<Date> obtained = {};
  bool harm = false;
};

// Somebody who asks for the person may be a danger to them.
struct Risk {
  StaffId noted_by;
  std::string answer = {};  // once decided: "go-on", "to-person" or "nothing"
};

// Where it was looked, and what for (Article 15(1A)).
struct Search {
  std::string kind;   // computer, paper, device, processor
  std::string where;  // "the cabinet in the day centre"
  std::string who;    // whose it is to look there
  std::string terms;
  std::string dates;  // "since 2019"; "" for all
  int found = 0;
};

// What the organisation answers.
struct Verdict {
  std::string outcome;  // "granted", "part-granted" or "refused"
  std::string ground;   // why not: an id of Grounds(); "" when granted
  std::string words;    // what the person is told beyond that
};

// Words of one field that are taken out of what goes to the person.
struct Redaction {
  RecordId record;
  std::string field;
  std::size_t from = 0, to = 0;  // bytes of its value
  std::string ground;            // an id of Grounds()
  std::string digest;            // of the record as it was, hex: another version is redacted anew
};

struct Fee {
  std::int64_t pence = 0;
  Date asked{};
  std::optional<Date> paid = {};
};

// Another day of receipt than was keyed in, until somebody else has confirmed it.
struct Correction {
  Date received{};
  StaffId by;
};

struct Told {
  Date on{};
  std::optional<std::string> reply = {};
};

struct State {
  RequestId id;
  law::Right right = law::Right::kAccess;
  std::optional<SubjectId> subject;  // nothing: they were erased since, or are not known here
  bool unknown = false;              // not known here
  Date received{};
  std::string channel;                  // letter, phone, in-person, e-mail, portal
  std::string about;                    // objection: the activity; restriction: its ground
  std::optional<EventId> mark;          // objection, restriction: what stops the use
  std::optional<Date> acknowledged;     // on
  std::optional<Date> identity_asked;   // doubted, and asked for, on
  std::optional<Date> identity;         // of whoever asks now, confirmed on
  std::optional<Date> first_identity;   // confirmed for the first time: the clock waits but once
  std::optional<Date> authority_asked;  // somebody asks for the person: asked to show it on
  std::optional<Date> authority;        // shown on; asked for anew, it counts no more
  std::optional<Date> first_authority;  // shown on, for the first time: the clock waits but once
  std::optional<Date> authority_until;  // its last day, where it has one
  std::string authority_kind;           // parent, attorney, …
  std::optional<Risk> risk;             // in whoever asks for the person
  std::optional<bool> capacity;         // whether the person can decide about this themself
  bool after_death = false;             // of the records of somebody who has died
  bool recently_added = false;          // of those: to them, in the 40 days before
  std::vector<law::Pause> questions;
  std::optional<Fee> fee;
  std::optional<Date> extended;  // told on
  std::optional<Correction> correction;
  bool nothing_held = false;  // erasure: no record is about the person, so there is none to rule on
  std::map<std::string, Ruling> rulings;    // by data category
  std::map<RecordId, Ruling> item_rulings;  // of single records, before that of their category
  std::map<std::string, Opinion> opinions;  // by data category
  std::vector<Search> searches;
  std::vector<Redaction> redactions;
  std::optional<std::string> drafted;  // SHA-256 of the draft, hex
  std::string released;                // SHA-256 of what the draft releases, hex
  std::optional<StaffId> approved_by;
  std::optional<StaffId> drafted_by;
  std::set<StaffId> ruled_by;  // whoever ruled that something be released, or erased
  std::optional<Verdict> verdict;
  bool delivered = false;
  bool with_password = false;  // the pack that was delivered
  bool carried_out = false;
  bool in_part = false;  // some of it was, and the rest is held
  std::optional<Date> lifting_told;
  bool lifted = false;
  std::map<std::string, Told> told;  // by recipient of the notice
  std::optional<Date> answered;      // delivered, carried out or decided against on
  bool closed = false;
  std::optional<Date> closed_on;
  std::string outcome;  // once closed: granted, part-granted, refused, withdrawn
  std::vector<FileEvent> events;
  std::int64_t next_seq = 1;

  [[nodiscard]] bool done() const { return delivered || carried_out; }
  // It was decided that the person is answered instead of whoever asked.
  [[nodiscard]] bool ToPerson() const { return risk && risk->answer == "to-person"; }
  // Somebody else than the person is answered.
  [[nodiscard]] bool ForAnother() const { return authority_asked && !ToPerson(); }
};

enum class Step : std::uint8_t {
  kAcknowledge,
  kAskIdentity,
  kConfirmIdentity,
  kAskAuthority,
  kShowAuthority,
  kNoteRisk,
  kDecideRisk,
  kAssessCapacity,
  kAskFurther,
  kAnswered,
  kAskFee,
  kFeePaid,
  kExtend,
  kCorrectDate,
  kConfirmDate,
  kProgress,
  kSearch,
  kAskOpinion,
  kTakeOpinion,
  kRule,
  kRedact,
  kDraft,
  kApprove,
  kDeliver,
  kDeliverAgain,
  kDecide,
  kCarryOut,
  kTell,
  kReply,
  kTellLifting,
  kLift,
  kClose,
};
[[nodiscard]] std::string_view Name(Step step);
// What may be done now, in the order in which it is usually done.
[[nodiscard]] std::vector<Step> Allowed(const State& state);

// Of those, what the request waits for; the others are for when they are needed.
[[nodiscard]] std::vector<Step> ToDo(const State& state);

class Shelf;

// What all of this module stands on.
struct Context {
  gate::Gate& gate;
  const law::Statute& statute;
  std::optional<OperatorPath> law_folder = {};  // newer law files
  Shelf* shelf = nullptr;                       // of the whole process (shelf.h); none: no memory
};

struct Opening {
  law::Right right = law::Right::kAccess;
  // Of somebody who has died only access and complaints are left. Nothing: whoever asks is not
  // known here; what they are told in the meantime is what anybody is told.
  std::optional<SubjectId> subject;
  Date received{};  // the day it arrived, also when it was recognised later
  std::string channel;
  Personal<std::string> words;  // what the person asked, in their words
  // objection: the id of the activity that they object to; restriction: which of the four grounds
  // of Article 18(1) they name (an id of law/rights.yaml).
  std::string about = {};
};
// An objection stops the use at once, while it is decided (Articles 18(1)(d) and 21(3)).
gate::Outcome<RequestId> Open(const Context& context, const StaffId& actor, const Opening& opening);

// The request whose own steps have still to end the mark: a restriction that was not lifted, or an
// objection that is not answered. What was answered may be taken back like any other.
Result<std::optional<RequestId>> RequestThatEnds(const Context& context, const EventId& mark);
Result<State> Load(const Context& context, const RequestId& request);
// The same for someone who looks at it: recorded, like every reading (the purpose law.rights).
gate::Outcome<State> Look(const Context& context, const StaffId& actor, const RequestId& request);
// All requests, oldest first; that the actor saw the list is recorded.
gate::Outcome<std::vector<State>> List(const Context& context, const StaffId& actor);
// The clock of the law and of the notice's own promise, from the events. While it waits for proof
// of identity, authority or a fee there are no dates, and the last step says for what it waits.
Result<law::Due> Clock(const Context& context, const State& state);
// Whether a request for the right can have arrived on that day: kInvalid in the future, and before
// the days of which it is known whether they were holidays, for which no clock could be counted.
Status MayHaveArrived(const Context& context, law::Right right, Date received);
// The day to work to: the earliest of the conservative date and the notice's promise; nothing while
// the clock stands.
[[nodiscard]] std::optional<Date> AnswerBy(const law::Due& due);

// The day on which something that was asked for came, which may be before it is recorded: the clock
// goes on from then. Nothing: today. kInvalid in the future, and before it was asked for.
using Came = std::optional<Date>;

gate::Outcome<gate::Changed> ConfirmIdentity(const Context& context, const StaffId& actor,
                                             const State& state, std::string_view how,
                                             const Came& came = {});
// `category` is a data category's id, or "mentions" for what others' records say of the person;
// `record`: of that one alone, whatever is ruled of the rest.
//
// kInvalid: no such category; no ground that the law names; of an erasure that is granted, none of
// Article 17(1); health data that is released though the person does not know it and no
// professional has said, in the last six months, that it does no serious harm, or is withheld for
// such harm though none has said that it does.
gate::Outcome<gate::Changed> Rule(const Context& context, const StaffId& actor, const State& state,
                                  std::string_view category, const Ruling& ruling,
                                  const std::optional<RecordId>& record = {});
// `outcome`: granted, part-granted, refused, withdrawn (kInvalid otherwise). kConflict: granted,
// and nothing was delivered or carried out; refused, and no ground was decided on.
gate::Outcome<gate::Changed> Close(const Context& context, const StaffId& actor, const State& state,
                                   std::string_view outcome);

// One event of the request, ready to be recorded in whatever transaction it belongs to: kConflict
// when `step` is not allowed in the state, kInvalid when the law's clock cannot count what follows.
Result<retention::ReadyEvent> Prepare(const Context& context, const StaffId& actor,
                                      const State& state, Step step, std::string kind, Facts facts);
// The same, recorded through the gate. `also` acts in the same transaction.
using Also = std::function<Status(const gate::Change&)>;
gate::Outcome<gate::Changed> Advance(const Context& context, const StaffId& actor,
                                     const State& state, Step step, Literal action,
                                     std::string kind, Facts facts, const Also& also = {});

}  // namespace almoner::rights
