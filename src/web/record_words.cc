#include "web/record_words.h"

#include <algorithm>

#include "base/time.h"

namespace almoner::web {
namespace {

using notice::FieldKind;

const notice::Field* FieldOf(const notice::Category& category, std::string_view id) {
  const auto found = std::ranges::find(category.fields, id, &notice::Field::id);
  return found == category.fields.end() ? nullptr : &*found;
}

// The first value of that kind in any of the records; "" where there is none.
std::string First(const notice::Notice& notice, const Records& records, FieldKind kind) {
  for (const vault::Record* const record : records) {
    const auto category = notice.FindCategory(record->label.category);
    if (!category) continue;
    for (const vault::FieldValue& value : record->content.fields) {
      const notice::Field* const field = FieldOf(notice.categories[*category], value.field);
      if (field != nullptr && field->kind == kind)
        return ValueOf(notice.categories[*category], value);
    }
  }
  return "";
}

}  // namespace

std::string DisplayName(const notice::Notice& notice, const Records& records) {
  const std::string name = First(notice, records, FieldKind::kName);
  return name.empty() ? "A person" : name;
}

std::string KnownBy(const notice::Notice& notice, const Records& records) {
  const std::string born = First(notice, records, FieldKind::kDate);
  const std::string postcode = First(notice, records, FieldKind::kPostcode);
  std::string known = born.empty() ? "" : "born " + born;
  if (!postcode.empty()) known += (known.empty() ? "" : ", ") + postcode;
  return known;
}

std::string LabelOf(const notice::Category& category, std::string_view field) {
  if (field == vault::kStatement) return "What the person says about it";
  const notice::Field* const found = FieldOf(category, field);
  return found == nullptr ? std::string(field) : found->label;
}

std::string ValueOf(const notice::Category& category, const vault::FieldValue& field) {
  const notice::Field* const found = FieldOf(category, field.field);
  const std::string& value = field.value.Expose();
  if (found == nullptr || found->kind != FieldKind::kDate) return value;
  const auto date = ParseDate(value);
  return date ? ToWords(*date) : value;
}

const std::vector<Choice>& Sources() {
  static const std::vector<Choice> sources = {
      {.value = "self", .text = "The person told me"},
      {.value = "family", .text = "Family or a friend told me"},
      {.value = "professional", .text = "Another professional told me"},
      {.value = "staff", .text = "I saw or did it myself"},
  };
  return sources;
}

std::string SourceInWords(std::string_view source) {
  if (source == "self") return "from the person";
  if (source == "family") return "from family or a friend";
  if (source == "professional") return "from another professional";
  if (source == "staff") return "seen or done by staff";
  return "from: " + std::string(source);
}

}  // namespace almoner::web
