// Lawful bases, conditions and the activities that the law imposes on every controller, from the
// data files law/bases.yaml and law/imposed.yaml. Pure; safe to share between threads once made.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace almoner::law {

struct Basis {
  std::string id;          // "6(1)(f)"
  std::string name;        // "legitimate interests"
  std::string needs;       // what a notice must name with it: "consent", "law", "interest" or ""
  bool objection = false;  // Article 21(1) applies
};

struct Condition {
  std::string id;  // "9(2)(h)"
  std::string name;
  bool consent = false;                 // is explicit consent
  std::vector<std::string> schedule_1;  // the paragraphs it can stand on; empty: needs none
};

struct ImposedActivity {
  std::string id;  // "law.rights"
  std::string purpose;
  std::string basis;
  std::string condition;
  std::string schedule_1;
  std::string authority;
  std::string duty;         // the role duty that may act
  bool restricted = false;  // goes on while processing is restricted (Article 18(2))
  bool expired = false;     // may see what is past its retention
  bool own = false;         // a person may act so about themself
  bool told = false;        // that somebody looked for it is shown to the person by itself
};

struct Bases {
  std::string as_of;
  std::vector<Basis> bases;
  std::vector<Condition> conditions;
  std::vector<std::string> offence_conditions;  // Schedule 1 paragraphs
  std::vector<std::string> special_categories;
  std::vector<std::string> untold;  // paragraphs whose use, told to the person, could defeat it
  std::vector<ImposedActivity> imposed;

  [[nodiscard]] const Basis* FindBasis(std::string_view id) const;
  [[nodiscard]] const Condition* FindCondition(std::string_view id) const;
};

// From bases.yaml and imposed.yaml, built in or from `directory` as Statute::Load says.
Result<Bases> LoadBases(const std::optional<OperatorPath>& directory = std::nullopt);

}  // namespace almoner::law
