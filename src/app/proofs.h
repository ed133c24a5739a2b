// Proofs: queries over live records that show whether a promise is kept (docs/formats/proofs.md). A
// proof says nothing about anyone: counts only.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "app/app.h"

namespace almoner::app {

enum class Shown : std::uint8_t {
  kKept,     // and there are records that show it
  kNothing,  // no record concerns it yet
  kBroken,
};
[[nodiscard]] std::string_view Name(Shown shown);  // "kept", "nothing yet", "broken"

struct ProofResult {
  Shown shown = Shown::kNothing;
  std::string words;  // "12 requests, none late."
  Time at;            // when the query ran
};

// Ids that a notice may name under `kept-by:`, each with what it asks, in words.
struct Proof {
  std::string_view id;
  std::string_view asks;
};
std::vector<Proof> AllProofs();

// kNotFound when there is no such proof.
Result<ProofResult> Prove(App& app, std::string_view id);

}  // namespace almoner::app
