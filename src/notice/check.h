// Checking a notice against the law: what is missing, contradictory, unlawful, outdated or cannot
// be kept. What is said of each finding is data (law/checks.yaml, items.yaml, wording.yaml). Pure;
// safe from any thread.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "law/lawbook.h"
#include "notice/compile.h"

namespace almoner::notice {

struct Fault {
  std::string rule;  // "fee-for-any-request"
  law::Weight weight = law::Weight::kQuality;
  Mark at;
  std::string law;     // the provision
  std::string harms;   // who is harmed
  std::string what;    // a sentence
  std::string remedy;  // the text that would mend it
  std::string clause;  // the clause it is about, "" for none
};

// The rules of law/wording.yaml, each compiled when it is first needed. Safe to share between
// threads once made.
class WordingRules {
 public:
  static WordingRules Make(const law::Lawbook& book);
  // Which rules the text breaks, as a whole or in one of its sentences, in the order of the file.
  [[nodiscard]] std::vector<const law::Rule*> Broken(std::string_view text) const;
  // Compiles every expression: kInvalid with the rule's id when one cannot be read. For files that
  // an operator gives; those built in are tested.
  [[nodiscard]] Status Validate() const;

  WordingRules(WordingRules&&) noexcept;
  WordingRules& operator=(WordingRules&&) noexcept;
  ~WordingRules();

 private:
  struct Machine;
  explicit WordingRules(std::unique_ptr<Machine> machine);
  std::unique_ptr<Machine> machine_;
};

// What a notice is checked with; all outlive the check.
struct Canon {
  const law::Lawbook& book;
  const WordingRules& wording;
  Date today;
};

// Every fault of what could be read, in the order of the file. REQUIRES: nothing of the notice; it
// may have errors.
std::vector<Fault> Check(const Notice& notice, const Canon& canon);

}  // namespace almoner::notice
