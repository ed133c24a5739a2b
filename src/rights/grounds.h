// Why a request may be refused, or something withheld: what the law names, and nothing else (UK
// GDPR Articles 12(5), 12(6), 15(4), 17(3), 21(1); Data Protection Act 2018 Schedules 2 to 4), from
// law/rights.yaml and law/exemptions.yaml.
#pragma once

#include "rights/request.h"

namespace almoner::rights {

struct Ground {
  std::string id;       // "manifestly-excessive", "legal-claims", "EX_THIRD_PARTY"
  std::string article;  // "UK GDPR Article 12(5)"
  std::string plain;    // to the person
  // Naming it, or that anything is held back, may defeat it: letters say what they say to
  // everybody.
  bool silent = false;
};

// A ground that nobody can see from the file: it is found by weighing the request as a whole, and
// whoever finds it says how. No ground for a part of what is held.
[[nodiscard]] bool Weighed(std::string_view ground);

// All that the law of the notice's nation names for the right, in its order.
Result<std::vector<Ground>> Grounds(const Context& context, law::Right right);
// The same for one request: the records of somebody who has died are under a law of their own
// (Access to Health Records Act 1990).
Result<std::vector<Ground>> Grounds(const Context& context, const State& state);
// kInvalid: the law names no such ground for the request.
Result<Ground> FindGround(const Context& context, const State& state, std::string_view id);
// Why data is erased (Article 17(1)).
Result<std::vector<Ground>> ReasonsToErase(const Context& context);

}  // namespace almoner::rights
