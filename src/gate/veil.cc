#include "gate/veil.h"

#include <algorithm>

#include "safety/hidden.h"
#include "safety/known.h"
#include "vault/veil.h"

namespace almoner::gate {
namespace {

using notice::Field;
using notice::FieldKind;
using safety::Channel;
using safety::Known;
using vault::Drawn;

bool HiddenFor(const Known::One& one, const Field& field) {
  if (IsAddress(field)) return one.hide_address || safety::Has(one.never, Channel::kPost);
  if (field.kind == FieldKind::kEmail) return safety::Has(one.never, Channel::kEmail);
  return field.kind == FieldKind::kPhone && safety::Has(one.never, Channel::kPhone) &&
         safety::Has(one.never, Channel::kText);
}

const Field* FieldOf(const notice::Notice& notice, const vault::Record& record,
                     std::string_view id) {
  const auto index = notice.FindCategory(record.label.category);
  if (!index) return nullptr;
  const auto& fields = notice.categories[*index].fields;
  const auto found = std::ranges::find(fields, id, &Field::id);
  return found == fields.end() ? nullptr : &*found;
}

bool AboutAnyOf(const Known& known, const std::vector<vault::Person>& people) {
  return std::ranges::any_of(people, [&](const vault::Person& person) {
    return person.part == vault::Part::kAbout && known.people.contains(person.subject);
  });
}

bool HiddenForAny(const Known& known, const vault::Record& record, const Field& field) {
  return std::ranges::any_of(record.people, [&](const vault::Person& person) {
    if (person.part != vault::Part::kAbout) return false;
    const auto found = known.people.find(person.subject);
    return found != known.people.end() && HiddenFor(found->second, field);
  });
}

// A field that tells whom or where is not there at all; in words others stand.
Drawn DrawField(const notice::Notice& notice, const Known& known, const vault::Record& record,
                vault::FieldValue& value) {
  const Field* const field = FieldOf(notice, record, value.field);
  if (field != nullptr && HiddenForAny(known, record, *field)) return Drawn::kNothing;
  std::string text = value.value.Expose();
  if (!safety::Mask(known.parts, text)) return Drawn::kAsItWas;
  if (field != nullptr && (IsAddress(*field) || notice::SaysWho(field->kind)))
    return Drawn::kNothing;
  value.value = Personal(std::move(text));
  return Drawn::kLess;
}

Drawn DrawRecord(const notice::Notice& notice, const Known& known, vault::Record& record) {
  vault::Content& content = record.content;
  bool less = safety::Mask(known.parts, content.source);
  std::vector<vault::FieldValue> left;
  for (vault::FieldValue& value : content.fields) {
    const Drawn drawn = DrawField(notice, known, record, value);
    less = less || drawn != Drawn::kAsItWas;
    if (drawn != Drawn::kNothing) left.push_back(std::move(value));
  }
  content.fields = std::move(left);
  if (content.fields.empty() && !content.document) return Drawn::kNothing;
  return less ? Drawn::kLess : Drawn::kAsItWas;
}

// Of everybody in the home. One for the process: what it keeps of one database is never taken for
// another's (safety::Version).
safety::Watch& TheWatch() {
  static auto* const watch = new safety::Watch();
  return *watch;
}

}  // namespace

bool IsAddress(const Field& field) {
  const bool text = field.kind == FieldKind::kText;
  return field.kind == FieldKind::kPostcode ||
         (text && (field.id == "address" || field.id.ends_with("-address")));
}

bool SeesWhatIsHidden(std::string_view purpose) {
  return purpose == "law.safeguarding" || purpose == "law.emergency";
}

Status DrawVeil(store::ReadTx& tx, const Context& context, const Ask& ask,
                std::optional<notice::Index> activity, std::vector<vault::SealedRecord>& rows) {
  if (!ask.shown || (activity && SeesWhatIsHidden(context.notice.activities[*activity].id)))
    return {};
  const auto known = TRY(TheWatch().Look(tx, context.keys));
  if (!known->any()) return {};
  return vault::Draw(
      context.keys,
      [&](const vault::SealedRecord& row) {
        return !known->parts.empty() || AboutAnyOf(*known, row.people);
      },
      [&](vault::Record& record) { return DrawRecord(context.notice, *known, record); }, rows);
}

}  // namespace almoner::gate
