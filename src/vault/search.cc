#include "vault/search.h"

#include <unicode/translit.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <array>
#include <memory>

#include "vault/meant.h"

namespace almoner::vault {
namespace {

using notice::FieldKind;

constexpr std::size_t kNameToken = 3;         // bytes: buckets collide
constexpr std::size_t kIdentifierToken = 16;  // bytes: exact
constexpr std::size_t kShortestPrefix = 2;
constexpr std::size_t kLongestPrefix = 6;
constexpr std::size_t kMostCandidates = 200;

// One a thread: ICU's transliterators may not be shared while they work.
const icu::Transliterator& ToLatin() {
  thread_local const std::unique_ptr<icu::Transliterator> made = [] {
    UErrorCode status = U_ZERO_ERROR;
    std::unique_ptr<icu::Transliterator> t(icu::Transliterator::createInstance(
        "Any-Latin; Latin-ASCII; Lower", UTRANS_FORWARD, status));
    CHECK(U_SUCCESS(status) && t != nullptr);
    return t;
  }();
  return *made;
}

bool IsLetter(char c) { return c >= 'a' && c <= 'z'; }
bool IsDigit(char c) { return c >= '0' && c <= '9'; }

std::string Compact(std::string_view folded) {
  std::string text(folded);
  std::erase(text, ' ');
  return text;
}

// Telephone numbers as digits, with the national form's 0 for +44.
std::string Identifier(std::string_view text) {
  std::string compact = Compact(Fold(text));
  const bool digits = !compact.empty() && std::ranges::all_of(compact, IsDigit);
  if (digits && compact.starts_with("44") && compact.size() >= 11) compact.replace(0, 2, "0");
  return compact;
}

ReadyRecord::Token NameToken(const keys::Keys& keys, std::string kind, std::string_view value) {
  Bytes token = keys.Token(kind, value, kNameToken);
  return {.kind = std::move(kind), .token = std::move(token)};
}

// The words of a name, and what stands on either side of an apostrophe: whoever looks for Shea
// finds O'Shea.
std::vector<std::string> NameWords(std::string_view name) {
  static constexpr std::string_view kApostrophes[] = {"'", "`", "\xE2\x80\x99"};
  std::vector<std::string> words = Words(Fold(name));
  std::string apart(name);
  for (const std::string_view mark : kApostrophes)
    for (std::size_t at = apart.find(mark); at != apart.npos; at = apart.find(mark, at))
      apart.replace(at, mark.size(), " ");
  for (std::string& word : Words(Fold(apart)))
    if (std::ranges::find(words, word) == words.end()) words.push_back(std::move(word));
  return words;
}

void AddName(const keys::Keys& keys, std::string_view name, std::vector<ReadyRecord::Token>& out) {
  for (const std::string& word : NameWords(name)) {
    out.push_back(NameToken(keys, "word", word));
    out.push_back(NameToken(keys, "sound", Sound(word)));
    for (std::size_t n = kShortestPrefix; n <= std::min(kLongestPrefix, word.size()); ++n)
      out.push_back(NameToken(keys, "prefix", std::string_view(word).substr(0, n)));
  }
}

void AddIdentifier(const keys::Keys& keys, std::string_view value,
                   std::vector<ReadyRecord::Token>& out) {
  const std::string normal = Identifier(value);
  if (!normal.empty())
    out.push_back(
        {.kind = "identifier", .token = keys.Token("identifier", normal, kIdentifierToken)});
}

bool IsIdentifier(FieldKind kind) { return kind != FieldKind::kName && notice::SaysWho(kind); }

// The tokens that a query asks for, each with how much meeting it counts.
std::vector<std::pair<ReadyRecord::Token, int>> Asked(const keys::Keys& keys, const Query& query) {
  std::vector<std::pair<ReadyRecord::Token, int>> asked;
  std::vector<ReadyRecord::Token> whole;
  AddIdentifier(keys, query.text.Expose(), whole);
  const std::vector<std::string> words = Words(Fold(query.text.Expose()));
  for (const std::string& day : MeantBy(words).days) AddIdentifier(keys, day, whole);
  for (auto& token : whole) asked.emplace_back(std::move(token), 100);
  for (const std::string& word : words) {
    asked.emplace_back(NameToken(keys, "word", word), 4);
    asked.emplace_back(NameToken(keys, "sound", Sound(word)), 2);
    const std::size_t n = std::min(kLongestPrefix, word.size());
    if (n >= kShortestPrefix)
      asked.emplace_back(NameToken(keys, "prefix", std::string_view(word).substr(0, n)), 3);
    if (word.size() > 3)  // a slip in the middle leaves the beginning
      asked.emplace_back(NameToken(keys, "prefix", std::string_view(word).substr(0, 3)), 1);
  }
  return asked;
}

int WordScore(std::string_view asked, std::string_view word) {
  if (asked == word) return 8;
  if (word.starts_with(asked) && asked.size() >= kShortestPrefix) return 6;
  const std::size_t slips = asked.size() >= 6 ? 2 : asked.size() >= 3 ? 1 : 0;
  if (EditDistance(asked, word) <= slips) return 4;
  if (asked.size() >= 3 && Sound(asked) == Sound(word) && EditDistance(asked, word) <= 3) return 3;
  return 0;
}

int NameScore(const std::vector<std::string>& asked, std::string_view name) {
  const std::vector<std::string> words = NameWords(name);
  int total = 0;
  for (const std::string& word : asked) {
    int best = 0;
    for (const std::string& held : words) best = std::max(best, WordScore(word, held));
    if (best == 0) return 0;
    total += best;
  }
  return total;
}

}  // namespace

std::string Fold(std::string_view text) {
  icu::UnicodeString wide = icu::UnicodeString::fromUTF8(icu::StringPiece(
      text.data(), static_cast<std::int32_t>(std::min<std::size_t>(text.size(), 4096))));
  ToLatin().transliterate(wide);
  std::string ascii;
  wide.toUTF8String(ascii);
  std::string folded;
  for (const char c : ascii) {
    if (c == '\'' || c == '`') continue;  // O'Neill is one word
    if (IsLetter(c) || IsDigit(c))
      folded += c;
    else if (!folded.empty() && folded.back() != ' ')
      folded += ' ';
  }
  if (folded.ends_with(' ')) folded.pop_back();
  return folded;
}

std::vector<std::string> Words(std::string_view folded) {
  std::vector<std::string> words;
  while (!folded.empty()) {
    const std::size_t end = std::min(folded.find(' '), folded.size());
    if (end > 0) words.emplace_back(folded.substr(0, end));
    folded.remove_prefix(std::min(end + 1, folded.size()));
  }
  return words;
}

std::string Sound(std::string_view word) {
  // Soundex's classes, with the first letter in a class too, so that Catherine and Katherine meet.
  static constexpr std::string_view kClass = "01230120022455012623010202";
  std::string text(word);
  if (text.starts_with("ph")) text.replace(0, 2, "f");
  if (text.starts_with("kn")) text.erase(0, 1);
  if (text.starts_with("wr")) text.erase(0, 1);
  std::string code;
  char last = 0;
  for (const char c : text) {
    if (!IsLetter(c)) {
      code += c;
      continue;
    }
    const char digit = kClass[static_cast<std::size_t>(c - 'a')];
    if (code.empty())
      code += digit == '0' ? 'a' : digit;
    else if (digit != '0' && digit != last)
      code += digit;
    if (c != 'h' && c != 'w') last = digit;
  }
  code.resize(4, '0');
  return code;
}

std::size_t EditDistance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1);
  std::vector<std::size_t> row(b.size() + 1);
  std::vector<std::size_t> next(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    next[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = row[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      next[j] = std::min({row[j] + 1, next[j - 1] + 1, replaced});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        next[j] = std::min(next[j], before[j - 2] + 1);
    }
    std::swap(before, row);
    std::swap(row, next);
  }
  return row[b.size()];
}

std::string NormalIdentifier(std::string_view text) { return Identifier(text); }

std::vector<ReadyRecord::Token> TokensOf(const keys::Keys& keys, const notice::Category& category,
                                         const Content& content) {
  const std::int64_t epoch = keys.ledger().CurrentEpoch();  // read first: never too new
  std::vector<ReadyRecord::Token> tokens;
  for (const notice::Field& field : category.fields) {
    const std::string* const value = content.Find(field.id);
    if (value == nullptr) continue;
    if (field.kind == FieldKind::kName) AddName(keys, *value, tokens);
    if (IsIdentifier(field.kind)) AddIdentifier(keys, *value, tokens);
  }
  for (ReadyRecord::Token& token : tokens) token.epoch = epoch;
  return tokens;
}

Result<std::vector<SubjectId>> Candidates(store::ReadTx& tx, const keys::Keys& keys,
                                          const Query& query) {
  std::map<SubjectId, int> met;
  for (const auto& [token, weight] : Asked(keys, query))
    for (const store::Row& row :
         TRY(tx.Query("SELECT subject FROM search_token WHERE kind = $1 AND token = $2 LIMIT 1000",
                      token.kind, token.token)))
      met[TRY(row.As<SubjectId>(0))] += weight;
  std::vector<std::pair<int, SubjectId>> ranked;
  for (const auto& [subject, weight] : met) ranked.emplace_back(-weight, subject);
  std::ranges::sort(ranked);
  std::vector<SubjectId> best;
  for (const auto& [weight, subject] : ranked)
    if (best.size() < kMostCandidates) best.push_back(subject);
  return best;
}

namespace {

using Subjects = std::set<SubjectId>;

Result<Subjects> Bearing(store::ReadTx& tx, const keys::Keys& keys, std::string_view kind,
                         std::string_view value, std::size_t size) {
  Subjects found;
  for (const store::Row& row :
       TRY(tx.Query("SELECT subject FROM search_token WHERE kind = $1 AND token = $2 LIMIT 1000",
                    kind, keys.Token(kind, value, size))))
    found.insert(TRY(row.As<SubjectId>(0)));
  return found;
}

void KeepOnly(Subjects& subjects, const Subjects& of) {
  std::erase_if(subjects, [&](const SubjectId& subject) { return !of.contains(subject); });
}

}  // namespace

void Likeness::Add(const notice::Category& category, const Content& content) {
  for (const notice::Field& field : category.fields) {
    const std::string* const value = content.Find(field.id);
    if (value == nullptr) continue;
    if (field.kind == FieldKind::kIdentifier)
      if (std::string normal = Identifier(*value); !normal.empty())
        identifiers_.insert(std::move(normal));
    if (field.kind == FieldKind::kName) {
      std::vector<std::string> words = Words(Fold(*value));
      std::ranges::sort(words);
      std::string name;
      for (const std::string& word : words) name += word + " ";
      if (!name.empty()) names_.insert(std::move(name));
    }
    if (notice::TellsBirth(field)) births_.insert(*value);
  }
}

bool Likeness::Same(const Likeness& other) const {
  const auto meet = [](const std::set<std::string>& a, const std::set<std::string>& b) {
    return std::ranges::any_of(a, [&](const std::string& one) { return b.contains(one); });
  };
  return meet(identifiers_, other.identifiers_) ||
         (meet(names_, other.names_) && meet(births_, other.births_));
}

Result<std::vector<SubjectId>> Candidates(store::ReadTx& tx, const keys::Keys& keys,
                                          const Likeness& likeness) {
  Subjects found;
  for (const std::string& identifier : likeness.identifiers_)
    found.merge(TRY(Bearing(tx, keys, "identifier", identifier, kIdentifierToken)));
  for (const std::string& birth : likeness.births_) {
    const Subjects born = TRY(Bearing(tx, keys, "identifier", Identifier(birth), kIdentifierToken));
    for (const std::string& name : likeness.names_) {
      Subjects named = born;
      for (const std::string& word : Words(name))
        if (!named.empty()) KeepOnly(named, TRY(Bearing(tx, keys, "word", word, kNameToken)));
      found.merge(named);
    }
  }
  std::vector<SubjectId> all(found.begin(), found.end());
  if (all.size() > kMostCandidates) all.erase(all.begin() + kMostCandidates, all.end());
  return all;
}

int Score(const Query& query, const notice::Category& category, const Content& content) {
  const std::string& text = query.text.Expose();
  const std::vector<std::string> asked = Words(Fold(text));
  if (asked.empty()) return 0;
  constexpr int kExact = 1000;
  const Meant meant = MeantBy(asked);
  int best = 0;
  int named = 0;  // by what stands beside a day
  bool born = false;
  for (const notice::Field& field : category.fields) {
    const std::string* const value = content.Find(field.id);
    if (value == nullptr) continue;
    if (field.kind == FieldKind::kName) {
      best = std::max(best, NameScore(asked, *value));
      if (!meant.rest.empty()) named = std::max(named, NameScore(meant.rest, *value));
    }
    if (IsIdentifier(field.kind) && Identifier(text) == Identifier(*value))
      best = std::max(best, kExact);
    if (notice::TellsBirth(field))
      born = born || std::ranges::find(meant.days, Identifier(*value)) != meant.days.end();
  }
  return born && (meant.rest.empty() || named > 0) ? std::max(best, kExact + named) : best;
}

Status InsertTokens(store::Tx& tx, const SubjectId& subject,
                    const std::vector<ReadyRecord::Token>& tokens) {
  if (!tokens.empty())
    TRY(keys::CheckEpoch(tx, std::ranges::min(tokens, {}, &ReadyRecord::Token::epoch).epoch));
  for (const ReadyRecord::Token& token : tokens)
    TRY(
        tx.Execute("INSERT INTO search_token (kind, token, subject) VALUES ($1, $2, $3) "
                   "ON CONFLICT DO NOTHING",
                   token.kind, token.token, subject));
  return {};
}

Status ReplaceTokens(store::Tx& tx, const WritePass&, const SubjectId& subject,
                     const std::vector<ReadyRecord::Token>& tokens) {
  TRY(tx.Execute("DELETE FROM search_token WHERE subject = $1", subject));
  return InsertTokens(tx, subject, tokens);
}

}  // namespace almoner::vault
