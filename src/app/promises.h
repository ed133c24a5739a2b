// Every clause of the notice in force, and what keeps it: code that decides by it, records that
// show it, or a setting that something running reads.
#pragma once

#include <map>

#include "app/proofs.h"

namespace almoner::app {

enum class Kept : std::uint8_t {
  kEnforced,    // code refuses anything else
  kProved,      // a query over live records shows it
  kConfigured,  // something running reads it from the notice
  kStated,      // it tells people something and promises nothing to be done
  kNotKept,
  kNotCounted,  // records would show it, and have not been asked
};
[[nodiscard]] std::string_view Name(Kept kept);  // "enforced", "proved", …

struct Promise {
  std::string clause;
  std::string text;
  Kept kept = Kept::kNotKept;
  std::vector<std::string> by;  // "activity support", "right access"
  struct Query {
    std::string proof;
    std::string asks;
    std::optional<ProofResult> result;  // nothing: it has not been asked
  };
  std::vector<Query> queries;
};

// What proofs found, by their ids.
using Results = std::map<std::string, ProofResult, std::less<>>;

// In the order of the notice. Pure.
[[nodiscard]] std::vector<Promise> Promises(const notice::Notice& notice, const Results& results);
// Runs every proof that a clause names once, which takes seconds in a large home: for who asked for
// that. Pages show the last count (app/last_count.h).
Result<std::vector<Promise>> Promises(App& app);

}  // namespace almoner::app
