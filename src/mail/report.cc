#include "mail/report.h"

#include <algorithm>
#include <optional>

namespace almoner::mail {
namespace {

constexpr std::size_t kMostTags = 16;
constexpr std::size_t kLongestTag = 64;

char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

std::string Lowered(std::string_view text) {
  std::string lower(text);
  std::ranges::transform(lower, lower.begin(), Lower);
  return lower;
}

std::string_view Trimmed(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r\n";
  const std::size_t from = text.find_first_not_of(kSpace);
  if (from == std::string_view::npos) return {};
  return text.substr(from, text.find_last_not_of(kSpace) - from + 1);
}

// The next line without its end, which is CRLF, or LF as programs get it; taken off `rest`.
std::string_view TakeLine(std::string_view& rest) {
  const std::size_t end = rest.find('\n');
  std::string_view line = rest.substr(0, end);
  rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

struct Field {
  std::string name;   // in lower case
  std::string value;  // unfolded
};
using Fields = std::vector<Field>;

// The fields up to the next empty line, which goes too (RFC 5322, 2.2). A line that is none is
// passed over: what mail servers add is not always well-formed.
Fields TakeFields(std::string_view& rest) {
  Fields fields;
  while (!rest.empty()) {
    const std::string_view line = TakeLine(rest);
    if (line.empty()) break;
    if (line.front() == ' ' || line.front() == '\t') {
      if (!fields.empty()) fields.back().value += " " + std::string(Trimmed(line));
      continue;
    }
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) continue;
    fields.push_back({.name = Lowered(Trimmed(line.substr(0, colon))),
                      .value = std::string(Trimmed(line.substr(colon + 1)))});
  }
  return fields;
}

std::string_view ValueOf(const Fields& fields, std::string_view name) {
  const auto field = std::ranges::find(fields, name, &Field::name);
  return field == fields.end() ? std::string_view() : std::string_view(field->value);
}

// A parameter of a Content-Type (RFC 2045, 5.1); "" where it has none.
std::string ParameterOf(std::string_view type, std::string_view name) {
  const std::string lower = Lowered(type);
  for (std::size_t at = lower.find(';'); at != std::string::npos; at = lower.find(';', at + 1)) {
    const std::size_t from = lower.find_first_not_of(" \t", at + 1);
    if (from == std::string::npos) return "";
    if (!std::string_view(lower).substr(from).starts_with(std::string(name) + "=")) continue;
    const std::string_view value = type.substr(from + name.size() + 1);
    if (!value.starts_with('"')) return std::string(Trimmed(value.substr(0, value.find(';'))));
    const std::size_t end = value.find('"', 1);
    return std::string(value.substr(1, end == std::string_view::npos ? end : end - 1));
  }
  return "";
}

std::string MediaOf(std::string_view type) {
  return Lowered(Trimmed(type.substr(0, type.find(';'))));
}

// The parts between the lines of a boundary (RFC 2046, 5.1.1).
std::vector<std::string_view> PartsOf(std::string_view body, const std::string& boundary) {
  std::vector<std::string_view> parts;
  const std::string open = "--" + boundary;
  const char* begun = nullptr;
  std::string_view rest = body;
  while (!rest.empty()) {
    const char* const start = rest.data();
    const std::string_view line = TakeLine(rest);
    if (!line.starts_with(open)) continue;
    if (begun != nullptr) parts.emplace_back(begun, static_cast<std::size_t>(start - begun));
    if (line.substr(open.size()).starts_with("--")) return parts;
    begun = rest.data();
  }
  if (begun != nullptr)  // cut off on its way
    parts.emplace_back(begun, static_cast<std::size_t>(body.data() + body.size() - begun));
  return parts;
}

// "5.1.1 (mailbox unknown)" → "5.1.1"; "" where it is no such number (RFC 3463, 2).
std::string StatusOf(std::string_view value) {
  const std::string_view number = value.substr(0, value.find_first_not_of("0123456789."));
  const auto dots = std::ranges::count(number, '.');
  const bool good = dots == 2 && number.size() <= 9 && !number.contains("..") &&
                    !number.starts_with('.') && !number.ends_with('.');
  return good ? std::string(number) : "";
}

// A group of fields about the message, then one about each recipient (RFC 3464, 2.1).
void TakeStatus(std::string_view part, DeliveryReport& report) {
  while (!part.empty()) {
    const Fields about = TakeFields(part);
    if (MediaOf(ValueOf(about, "action")) != "failed") continue;
    if (!report.failed) report.status = StatusOf(ValueOf(about, "status"));
    report.failed = true;
  }
}

void AddTag(std::string_view tag, DeliveryReport& report) {
  const bool plain =
      !tag.empty() && tag.size() <= kLongestTag && std::ranges::all_of(tag, [](char c) {
        return (c >= '0' && c <= '9') || (Lower(c) >= 'a' && Lower(c) <= 'z');
      });
  if (plain && report.tags.size() < kMostTags &&
      std::ranges::find(report.tags, tag) == report.tags.end())
    report.tags.emplace_back(tag);
}

// What stands before the next @, looked for no further than a tag is long.
std::string_view UpToAt(std::string_view text) {
  text = text.substr(0, kLongestTag + 1);
  return text.substr(0, std::min(text.find('@'), text.size()));
}

// Behind the + of each address: bounces+TAG@charity.example.
void AddTagsOf(std::string_view addresses, DeliveryReport& report) {
  for (std::size_t plus = addresses.find('+'); plus != std::string_view::npos;
       plus = addresses.find('+', plus + 1)) {
    AddTag(UpToAt(addresses.substr(plus + 1)), report);
  }
}

// Before the @ of each id: <TAG@charity.example>.
void AddIdsOf(std::string_view ids, DeliveryReport& report) {
  for (std::size_t open = ids.find('<'); open != std::string_view::npos;
       open = ids.find('<', open + 1)) {
    AddTag(UpToAt(ids.substr(open + 1)), report);
  }
}

}  // namespace

Result<DeliveryReport> ReadReport(std::string_view message) {
  if (message.size() > kMostReport)
    return Fail(Code::kInvalid, "This message is too long to be a delivery status notification.");
  std::string_view rest = message;
  if (rest.starts_with("From "))  // as mailboxes and pipes put before it
    static_cast<void>(TakeLine(rest));
  const Fields fields = TakeFields(rest);
  const std::string_view type = ValueOf(fields, "content-type");
  const std::string boundary = ParameterOf(type, "boundary");
  if (MediaOf(type) != "multipart/report" || boundary.empty() ||
      Lowered(ParameterOf(type, "report-type")) != "delivery-status")
    return Fail(Code::kInvalid, "This message is no delivery status notification.");
  DeliveryReport report;
  for (const Field& field : fields)
    if (field.name == "delivered-to" || field.name == "x-original-to" || field.name == "to")
      AddTagsOf(field.value, report);
  bool told = false;
  for (std::string_view part : PartsOf(rest, boundary)) {
    const std::string media = MediaOf(ValueOf(TakeFields(part), "content-type"));
    if (media == "message/delivery-status" || media == "message/global-delivery-status") {
      told = true;
      TakeStatus(part, report);
    } else if (media == "message/rfc822" || media == "text/rfc822-headers") {
      AddIdsOf(ValueOf(TakeFields(part), "message-id"), report);
    }
  }
  AddIdsOf(ValueOf(fields, "in-reply-to"), report);
  if (!told) return Fail(Code::kInvalid, "This notification says nothing about any delivery.");
  return report;
}

}  // namespace almoner::mail
