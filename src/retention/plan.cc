#include "retention/plan.h"

#include <algorithm>
#include <set>

#include "retention/forget.h"
#include "vault/suppression.h"

namespace almoner::retention {
namespace {

using vault::Part;
using vault::Person;
using vault::Record;

std::vector<Person> Without(const std::vector<Person>& people, const SubjectId& subject) {
  std::vector<Person> others;
  for (const Person& person : people)
    if (person.subject != subject) others.push_back(person);
  return others;
}

bool AboutSomeone(const std::vector<Person>& people) {
  return std::ranges::find(people, Part::kAbout, &Person::part) != people.end();
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

void Later(std::optional<Time>& last, Time time) { last = last ? std::max(*last, time) : time; }

std::optional<standing::ReadyLifeEvent> Contact(const gate::Context& context,
                                                const SubjectId& subject,
                                                const std::vector<Record>& records,
                                                const std::set<RecordId>& chosen) {
  std::optional<Time> going;
  std::optional<Time> staying;
  for (const Record& record : records)
    if (IsAbout(record, subject))
      Later(chosen.contains(record.label.id) ? going : staying, record.label.recorded_at);
  return staying ? ContactThatGoes(context, subject, going, staying) : std::nullopt;
}

// Where nobody is named: why nobody had to be.
std::string_view Approver(const EraseOrder& order) {
  if (order.again) return "not known any more: it was done before this database was restored";
  if (order.undone) return "nobody had to: what was put in by mistake was taken out";
  if (!order.actor) return "nobody: the notice leaves it to the program";
  return ByRight(order) ? kHadReadNothing : "the reviewer: the rule asks for one person";
}

// Those of the notice that may hold copies; what they answer is recorded when it comes.
std::string Processors(const notice::Notice& notice, const std::vector<Item>& going) {
  std::string names;
  for (const notice::Recipient& recipient : notice.recipients) {
    if (recipient.kind != "processor" || recipient.never) continue;
    const bool given = recipient.data.none() || std::ranges::any_of(going, [&](const Item& item) {
                         const auto category = notice.FindCategory(item.category);
                         return category && recipient.data[*category];
                       });
    if (given) names.append(names.empty() ? "" : ", ").append(recipient.name);
  }
  return names.empty() ? "the notice names none that gets these data"
                       : "not confirmed yet by " + names;
}

}  // namespace

bool IsAbout(const Record& record, const SubjectId& subject) {
  return std::ranges::any_of(record.people, [&](const Person& person) {
    return person.subject == subject && person.part == Part::kAbout;
  });
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
  plan.contact = Contact(context, order.subject, records, chosen);
  return plan;
}

Result<vault::Suppression> SuppressPerson(const gate::Change& change, const gate::Context& context,
                                          const EraseOrder& order, const RequestId& file,
                                          const Plan& plan) {
  const auto standing =
      TRY(standing::Load(change.tx, change.keys, context.notice, order.subject, change.now));
  const bool objected = std::ranges::any_of(standing.objections, [&](notice::Index activity) {
    return context.notice.activities[activity].marketing;
  });
  if (!objected && !ByRight(order)) return vault::Suppression{};
  vault::Suppression suppression{
      .because = objected ? vault::Because::kObjection : vault::Because::kErased,
      .hashes = plan.recognisable};
  TRY(vault::Suppress(change, file, suppression));
  return suppression;
}

std::int64_t Masked(const Plan& plan) {
  return std::ssize(plan.masked) + std::ssize(plan.mentions);
}

Status CarryRecords(const gate::Change& change, const Plan& plan) {
  for (const RecordId& record : plan.remove) TRY(vault::Remove(change, change.pass, record));
  for (const vault::ReadyRecord& record : plan.masked)
    TRY(vault::Replace(change, change.pass, record));
  for (const vault::ReadyRecord& record : plan.mentions)
    TRY(vault::Replace(change, change.pass, record));
  change.entry.counts["destroyed"] = static_cast<std::int64_t>(plan.remove.size());
  change.entry.counts["masked"] = Masked(plan);
  if (plan.documents > 0) change.entry.counts["documents"] = plan.documents;
  if (plan.documents_kept > 0) change.entry.counts["documents-kept"] = plan.documents_kept;
  return {};
}

bool Anonymises(const gate::Context& context, const EraseOrder& order, const Item& item) {
  return !ByRight(order) && !order.undone && item.until &&
         context.notice.retention[item.until->rule].anonymise;
}

Disposal Completed(const gate::Context& context, const EraseOrder& order,
                   const std::vector<Item>& going) {
  const bool retention = !ByRight(order);
  Disposal disposal = order.disposal;
  const auto fill = [](std::string& field, std::string text) {
    if (field.empty()) field = std::move(text);
  };
  disposal.medium = "computer";
  disposal.classes = ClassesOf(context.notice, going);
  for (DisposedClass& made : disposal.classes)
    if (std::ranges::any_of(going, [&](const Item& item) {
          return item.category == made.record_class && RuleOf(context.notice, item) == made.rule &&
                 Anonymises(context, order, item);
        }))
      made.decision = "anonymise";
  disposal.destroyed = LondonDate(context.clock.Now());
  fill(disposal.notice, context.notice.version + " (" + context.notice.hash.substr(0, 12) + ")");
  fill(disposal.batch, "one person's records");
  fill(disposal.holds, "none stood as they were destroyed");
  fill(disposal.reviewer,
       order.actor ? order.actor->text() : std::string("the program, by the notice's rule"));
  fill(disposal.approver, std::string(Approver(order)));
  fill(disposal.reason, retention ? "the time that the notice gives is over"
                                  : "the person asked for it (UK GDPR Article 17)");
  fill(disposal.method, "crypto-erase");
  fill(disposal.copies,
       "made before it: they lose their keys as they expire, and one that is restored does it "
       "again");
  fill(disposal.processors, Processors(context.notice, going));
  fill(disposal.stub, "the entry in the log, and this record");
  return disposal;
}

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

}  // namespace almoner::retention
