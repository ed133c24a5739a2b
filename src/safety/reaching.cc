#include "safety/reaching.h"

#include <algorithm>
#include <array>

#include "safety/sealed.h"
#include "store/home.h"

namespace almoner::safety {
namespace {

constexpr std::string_view kVersion = "reaching";

constexpr std::array<std::string_view, kChannels> kChannelNames = {"post", "email",  "phone",
                                                                   "text", "portal", "lists"};
constexpr std::array<std::string_view, kNeeds> kNeedNames = {
    "large-print", "easy-read", "braille",    "audio",    "sign-language",
    "interpreter", "by-phone",  "text-relay", "advocate", "in-person"};
constexpr std::array<std::string_view, kNeeds> kNeedWords = {
    "large print",
    "Easy Read",
    "Braille",
    "audio",
    "British Sign Language",
    "an interpreter",
    "by telephone rather than in writing",
    "Relay UK on the telephone",
    "somebody who helps them to understand and to be understood",
    "in person"};

struct Row {
  EventId id;
  SubjectId subject;
  Time at;
  Bytes sealed;
  crypto::Digest digest{};
};

crypto::Digest StampOf(const keys::Keys& keys, const Row& row) {
  return keys::Stamp(keys, keys::Stamped::kReaching,
                     keys::Columns(row.subject, row.id, row.at, row.sealed));
}

// One row of: subject, id, at, sealed, digest.
Result<Row> RowFrom(const store::Row& row, const keys::Keys& keys) {
  const auto subject = TRY(row.As<SubjectId>(0));
  Row read{.id = TRY(row.As<EventId>(1)), .subject = subject, .at = {}, .sealed = {}};
  read.at = TRY(row.At(2));
  read.sealed = TRY(row.Blob(3));
  read.digest = StampOf(keys, read);
  if (crypto::SameDigest(read.digest, TRY(row.Blob(4)))) return read;
  return Fail(Code::kCorrupt,
              "A row of the database was changed or put in from outside, so nothing is decided by "
              "it.",
              Detail("row", Literal("how a person is reached")));
}

Result<std::optional<Row>> Find(store::ReadTx& tx, const keys::Keys& keys,
                                const SubjectId& subject) {
  const auto row = TRY(
      tx.Maybe("SELECT subject, id, at, sealed, digest FROM reaching WHERE subject = $1", subject));
  if (!row) return std::optional<Row>();
  return std::optional(TRY(RowFrom(*row, keys)));
}

Result<SecretBytes> EvidenceKey(store::ReadTx& tx, const keys::Keys& keys,
                                const SubjectId& subject) {
  const auto wrapped = TRY(keys::Load(tx, subject.bytes(), keys::Kind::kEvidence));
  return keys.Unwrap(subject.bytes(), keys::Kind::kEvidence, wrapped);
}

Result<Reaching> OpenRow(store::ReadTx& tx, const keys::Keys& keys, const Row& row) {
  const SecretBytes key = TRY(EvidenceKey(tx, keys, row.subject));
  const SecretBytes plain = TRY(keys.Open(key, keys::SealedField::kReaching, row.id.bytes(),
                                          row.subject.bytes(), row.sealed));
  return Decode(plain.view());
}

// Made of everything that was ever written here or taken away, so that two databases of which one
// says something else never have the same.
Status NewVersion(const keys::Change& change, const crypto::Digest& row) {
  Writer all;
  all.Raw(TRY(Version(change.tx))).Raw(row);
  return store::SetHomeValue(change.tx, kVersion, crypto::Sha256(all.bytes()));
}

Status Replace(const keys::Change& change, Row row) {
  if (const auto before = TRY(Find(change.tx, change.keys, row.subject)))
    change.Destroyed(before->digest);
  row.digest = StampOf(change.keys, row);
  change.Wrote(row.digest);
  TRY(
      change.tx.ExecuteOne("INSERT INTO reaching (subject, id, at, sealed, digest) VALUES ($1, $2, "
                           "$3, $4, $5) ON CONFLICT (subject) DO UPDATE SET id = excluded.id, at = "
                           "excluded.at, sealed = excluded.sealed, digest = excluded.digest",
                           row.subject, row.id, row.at, row.sealed, BytesView(row.digest)));
  return NewVersion(change, row.digest);
}

void AddLines(std::vector<std::string>& to, const std::vector<std::string>& from) {
  for (const std::string& line : from)
    if (std::ranges::find(to, line) == to.end()) to.push_back(line);
}
void AddWords(std::string& to, const std::string& from) {
  if (from.empty() || to.contains(from)) return;
  to += to.empty() ? from : "\n" + from;
}

Marker Together(Marker to, const Marker& from) {
  to.never |= from.never;
  to.hide_address = to.hide_address || from.hide_address;
  AddLines(to.hidden, from.hidden);
  AddLines(to.never_told, from.never_told);
  AddWords(to.how, from.how);
  AddWords(to.code_word, from.code_word);
  AddWords(to.why, from.why);
  return to;
}

Needs Together(Needs to, const Needs& from) {
  to.needs |= from.needs;
  if (to.language.empty()) to.language = from.language;
  AddWords(to.words, from.words);
  return to;
}

template <class T>
std::optional<T> Both(const std::optional<T>& to, const std::optional<T>& from) {
  return to && from ? std::optional(Together(*to, *from)) : to ? to : from;
}

}  // namespace

std::string_view Name(Channel channel) { return kChannelNames.at(static_cast<size_t>(channel)); }

Result<Channel> ParseChannel(std::string_view name) {
  const auto* const found = std::ranges::find(kChannelNames, name);
  if (found == kChannelNames.end())
    return Fail(Code::kInvalid,
                "A way to reach somebody is post, email, phone, text, portal or "
                "lists.");
  return static_cast<Channel>(found - kChannelNames.begin());
}

std::string_view Name(Need need) { return kNeedNames.at(static_cast<size_t>(need)); }
std::string_view InWords(Need need) { return kNeedWords.at(static_cast<size_t>(need)); }

Result<Need> ParseNeed(std::string_view name) {
  const auto* const found = std::ranges::find(kNeedNames, name);
  if (found == kNeedNames.end())
    return Fail(Code::kInvalid,
                "A communication need is large-print, easy-read, braille, audio, sign-language, "
                "interpreter, by-phone, text-relay, advocate or in-person.");
  return static_cast<Need>(found - kNeedNames.begin());
}

std::string Needs::text() const {
  std::string text;
  const auto add = [&](std::string_view more) {
    if (!text.empty()) text += ", ";
    text += more;
  };
  for (std::size_t i = 0; i < kNeeds; ++i)
    if (needs.test(i)) add(kNeedWords.at(i));
  if (!language.empty()) add("in " + language);
  if (!words.empty()) add(words);
  return text;
}

Result<Reaching> Load(store::ReadTx& tx, const keys::Keys& keys, const SubjectId& subject) {
  const auto row = TRY(Find(tx, keys, subject));
  if (!row) return Reaching();
  return OpenRow(tx, keys, *row);
}

Status Put(const keys::Change& change, const SubjectId& subject, const Reaching& reaching) {
  const Bytes plain = TRY(Encode(reaching));
  const SecretBytes key = TRY(EvidenceKey(change.tx, change.keys, subject));
  Row row{
      .id = EventId::New(change.keys.random()), .subject = subject, .at = change.now, .sealed = {}};
  row.sealed =
      change.keys.Seal(key, keys::SealedField::kReaching, row.id.bytes(), subject.bytes(), plain);
  TRY(keys::Remember(change, kReachingDeed,
                     keys::Columns(row.subject, row.id, row.at, row.sealed)));
  return Replace(change, std::move(row));
}

Status PutAgain(const keys::Change& change, const keys::Event& event) {
  Reader in(event.body);
  const auto subject = TRY(keys::TakeColumn<SubjectId>(in));
  const auto id = TRY(keys::TakeColumn<EventId>(in));
  const Time at = TRY(keys::TakeColumn<Time>(in));
  Row row{.id = id, .subject = subject, .at = at, .sealed = {}};
  row.sealed = TRY(keys::TakeColumn<Bytes>(in));
  TRY(in.Done());
  const auto stands = TRY(Find(change.tx, change.keys, subject));
  const bool there =
      TRY(change.tx.Maybe("SELECT 1 FROM subject WHERE id = $1 AND merged_into IS NULL", subject))
          .has_value();
  if (!there || (stands && (stands->id == row.id || stands->at > row.at))) return {};
  return Replace(change, std::move(row));
}

Status Remove(const keys::Change& change, const SubjectId& subject) {
  const auto row = TRY(Find(change.tx, change.keys, subject));
  if (!row) return {};
  change.Destroyed(row->digest);
  TRY(change.tx.Execute("DELETE FROM reaching WHERE subject = $1", subject));
  return NewVersion(change, row->digest);
}

Status Copy(const keys::Change& change, const SubjectId& from, const SubjectId& to) {
  const Reaching old = TRY(Load(change.tx, change.keys, from));
  if (!old.marker && !old.needs) return {};
  Reaching both = TRY(Load(change.tx, change.keys, to));
  both.marker = Both(both.marker, old.marker);
  both.needs = Both(both.needs, old.needs);
  return Put(change, to, both);
}

Result<std::vector<Of>> Markers(store::ReadTx& tx, const keys::Keys& keys) {
  std::vector<Of> all;
  for (const store::Row& each :
       TRY(tx.Query("SELECT subject, id, at, sealed, digest FROM reaching"))) {
    const Row row = TRY(RowFrom(each, keys));
    Reaching reaching = TRY(OpenRow(tx, keys, row));
    if (reaching.marker)
      all.push_back({.subject = row.subject, .marker = *std::move(reaching.marker)});
  }
  return all;
}

Result<Bytes> Version(store::ReadTx& tx) {
  return TRY(store::HomeValue(tx, kVersion)).value_or(Bytes());
}

Status CheckRows(store::ReadTx& tx, const keys::Keys& keys) {
  return keys::CheckEach(tx,
                         "SELECT subject, id, at, sealed, digest FROM reaching WHERE digest > $1 "
                         "ORDER BY digest LIMIT $2",
                         [&](const store::Row& row) -> Result<crypto::Digest> {
                           return TRY(RowFrom(row, keys)).digest;
                         });
}

}  // namespace almoner::safety
