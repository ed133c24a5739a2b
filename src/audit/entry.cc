#include "audit/entry.h"

#include <algorithm>
#include <charconv>
#include <ranges>
#include <utility>

#include "audit/lines.h"

namespace almoner::audit {

namespace {

constexpr std::size_t kMaxId = 80;
constexpr Time kYear1 = Time::FromMicros(-62'135'596'800'000'000);
constexpr Time kYear10000 = Time::FromMicros(253'402'300'800'000'000);

bool IsId(std::string_view text) {
  return !text.empty() && text.size() <= kMaxId && std::ranges::all_of(text, [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           std::string_view("-_.:/()").contains(c);
  });
}

bool IsLowerHex(std::string_view text) {
  return text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

bool IsHash(std::string_view text) {
  return text.size() == 2 * sizeof(crypto::Digest) && IsLowerHex(text);
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

// Writes the one form, into room for what most entries take.
class EntryWriter {
 public:
  EntryWriter() {
    text_.reserve(kUsual);
    text_ = "{\"v\":1";
  }
  void Text(std::string_view key, std::string_view value) {
    if (value.empty()) return;
    Key(key);
    Quoted(value);
  }
  template <class Range, class Item>
  void List(std::string_view key, char open, char close, const Range& range, const Item& item) {
    if (range.empty()) return;
    Key(key);
    char before = open;
    for (const auto& one : range) {
      text_ += std::exchange(before, ',');
      item(one);
    }
    text_ += close;
  }
  void Texts(std::string_view key, const std::vector<std::string>& texts) {
    List(key, '[', ']', texts, [&](const std::string& text) { Quoted(text); });
  }
  void Set(std::string_view key, const Hashes& digests) {
    if (std::ranges::adjacent_find(digests, std::ranges::greater_equal()) != digests.end())
      return Set(key, InOrder(digests));
    List(key, '[', ']', digests, [&](const Digest& digest) { Quoted(ToBase64(digest)); });
  }
  void Counts(std::string_view key, const std::map<std::string, std::int64_t>& counts) {
    List(key, '{', '}', counts, [&](const auto& count) {
      Quoted(count.first);
      text_ += ':';
      text_ += std::to_string(count.second);
    });
  }
  [[nodiscard]] std::string_view End() { return text_ += '}'; }

 private:
  static constexpr std::size_t kUsual = 512;

  static Hashes InOrder(Hashes digests) {
    std::ranges::sort(digests);
    digests.erase(std::ranges::unique(digests).begin(), digests.end());
    return digests;
  }
  void Key(std::string_view key) {
    text_ += ',';
    Quoted(key);
    text_ += ':';
  }
  void Quoted(std::string_view text) {
    text_ += '"';
    text_ += text;
    text_ += '"';
  }
  std::string text_;
};

// RFC 3339 as Time::text() writes it.
bool IsTimeText(std::string_view text) {
  constexpr std::size_t kSeconds = 20, kMicros = 27;
  if (text.size() != kSeconds && text.size() != kMicros) return false;
  const bool fraction = text.size() == kMicros;
  return text[10] == 'T' && text.back() == 'Z' &&
         (!fraction || (text[19] == '.' && text.substr(20, 6) != "000000"));
}

}  // namespace

// Reads what Encode writes, from the left, and stops being good at the first byte that Encode would
// not have written there. The one place that may make a Word of text that is not in the program.
struct EntryReader {
  std::string_view rest;
  bool good = true;

  bool Has(std::string_view text) {
    if (!good || !rest.starts_with(text)) return false;
    rest.remove_prefix(text.size());
    return true;
  }
  void Expect(std::string_view text) { good = Has(text); }
  void Must(bool holds) { good = good && holds; }

  std::string_view Quoted() {
    Expect("\"");
    const std::size_t end = rest.find('"');
    Must(end != std::string_view::npos);
    if (!good) return {};
    const std::string_view text = rest.substr(0, end);
    rest.remove_prefix(end + 1);
    return text;
  }
  std::string Id() {
    const std::string_view text = Quoted();
    Must(IsId(text));
    return std::string(text);
  }
  std::string Hash() {
    const std::string_view text = Quoted();
    Must(IsHash(text));
    return std::string(text);
  }
  std::optional<EntryId> EntryIdOf() {
    const std::string_view text = Quoted();
    Must(IsLowerHex(text));
    const auto id = EntryId::Parse(text);
    Must(id.has_value());
    return id ? std::optional(*id) : std::nullopt;
  }
  Time TimeOf() {
    const std::string_view text = Quoted();
    Must(IsTimeText(text));
    const auto time = good ? Time::Parse(text) : Result<Time>(kYear1);
    Must(time.has_value() && *time >= kYear1 && *time < kYear10000);
    return good ? *time : kYear1;
  }
  Digest DigestOf() {
    const auto digest = ParseDigest(Quoted());
    Must(digest.has_value());
    return good ? *digest : Digest{};
  }
  std::int64_t Number() {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), number);
    const std::string_view text(rest.data(), static_cast<std::size_t>(end - rest.data()));
    Must(error == std::errc() && text == std::to_string(number));
    if (good) rest.remove_prefix(text.size());
    return number;
  }

  // `item` once, and again after each comma; what stands there is not empty.
  template <class Item>
  void List(char open, char close, const Item& item) {
    Expect({&open, 1});
    do item();
    while (Has(","));
    Expect({&close, 1});
  }
  Hashes Set() {
    Hashes digests;
    List('[', ']', [&] {
      const Digest digest = DigestOf();
      Must(digests.empty() || digests.back() < digest);
      if (good) digests.push_back(digest);
    });
    return digests;
  }
  std::map<std::string, std::int64_t> Counts() {
    std::map<std::string, std::int64_t> counts;
    List('{', '}', [&] {
      std::string name = Id();
      Must(counts.empty() || counts.rbegin()->first < name);
      Expect(":");
      const std::int64_t number = Number();
      if (good) counts.emplace_hint(counts.end(), std::move(name), number);
    });
    return counts;
  }

  std::optional<Entry> Whole() {
    Expect("{\"v\":1,\"id\":");
    const auto id = EntryIdOf();
    Expect(",\"at\":");
    const Time at = TimeOf();
    Expect(",\"action\":");
    std::string action = Id();
    Expect(",\"outcome\":");
    std::string outcome = Id();
    if (!good) return std::nullopt;
    Entry entry(*id, at, Word(std::move(action)), Word(std::move(outcome)));
    if (Has(",\"purpose\":")) entry.purpose = Id();
    if (Has(",\"clauses\":")) List('[', ']', [&] { entry.clauses.push_back(Id()); });
    if (Has(",\"notice\":")) entry.notice = Hash();
    if (Has(",\"actor\":")) entry.actor = DigestOf();
    if (Has(",\"subjects\":")) entry.subjects = Set();
    if (Has(",\"sealed\":")) entry.sealed = Set();
    if (Has(",\"destroyed\":")) entry.destroyed = Set();
    if (Has(",\"counts\":")) entry.counts = Counts();
    Expect("}");
    Must(rest.empty());
    return good ? std::optional(std::move(entry)) : std::nullopt;
  }
};

crypto::Digest Pseudonym(const SecretBytes& audit_key, const EntryId& entry) {
  return crypto::Hmac(audit_key, {entry.bytes()});
}

Result<Bytes> Encode(const Entry& entry) {
  TRY(CheckWords(entry));
  EntryWriter writer;
  writer.Text("id", entry.id.text());
  writer.Text("at", entry.at.text());
  writer.Text("action", entry.action.text());
  writer.Text("outcome", entry.outcome.text());
  writer.Text("purpose", entry.purpose);
  writer.Texts("clauses", entry.clauses);
  writer.Text("notice", entry.notice);
  if (entry.actor) writer.Text("actor", ToBase64(*entry.actor));
  writer.Set("subjects", entry.subjects);
  writer.Set("sealed", entry.sealed);
  writer.Set("destroyed", entry.destroyed);
  writer.Counts("counts", entry.counts);
  const std::string_view text = writer.End();
  if (text.size() > kMaxEntrySize)
    return Fail(Code::kInvalid,
                "An audit entry is too long; record the operation in several parts.");
  return ToBytes(text);
}

Result<Entry> Decode(BytesView body) {
  std::optional<Entry> entry;
  if (body.size() <= kMaxEntrySize) entry = EntryReader{.rest = AsText(body)}.Whole();
  if (!entry) return Fail(Code::kInvalid, "This is not an audit entry in its one form.");
  return *std::move(entry);
}

}  // namespace almoner::audit
