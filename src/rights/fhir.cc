#include "rights/fhir.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>

#include "base/json.h"
#include "paper/text.h"
#include "redact/identifiers.h"

namespace almoner::rights {
namespace {

namespace json = boost::json;
using notice::FieldKind;

constexpr std::string_view kNhsSystem = "https://fhir.nhs.uk/Id/nhs-number";
constexpr std::string_view kNhsField = "nhs-number";

enum class Part : std::uint8_t { kNone, kWhole, kGiven, kFamily, kNickname };

Part NamePart(const notice::Field& field) {
  if (field.kind != FieldKind::kName) return Part::kNone;
  static constexpr std::pair<std::string_view, Part> kParts[] = {
      {"name", Part::kWhole},         {"full-name", Part::kWhole},  {"first-name", Part::kGiven},
      {"given-name", Part::kGiven},   {"surname", Part::kFamily},   {"last-name", Part::kFamily},
      {"family-name", Part::kFamily}, {"known-as", Part::kNickname}};
  for (const auto& [id, part] : kParts)
    if (field.id == id) return part;
  return Part::kNone;
}

const notice::Category* CategoryOf(const notice::Notice& notice, const Held& held) {
  const auto index = notice.FindCategory(held.category);
  return index ? &notice.categories[*index] : nullptr;
}

// A record of others is not the person's, whatever it says of them.
bool OfHealth(const notice::Notice& notice, const Held& held) {
  if (held.mentions) return false;
  const notice::Category* const category = CategoryOf(notice, held);
  return category != nullptr && category->special == "health";
}

// What is about others, or what somebody thinks, says nobody's name for certain.
bool IsOrdinary(const notice::Category& category) {
  return !category.NeedsReview() && !category.opinion;
}

bool SaysWhoThePersonIs(const notice::Category& category) {
  return IsOrdinary(category) && std::ranges::any_of(category.fields, [](const auto& field) {
           const Part part = NamePart(field);
           return part != Part::kNone && part != Part::kNickname;
         });
}

struct Known {
  const notice::Field* field;
  Time recorded_at;
  std::string value;
};

bool IsNhsField(const notice::Field& field) {
  return field.kind == FieldKind::kIdentifier && field.id == kNhsField;
}

// A field is the same wherever it stands: an address of two categories is one address.
void Keep(std::vector<Known>& known, Known found) {
  const auto same = std::ranges::find_if(known, [&](const Known& each) {
    return each.field->id == found.field->id && each.field->kind == found.field->kind;
  });
  if (same == known.end())
    known.push_back(std::move(found));
  else if (same->recorded_at <= found.recorded_at)
    *same = std::move(found);
}

// The newest value of each field that tells who the person is, in the order they are met.
std::vector<Known> WhoTheyAre(const notice::Notice& notice, const std::vector<Held>& held) {
  std::vector<Known> known;
  for (const Held& each : held) {
    const notice::Category* const category = CategoryOf(notice, each);
    if (category == nullptr || !IsOrdinary(*category) || each.mentions || each.shared) continue;
    const bool whole = SaysWhoThePersonIs(*category);
    for (const auto& [label, value] : each.fields) {
      const auto field = std::ranges::find(category->fields, label, &notice::Field::label);
      std::string clean = paper::CleanText(value);
      if (field == category->fields.end() || paper::CleanLine(clean).empty()) continue;
      if (whole || IsNhsField(*field))
        Keep(known, {.field = &*field, .recorded_at = each.recorded_at, .value = std::move(clean)});
    }
  }
  return known;
}

json::object Identifier(const notice::Field& field, const std::string& value) {
  std::string digits = value;
  std::erase_if(digits, [](char c) { return c == ' ' || c == '-'; });
  if (IsNhsField(field) && redact::IsNhsNumber(digits))
    return {{"system", kNhsSystem}, {"value", digits}};
  return {{"type", {{"text", field.label}}}, {"value", paper::CleanLine(value)}};
}

json::array Names(const std::vector<Known>& known) {
  json::array names;
  json::array given;
  json::object parts;
  for (const Known& each : known) {
    const std::string value = paper::CleanLine(each.value);
    switch (NamePart(*each.field)) {
      case Part::kWhole:
        names.push_back({{"use", "usual"}, {"text", value}});
        break;
      case Part::kNickname:
        names.push_back({{"use", "nickname"}, {"text", value}});
        break;
      case Part::kGiven:
        given.emplace_back(value);
        break;
      case Part::kFamily:
        parts["family"] = value;
        break;
      case Part::kNone:
        break;
    }
  }
  if (!given.empty()) parts["given"] = std::move(given);
  if (!parts.empty()) names.push_back(std::move(parts));
  return names;
}

// Line by line, as the person gave it; a comma parts lines too where it is all on one.
json::array Lines(const std::string& address) {
  const char between = address.contains('\n') ? '\n' : ',';
  json::array lines;
  for (std::size_t at = 0; at <= address.size();) {
    const std::size_t end = std::min(address.find(between, at), address.size());
    std::string line = paper::CleanLine(address.substr(at, end - at));
    if (!line.empty()) lines.emplace_back(std::move(line));
    at = end + 1;
  }
  return lines;
}

json::object Address(const std::vector<Known>& known) {
  json::object address;
  for (const Known& each : known) {
    if (each.field->id == "address" && each.field->kind == FieldKind::kText)
      if (json::array lines = Lines(each.value); !lines.empty()) address["line"] = std::move(lines);
    if (each.field->kind == FieldKind::kPostcode)
      address["postalCode"] = paper::CleanLine(each.value);
  }
  return address;
}

json::object Patient(const std::vector<Known>& known) {
  json::array identifiers;
  json::array telecom;
  json::object patient{{"resourceType", "Patient"}};
  for (const Known& each : known) {
    const std::string value = paper::CleanLine(each.value);
    if (each.field->kind == FieldKind::kIdentifier)
      identifiers.push_back(Identifier(*each.field, each.value));
    if (each.field->kind == FieldKind::kPhone || each.field->kind == FieldKind::kEmail)
      telecom.push_back({{"system", each.field->kind == FieldKind::kPhone ? "phone" : "email"},
                         {"value", value}});
    if (notice::TellsBirth(*each.field))
      if (const auto born = ParseDate(value)) patient["birthDate"] = ToText(*born);
  }
  if (!identifiers.empty()) patient["identifier"] = std::move(identifiers);
  if (json::array names = Names(known); !names.empty()) patient["name"] = std::move(names);
  if (!telecom.empty()) patient["telecom"] = std::move(telecom);
  if (json::object address = Address(known); !address.empty())
    patient["address"] = json::array{std::move(address)};
  return patient;
}

// Base64 of the labels and values, a line each, and of what kind of record it is.
json::object AsText(const Held& held) {
  std::string text;
  for (const auto& [label, value] : held.fields) text += fmt::format("{}: {}\n", label, value);
  text += fmt::format("Nature: {}\n", held.nature);
  if (!held.source.empty()) text += fmt::format("Source: {}\n", held.source);
  return {{"contentType", "text/plain; charset=utf-8"},
          {"data", ToBase64(AsBytes(paper::CleanText(text)))}};
}

json::object Reference(const notice::Notice& notice, const std::vector<Held>& all, const Held& held,
                       const std::string& patient) {
  json::array content;
  content.push_back(json::object{{"attachment", AsText(held)}});
  if (held.document)
    content.push_back(json::object{{"attachment",
                                    {{"contentType", held.document->media},
                                     {"url", DocumentPath(all, held)},
                                     {"size", held.document->size}}}});
  return {{"resourceType", "DocumentReference"},
          {"status", "current"},
          {"type", {{"text", paper::CleanLine(held.category_name)}}},
          {"subject", {{"reference", patient}}},
          {"date", held.recorded_at.text()},
          {"custodian", {{"display", paper::CleanLine(notice.organisation.name)}}},
          {"content", std::move(content)},
          {"context", {{"period", {{"start", held.event_at.text()}}}}}};
}

// RFC 9562 section 5.4 by its shape: version 4, variant 10.
std::string Uuid(const std::string& reference, std::size_t place) {
  Writer name;
  name.Sized("almoner.fhir/1").Sized(reference).U64(place);
  crypto::Digest digest = crypto::Sha256(name.bytes());
  digest[6] = static_cast<std::uint8_t>((digest[6] & 0x0F) | 0x40);
  digest[8] = static_cast<std::uint8_t>((digest[8] & 0x3F) | 0x80);
  const std::string hex = ToHex(digest);
  return fmt::format("{}-{}-{}-{}-{}", hex.substr(0, 8), hex.substr(8, 4), hex.substr(12, 4),
                     hex.substr(16, 4), hex.substr(20, 12));
}

json::object Entry(const std::string& id, json::object resource) {
  resource["id"] = id;
  return {{"fullUrl", "urn:uuid:" + id}, {"resource", std::move(resource)}};
}

}  // namespace

bool HoldsHealth(const notice::Notice& notice, const std::vector<Held>& held) {
  return std::ranges::any_of(held, [&](const Held& each) { return OfHealth(notice, each); });
}

std::string DocumentPath(const std::vector<Held>& held, const Held& one) {
  static constexpr std::pair<std::string_view, std::string_view> kEndings[] = {
      {"application/pdf", "pdf"},
      {"image/jpeg", "jpg"},
      {"image/png", "png"},
      {"text/plain", "txt"},
      {"text/csv", "csv"},
      {"audio/mpeg", "mp3"},
      {"video/mp4", "mp4"},
      {"application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"},
      {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"}};
  const auto number = 1 + std::count_if(held.data(), &one,
                                        [](const Held& each) { return each.document.has_value(); });
  const auto* const ending = std::ranges::find(
      kEndings, one.document->media, &std::pair<std::string_view, std::string_view>::first);
  return fmt::format("documents/{:03}.{}", number,
                     ending == std::end(kEndings) ? "bin" : ending->second);
}

Result<std::string> FhirBundle(const notice::Notice& notice, const std::string& reference,
                               const std::vector<Held>& held, Time made) {
  if (paper::CleanLine(reference).empty())
    return Fail(Code::kInvalid, "A FHIR bundle needs the reference of the request it answers.");
  if (!HoldsHealth(notice, held))
    return Fail(Code::kInvalid,
                "Nothing of health is released here, so that there is no FHIR bundle to make; send "
                "the pack alone.");
  std::size_t place = 0;
  const std::string bundle = Uuid(reference, place++);
  const std::string patient = Uuid(reference, place++);
  json::array entries{Entry(patient, Patient(WhoTheyAre(notice, held)))};
  for (const Held& each : held)
    if (OfHealth(notice, each))
      entries.push_back(
          Entry(Uuid(reference, place++), Reference(notice, held, each, "urn:uuid:" + patient)));
  return ToText(json::object{{"resourceType", "Bundle"},
                             {"id", bundle},
                             {"identifier", {{"value", paper::CleanLine(reference)}}},
                             {"type", "collection"},
                             {"timestamp", made.text()},
                             {"entry", std::move(entries)}});
}

}  // namespace almoner::rights
