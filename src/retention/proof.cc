#include "retention/proof.h"

#include <algorithm>

#include "standing/expiry.h"
#include "standing/hold.h"
#include "vault/suppression.h"

namespace almoner::retention {
namespace {

constexpr std::string_view kFileKind = "proof";
constexpr std::size_t kLooksInEvent = 400;

struct Handled {
  std::vector<consent::Event> consents;
  std::vector<std::pair<std::string, std::string>> looks;  // entry; when, what, why, in which role
};

Status LoadLooks(store::ReadTx& tx, const SubjectId& id, Handled& handled) {
  for (const store::Row& row : TRY(tx.Query("SELECT entry, at, action, outcome, purpose, role FROM "
                                            "trail WHERE subject = $1 ORDER BY "
                                            "at, entry",
                                            id))) {
    const auto entry = TRY(row.As<EntryId>(0));
    std::string words = TRY(row.At(1)).text();
    for (const std::size_t column : {2U, 3U, 4U, 5U}) words += " " + TRY(row.Text(column));
    handled.looks.emplace_back(entry.text(), std::move(words));
  }
  return {};
}

Result<Handled> LoadHandled(const gate::Context& context, const SubjectId& subject) {
  return context.store.Read([&](store::ReadTx& tx) -> Result<Handled> {
    Handled handled;
    for (const SubjectId& id : TRY(KnownIds(tx, subject))) {
      for (consent::Ready& event : TRY(consent::History(tx, context.keys, id)))
        handled.consents.push_back(std::move(event.event));
      TRY(LoadLooks(tx, id, handled));
    }
    return handled;
  });
}

// Which words, when they are still those of the notice in force; else the version names them.
std::string WordingOf(const notice::Notice& notice, const consent::Event& event) {
  const auto index = notice.FindConsent(event.consent);
  if (!index || notice.consents[*index].version != event.wording) return event.wording;
  return event.wording + " sha256 " +
         ToHex(crypto::Sha256({AsBytes(notice.consents[*index].wording)}));
}

Facts TellConsents(const notice::Notice& notice, const std::vector<consent::Event>& events) {
  Facts facts;
  for (std::size_t i = 0; i < events.size(); ++i)
    facts[std::to_string(i + 1)] =
        events[i].consent + " " + std::string(consent::Name(events[i].kind)) + " " +
        events[i].at.text() + " " + std::string(consent::Name(events[i].means)) + " wording " +
        WordingOf(notice, events[i]);
  return facts;
}

Result<std::int64_t> Count(store::ReadTx& tx, Literal sql, const SubjectId& id) {
  return TRY(tx.One(sql, id)).Int(0);
}

// A file and what says whether it may go.
struct Kept {
  FileLine line;
  std::vector<FileEvent> events;
  bool needed = false;  // something still rests on it
};

Result<FileLine> LineFrom(const store::Row& row) {
  const auto file = TRY(row.As<RequestId>(0));
  FileLine line{.file = file, .kind = {}, .opened = {}, .subject = {}};
  line.kind = TRY(row.Text(1));
  line.subject = TRY(row.MaybeAs<SubjectId>(2));
  line.opened = TRY(row.At(3));
  return line;
}

// Somebody who is still here and whose data is held keeps their files as well.
Result<std::int64_t> HoldsOf(store::ReadTx& tx, const keys::Keys& keys, const SubjectId& opened_for,
                             Time now) {
  const auto resolved = vault::Resolve(tx, keys, opened_for);
  if (!resolved && resolved.error().code == Code::kNotFound) return 0;
  const SubjectId subject = TRY(Result<SubjectId>(resolved));
  const auto holds = TRY(standing::Holds(tx, keys, subject));
  const auto marks = TRY(standing::History(tx, keys, subject));
  return std::ranges::count_if(holds, [&](const auto& hold) { return hold.InForce(now); }) +
         std::ranges::count_if(marks, [&](const standing::Mark& mark) {
           return mark.kind == standing::Kind::kHold && (!mark.until || *mark.until > now);
         });
}

Result<Kept> LoadKept(store::ReadTx& tx, const keys::Keys& keys, FileLine line, Time now) {
  Kept kept{.line = std::move(line), .events = {}, .needed = false};
  const RequestId& file = kept.line.file;
  kept.events = TRY(ReadEvents(tx, keys, TRY(OpenFile(tx, keys, file))));
  kept.needed =
      TRY(tx.Maybe("SELECT 1 FROM hold WHERE file = $1 AND until IS NULL LIMIT 1", file)) ||
      TRY(tx.Maybe("SELECT 1 FROM disposal_decision WHERE file = $1 LIMIT 1", file));
  if (kept.line.subject && !kept.needed)
    kept.needed = TRY(HoldsOf(tx, keys, *kept.line.subject, now)) > 0;
  return kept;
}

Status Destroy(gate::Gate& gate, const Kept& kept) {
  const RequestId& file = kept.line.file;
  const auto done = TRY(gate.Act(
      {.purpose = "law.retention"}, "file.destroyed", [&](const gate::Change& change) -> Status {
        TRY(RemoveFile(change, file, std::ssize(kept.events)));
        TRY(vault::Unsuppress(change, file));
        change.entry.counts["events"] = std::ssize(kept.events);
        TRY(change.tx.Execute(
            "INSERT INTO file_gone (kind, year, files) VALUES ($1, $2, 1) ON CONFLICT (kind, year) "
            "DO UPDATE SET files = file_gone.files + 1",
            kept.line.kind, static_cast<int>(LondonDate(change.now).year())));
        return {};
      }));
  if (!done) return NobodyRetains();
  return {};
}

}  // namespace

Result<Proof> MakeProof(const gate::Context& context, const SubjectId& subject) {
  const Handled handled = TRY(LoadHandled(context, subject));
  NewFile made = TRY(MakeFile(context.keys));
  Proof proof{.file = std::move(made),
              .events = {},
              .consents = std::ssize(handled.consents),
              .looks = std::ssize(handled.looks)};
  const auto add = [&](std::string kind, Facts facts) {
    proof.events.push_back(SealEvent(context.keys, proof.file.key,
                                     {.seq = std::ssize(proof.events) + 1,
                                      .kind = std::move(kind),
                                      .at = context.clock.Now(),
                                      .facts = std::move(facts)}));
  };
  if (!handled.consents.empty()) add("consents", TellConsents(context.notice, handled.consents));
  for (std::size_t from = 0; from < handled.looks.size(); from += kLooksInEvent) {
    const std::size_t to = std::min(from + kLooksInEvent, handled.looks.size());
    add("looks", Facts(handled.looks.begin() + static_cast<std::ptrdiff_t>(from),
                       handled.looks.begin() + static_cast<std::ptrdiff_t>(to)));
  }
  return proof;
}

Status FileProof(const gate::Change& change, const SubjectId& subject, const Proof& proof) {
  std::int64_t consents = 0;
  std::int64_t looks = 0;
  for (const SubjectId& id : TRY(KnownIds(change.tx, subject))) {
    consents += TRY(Count(change.tx, "SELECT COUNT(*) FROM consent_event WHERE subject = $1", id));
    looks += TRY(Count(change.tx, "SELECT COUNT(*) FROM trail WHERE subject = $1", id));
  }
  if (consents != proof.consents || looks != proof.looks)
    return Fail(Code::kConflict,
                "Somebody looked at this person's record, or a consent changed, meanwhile; try "
                "again.");
  TRY(InsertFile(change, proof.file, kFileKind, subject));
  for (const ReadyEvent& event : proof.events) TRY(InsertEvent(change, event));
  return {};
}

gate::Outcome<std::vector<FileLine>> ListFiles(gate::Gate& gate, const StaffId& actor) {
  std::vector<FileLine> lines;
  auto allowed = TRY(gate.Act(
      {.actor = actor, .purpose = "law.rights"}, "files.listed",
      [&](const gate::Change& change) -> Status {
        lines.clear();
        for (const store::Row& row :
             TRY(change.tx.Query("SELECT id, kind, subject, opened FROM file ORDER BY opened, id")))
          lines.push_back(TRY(LineFrom(row)));
        change.entry.counts["shown"] = std::ssize(lines);
        return {};
      }));
  if (!allowed) return gate::Refuse<std::vector<FileLine>>(std::move(allowed).error());
  return lines;
}

gate::Outcome<std::vector<FileEvent>> ReadFile(gate::Gate& gate, const StaffId& actor,
                                               const RequestId& file) {
  const gate::Context& context = gate.context();
  const auto key =
      TRY(context.store.Read([&](store::ReadTx& tx) { return OpenFile(tx, context.keys, file); }));
  gate::Ask ask{.actor = actor, .purpose = "law.rights"};
  if (const auto subject = TRY(
          context.store.Read([&](store::ReadTx& tx) { return SubjectOf(tx, context.keys, file); })))
    ask.subjects = {*subject};
  auto allowed = TRY(gate.Act(ask, "file.read", [](const gate::Change&) -> Status { return {}; }));
  if (!allowed) return gate::Refuse<std::vector<FileEvent>>(std::move(allowed).error());
  return TRY(
      context.store.Read([&](store::ReadTx& tx) { return ReadEvents(tx, context.keys, key); }));
}

std::optional<Date> KeptUntil(const law::FileRule& rule, const std::vector<FileEvent>& events) {
  const FileEvent* end = events.empty() || !rule.ends_with.empty() ? nullptr : &events.back();
  bool appealed = false;
  for (const FileEvent& event : events) {
    if (event.kind == rule.ends_with) end = &event;
    if (event.kind == "appealed") appealed = true;
  }
  if (end == nullptr) return std::nullopt;
  return standing::Add(LondonDate(end->at), {.years = appealed ? rule.years_appealed : rule.years});
}

namespace {

// A hold that nobody lifted went with its person: its file's time runs from the last event then.
std::optional<Date> SpentFrom(const law::Accountability& law, const Kept& kept) {
  const law::FileRule* const rule = law.FindFile(kept.line.kind);
  if (rule == nullptr || kept.needed) return std::nullopt;
  auto until = KeptUntil(*rule, kept.events);
  if (until || kept.line.kind != "hold") return until;
  law::FileRule from_last = *rule;
  from_last.ends_with.clear();
  return KeptUntil(from_last, kept.events);
}

}  // namespace

Result<std::int64_t> DestroySpentFiles(gate::Gate& gate, const law::Accountability& law) {
  constexpr std::int64_t kPage = 200;
  const gate::Context& context = gate.context();
  const Time now = context.clock.Now();
  const Date today = LondonDate(now);
  if (law.files.empty()) return 0;
  const int least = std::ranges::min(law.files, {}, &law::FileRule::years).years;
  const Time before = now - std::chrono::days(365 * least);  // what is newer cannot be over
  std::int64_t gone = 0;
  Bytes after;
  while (true) {
    const auto page = TRY(context.store.Read([&](store::ReadTx& tx) -> Result<std::vector<Kept>> {
      std::vector<Kept> all;
      for (const store::Row& row : TRY(tx.Query("SELECT id, kind, subject, opened FROM file WHERE "
                                                "id > $1 AND opened < $2 ORDER BY id "
                                                "LIMIT $3",
                                                after, before, kPage)))
        all.push_back(TRY(LoadKept(tx, context.keys, TRY(LineFrom(row)), now)));
      return all;
    }));
    for (const Kept& kept : page) {
      const auto until = SpentFrom(law, kept);
      if (!until || sys_days(today) <= sys_days(*until)) continue;
      TRY(Destroy(gate, kept));
      ++gone;
    }
    if (std::ssize(page) < kPage) break;
    after = ToBytes(AsText(page.back().line.file.bytes()));
  }
  if (gone > 0) context.store.Scrub();
  return gone;
}

}  // namespace almoner::retention
