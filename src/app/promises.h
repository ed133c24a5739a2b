// Every clause of the notice in force, and what keeps it: code that decides by it, records that
// show it, or a setting that something running reads.
#pragma once

#include "app/proofs.h"

namespace almoner::app {

enum class Kept : std::uint8_t {
  kEnforced,    // code refuses anything else
  kProved,      // a query over live records shows it
  kConfigured,  // something running reads it from the notice
  kStated,      // it tells people something and promises nothing to be done
  kNotKept,
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
    ProofResult result;
  };
  std::vector<Query> queries;
};

// In the order of the notice. Runs every proof that a clause names once.
Result<std::vector<Promise>> Promises(App& app);

}  // namespace almoner::app
