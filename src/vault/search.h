// Finding people although nothing is stored in plain: tokens are HMACs, under the epoch's index
// key, of normalised values. Identifiers match exactly; names by whole word, by their first letters
// and by sound, cut to 24 bits so that several people share a token. What tokens give is candidates
// only; each is verified against the opened name before it is shown. docs/assurance.md says what
// tokens leak.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "notice/notice.h"
#include "vault/vault.h"

namespace almoner::vault {

// Lower-case Latin letters and digits only, words separated by single blanks; accents and scripts
// folded
// ("Zoë Łukasz" -> "zoe lukasz"; "Олена" -> "olena").
[[nodiscard]] std::string Fold(std::string_view text);
[[nodiscard]] std::vector<std::string> Words(std::string_view folded);
// Four characters that words of like sound share ("smith" = "smyth", "katherine" = "catherine").
[[nodiscard]] std::string Sound(std::string_view folded_word);
// Insertions, deletions, replacements and swaps of neighbours that turn a into b.
[[nodiscard]] std::size_t EditDistance(std::string_view a, std::string_view b);

// Letters and digits only, in one form: telephone numbers as digits, with the national form's 0 for
// +44.
[[nodiscard]] std::string NormalIdentifier(std::string_view text);

// Tokens under which a record's fields let its person be found.
[[nodiscard]] std::vector<ReadyRecord::Token> TokensOf(const keys::Keys& keys,
                                                       const notice::Category& category,
                                                       const Content& content);

// What someone typed: words of a name, a whole identifier, telephone number, e-mail or postcode, a
// day of birth as people write it (3 June 1941, 3/6/41), or a name and such a day.
struct Query {
  Personal<std::string> text;
};
inline constexpr std::size_t kMostShown = 20;

// Those whose tokens meet the query, best met first, at most 200.
Result<std::vector<SubjectId>> Candidates(store::ReadTx& tx, const keys::Keys& keys,
                                          const Query& query);

// What singles somebody out: their identifiers, and a name with a day of birth. Held in memory
// only.
class Likeness {
 public:
  void Add(const notice::Category& category, const Content& content);
  [[nodiscard]] bool empty() const {
    return identifiers_.empty() && (names_.empty() || births_.empty());
  }
  // An identifier in common, or a name and a day of birth.
  [[nodiscard]] bool Same(const Likeness& other) const;

 private:
  friend Result<std::vector<SubjectId>> Candidates(store::ReadTx&, const keys::Keys&,
                                                   const Likeness&);
  std::set<std::string> identifiers_;  // as they compare
  std::set<std::string> names_;        // folded, their words in order
  std::set<std::string> births_;
};
// Those whose tokens fit, at most 200.
Result<std::vector<SubjectId>> Candidates(store::ReadTx& tx, const keys::Keys& keys,
                                          const Likeness& likeness);

// How well an opened record answers: 0 not at all; higher is better. Every word must be met by some
// word of a name (equal, beginning, alike in sound, or within a slip or two), a day by the day of
// birth, or the whole by an identifier.
[[nodiscard]] int Score(const Query& query, const notice::Category& category,
                        const Content& content);

// kConflict when a token was made before a rotation that has begun since: make it again.
Status InsertTokens(store::Tx& tx, const SubjectId& subject,
                    const std::vector<ReadyRecord::Token>& tokens);
// The person's tokens are these from now on; their records were opened by the caller.
Status ReplaceTokens(store::Tx& tx, const WritePass& pass, const SubjectId& subject,
                     const std::vector<ReadyRecord::Token>& tokens);

}  // namespace almoner::vault
