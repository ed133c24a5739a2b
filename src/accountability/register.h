// A register: a kind of accountability file (retention/file.h) of which each one is a sequence of
// sealed events. A table says which steps there are, from which state to which, and which facts
// each takes; so a new register is a new table. State is folded from the events each time, nothing
// derived is stored, and nothing is overwritten: a correction is another event.
//
// What is written in a file stays in its sealed events. Errors name steps, facts and states, and
// never a value.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "law/statute.h"
#include "retention/file.h"

namespace almoner::accountability {

using retention::Facts;
using retention::FileEvent;

enum class Type : std::uint8_t {
  kWord,    // one of the rule's words
  kDate,    // 2026-12-24
  kTime,    // 2026-12-24T16:00:00Z, or with an offset
  kNumber,  // a whole number, nine digits at most
  kIds,     // ids of the notice, separated by commas; or one
  kFile,    // the id of a file or request: 32 hexadecimal digits
  kText,    // words; may say anything about anyone
};

// One fact that a step takes.
struct FactRule {
  Literal name;
  Type type = Type::kText;
  bool required = false;
  Literal what;  // for whoever fills it in
  std::vector<std::string_view> words = {};
  bool ahead = false;     // a date or time that may be to come
  bool mendable = false;  // may be corrected later; what something was decided on may not
};

struct Step {
  Literal name;                        // and kind of the event: "approved"
  Literal action;                      // in the log: "disclosure.approved"
  std::vector<std::string_view> from;  // states; "": it opens a file; "*": any state there is
  std::string_view to;                 // "": the state stays, unless `to_says`
  std::string_view to_says = {};       // the fact whose word is the state
  std::vector<FactRule> facts = {};
};

// A file as its events make it.
struct State {
  RequestId id;
  std::optional<SubjectId> subject = {};  // nothing: about nobody in particular, or erased since
  std::string state = {};
  std::vector<FileEvent> events = {};  // as they were recorded, oldest first
  std::vector<FileEvent> known = {};   // the same, with what was corrected since in its place
  std::int64_t next_seq = 1;

  [[nodiscard]] const FileEvent* Last(std::string_view step) const;  // null: it was not taken
  // What the last such step said; "" where it said nothing, or was not taken.
  [[nodiscard]] std::string Said(std::string_view step, std::string_view fact) const;
  // What was said last of a fact, in whichever step.
  [[nodiscard]] std::string Latest(std::string_view fact) const;
};

[[nodiscard]] std::string Get(const Facts& facts, std::string_view name);  // "": it says nothing
[[nodiscard]] std::vector<std::string> Ids(std::string_view text);         // of a kIds

struct Context {
  gate::Gate& gate;
  const law::Statute& statute;
  std::optional<OperatorPath> law_folder = {};  // newer law files
};

struct Who {
  StaffId actor;
  std::string purpose = {};  // one of the register's; "": its first
};

// A step that somebody is about to take, in the transaction that records it.
struct Taking {
  const Context& context;
  store::ReadTx& tx;
  const Who& who;
  const State& state;
  const Step& step;
  const Facts& facts;
  Time now;
};

// What a file waits for.
struct Due {
  std::string what;
  std::string by;     // a date, or an instant
  bool past = false;  // shown, never hidden
};

struct Register {
  Literal kind;    // of file
  Literal looked;  // in the log, as the next
  Literal listed;
  std::vector<std::string_view> purposes;  // under which it is kept; all is listed by the first
  std::vector<Step> steps;
  bool of_somebody = false;  // a file of it is about one person
  // kInvalid, kConflict, kRefused: the step must not be taken; null: the table says all.
  Status (*guard)(const Taking&) = nullptr;
  // Whether what was opened with these facts is handled under that purpose; null: always.
  bool (*serves)(std::string_view purpose, const Facts& opening) = nullptr;
  std::optional<Due> (*due)(const Context&, const State&) = nullptr;
};

[[nodiscard]] const Step* FindStep(const Register& reg, std::string_view name);
// The steps that the state allows, in the table's order; a guard may still say no to one.
[[nodiscard]] std::vector<const Step*> Allowed(const Register& reg, std::string_view state);
// The step by which anybody's slip is put right: which fact of which step, and in `words` what it
// says now.
[[nodiscard]] Step Correction(Literal action);

struct Entry {
  std::string step = {};  // "": the register's first
  Facts facts = {};
};
// kInvalid: no step that opens one; a fact is missing, unknown or not of its type (the error names
// it); a person where the register has none, or none where it is about one. kRefused: the purpose
// is not one of the register's, or not for this.
gate::Outcome<RequestId> Open(const Context& context, const Register& reg, const Who& who,
                              const std::optional<SubjectId>& subject, Entry entry);
// One file for someone who looks at it, which is recorded. kNotFound: the register has none such.
gate::Outcome<State> Look(const Context& context, const Register& reg, const Who& who,
                          const RequestId& id);
// All of them, oldest first; that they were listed is recorded.
gate::Outcome<std::vector<State>> List(const Context& context, const Register& reg, const Who& who);
// Takes a step: decided, recorded and entered in the log in one transaction, or not at all. Errors
// as of Open(); kConflict: the state does not allow it.
gate::Outcome<gate::Changed> Advance(const Context& context, const Register& reg, const Who& who,
                                     const RequestId& id, const Entry& entry);
// Without a record of who looked: for what itself records it.
Result<State> Load(const Context& context, const Register& reg, const RequestId& id);

}  // namespace almoner::accountability
