#include "retention/erase.h"

#include <algorithm>
#include <set>

#include "gate/break_glass.h"
#include "retention/again.h"
#include "retention/proof.h"
#include "vault/suppression.h"

namespace almoner::retention {
namespace {

using vault::Part;
using vault::Person;
using vault::Record;

constexpr std::size_t kMentionsAtOnce = 200;

// What is to be done with each record; worked out, and sealed, before the transaction.
struct Plan {
  std::vector<RecordId> remove;
  std::vector<vault::ReadyRecord> masked;
  std::vector<vault::ReadyRecord> mentions;  // others' records, masked: only when the person goes
  std::vector<vault::ReadyRecord::Token> tokens;  // of what remains about them
  std::int64_t documents = 0;                     // of those to be removed
  std::int64_t documents_kept = 0;                // of those to be masked
  bool person = false;
  std::vector<crypto::Digest> recognisable;  // of the person, when they go
};

std::vector<Person> Without(const std::vector<Person>& people, const SubjectId& subject) {
  std::vector<Person> others;
  for (const Person& person : people)
    if (person.subject != subject) others.push_back(person);
  return others;
}

bool AboutSomeone(const std::vector<Person>& people) {
  return std::ranges::find(people, Part::kAbout, &Person::part) != people.end();
}

bool IsAbout(const Record& record, const SubjectId& subject) {
  return std::ranges::any_of(record.people, [&](const Person& person) {
    return person.subject == subject && person.part == Part::kAbout;
  });
}

// Names and identifiers by which the person's own records know them.
std::vector<std::string> KnownAs(const notice::Notice& notice, const std::vector<Record>& records,
                                 const SubjectId& subject) {
  std::vector<std::string> names;
  for (const Record& record : records) {
    if (!IsAbout(record, subject) || AboutSomeone(Without(record.people, subject))) continue;
    const auto category = notice.FindCategory(record.label.category);
    if (!category) continue;
    for (const notice::Field& field : notice.categories[*category].fields)
      if (const std::string* const value = record.content.Find(field.id);
          value != nullptr && notice::SaysWho(field.kind))
        names.push_back(*value);
  }
  return names;
}

// By which they are recognised, were they put in again.
std::vector<crypto::Digest> Recognisable(const gate::Context& context,
                                         const std::vector<Record>& records,
                                         const SubjectId& subject) {
  std::set<crypto::Digest> hashes;
  for (const Record& record : records) {
    if (!IsAbout(record, subject) || AboutSomeone(Without(record.people, subject))) continue;
    if (const auto category = context.notice.FindCategory(record.label.category))
      hashes.merge([&] {
        const auto of =
            vault::Recognisable(context.keys, context.notice.categories[*category], record.content);
        return std::set<crypto::Digest>(of.begin(), of.end());
      }());
  }
  return {hashes.begin(), hashes.end()};
}

// Whoever asked to go, or objected to marketing, must not be put in again unnoticed; whose time was
// merely over may come back.
Status SuppressPerson(const gate::Change& change, const gate::Context& context,
                      const EraseOrder& order, const RequestId& file, const Plan& plan) {
  const auto standing =
      TRY(standing::Load(change.tx, change.keys, context.notice, order.subject, change.now));
  const bool objected = std::ranges::any_of(standing.objections, [&](notice::Index activity) {
    return context.notice.activities[activity].marketing;
  });
  if (!objected && order.purpose != "law.rights") return {};
  return vault::Suppress(change, file,
                         objected ? vault::Because::kObjection : vault::Because::kErased,
                         plan.recognisable);
}

vault::Content Masked(const vault::Content& content, const std::vector<std::string>& names) {
  vault::Content masked;
  masked.source = content.source;
  masked.nature = content.nature;
  masked.author = content.author;
  masked.event_at = content.event_at;
  masked.document = content.document;
  for (const vault::FieldValue& field : content.fields)
    masked.fields.push_back({field.field, Personal(MaskNames(field.value.Expose(), names))});
  return masked;
}

Result<vault::ReadyRecord> SealForOthers(const gate::Context& context, const Record& record,
                                         const SubjectId& subject,
                                         const std::vector<std::string>& names) {
  const std::vector<Person> others = Without(record.people, subject);
  const auto person_keys =
      TRY(context.store.Read([&](store::ReadTx& tx) -> Result<std::vector<vault::PersonKey>> {
        std::vector<vault::PersonKey> all;
        for (const Person& person : others)
          if (person.part == Part::kAbout)
            all.push_back(TRY(vault::LoadPersonKey(tx, context.keys, person.subject)));
        return all;
      }));
  vault::Label label = record.label;
  ++label.version;
  vault::ReadyRecord ready =
      TRY(vault::Seal(context.keys, label, Masked(record.content, names), others, person_keys, {}));
  ready.replaces = record.digest;
  return ready;
}

Result<Plan> MakePlan(const gate::Context& context, const EraseOrder& order,
                      const std::vector<Record>& records) {
  const std::set<RecordId> chosen(order.records.begin(), order.records.end());
  const auto names = KnownAs(context.notice, records, order.subject);
  Plan plan;
  plan.person = std::ranges::all_of(records, [&](const Record& record) {
    return !IsAbout(record, order.subject) || chosen.contains(record.label.id);
  });
  if (plan.person) plan.recognisable = Recognisable(context, records, order.subject);
  for (const Record& record : records) {
    const bool about = IsAbout(record, order.subject);
    if (about && !chosen.contains(record.label.id)) {
      const auto category = context.notice.FindCategory(record.label.category);
      if (category)
        std::ranges::move(
            vault::TokensOf(context.keys, context.notice.categories[*category], record.content),
            std::back_inserter(plan.tokens));
      continue;
    }
    if (!about && !plan.person) continue;
    const bool others = AboutSomeone(Without(record.people, order.subject));
    if (record.content.document) ++(others ? plan.documents_kept : plan.documents);
    if (!others)
      plan.remove.push_back(record.label.id);
    else
      (about ? plan.masked : plan.mentions)
          .push_back(TRY(SealForOthers(context, record, order.subject, names)));
  }
  return plan;
}

Status ForgetId(const gate::Change& change, const SubjectId& subject) {
  TRY(consent::Remove(change, subject));
  TRY(versions::Forget(change, subject));
  TRY(standing::Remove(change, subject));
  TRY(staff::Forget(change, subject));
  TRY(gate::ForgetBreaches(change, subject));
  TRY(change.tx.Execute("DELETE FROM trail WHERE subject = $1", subject));
  TRY(UnlinkFiles(change, subject));
  return vault::Forget(change, change.pass, subject);
}

Status ForgetPerson(const gate::Change& change, const std::vector<SubjectId>& ids) {
  for (const SubjectId& id : ids) TRY(ForgetId(change, id));
  return {};
}

std::int64_t Masked(const Plan& plan) {
  return std::ssize(plan.masked) + std::ssize(plan.mentions);
}

// Why one of the records chosen may not go; nothing: it may.
Status MayBeErased(const Item& item, bool by_retention) {
  if (item.held)
    return Fail(Code::kConflict, "A hold was placed meanwhile; nothing was erased.",
                IdDetail("record", item.record));
  if (by_retention && !item.due)
    return Fail(Code::kConflict, "A record is not due any more; nothing was erased.",
                IdDetail("record", item.record));
  if (by_retention && !MayGo(item))
    return Fail(Code::kConflict,
                "A record is kept by a decision, or waits for approval (`almoner retention due`); "
                "nothing was erased.",
                IdDetail("record", item.record));
  return {};
}

// What was planned is done only if nothing came to forbid it since: a hold, or a contact that moves
// the end of a period. The records chosen, as they are now.
Result<std::vector<Item>> StillAllowed(const gate::Change& change, const gate::Context& context,
                                       const EraseOrder& order, bool person) {
  const std::set<RecordId> chosen(order.records.begin(), order.records.end());
  std::vector<Item> going;
  for (Item& item :
       TRY(Review(change.tx, change.keys, context.notice, order.subject, change.now, order.file))) {
    if (person && item.held && !order.again && item.part == vault::Part::kMentions)
      return Fail(Code::kConflict,
                  "A record of somebody else that mentions this person is held, so the name cannot "
                  "be taken out of it yet; nothing was erased.",
                  IdDetail("record", item.record));
    if (!chosen.contains(item.record)) continue;
    if (!order.again) TRY(MayBeErased(item, order.purpose == "law.retention"));
    going.push_back(std::move(item));
  }
  return going;
}

Status Carry(const gate::Change& change, const EraseOrder& order, const Plan& plan) {
  for (const RecordId& record : plan.remove) TRY(vault::Remove(change, change.pass, record));
  for (const vault::ReadyRecord& record : plan.masked)
    TRY(vault::Replace(change, change.pass, record));
  for (const vault::ReadyRecord& record : plan.mentions)
    TRY(vault::Replace(change, change.pass, record));
  change.entry.counts["destroyed"] = static_cast<std::int64_t>(plan.remove.size());
  change.entry.counts["masked"] = Masked(plan);
  ErasedEvent event{.gone = {}, .subject = order.subject, .destroyed = plan.remove, .masked = {}};
  for (const vault::ReadyRecord& record : plan.masked) event.masked.push_back(record.label.id);
  if (plan.person) event.gone = TRY(KnownIds(change.tx, order.subject));
  TRY(keys::Remember(change, keys::Deed::kErased, Encode(event)));
  if (plan.documents > 0) change.entry.counts["documents"] = plan.documents;
  if (plan.documents_kept > 0) change.entry.counts["documents-kept"] = plan.documents_kept;
  if (plan.person) {
    change.entry.counts["person"] = 1;
    return ForgetPerson(change, event.gone);
  }
  TRY(change.tx.Execute(
      "INSERT INTO reseal_due (subject, since) VALUES ($1, $2) ON CONFLICT DO NOTHING",
      order.subject, change.now));
  return vault::ReplaceTokens(change.tx, change.pass, order.subject, plan.tokens);
}

Result<std::vector<Item>> Going(const gate::Context& context, const EraseOrder& order,
                                const Plan& plan) {
  auto items = TRY(context.store.Read([&](store::ReadTx& tx) {
    return Review(tx, context.keys, context.notice, order.subject, context.clock.Now());
  }));
  const std::set<RecordId> going(plan.remove.begin(), plan.remove.end());
  std::erase_if(items, [&](const Item& item) { return !going.contains(item.record); });
  return items;
}

bool Anonymises(const gate::Context& context, const EraseOrder& order, const Item& item) {
  return order.purpose == "law.retention" && item.until &&
         context.notice.retention[item.until->rule].anonymise;
}

// What the counters get of what goes.
struct Left {
  std::optional<Counting> counting;  // nothing: no rule makes any of it anonymous
  std::optional<law::SmallNumbers> rule;
  Counts counts;
  std::int64_t records = 0;
};

Result<Left> WhatIsLeft(const gate::Context& context, const EraseOrder& order,
                        const std::vector<Item>& going, const std::vector<Record>& records) {
  Left left;
  for (const Item& item : going) {
    const auto category = context.notice.FindCategory(item.category);
    if (!category || !Anonymises(context, order, item)) continue;
    const auto record = std::ranges::find_if(
        records, [&](const Record& one) { return one.label.id == item.record; });
    ++left.records;
    for (const auto& [cell, count] : CountsOf(context.notice.categories[*category], *record))
      left.counts[cell] += count;
  }
  if (left.records == 0) return left;
  left.rule = order.small_numbers ? *order.small_numbers : TRY(law::LoadSmallNumbers());
  left.counting = TRY(OpenCounts(context.store, context.keys));
  return left;
}

// What the caller left empty and this program knows.
Disposal Completed(const gate::Context& context, const EraseOrder& order,
                   const std::vector<Item>& going) {
  const bool retention = order.purpose == "law.retention";
  Disposal disposal = order.disposal;
  const auto fill = [](std::string& field, std::string text) {
    if (field.empty()) field = std::move(text);
  };
  disposal.medium = "computer";
  disposal.classes = ClassesOf(context.notice, going);
  for (DisposedClass& made : disposal.classes)
    if (std::ranges::any_of(going, [&](const Item& item) {
          return item.category == made.record_class && Anonymises(context, order, item);
        }))
      made.decision = "anonymise";
  disposal.destroyed = LondonDate(context.clock.Now());
  fill(disposal.notice, context.notice.version + " (" + context.notice.hash.substr(0, 12) + ")");
  fill(disposal.batch, "one person's records");
  fill(disposal.holds, "none stood as they were destroyed");
  fill(disposal.reviewer,
       order.actor ? order.actor->text() : std::string("the program, by the notice's rule"));
  fill(disposal.reason, retention ? "the time that the notice gives is over"
                                  : "the person asked for it (UK GDPR Article 17)");
  fill(disposal.method, "crypto-erase");
  fill(disposal.stub, "the entry in the log, and this record");
  return disposal;
}

// What the accountability file keeps: counts by category, never content.
Facts Tell(const EraseOrder& order, const Disposal& disposal, const std::vector<Record>& records,
           const Plan& plan) {
  Facts facts = ToFacts(disposal);
  facts["destroyed"] = std::to_string(plan.remove.size());
  facts["masked"] = std::to_string(Masked(plan));
  facts["documents"] = std::to_string(plan.documents);
  facts["documents-kept"] = std::to_string(plan.documents_kept);
  facts["person"] = plan.person ? "yes" : "no";
  if (order.actor) facts["by"] = order.actor->text();
  std::map<std::string, int> categories;
  for (const Record& record : records)
    if (std::ranges::find(plan.remove, record.label.id) != plan.remove.end())
      ++categories[record.label.category];
  for (const auto& [category, count] : categories)
    facts["destroyed." + category] = std::to_string(count);
  return facts;
}

// Masks the last of the mentions, as many as one entry can name, and takes them from the plan.
gate::Outcome<gate::Changed> MaskSome(gate::Gate& gate, const gate::Ask& ask,
                                      const EraseOrder& order, Plan& plan) {
  const auto first = plan.mentions.end() - static_cast<std::ptrdiff_t>(kMentionsAtOnce);
  auto changed = TRY(gate.Act(ask, "mentions.masked", [&](const gate::Change& change) -> Status {
    TRY(StillAllowed(change, gate.context(), order, true));
    for (auto record = first; record != plan.mentions.end(); ++record)
      TRY(vault::Replace(change, change.pass, *record));
    return {};
  }));
  if (changed) plan.mentions.erase(first, plan.mentions.end());
  return changed;
}

// What is filed of an erasure: that it was done, in the file that asked for it or one of its own;
// and, when the person goes, what has to outlive them.
struct Paper {
  std::optional<NewFile> made;
  ReadyEvent event;
  std::optional<Proof> proof;
};

Result<Paper> MakePaper(const gate::Context& context, const EraseOrder& order, const Plan& plan,
                        Facts facts) {
  std::optional<NewFile> made;
  if (!order.file) made = TRY(MakeFile(context.keys));
  ReadyEvent event = order.file
                         ? TRY(NextEvent(context, *order.file, "destroyed", std::move(facts)))
                         : SealEvent(context.keys, made->key,
                                     {.seq = 1,
                                      .kind = "destroyed",
                                      .at = context.clock.Now(),
                                      .facts = std::move(facts)});
  std::optional<Proof> proof;
  if (plan.person) proof = TRY(MakeProof(context, order.subject));
  return Paper{.made = std::move(made), .event = std::move(event), .proof = std::move(proof)};
}

Status FilePaper(const gate::Change& change, const gate::Context& context, const EraseOrder& order,
                 const Plan& plan, const Paper& paper) {
  if (paper.made) TRY(InsertFile(change, *paper.made, "disposal", order.subject));
  TRY(InsertEvent(change, paper.event));
  if (!paper.proof) return {};
  TRY(FileProof(change, order.subject, *paper.proof));
  return SuppressPerson(change, context, order, paper.event.file, plan);
}

}  // namespace

std::string MaskNames(std::string_view text, const std::vector<std::string>& names) {
  std::set<std::string> words;
  for (const std::string& name : names) {
    words.insert(vault::Fold(name));
    for (const std::string& word : vault::Words(vault::Fold(name)))
      if (word.size() >= 2) words.insert(word);
  }
  words.erase("");
  // Word by word, so that accents and case do not matter and what lies between is left as it was.
  const auto separates = [](char c) {
    return std::string_view(" \t\r\n.,;:!?()[]{}\"/<>@+=*&%#|\\").contains(c);
  };
  std::string masked;
  std::size_t at = 0;
  while (at < text.size()) {
    std::size_t end = at;
    while (end < text.size() && !separates(text[end])) ++end;
    if (end == at) {
      masked += text[at++];
      continue;
    }
    const std::string_view word = text.substr(at, end - at);
    std::string folded = vault::Fold(word);
    const bool possessive = folded.size() > 2 && folded.ends_with('s') && !words.contains(folded) &&
                            word.find_first_of("'\xE2") != std::string_view::npos;
    if (possessive) folded.pop_back();
    masked += !folded.empty() && words.contains(folded) ? kMask : word;
    at = end;
  }
  return masked;
}

gate::Outcome<Erased> Erase(gate::Gate& gate, const EraseOrder& given) {
  if (given.records.empty() || given.records.size() > kMostInOrder)
    return Fail(Code::kInvalid,
                "An order to erase names from 1 to 300 records; divide a longer one.");
  const gate::Context& context = gate.context();
  EraseOrder order = given;
  if (!order.file)  // the proof of the destruction stands with that of its approval
    order.file = TRY(context.store.Read(
        [&](store::ReadTx& tx) { return DecidedIn(tx, context.keys, order.subject); }));
  const gate::Ask ask{.actor = order.actor,
                      .purpose = order.purpose,
                      .subjects = {order.subject},
                      .categories = {},
                      .scope = vault::Scope::kAboutAndMentions,
                      .shown = false};
  auto opened = TRY(gate.Open(ask));
  if (!opened) return gate::Refuse<Erased>(std::move(opened).error());
  const auto records = TRY(vault::Reveal(std::move(opened->permit), context.keys, context.clock));
  for (const RecordId& wanted : order.records)
    if (std::ranges::none_of(records,
                             [&](const Record& record) { return record.label.id == wanted; }))
      return Fail(Code::kNotFound, "This person has no such record.", IdDetail("record", wanted));
  Plan plan = TRY(MakePlan(context, order, records));
  // One entry names so many rows: the rest of what mentions a person who goes is masked before.
  while (plan.mentions.size() > kMentionsAtOnce) {
    auto masked = TRY(MaskSome(gate, ask, order, plan));
    if (!masked) return gate::Refuse<Erased>(std::move(masked).error());
  }

  const std::vector<Item> going = TRY(Going(context, order, plan));
  const Left left = TRY(WhatIsLeft(context, order, going, records));
  const Paper paper = TRY(MakePaper(context, order, plan,
                                    Tell(order, Completed(context, order, going), records, plan)));
  auto changed = TRY(gate.Act(ask, "records.erased", [&](const gate::Change& change) -> Status {
    TRY(StillAllowed(change, context, order, plan.person));
    TRY(FilePaper(change, context, order, plan, paper));
    if (left.counting) {
      change.entry.counts["anonymised"] = left.records;
      TRY(AddCounts(change, *left.counting, left.counts, *left.rule));
    }
    return Carry(change, order, plan);
  }));
  if (!changed) return gate::Refuse<Erased>(std::move(changed).error());
  // Done already, as far as it matters: the keys are gone. A file that cannot be unlinked now is by
  // upkeep.
  if (context.documents != nullptr)
    static_cast<void>(vault::UnlinkGone(context.store, *context.documents));
  return Erased{.subject = order.subject,
                .file = paper.event.file,
                .entry = changed->entry,
                .records = static_cast<std::int64_t>(plan.remove.size()),
                .masked = Masked(plan),
                .documents = plan.documents,
                .documents_kept = plan.documents_kept,
                .person = plan.person};
}

}  // namespace almoner::retention
