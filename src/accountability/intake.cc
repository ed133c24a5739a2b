#include "accountability/intake.h"

#include <algorithm>

#include "accountability/also.h"
#include "accountability/facts.h"

namespace almoner::accountability {
namespace {

constexpr std::string_view kKind = "intake";  // of file

Status Guard(const Taking& taking) {
  const std::string_view step = taking.step.name.view();
  if (step == "received")
    return Fail(Code::kRefused,
                "Only what is sent on the website comes in here; log anything else as a request or "
                "an enquiry.");
  if (step != "taken-up") return {};
  const RequestId request = TRY(RequestId::Parse(Get(taking.facts, "request")));
  const auto row = TRY(taking.tx.Maybe("SELECT kind FROM file WHERE id = $1", request));
  if (row && TRY(row->Text(0)) == "request") return {};
  return Fail(Code::kInvalid, "There is no such rights request; open it first.",
              Detail("fact", Literal("request")));
}

FactRule Text(Literal name, Literal what, bool required = false) {
  return {.name = name, .type = Type::kText, .required = required, .what = what};
}

FactRule Word(Literal name, Literal what, std::vector<std::string_view> words,
              bool required = true) {
  return {.name = name,
          .type = Type::kWord,
          .required = required,
          .what = what,
          .words = std::move(words)};
}

Step Received() {
  return {
      .name = "received",
      .action = "intake.received",
      .from = {""},
      .to = "received",
      .facts = {
          Text("reference", "what it is called by", true),
          {.name = "on", .type = Type::kDate, .required = true, .what = "the day it arrived"},
          Word("right", "what is asked for",
               {"access", "rectification", "erasure", "restriction", "portability", "objection",
                "automated-decision", "complaint", "consent", "unsure"}),
          Text("about", "which use, or on which ground"),
          Word("for", "whom it is about", {"self", "other"}),
          Text("person", "who that is, where it is somebody else"),
          Word("relation", "how they belong together",
               {"parent", "family", "attorney", "advocate", "solicitor", "professional", "other"},
               false),
          Text("name", "who asks", true),
          Text("find", "what helps to find them in our records"),
          Word("answer", "how to answer", {"email", "post", "phone", "in-person"}),
          Text("contact", "where"),
          Text("needs", "what to heed when answering"),
          Text("words", "what they say", true),
      }};
}

std::optional<Due> DueOf(const Context& context, const State& state) {
  if (state.state != "received") return std::nullopt;
  const auto on = ParseDate(state.Said("received", "on"));
  if (!on) return std::nullopt;
  const auto dates = AnswerDates(context, state.Said("received", "right"), *on);
  const auto by = dates ? AnswerBy(*dates) : std::nullopt;
  if (!by) return Due{.what = "look at it", .by = {}};
  const Date today = LondonDate(context.gate.context().clock.Now());
  return Due{
      .what = "look at it: answer", .by = ToText(*by), .past = sys_days(today) > sys_days(*by)};
}

// Nobody's: who sent it is not known, and by whom it was put in is the program.
gate::Ask ByItself() { return {.purpose = "law.rights", .action = gate::Action::kWrite}; }

crypto::Digest FinderOf(const keys::Keys& keys, std::string_view reference, std::string_view code) {
  return keys.Suppressed("asked", std::string(reference) + " " + std::string(code));
}

crypto::Digest ProofOf(const keys::Keys& keys, const crypto::Digest& finder,
                       const RequestId& file) {
  return keys.Suppressed("asked file", ToHex(finder) + " " + file.text());
}

crypto::Digest AskedProof(const keys::Keys& keys, const RequestId& file, BytesView account) {
  return keys.Suppressed("asked from account", file.text() + " " + ToHex(account));
}

}  // namespace

const Register& Intakes() {
  static const Register all{
      .kind = "intake",
      .looked = "intake.read",
      .listed = "intakes.listed",
      .purposes = {"law.rights"},
      .steps = {Received(),
                {.name = "taken-up",
                 .action = "intake.taken-up",
                 .from = {"received"},
                 .to = "taken-up",
                 .facts = {{.name = "request",
                            .type = Type::kFile,
                            .required = true,
                            .what = "the rights request that it became"}}},
                {.name = "set-aside",
                 .action = "intake.set-aside",
                 .from = {"received"},
                 .to = "set-aside",
                 .facts = {Word("reason", "why", {"duplicate", "not-a-request", "abuse"}),
                           Text("words", "what else is to be said of it")}},
                {.name = "reopened",
                 .action = "intake.reopened",
                 .from = {"set-aside"},
                 .to = "received",
                 .facts = {Text("words", "why it counts after all", true)}},
                {.name = "answered",
                 .action = "intake.answered",
                 .from = {"received"},
                 .to = "answered",
                 .facts = {Text("words", "what was answered", true)}}},
      .guard = Guard,
      .due = DueOf};
  return all;
}

Result<law::Due> AnswerDates(const Context& context, std::string_view right, Date received) {
  const notice::Notice& notice = context.gate.context().notice;
  const auto named = law::ParseRight(right);
  law::Matter matter{.right = named.value_or(law::Right::kAccess),
                     .nation = TRY(law::ParseNation(notice.organisation.nation)),
                     .received = received};
  const notice::RightPromise* const promise = notice.FindRight(law::Name(matter.right));
  if (promise != nullptr) matter.promised_days = promise->days;
  return law::Compute(context.statute, matter);
}

std::optional<Date> AnswerBy(const law::Due& due) {
  const auto& limit = due.conservative_due ? due.conservative_due : due.due;
  if (!limit || !due.promised_due) return limit ? limit : due.promised_due;
  return std::min(sys_days(*limit), sys_days(*due.promised_due));
}

gate::Outcome<RequestId> Receive(const Context& context, Facts facts, const Slip& slip,
                                 const std::function<Status(const gate::Change&)>& also) {
  return ReceiveWith(context, std::move(facts), slip,
                     [&](const gate::Change& change, const RequestId&) { return also(change); });
}

gate::Outcome<RequestId> ReceiveWith(
    const Context& context, Facts facts, const Slip& slip,
    const std::function<Status(const gate::Change&, const RequestId&)>& also) {
  const gate::Context& on = context.gate.context();
  const Step& step = Intakes().steps.front();
  const Time now = on.clock.Now();
  facts["reference"] = slip.reference;
  facts["on"] = ToText(LondonDate(now));
  TRY(CheckFacts(step, facts, now));
  const retention::NewFile file = TRY(retention::MakeFile(on.keys));
  const retention::ReadyEvent event = retention::SealEvent(
      on.keys, file.key, {.seq = 1, .kind = "received", .at = now, .facts = std::move(facts)});
  const crypto::Digest finder =
      FinderOf(on.keys, ReadReference(slip.reference), ReadCode(slip.code));
  const crypto::Digest proof = ProofOf(on.keys, finder, file.key.file);
  auto changed =
      TRY(context.gate.Act(ByItself(), step.action, [&](const gate::Change& change) -> Status {
        TRY(also(change, file.key.file));
        TRY(retention::InsertFile(change, file, kKind, std::nullopt));
        TRY(retention::InsertEvent(change, event));
        return change.tx.ExecuteOne("INSERT INTO asked (finder, file, proof) VALUES ($1, $2, $3)",
                                    BytesView(finder), file.key.file, BytesView(proof));
      }));
  if (!changed) return gate::Refuse<RequestId>(std::move(changed).error());
  return file.key.file;
}

Status NoteAsked(const keys::Change& change, const RequestId& file, BytesView account) {
  return change.tx.ExecuteOne(
      "INSERT INTO account_asked (file, account, proof) VALUES ($1, $2, $3)", file, account,
      BytesView(AskedProof(change.keys, file, account)));
}

Result<std::vector<RequestId>> AskedFrom(store::ReadTx& tx, const keys::Keys& keys,
                                         BytesView account) {
  std::vector<RequestId> files;
  for (const store::Row& row : TRY(tx.Query(
           "SELECT a.file, a.proof FROM account_asked a JOIN file f ON f.id = a.file WHERE "
           "a.account = $1 ORDER BY f.opened DESC, a.file",
           account))) {
    const auto file = TRY(row.As<RequestId>(0));
    if (!crypto::SameDigest(AskedProof(keys, file, account), TRY(row.Blob(1))))
      return Fail(Code::kCorrupt, "What was asked from an account was changed from outside.");
    files.push_back(file);
  }
  return files;
}

Result<std::optional<RequestId>> FindIntake(store::ReadTx& tx, const keys::Keys& keys,
                                            std::string_view reference, std::string_view code) {
  const crypto::Digest finder = FinderOf(keys, reference, code);
  const auto row =
      TRY(tx.Maybe("SELECT file, proof FROM asked WHERE finder = $1", BytesView(finder)));
  if (!row) return std::optional<RequestId>();
  const auto file = TRY(row->As<RequestId>(0));
  if (!crypto::SameDigest(ProofOf(keys, finder, file), TRY(row->Blob(1))))
    return Fail(Code::kCorrupt, "What a reference leads to was changed from outside.");
  return std::optional(file);
}

Result<std::int64_t> Waiting(store::ReadTx& tx) {
  return TRY(tx.One("SELECT COUNT(*) FROM file f JOIN file_event e ON e.file = f.id WHERE f.kind = "
                    "'intake' AND e.kind IN ('received', 'reopened') AND NOT EXISTS (SELECT 1 FROM "
                    "file_event l WHERE l.file = f.id AND l.seq > e.seq)"))
      .Int(0);
}

Result<std::optional<RequestId>> IntakeOf(const Context& context, const RequestId& request) {
  const gate::Context& on = context.gate.context();
  return on.store.Read([&](store::ReadTx& tx) -> Result<std::optional<RequestId>> {
    for (const store::Row& row :
         TRY(tx.Query("SELECT e.file FROM file_event e JOIN file f ON f.id = e.file WHERE f.kind = "
                      "'intake' AND e.kind = 'taken-up' ORDER BY e.at DESC, e.file"))) {
      const auto file = TRY(row.As<RequestId>(0));
      for (const FileEvent& event :
           TRY(retention::ReadEvents(tx, on.keys, TRY(retention::OpenFile(tx, on.keys, file)))))
        if (event.kind == "taken-up" && Get(event.facts, "request") == request.text())
          return std::optional(file);
    }
    return std::optional<RequestId>();
  });
}

}  // namespace almoner::accountability
