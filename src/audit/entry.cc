#include "audit/entry.h"

#include <algorithm>
#include <boost/json.hpp>
#include <ranges>
#include <utility>

#include "audit/lines.h"
#include "base/json.h"

namespace almoner::audit {

// The one place that may make a Word of text that is not in the program: text that Encode once
// wrote.
struct EntryReader {
  static Word WordOf(std::string text) { return Word(std::move(text)); }
};

namespace {

namespace json = boost::json;

constexpr std::int64_t kFormat = 1;
constexpr std::size_t kMaxId = 80;
constexpr Time kYear1 = Time::FromMicros(-62'135'596'800'000'000);
constexpr Time kYear10000 = Time::FromMicros(253'402'300'800'000'000);

bool IsId(std::string_view text) {
  return !text.empty() && text.size() <= kMaxId && std::ranges::all_of(text, [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           std::string_view("-_.:/()").contains(c);
  });
}

bool IsHash(std::string_view text) {
  return text.size() == 2 * sizeof(crypto::Digest) &&
         text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

// What is checked here needs no escaping in JSON, so writing is appending.
Status CheckWords(const Entry& entry) {
  const bool words = IsId(entry.action.text()) && IsId(entry.outcome.text()) &&
                     (entry.purpose.empty() || IsId(entry.purpose)) &&
                     std::ranges::all_of(entry.clauses, IsId) &&
                     std::ranges::all_of(entry.counts | std::views::keys, IsId);
  if (!words)
    return Fail(
        Code::kInvalid,
        "An audit entry may hold only words of the program and ids of the notice or the law.");
  if (!entry.notice.empty() && !IsHash(entry.notice))
    return Fail(Code::kInvalid, "An audit entry names the notice by its SHA-256.");
  if (entry.at < kYear1 || entry.at >= kYear10000)
    return Fail(Code::kInvalid, "An audit entry's time is not within the years 1 to 9999.");
  return {};
}

std::string Quoted(std::string_view text) { return "\"" + std::string(text) + "\""; }

template <class Range, class Write>
std::string List(const Range& items, const Write& write) {
  std::string text;
  for (const auto& item : items) text += (text.empty() ? "" : ",") + write(item);
  return text;
}

void AddText(std::string& out, std::string_view key, std::string_view value) {
  if (!value.empty()) out += "," + Quoted(key) + ":" + Quoted(value);
}

void AddSet(std::string& out, std::string_view key, Hashes digests) {
  if (digests.empty()) return;
  std::ranges::sort(digests);
  digests.erase(std::ranges::unique(digests).begin(), digests.end());
  const auto write = [](const crypto::Digest& digest) { return Quoted(ToBase64(digest)); };
  out += "," + Quoted(key) + ":[" + List(digests, write) + "]";
}

// Reads what a key holds; a key that is not there is what it is when empty. Anything of another
// kind comes out empty as well, and is refused because Encode would not write it so.
class Fields {
 public:
  explicit Fields(const json::object& object) : object_(object) {}

  [[nodiscard]] std::string Text(std::string_view key) const { return TextOf(Find(key)); }

  [[nodiscard]] std::vector<std::string> Texts(std::string_view key) const {
    std::vector<std::string> texts;
    if (const json::array* const list = Find(key).if_array())
      for (const json::value& item : *list) texts.push_back(TextOf(item));
    return texts;
  }

  Result<Hashes> Set(std::string_view key) const {
    Hashes digests;
    for (const std::string& text : Texts(key)) digests.push_back(TRY(ParseDigest(text)));
    return digests;
  }

  [[nodiscard]] std::map<std::string, std::int64_t> Counts(std::string_view key) const {
    std::map<std::string, std::int64_t> counts;
    if (const json::object* const object = Find(key).if_object())
      for (const auto& [name, value] : *object)
        if (const std::int64_t* const count = value.if_int64()) counts[std::string(name)] = *count;
    return counts;
  }

 private:
  static std::string TextOf(const json::value& value) {
    const json::string* const text = value.if_string();
    return text == nullptr ? std::string() : std::string(*text);
  }
  [[nodiscard]] const json::value& Find(std::string_view key) const {
    static const json::value none;
    const json::value* const found = object_.if_contains(json::string_view(key.data(), key.size()));
    return found == nullptr ? none : *found;
  }
  const json::object& object_;
};

Result<Entry> Read(const Fields& fields) {
  Entry entry(TRY(EntryId::Parse(fields.Text("id"))), TRY(Time::Parse(fields.Text("at"))),
              EntryReader::WordOf(fields.Text("action")),
              EntryReader::WordOf(fields.Text("outcome")));
  entry.purpose = fields.Text("purpose");
  entry.clauses = fields.Texts("clauses");
  entry.notice = fields.Text("notice");
  if (const std::string actor = fields.Text("actor"); !actor.empty())
    entry.actor = TRY(ParseDigest(actor));
  entry.subjects = TRY(fields.Set("subjects"));
  entry.sealed = TRY(fields.Set("sealed"));
  entry.destroyed = TRY(fields.Set("destroyed"));
  entry.counts = fields.Counts("counts");
  return entry;
}

}  // namespace

crypto::Digest Pseudonym(const SecretBytes& audit_key, const EntryId& entry) {
  return crypto::Hmac(audit_key, {entry.bytes()});
}

Result<Bytes> Encode(const Entry& entry) {
  TRY(CheckWords(entry));
  std::string text = "{\"v\":" + std::to_string(kFormat);
  AddText(text, "id", entry.id.text());
  AddText(text, "at", entry.at.text());
  AddText(text, "action", entry.action.text());
  AddText(text, "outcome", entry.outcome.text());
  AddText(text, "purpose", entry.purpose);
  if (!entry.clauses.empty()) text += ",\"clauses\":[" + List(entry.clauses, Quoted) + "]";
  AddText(text, "notice", entry.notice);
  if (entry.actor) AddText(text, "actor", ToBase64(*entry.actor));
  AddSet(text, "subjects", entry.subjects);
  AddSet(text, "sealed", entry.sealed);
  AddSet(text, "destroyed", entry.destroyed);
  const auto count = [](const auto& item) {
    return Quoted(item.first) + ":" + std::to_string(item.second);
  };
  if (!entry.counts.empty()) text += ",\"counts\":{" + List(entry.counts, count) + "}";
  text += "}";
  if (text.size() > kMaxEntrySize)
    return Fail(Code::kInvalid,
                "An audit entry is too long; record the operation in several parts.");
  return ToBytes(text);
}

Result<Entry> Decode(BytesView body) {
  const auto refused = [] {
    return Fail(Code::kInvalid, "This is not an audit entry in its one form.");
  };
  if (body.size() > kMaxEntrySize) return refused();
  const json::value value = TRY(ParseJson(AsText(body)));
  if (!value.is_object()) return refused();
  Entry entry = TRY(Read(Fields(value.get_object())));
  if (!SameBytes(TRY(Encode(entry)), body)) return refused();
  return entry;
}

}  // namespace almoner::audit
