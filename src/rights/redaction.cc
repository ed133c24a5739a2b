#include "rights/redaction.h"

#include <algorithm>
#include <set>

#include "redact/people.h"
#include "rights/events.h"
#include "rights/grounds.h"
#include "vault/search.h"

namespace almoner::rights {
namespace {

using notice::FieldKind;
using notice::Notice;
using Records = std::vector<vault::Record>;

gate::Outcome<Records> Opened(const Context& context, const StaffId& actor,
                              const SubjectId& subject, vault::Scope scope, bool shown) {
  const gate::Context& on = context.gate.context();
  auto opened = TRY(context.gate.Open({.actor = actor,
                                       .purpose = "law.rights",
                                       .subjects = {subject},
                                       .scope = scope,
                                       .shown = shown}));
  if (!opened) return gate::Refuse<Records>(std::move(opened).error());
  return TRY(vault::Reveal(std::move(opened->permit), on.keys, on.clock));
}

const notice::Field* FieldOf(const Notice& notice, const vault::Record& record,
                             std::string_view id) {
  const auto index = notice.FindCategory(record.label.category);
  if (!index) return nullptr;
  const auto& fields = notice.categories[*index].fields;
  const auto found = std::ranges::find(fields, id, &notice::Field::id);
  return found == fields.end() ? nullptr : &*found;
}

// Words that somebody wrote, rather than a name, a date or a number of the person's own.
bool IsProse(const Notice& notice, const vault::Record& record, std::string_view field) {
  const notice::Field* const found = FieldOf(notice, record, field);
  return found == nullptr || found->kind == FieldKind::kText || found->kind == FieldKind::kDocument;
}

std::vector<std::string> NamesIn(const Notice& notice, const Records& records) {
  std::vector<std::string> names;
  for (const vault::Record& record : records)
    for (const vault::FieldValue& value : record.content.fields) {
      const notice::Field* const field = FieldOf(notice, record, value.field);
      if (field != nullptr && field->kind == FieldKind::kName)
        names.push_back(value.value.Expose());
    }
  return names;
}

// Everybody in the records but the person, who is `self`.
std::vector<SubjectId> Others(const Records& records, const SubjectId& self) {
  std::set<SubjectId> others;
  for (const vault::Record& record : records)
    for (const vault::Person& person : record.people)
      if (person.subject != self) others.insert(person.subject);
  return {others.begin(), others.end()};
}

// The person's own numbers and addresses, as they are compared.
std::set<std::string> OwnIdentifiers(const Notice& notice, const Records& records) {
  std::set<std::string> own;
  for (const vault::Record& record : records)
    for (const vault::FieldValue& value : record.content.fields)
      if (!IsProse(notice, record, value.field))
        own.insert(vault::NormalIdentifier(value.value.Expose()));
  return own;
}

void SuggestIn(const vault::Record& record, const std::string& field, const std::string& text,
               const std::vector<redact::Known>& others, const redact::Known& self,
               const std::set<std::string>& own, std::vector<Suggestion>& out) {
  constexpr std::size_t kBeside = 30;
  for (const redact::Finding& place :
       redact::Merged(redact::FindIdentifiers(text), redact::FindPeople(text, others, self))) {
    const std::string words = text.substr(place.from, place.to - place.from);
    if (own.contains(vault::NormalIdentifier(words))) continue;
    std::size_t begin = place.from > kBeside ? place.from - kBeside : 0;
    while (begin > 0 && (static_cast<unsigned char>(text[begin]) & 0xC0U) == 0x80U) --begin;
    std::size_t end = std::min(text.size(), place.to + kBeside);
    while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) ++end;
    out.push_back({record.label.id, field, place, Personal(words),
                   Personal(text.substr(begin, end - begin))});
  }
}

bool AtCharacter(std::string_view text, std::size_t at) {
  return at == text.size() || (static_cast<unsigned char>(text[at]) & 0xC0U) != 0x80U;
}

// What the event of a cut says; kNotFound, kInvalid: it is no place in what is held.
Result<Facts> FactsOf(const std::vector<vault::Record>& records, const Cut& cut) {
  const auto record =
      std::ranges::find(records, cut.record, [](const vault::Record& r) { return r.label.id; });
  const std::string* const text = record == records.end() ? nullptr
                                  : cut.field == kSource  ? &record->content.source
                                                          : record->content.Find(cut.field);
  if (text == nullptr) return Fail(Code::kNotFound, "This person has no such record or field.");
  if (cut.from >= cut.to || cut.to > text->size() || !AtCharacter(*text, cut.from) ||
      !AtCharacter(*text, cut.to))
    return Fail(Code::kInvalid, "This is no place in the field; `request suggest` gives them.");
  return Facts{
      {"record", cut.record.text()},  {"field", cut.field},   {"from", std::to_string(cut.from)},
      {"to", std::to_string(cut.to)}, {"ground", cut.ground}, {"digest", ToHex(record->digest)}};
}

bool AnyOf(const State& state, const RecordId& record) {
  return std::ranges::find(state.redactions, record, &Redaction::record) != state.redactions.end();
}

// Events one after another, ready for one transaction.
class Series {
 public:
  Series(const Context& context, const StaffId& actor, const State& state)
      : context_(context), actor_(actor), state_(state) {}
  Status Add(std::string kind, const Facts& facts) {
    ready_.push_back(TRY(Prepare(context_, actor_, state_, Step::kRedact, kind, facts)));
    Facts said = facts;
    said["by"] = actor_.text();
    return Apply(state_, {.seq = state_.next_seq,
                          .kind = std::move(kind),
                          .at = ready_.back().at,
                          .facts = std::move(said)});
  }
  [[nodiscard]] const std::vector<retention::ReadyEvent>& ready() const { return ready_; }

 private:
  const Context& context_;
  StaffId actor_;
  State state_;
  std::vector<retention::ReadyEvent> ready_;
};

}  // namespace

gate::Outcome<std::vector<Suggestion>> Suggest(const Context& context, const StaffId& actor,
                                               const State& state) {
  if (!state.subject) return Fail(Code::kConflict, "This person's data was erased already.");
  const Notice& notice = context.gate.context().notice;
  auto records = TRY(Opened(context, actor, *state.subject, vault::Scope::kAboutAndMentions, true));
  if (!records) return gate::Refuse<std::vector<Suggestion>>(std::move(records).error());
  std::vector<redact::Known> known;
  for (const SubjectId& other : Others(*records, *state.subject)) {
    auto theirs = TRY(Opened(context, actor, other, vault::Scope::kAbout, false));
    if (!theirs) return gate::Refuse<std::vector<Suggestion>>(std::move(theirs).error());
    known.push_back({NamesIn(notice, *theirs)});
  }
  const redact::Known self{NamesIn(notice, *records)};
  const auto own = OwnIdentifiers(notice, *records);
  std::vector<Suggestion> suggestions;
  for (const vault::Record& record : *records) {
    for (const vault::FieldValue& value : record.content.fields)
      if (IsProse(notice, record, value.field))
        SuggestIn(record, value.field, value.value.Expose(), known, self, own, suggestions);
    SuggestIn(record, std::string(kSource), record.content.source, known, self, own, suggestions);
  }
  return suggestions;
}

Done Redact(const Context& context, const StaffId& actor, const State& state, const Cut& cut) {
  if (!state.subject) return Fail(Code::kConflict, "This person's data was erased already.");
  TRY(FindGround(context, state, cut.ground));
  const auto records =
      TRY(Opened(context, actor, *state.subject, vault::Scope::kAboutAndMentions, true));
  if (!records) return gate::Refuse<gate::Changed>(records.error());
  return Advance(context, actor, state, Step::kRedact, "request.redacted", "redacted",
                 TRY(FactsOf(*records, cut)));
}

Done Restore(const Context& context, const StaffId& actor, const State& state,
             const RecordId& record) {
  if (!AnyOf(state, record)) return Fail(Code::kNotFound, "Nothing was taken out of this record.");
  return Advance(context, actor, state, Step::kRedact, "request.restored", "restored",
                 {{"record", record.text()}});
}

Done Recut(const Context& context, const StaffId& actor, const State& state, const RecordId& record,
           const std::vector<Cut>& cuts) {
  if (!state.subject) return Fail(Code::kConflict, "This person's data was erased already.");
  const auto records =
      TRY(Opened(context, actor, *state.subject, vault::Scope::kAboutAndMentions, true));
  if (!records) return gate::Refuse<gate::Changed>(records.error());
  Series series(context, actor, state);
  if (AnyOf(state, record)) TRY(series.Add("restored", {{"record", record.text()}}));
  for (const Cut& cut : cuts) {
    if (cut.record != record)
      return Fail(Code::kInvalid, "All that is taken out here is of one record.");
    TRY(FindGround(context, state, cut.ground));
    TRY(series.Add("redacted", TRY(FactsOf(*records, cut))));
  }
  return context.gate.Act(AskFor(actor, state.subject), "request.recut",
                          [&](const gate::Change& change) -> Status {
                            for (const retention::ReadyEvent& event : series.ready())
                              TRY(retention::InsertEvent(change, event));
                            return {};
                          });
}

}  // namespace almoner::rights
