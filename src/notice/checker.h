// Raising findings about a notice. For this folder only.
#pragma once

#include <fmt/format.h>

#include <optional>
#include <utility>

#include "notice/check.h"

namespace almoner::notice {

// The rule's words with `abouts` in their places, first to first; a place too many stays empty.
[[nodiscard]] std::string Filled(std::string_view words, const std::vector<std::string>& abouts);

class Checker {
 public:
  Checker(const Notice& checked, const Canon& by) : notice(checked), canon(by) {}

  // The rule's own words, with what it is about in their places.
  template <class... Abouts>
  void Raise(std::string_view rule, Mark at, const Abouts&... abouts) {
    Raise(canon.book.check(rule), at, std::nullopt, abouts...);
  }
  // The same about what a clause says: where the clause mends the published words, its own text is
  // the remedy.
  template <class... Abouts>
  void RaiseOn(std::string_view rule, Mark at, std::optional<Index> clause,
               const Abouts&... abouts) {
    Raise(canon.book.check(rule), at, clause, abouts...);
  }
  template <class... Abouts>
  void Raise(const law::Rule& rule, Mark at, std::optional<Index> clause, const Abouts&... abouts) {
    const Clause* const about = ClauseAt(clause);
    const bool mended = about != nullptr && !about->published.empty();
    faults.push_back({.rule = rule.id,
                      .weight = rule.weight,
                      .at = at,
                      .law = rule.law,
                      .harms = rule.harms,
                      .what = Filled(rule.what, {fmt::format("{}", abouts)...}),
                      .remedy = mended ? about->text : rule.mend,
                      .clause = about != nullptr ? about->id : std::string()});
  }

  // A notice with errors may name clauses that are not there.
  [[nodiscard]] const Clause* ClauseAt(std::optional<Index> index) const {
    return index && *index < notice.clauses.size() ? &notice.clauses[*index] : nullptr;
  }
  // The clause stands for something that the organisation's own document does not say.
  [[nodiscard]] bool IsNew(std::optional<Index> index) const {
    const Clause* const clause = ClauseAt(index);
    return clause != nullptr && clause->is_new;
  }
  [[nodiscard]] bool Own() const { return notice.more.document.own; }
  [[nodiscard]] bool Told(std::string_view item) const;  // by the document itself

  const Notice& notice;
  const Canon& canon;
  std::vector<Fault> faults;
};

// Each looks at one part of the notice.
void CheckDocument(Checker& checker);
void CheckItems(Checker& checker);
void CheckNames(Checker& checker);
void CheckActivities(Checker& checker);
void CheckConsents(Checker& checker);
void CheckRecipients(Checker& checker);
void CheckRights(Checker& checker);
void CheckWebsite(Checker& checker);
void CheckConduct(Checker& checker);  // recordings, complaints, breaches, security, staff
void CheckRetention(Checker& checker);
void CheckWording(Checker& checker);

}  // namespace almoner::notice
