// Whether a name that is a word too is meant as a name where it stands.
#pragma once

#include "redact/called.h"
#include "redact/tokens.h"

namespace almoner::redact {

class Sense {
 public:
  // REQUIRES: both outlive it.
  Sense(const Tokens& tokens, const Called& called) : tokens_(tokens), called_(called) {}

  // "Will rang", "told Will"; not "Will order a rail" or "I will".
  [[nodiscard]] bool IsMeantAsName(std::size_t i) const;
  // "Park Road", "Chambers House": not somebody.
  [[nodiscard]] bool IsOfPlace(std::size_t i) const;

 private:
  [[nodiscard]] bool IsHelping(std::size_t i) const;
  [[nodiscard]] bool IsInProperNoun(std::size_t i) const;
  [[nodiscard]] bool IsMonth(std::size_t i) const;

  const Tokens& tokens_;
  const Called& called_;
};

}  // namespace almoner::redact
