// Disposal records as events of accountability files: added, approved, confirmed, read.
#include <fmt/format.h>

#include <algorithm>

#include "audit/rows.h"
#include "retention/disposal.h"
#include "staff/apart.h"
#include "standing/expiry.h"

namespace almoner::retention {
namespace {

constexpr std::string_view kKind = "disposal";
constexpr std::size_t kLongest = 200;  // bytes of a field
constexpr std::string_view kMedia[] = {"paper", "device", "copy"};
constexpr std::string_view kDecisions[] = {"destroy", "extend", "transfer", "anonymise"};

template <std::size_t kCount>
bool OneOf(const std::string& text, const std::string_view (&words)[kCount]) {
  return std::ranges::find(words, text) != std::end(words);
}

Status CheckTexts(const Disposal& disposal) {
  for (const auto& [name, text] : ToFacts(disposal)) {
    if (text.size() > kLongest)
      return Fail(Code::kInvalid, "A field of a disposal has at most 200 letters; be brief.");
    if (!IsUtf8(text) || std::ranges::any_of(text, [](char c) {
          return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
        }))
      return Fail(Code::kInvalid, "A field of a disposal is one line of plain text.");
  }
  return {};
}

Status CheckSaid(const Disposal& disposal) {
  if (!OneOf(disposal.medium, kMedia))
    return Fail(Code::kInvalid, "Give `medium` as paper, device or copy.");
  if (disposal.classes.size() != 1 || disposal.classes[0].record_class.empty())
    return Fail(Code::kInvalid, "Give `class`: which records, as a data category or in words.");
  const DisposedClass& what = disposal.classes[0];
  if (!OneOf(what.decision, kDecisions))
    return Fail(Code::kInvalid, "Give `decision` as destroy, extend, transfer or anonymise.");
  if (what.volume.empty()) return Fail(Code::kInvalid, "Give `volume`: how much, like 4 boxes.");
  if (disposal.batch.empty())
    return Fail(Code::kInvalid, "Give `batch`: the number of the box, device or batch.");
  if (disposal.holds.empty())
    return Fail(Code::kInvalid, "Give `holds`: that they were looked at, like `none`.");
  if (disposal.reason.empty()) return Fail(Code::kInvalid, "Give `reason`: why it may go.");
  if (!disposal.approver.empty())
    return Fail(Code::kInvalid, "Somebody else approves it, by `disposal approve`.");
  if (disposal.destroyed)
    return Fail(Code::kInvalid,
                "The day of destruction comes by `disposal confirm`, once somebody else has "
                "approved.");
  return {};
}

Status CheckDates(const Disposal& disposal, Date today) {
  const DisposedClass& what = disposal.classes[0];
  const auto after = [](const std::optional<Date>& a, const std::optional<Date>& b) {
    return a && b && sys_days(*a) > sys_days(*b);
  };
  const std::optional<Date> now = today;
  if (after(what.from, what.to))
    return Fail(Code::kInvalid, "The range of the records ends before it begins.");
  if (after(what.to, now) || after(what.triggered, now))
    return Fail(Code::kInvalid, "A date lies in the future; record what has happened.");
  if (what.decision != "extend" && after(what.eligible, now))
    return Fail(Code::kInvalid, "It may not go yet; extend it, or wait for the day it is eligible.",
                Detail::Id("eligible", ToText(*what.eligible)));
  return {};
}

// Whether what was recorded may be said to be destroyed, on that day.
Status CheckDestroyed(const Disposal& first, const Disposal& later, Date today) {
  if (!later.destroyed) return {};
  if (sys_days(*later.destroyed) > sys_days(today))
    return Fail(Code::kInvalid, "A date lies in the future; record what has happened.");
  if (first.medium == "computer")
    return Fail(Code::kConflict, "The program recorded the day on which it destroyed this.");
  if (first.approver.empty())
    return Fail(Code::kConflict, "Nobody has approved this disposal; have it approved first.");
  if (first.classes.empty() || first.classes[0].decision == "extend")
    return Fail(Code::kConflict, "It was decided to keep this longer; record a new disposal.");
  if (first.classes[0].eligible &&
      sys_days(*later.destroyed) < sys_days(*first.classes[0].eligible))
    return Fail(Code::kInvalid, "It might not go yet on that day.",
                Detail::Id("eligible", ToText(*first.classes[0].eligible)));
  if (first.method.empty() && later.method.empty())
    return Fail(Code::kInvalid, "Give `method`: how it was destroyed, like cross-cut shred.");
  return {};
}

// What follows from the rule: which notice says so, and from when on it may go.
Status FillFromRule(const notice::Notice& notice, Disposal& disposal) {
  DisposedClass& what = disposal.classes[0];
  disposal.notice = fmt::format("{} ({})", notice.version, notice.hash.substr(0, 12));
  if (what.rule.empty()) return {};
  const auto rule = std::ranges::find(notice.retention, what.rule, &notice::Retention::id);
  if (rule == notice.retention.end())
    return Fail(Code::kInvalid, "The notice has no such retention rule.");
  if (what.trigger.empty()) what.trigger = rule->from;
  if (what.triggered && !what.eligible)
    what.eligible = sys_days(standing::Add(*what.triggered, rule->keep)) + std::chrono::days(1);
  return {};
}

Result<std::optional<StaffId>> By(const Facts& facts) {
  const auto by = facts.find("by");
  if (by == facts.end() || by->second.empty()) return std::optional<StaffId>();
  return std::optional<StaffId>(TRY(StaffId::Parse(by->second)));
}

// What was said first stays unless something newer was said of it.
void Merge(Disposal& into, const Disposal& later) {
  for (std::string Disposal::* const text :
       {&Disposal::contractor, &Disposal::certificate, &Disposal::method, &Disposal::standard,
        &Disposal::copies, &Disposal::processors, &Disposal::stub})
    if (!(later.*text).empty()) into.*text = later.*text;
  if (later.destroyed) into.destroyed = later.destroyed;
}

Result<std::vector<DisposalRecord>> Fold(const RequestId& file,
                                         const std::vector<FileEvent>& events) {
  std::vector<DisposalRecord> records;
  for (const FileEvent& event : events) {
    if (event.kind == "destroyed" || event.kind == "recorded") {
      DisposalRecord made{.file = file, .seq = event.seq, .at = event.at};
      made.by = TRY(By(event.facts));
      made.disposal = TRY(FromFacts(event.facts));
      if (const auto masked = event.facts.find("masked"); masked != event.facts.end())
        made.masked = std::atoll(masked->second.c_str());
      records.push_back(std::move(made));
    }
    for (DisposalRecord& record : records) {
      if (event.kind == "disposal-approved" && event.facts.contains("by"))
        record.disposal.approver = event.facts.at("by");
      if (event.kind != "disposal-confirmed") continue;
      Merge(record.disposal, TRY(FromFacts(event.facts)));
      record.confirmed = true;
    }
  }
  return records;
}

struct Opened {
  FileKey key;
  std::vector<DisposalRecord> records;
  std::int64_t next = 1;
};

Result<Opened> OpenDisposal(const gate::Context& on, const RequestId& file) {
  return on.store.Read([&](store::ReadTx& tx) -> Result<Opened> {
    Opened opened{.key = TRY(OpenFile(tx, on.keys, file)), .records = {}};
    const auto events = TRY(ReadEvents(tx, on.keys, opened.key));
    opened.records = TRY(Fold(file, events));
    opened.next = events.empty() ? 1 : events.back().seq + 1;
    if (opened.records.empty())
      return Fail(Code::kNotFound, "There is no such disposal; `disposal list` shows them.");
    return opened;
  });
}

gate::Ask AskFor(const StaffId& actor) { return {.actor = actor, .purpose = "law.retention"}; }

gate::Outcome<gate::Changed> AddTo(gate::Gate& gate, const StaffId& actor, const Opened& opened,
                                   Literal action, std::string kind, Facts facts) {
  const gate::Context& on = gate.context();
  facts["by"] = actor.text();
  const ReadyEvent event = SealEvent(on.keys, opened.key,
                                     {.seq = opened.next,
                                      .kind = std::move(kind),
                                      .at = on.clock.Now(),
                                      .facts = std::move(facts)});
  return gate.Act(AskFor(actor), action,
                  [&](const gate::Change& change) { return InsertEvent(change, event); });
}

}  // namespace

gate::Outcome<RequestId> AddDisposal(gate::Gate& gate, const StaffId& actor, Disposal disposal) {
  const gate::Context& on = gate.context();
  TRY(CheckTexts(disposal));
  TRY(CheckSaid(disposal));
  TRY(FillFromRule(on.notice, disposal));
  TRY(CheckDates(disposal, LondonDate(on.clock.Now())));
  if (disposal.reviewer.empty()) disposal.reviewer = actor.text();
  if (disposal.stub.empty()) disposal.stub = "this record";
  const NewFile file = TRY(MakeFile(on.keys));
  Facts facts = ToFacts(disposal);
  facts["by"] = actor.text();
  const ReadyEvent event =
      SealEvent(on.keys, file.key,
                {.seq = 1, .kind = "recorded", .at = on.clock.Now(), .facts = std::move(facts)});
  auto changed =
      TRY(gate.Act(AskFor(actor), "disposal.recorded", [&](const gate::Change& change) -> Status {
        TRY(InsertFile(change, file, kKind, std::nullopt));
        return InsertEvent(change, event);
      }));
  if (!changed) return gate::Refuse<RequestId>(std::move(changed).error());
  return file.key.file;
}

gate::Outcome<gate::Changed> ApproveDisposal(gate::Gate& gate, const StaffId& actor,
                                             const RequestId& file) {
  const Opened opened = TRY(OpenDisposal(gate.context(), file));
  const DisposalRecord& record = opened.records.back();
  if (record.disposal.medium == "computer")
    return Fail(Code::kConflict, "What stood in this program was destroyed already.");
  if (!record.disposal.approver.empty())
    return Fail(Code::kConflict, "This disposal was approved already.");
  if (record.by == actor || record.disposal.reviewer == actor.text())
    return Fail(Code::kRefused,
                "Whoever recorded or reviewed a disposal does not approve it; ask "
                "somebody other to.");
  TRY(gate.context().store.Read([&](store::ReadTx& tx) -> Status {
    const gate::Context& on = gate.context();
    if (record.by) TRY(staff::CheckApart(tx, on.keys, *record.by, actor, on.clock.Now()));
    const auto reviewer = StaffId::Parse(record.disposal.reviewer);
    if (reviewer) TRY(staff::CheckApart(tx, on.keys, *reviewer, actor, on.clock.Now()));
    return {};
  }));
  return AddTo(gate, actor, opened, "disposal.approved", "disposal-approved", {});
}

gate::Outcome<gate::Changed> ConfirmDisposal(gate::Gate& gate, const StaffId& actor,
                                             const RequestId& file, const Disposal& later) {
  Disposal kept;
  Merge(kept, later);
  const Facts facts = ToFacts(kept);
  if (facts.empty() || facts != ToFacts(later))
    return Fail(Code::kInvalid,
                "Give what is known now: contractor, certificate, destroyed-on, method, standard, "
                "copies, processors or stub; nothing else can be added.");
  TRY(CheckTexts(later));
  const Opened opened = TRY(OpenDisposal(gate.context(), file));
  TRY(CheckDestroyed(opened.records.back().disposal, later,
                     LondonDate(gate.context().clock.Now())));
  return AddTo(gate, actor, opened, "disposal.confirmed", "disposal-confirmed", facts);
}

gate::Outcome<std::vector<DisposalRecord>> ListDisposals(gate::Gate& gate, const StaffId& actor) {
  const gate::Context& on = gate.context();
  auto allowed = TRY(
      gate.Act(AskFor(actor), "disposals.seen", [](const gate::Change&) -> Status { return {}; }));
  if (!allowed) return gate::Refuse<std::vector<DisposalRecord>>(std::move(allowed).error());
  auto all = TRY(on.store.Read([&](store::ReadTx& tx) -> Result<std::vector<DisposalRecord>> {
    std::vector<DisposalRecord> records;
    for (const std::string_view kind : {kKind, std::string_view("request")})
      for (const RequestId& file : TRY(Files(tx, kind)))
        for (DisposalRecord& record :
             TRY(Fold(file, TRY(ReadEvents(tx, on.keys, TRY(OpenFile(tx, on.keys, file)))))))
          records.push_back(std::move(record));
    return records;
  }));
  std::ranges::stable_sort(all, {}, &DisposalRecord::at);
  return all;
}

gate::Outcome<DisposalRecord> LookAtDisposal(gate::Gate& gate, const StaffId& actor,
                                             const RequestId& file) {
  auto allowed = TRY(
      gate.Act(AskFor(actor), "disposal.seen", [](const gate::Change&) -> Status { return {}; }));
  if (!allowed) return gate::Refuse<DisposalRecord>(std::move(allowed).error());
  Opened opened = TRY(OpenDisposal(gate.context(), file));
  return std::move(opened.records.back());
}

Result<EntryId> EntryOf(store::ReadTx& tx, const DisposalRecord& record) {
  const store::Row row =
      TRY(tx.One("SELECT entry, digest FROM file_event WHERE file = $1 AND seq = $2", record.file,
                 record.seq));
  const auto entry = TRY(row.As<EntryId>(0));
  if (TRY(audit::WroteRow(tx, entry, TRY(row.Blob(1)))) == crypto::Verdict::kGood) return entry;
  return Fail(Code::kCorrupt, "The entry that a disposal record names says nothing of it.",
              IdDetail("entry", entry));
}

}  // namespace almoner::retention
