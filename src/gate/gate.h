// The one door to personal data: loads what a decision needs, decides, writes the audit entry and
// only then mints what the vault asks for. State change and audit entry commit together.
#pragma once

#include <functional>
#include <variant>

#include "audit/entry.h"
#include "consent/consent.h"
#include "gate/decide.h"
#include "staff/staff.h"
#include "standing/due.h"
#include "standing/life.h"
#include "standing/standing.h"
#include "vault/document.h"
#include "vault/search.h"
#include "versions/versions.h"

namespace almoner::gate {

class Reserve;
struct Reserved;

// What the gate stands on; all outlive it.
struct Context {
  store::Store& store;
  const keys::Keys& keys;
  const notice::Notice& notice;
  const Clock& clock;
  Random& random;
  std::vector<versions::Past> history = {};  // of the notice
  // Called when another version turns out to be in force; must only note it.
  std::function<void()> superseded = [] {};
  vault::DocumentFolder* documents = nullptr;  // none: documents are neither taken nor given
  Reserve* reserve = nullptr;  // none: while nothing can be written, nothing is read either
};

// Who asks, for what, about whom.
struct Ask {
  // Nobody: the program itself (TakesIn() in gate.cc), or whoever `own` says.
  std::optional<StaffId> actor = {};
  std::string purpose = {};  // an activity's id; "" takes the default of the actor's role
  std::vector<SubjectId> subjects = {};
  std::vector<std::string> categories = {};  // empty: all that the activity may read
  Action action = Action::kRead;
  vault::Scope scope =
      vault::Scope::kAbout;  // for rights and retention: also what only mentions them
  std::optional<BreakGlass> break_glass = {};
  std::string kind = {};               // subject category of someone who is not known yet
  std::vector<RecordId> records = {};  // to open no more than these; empty: all
  bool documents = false;              // to open only what has a document
  bool shown = true;                   // false: opened to be worked on, and shown to nobody
  bool again = false;  // nobody's own doing: what was done before, and a restored backup undid
  bool own = false;    // the one subject, signed in to the portal, and no member of staff
};

struct Refused {
  Rule rule = Rule::kPurpose;
  Explanation words;
  EntryId entry;  // where the refusal is recorded
};

// A failure, a refusal or a T: "it did not work" and "no" are different things.
template <class T>
using Outcome = Result<std::expected<T, Refused>>;
template <class T>
Outcome<T> Refuse(Refused refused) {
  return std::expected<T, Refused>(std::unexpect, std::move(refused));
}

// What a change learns from the gate, and what it must tell for the record.
struct Change : keys::Change {
  const vault::WritePass& pass;
  // When something about those in the ask can be past its last day because of this change: now,
  // unless it says a later month.
  standing::Month& due_from;
};

struct Changed {
  EntryId entry;
  Explanation words;
};

struct Opened {
  vault::Permit permit;
  Explanation words;
  // Records past their retention, which this purpose does not see; those that the ask does not name
  // are counted only where they were looked at.
  std::int64_t closed = 0;
};

struct NewPerson {
  std::string kind;      // subject category
  std::string category;  // of the first record: who they are
  vault::Content content;
  // Somebody with the same identifiers was erased: they came back by themselves, or this is
  // another.
  bool returned = false;
};

struct NewRecord {
  std::string category;
  vault::Content content;
  std::vector<vault::Person> people;  // at least one kAbout
};

// What comes with a document; its record's category has a field of kind document, whose value is
// what the document is called (none: a name is made from its media type).
struct NewDocument {
  std::string media;  // "application/pdf"
  vault::Source bytes;
};

// What makes a record right; it sees what the record says now, in the category that it is in.
using Mend = std::function<Status(const notice::Category&, vault::Content&)>;

// A document that was given, from its first byte to its last.
struct Given {
  EntryId entry;  // of the reading
  vault::Attachment document;
  Explanation words;
};

// Safe for concurrent use.
class Gate {
 public:
  explicit Gate(Context context) : context_(context) {}

  // Everything of the asked categories about each subject, or one refusal for all. Where the
  // database takes nothing, who breaks the glass in an emergency reads on, as long as the reserve
  // has room for the entry; a refusal is not told then.
  Outcome<Opened> Open(const Ask& ask);
  // Those whom the query finds and the actor may see, at most vault::kMostShown, best first; one
  // entry names them all. `permit` holds the records that the query was verified against.
  struct Found {
    std::vector<SubjectId> subjects;
    Opened opened;
  };
  Outcome<Found> Find(const Ask& ask, const vault::Query& query);

  // Who of those whom the actor may see seems to be the one described, best known by the purpose's
  // own categories: an identifier of theirs is the same, or a name with a day of birth. Nothing is
  // shown; one entry names them, and none is made where there is nobody.
  Outcome<std::vector<SubjectId>> FindSame(const Ask& ask, const vault::Likeness& likeness);

  // What a change made. `also` acts in the same transaction.
  struct Made {
    SubjectId subject;  // the first that it is about
    RecordId record;
  };
  using Also = std::function<Status(const Change&, const Made&)>;
  struct Added {
    SubjectId subject;
    RecordId record;
    Changed changed;
  };
  // kRefused, and recorded, when the person seems to be one who was erased and is not said to have
  // returned.
  Outcome<Added> AddPerson(const Ask& ask, NewPerson person, const Also& also = {});
  struct Recorded {
    RecordId record;
    Changed changed;
  };
  Outcome<Recorded> AddRecord(Ask ask, const NewRecord& record, const Also& also = {});
  // The same with a document, which is read only once it is known that it may be added.
  Outcome<Recorded> AddDocument(Ask ask, NewRecord record, const NewDocument& document,
                                const Also& also = {});
  // Opens one document of those whom the ask names (nobody: the first person it is about) and gives
  // it to `sink` part by part. Before each part it is decided anew whether it may be given: once
  // the notice, the standing, the record or the actor's roles no longer allow it, what is left is
  // not given, and that it broke off is recorded. kNotFound: there is no such document, or the
  // purpose does not see it. What `sink` fails with is returned.
  Outcome<Given> GiveDocument(Ask ask, const RecordId& record, const vault::Sink& sink);
  // The same; `begin` learns before the first part what is given.
  using BeginGiving = std::function<Status(const vault::Attachment&)>;
  Outcome<Given> GiveDocument(Ask ask, const RecordId& record, const BeginGiving& begin,
                              const vault::Sink& sink);
  // Puts right what a record of `subject` says; `also` acts in the same transaction. What it said
  // before is destroyed. kInvalid: what `mend` makes of it is not what the category holds.
  Outcome<Changed> CorrectRecord(Ask ask, const RecordId& record, const SubjectId& subject,
                                 const Mend& mend,
                                 const std::function<Status(const Change&)>& also = {});
  // Takes a note filed on the wrong person to the right one; its history keeps both until either is
  // erased.
  Outcome<Changed> MoveRecord(Ask ask, const RecordId& record, const SubjectId& from,
                              const SubjectId& to);
  // Two records of one person become one: everything of `from` moves to `to`, and `from` points
  // there.
  Outcome<Changed> Merge(Ask ask, const SubjectId& from, const SubjectId& to);
  // One record that was two people's becomes two: `person` is added and takes `records` from
  // `from`, at most 300. Restrictions, objections, holds and closed records stand for both;
  // consents stay with `from`. The way back from a wrong merge.
  Outcome<Added> Split(Ask ask, const SubjectId& from, NewPerson person,
                       const std::vector<RecordId>& records);
  // kConflict: the person has died, and agrees to nothing.
  Outcome<Changed> TakeConsent(Ask ask, consent::Event event, const Personal<std::string>& evidence,
                               const std::function<Status(const Change&)>& also = {});
  Outcome<Changed> PlaceMark(Ask ask, standing::Mark mark);
  // What happened in somebody's life, on a day that is not to come: rules on keeping count from it.
  // A death ends every consent that was given. kInvalid: the notice has no such rule that begins at
  // an event.
  Outcome<Changed> RecordLife(Ask ask, standing::LifeEvent event, const Personal<Date>& on);

  // Decides, lets `change` act in the same transaction, and appends the entry with what it put in.
  // `change` may run more than once and keeps to what store::Store::Write says.
  Outcome<Changed> Act(const Ask& ask, Literal action,
                       const std::function<Status(const Change&)>& change);

  // Puts what the reserve holds where it belongs: the entries, the broken glasses, the trail. What
  // is there already is not put in twice.
  Status EmptyReserve();

  // Makes everyone's search tokens anew under the current index key (after a rotation); how many
  // people.
  Result<std::int64_t> ReindexAll();

  [[nodiscard]] const Context& context() const { return context_; }

 private:
  struct Names;
  struct Judged;
  struct Reading;
  Result<Reading> Look(store::ReadTx& tx, const Ask& ask, const Names& names) const;
  Outcome<Opened> OpenFromReserve(const Ask& ask, const Names& names);
  Status PutBack(store::Tx& tx, const Reserved& reserved) const;
  Result<Names> NameThem(const Ask& ask, const EntryId& entry) const;
  Result<Question> Load(store::ReadTx& tx, const Ask& ask, const SubjectId* subject,
                        Time now) const;
  Result<Judged> Judge(store::ReadTx& tx, const Ask& ask, Time now) const;
  // kConflict when another version of the notice is in force than this gate decides by.
  Status StillInForce(store::ReadTx& tx) const;
  [[nodiscard]] audit::Entry Entry(const Names& names, Literal action, Literal outcome,
                                   const Judged& judged, Time now) const;
  Status Write(store::Tx& tx, const Ask& ask, audit::Entry& entry, const Judged& judged) const;
  Status Trail(store::Tx& tx, const Ask& ask, const audit::Entry& entry,
               std::string_view role) const;
  Result<std::vector<vault::SealedRecord>> Visible(store::ReadTx& tx, const Ask& ask,
                                                   const SubjectId& subject,
                                                   const Question& question, Time now,
                                                   std::int64_t& closed) const;
  [[nodiscard]] bool SurelyKept(const std::vector<vault::SealedRecord>& rows, Time now) const;
  Status Unexpired(store::ReadTx& tx, notice::Index activity,
                   std::vector<vault::SealedRecord>& rows, Time now, std::int64_t& closed) const;
  Result<std::vector<consent::Ready>> ConsentsThatEnd(const Ask& ask,
                                                      const standing::LifeEvent& death,
                                                      const SecretBytes& key) const;
  std::optional<standing::ReadyLifeEvent> BirthOf(const SubjectId& subject,
                                                  const SecretBytes& evidence_key,
                                                  const notice::Category& category,
                                                  const vault::Content& content) const;
  Result<std::vector<vault::PersonKey>> PersonKeys(const std::vector<SubjectId>& subjects) const;
  Status Reindex(const SubjectId& subject);
  Status ReindexOnce(const SubjectId& subject);
  void Unfind(const SubjectId& subject);
  Result<Ask> WithPurpose(Ask ask) const;
  struct Consents;
  struct Lives;
  Result<Lives> LifeFor(const SubjectId& from, const SubjectId& to, const SecretBytes& old_key,
                        const SecretBytes& new_key) const;
  Result<Consents> ConsentsFor(const SubjectId& from, const SubjectId& to) const;
  Result<SecretBytes> EvidenceKey(const SubjectId& subject) const;
  Result<vault::SealedRecord> FindSealed(const RecordId& record, const SubjectId& subject) const;
  struct Correction;
  Result<Correction> Mended(const vault::SealedRecord& row, const Mend& mend) const;
  Result<Ask> ToAdd(Ask ask, const NewRecord& record) const;
  Result<vault::ReadyRecord> SealNew(const Ask& ask, const NewRecord& record) const;
  Outcome<Ask> MayAdd(Ask ask);
  struct Hit;
  Result<std::vector<Hit>> Meeting(
      const Ask& ask,
      const std::function<Result<std::vector<SubjectId>>(store::ReadTx&)>& candidates) const;
  Result<std::vector<vault::Record>> Compare(const Hit& hit) const;
  struct Broken;
  Result<std::optional<Broken>> BrokeOff(const Ask& ask, const vault::Record& record) const;
  Status RecordBreak(const Ask& ask, const Broken& broken);
  struct Newcomer;
  Result<Newcomer> MakePerson(const Ask& ask, NewPerson person) const;
  Status Admit(const Change& change, const Ask& ask, const Newcomer& newcomer) const;
  struct Rehoming;
  Result<Rehoming> Reseal(const std::vector<vault::SealedRecord>& rows, const SubjectId& from,
                          const SubjectId& to, const vault::PersonKey* to_key) const;
  Status Carry(const Change& change, const Rehoming& rehoming, Literal action) const;
  Outcome<Changed> MergeRest(const Ask& ask, const Rehoming& rehoming);

  Context context_;
};

}  // namespace almoner::gate
