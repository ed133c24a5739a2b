#include "retention/vanish.h"

#include <algorithm>

#include "base/log.h"
#include "outbox/news.h"
#include "retention/again.h"
#include "retention/blocks.h"
#include "retention/forget.h"
#include "retention/made.h"
#include "retention/pace.h"
#include "retention/plan.h"
#include "retention/proof.h"

namespace almoner::retention {
namespace {

constexpr std::size_t kMasksAtOnce = 200;  // records that one entry can name as they were and are
constexpr int kTries = 5;

gate::Ask AskOf(const VanishOrder& order) {
  return {.actor = order.actor,
          .purpose = order.purpose,
          .subjects = {order.subject},
          .categories = {},
          .scope = vault::Scope::kCare,
          .shown = false};
}

// Nothing may hold any of it, and nobody else may have become part of them.
Status Free(store::ReadTx& tx, const gate::Context& context, const VanishOrder& order, Time now) {
  const SubjectId& subject = order.subject;
  // With those that others are in: what holds theirs holds what would be masked in them.
  const auto rows = TRY(vault::LoadSealed(tx, context.keys, subject, vault::Scope::kCare));
  const Blocks blocks =
      TRY(LoadBlocks(tx, context.keys, context.notice, subject, rows, now, order.file));
  if (!blocks.none())
    return Fail(Code::kConflict,
                "A hold or an open request blocks the erasure of this person; have it lifted.");
  if (order.purpose == "law.retention" &&
      !TRY(standing::Decisions(tx, context.keys, subject)).empty())
    return Fail(Code::kConflict,
                "Something was decided about this person; erase their records by orders.");
  if (TRY(tx.Maybe("SELECT 1 FROM subject WHERE merged_into = $1 LIMIT 1", subject)))
    return Fail(Code::kConflict,
                "Others were merged into this person; erase their records by orders.");
  return {};
}

// Masks some of what is others' too, as many as one entry can name, until the rest fits into the
// last one.
gate::Outcome<gate::Changed> MaskSome(gate::Gate& gate, const VanishOrder& order,
                                      std::vector<vault::ReadyRecord>& records,
                                      standing::Hint& seen) {
  const auto first = records.end() - static_cast<std::ptrdiff_t>(kMasksAtOnce);
  auto changed =
      TRY(gate.Act(AskOf(order), "mentions.masked", [&](const gate::Change& change) -> Status {
        TRY(standing::StillUnchanged(change.tx, seen));
        TRY(Free(change.tx, gate.context(), order, change.now));
        for (auto record = first; record != records.end(); ++record)
          TRY(vault::Replace(change, change.pass, *record));
        return {};
      }));
  if (!changed) return changed;
  records.erase(first, records.end());
  ++seen.turn;  // by what was just done
  return changed;
}

// Nobody else's record names them any more, also none that came since it was planned.
Status NobodyElseIsIn(store::ReadTx& tx, const SubjectId& subject) {
  if (!TRY(tx.Maybe("SELECT 1 FROM record_person p WHERE p.subject = $1 AND p.care = 1 AND (p.part "
                    "= 'mentions' OR EXISTS (SELECT 1 FROM record_person q WHERE q.record = "
                    "p.record AND q.subject <> p.subject)) LIMIT 1",
                    subject)))
    return {};
  return Fail(Code::kConflict, "A record that names this person was added meanwhile; try again.");
}

// What was another's at some time: a backup from then has to be told of it by its own id.
Result<std::vector<RecordId>> MovedHere(store::ReadTx& tx, const SubjectId& subject) {
  std::vector<RecordId> records;
  for (const store::Row& row :
       TRY(tx.Query("SELECT DISTINCT e.record FROM record_event e JOIN record_person p ON p.record "
                    "= e.record AND p.subject = e.to_subject WHERE e.to_subject = $1",
                    subject)))
    records.push_back(TRY(row.As<RecordId>(0)));
  return records;
}

Status Disappear(const gate::Change& change, const SubjectId& subject, const RequestId& file) {
  TRY(ForgetBeside(change, subject));
  TRY(vault::ForgetKeys(change, change.pass, subject));
  return change.tx.ExecuteOne("INSERT INTO purge (subject, file, since) VALUES ($1, $2, $3)",
                              subject, file, change.now);
}

struct Opened {
  Plan plan;
  standing::Hint seen;
};

// What cannot go unseen, opened and planned.
gate::Outcome<Opened> Look(gate::Gate& gate, const VanishOrder& order) {
  const gate::Context& context = gate.context();
  auto seen = order.seen ? *order.seen : TRY(context.store.Read([&](store::ReadTx& tx) {
    return standing::HintOf(tx, order.subject);
  }));
  auto opened = TRY(gate.Open(AskOf(order)));
  if (!opened) return gate::Refuse<Opened>(std::move(opened).error());
  const auto records = TRY(vault::Reveal(std::move(opened->permit), context.keys, context.clock));
  EraseOrder all{.subject = order.subject,
                 .actor = order.actor,
                 .purpose = order.purpose,
                 .records = {},
                 .file = order.file};
  for (const vault::Record& record : records)
    if (IsAbout(record, order.subject)) all.records.push_back(record.label.id);
  Plan plan = TRY(MakePlan(context, all, records));
  plan.remove.clear();  // it was read for the names in it; it goes behind, with the rest
  return Opened{.plan = std::move(plan), .seen = seen};
}

// The first of those who are still to do.
struct Left {
  SubjectId subject;
  RequestId file;
};
Result<std::vector<Left>> WhoIsLeft(store::Store& store) {
  return store.Read([](store::ReadTx& tx) -> Result<std::vector<Left>> {
    std::vector<Left> left;
    for (const store::Row& row :
         TRY(tx.Query("SELECT subject, file FROM purge ORDER BY since, subject"))) {
      const auto subject = TRY(row.As<SubjectId>(0));
      left.push_back({.subject = subject, .file = TRY(row.As<RequestId>(1))});
    }
    return left;
  });
}

// The next rows of theirs; false when there are none.
Result<std::optional<std::int64_t>> DestroySome(gate::Gate& gate, const Left& left,
                                                std::size_t most) {
  std::int64_t rows = 0;
  const auto changed = TRY(gate.Act(
      {.purpose = "law.retention"}, "rows.destroyed", [&](const gate::Change& change) -> Status {
        const auto page = TRY(vault::Outlines(change.tx, change.keys, left.subject, Bytes(),
                                              static_cast<std::int64_t>(most)));
        rows = std::ssize(page);
        change.entry.counts["destroyed"] = rows;
        return vault::RemoveMany(change, change.pass, page);
      }));
  if (!changed) return NobodyRetains();
  return rows == 0 ? std::optional<std::int64_t>() : rows;
}

Result<std::optional<std::int64_t>> AnyLeft(store::Store& store, const SubjectId& subject) {
  return store.Read([&](store::ReadTx& tx) -> Result<std::optional<std::int64_t>> {
    if (TRY(tx.Maybe("SELECT 1 FROM record_person WHERE subject = $1 LIMIT 1", subject)))
      return std::optional<std::int64_t>(1);
    return std::optional<std::int64_t>();
  });
}

// The trail of who read them, and where their records were moved from.
Status DropTraces(store::Store& store, const SubjectId& subject) {
  static constexpr Literal kSome[] = {
      "DELETE FROM trail WHERE subject = $1 AND entry IN (SELECT entry FROM trail WHERE subject = "
      "$1 LIMIT 500)",
      "DELETE FROM record_event WHERE id IN (SELECT id FROM record_event WHERE from_subject = $1 "
      "LIMIT 500)",
      "DELETE FROM record_event WHERE id IN (SELECT id FROM record_event WHERE to_subject = $1 "
      "LIMIT 500)"};
  for (const Literal sql : kSome) {
    std::int64_t gone = 1;
    while (gone > 0)
      gone = TRY(store.Write([&](store::Tx& tx) { return tx.Execute(sql, subject); }));
  }
  return store.Write([&](store::Tx& tx) -> Status {
    TRY(tx.Execute("DELETE FROM purge WHERE subject = $1", subject));
    return {};
  });
}

Status Finish(gate::Gate& gate, const Left& left, Pace& pace) {
  int tries = 0;
  while (TRY(AnyLeft(gate.context().store, left.subject))) {
    pace.Begin();
    const auto some = DestroySome(gate, left, pace.most());
    if (some) {
      TRY(pace.End());
      continue;
    }
    // Another node was at the same rows.
    if (some.error().code != Code::kConflict || ++tries == kTries)
      return std::unexpected(some.error());
  }
  return DropTraces(gate.context().store, left.subject);
}

}  // namespace

gate::Outcome<Erased> Vanish(gate::Gate& gate, const VanishOrder& order) {
  const gate::Context& context = gate.context();
  auto looked = TRY(Look(gate, order));
  if (!looked) return gate::Refuse<Erased>(std::move(looked).error());
  Plan& plan = looked->plan;
  for (auto* const masks : {&plan.mentions, &plan.masked})
    while (masks->size() > kMasksAtOnce) {
      auto masked = TRY(MaskSome(gate, order, *masks, looked->seen));
      if (!masked) return gate::Refuse<Erased>(std::move(masked).error());
    }
  const EraseOrder as_order{.subject = order.subject,
                            .actor = order.actor,
                            .purpose = order.purpose,
                            .records = {},
                            .file = order.file,
                            .disposal = order.disposal};
  Disposal disposal = Completed(context, as_order, {});
  disposal.classes = order.disposal.classes;
  if (disposal.classes.empty())
    disposal.classes.push_back({.record_class = "everything held about one person",
                                .volume = "counted by the entries that follow",
                                .decision = "destroy"});
  Facts facts = ToFacts(disposal);
  facts["person"] = "yes";
  facts["masked"] = std::to_string(Masked(plan));
  facts["rest"] = "their records go behind it, by entries of their own";
  std::optional<NewFile> made;
  if (!order.file) made = TRY(MakeFile(context.keys));
  const ReadyEvent event =
      order.file
          ? TRY(NextEvent(context, *order.file, "destroyed", facts))
          : SealEvent(context.keys, made->key,
                      {.seq = 1, .kind = "destroyed", .at = context.clock.Now(), .facts = facts});
  const Proof proof = TRY(MakeProof(context, order.subject));
  auto changed =
      TRY(gate.Act(AskOf(order), "records.erased", [&](const gate::Change& change) -> Status {
        TRY(standing::StillUnchanged(change.tx, looked->seen));
        TRY(Free(change.tx, context, order, change.now));
        TRY(RemoveAllMade(change));
        if (made) TRY(InsertFile(change, *made, "disposal", order.subject));
        TRY(InsertEvent(change, event));
        TRY(outbox::Announce(change, "person.erased", {{"person", order.subject.text()}}));
        TRY(FileProof(change, order.subject, proof));
        ErasedEvent erased{.gone = {order.subject}, .by_right = ByRight(as_order)};
        erased.suppression = TRY(SuppressPerson(change, context, as_order, event.file, plan));
        TRY(CarryRecords(change, plan));
        TRY(NobodyElseIsIn(change.tx, order.subject));
        erased.destroyed = TRY(MovedHere(change.tx, order.subject));
        TRY(keys::Remember(change, keys::Deed::kErased, Encode(erased)));
        change.entry.counts["person"] = 1;
        return Disappear(change, order.subject, event.file);
      }));
  if (!changed) return gate::Refuse<Erased>(std::move(changed).error());
  return Erased{.subject = order.subject,
                .file = event.file,
                .entry = changed->entry,
                .masked = Masked(plan),
                .person = true};
}

Result<std::int64_t> FinishVanishing(gate::Gate& gate) {
  std::int64_t stuck = 0;
  Pace pace(gate.context());
  for (const Left& left : TRY(WhoIsLeft(gate.context().store))) {
    const Status done = Finish(gate, left, pace);
    if (!done && done.error().code == Code::kUnavailable) return std::unexpected(done.error());
    if (!done) {
      log::Failure("Destroying the rows of somebody who is gone", done.error());
      ++stuck;
    }
  }
  return stuck;
}

}  // namespace almoner::retention
