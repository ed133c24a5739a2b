#include "rights/grounds.h"

#include <algorithm>

namespace almoner::rights {
namespace {

Ground NotApplicable(const law::RightLaw& right) {
  return {.id = "not-applicable",
          .article = right.article,
          .plain = "This right does not cover what you asked for."};
}

}  // namespace

bool Weighed(std::string_view ground) {
  return ground == "forced" || ground == "manifestly-unfounded" ||
         ground == "manifestly-excessive" || ground == "compelling-grounds";
}

Result<std::vector<Ground>> Grounds(const Context& context, law::Right right) {
  const law::Lawbook book = TRY(law::LoadLawbook(context.law_folder));
  const std::string_view name = law::Name(right);
  std::vector<Ground> grounds;
  const auto add = [&](const law::Ground& ground) {
    grounds.push_back({.id = ground.id, .article = ground.article, .plain = ground.plain});
  };
  if (const law::RightLaw* const law = book.FindRight(name)) {
    grounds.push_back(NotApplicable(*law));
    std::ranges::for_each(law->exceptions, add);
  }
  if (right == law::Right::kComplaint) return grounds;
  for (const law::Ground& refusal : book.refusals)
    if (refusal.id != "exemption") add(refusal);  // which one is named
  const std::string& nation = context.gate.context().notice.organisation.nation;
  const auto counts_here = [&](const law::Exemption& exemption) {
    return exemption.nations.empty() ||
           std::ranges::find(exemption.nations, nation) != exemption.nations.end();
  };
  for (const law::Exemption& exemption : book.exemptions)
    if (!exemption.presumption && counts_here(exemption) &&
        std::ranges::find(exemption.rights, name) != exemption.rights.end())
      grounds.push_back({.id = exemption.code,
                         .article = "Data Protection Act 2018 " + exemption.source,
                         .plain = exemption.plain,
                         .silent = exemption.silent});
  return grounds;
}

Result<std::vector<Ground>> Grounds(const Context& context, const State& state) {
  if (!state.after_death) return Grounds(context, state.right);
  const law::Lawbook book = TRY(law::LoadLawbook(context.law_folder));
  std::vector<Ground> grounds;
  if (!book.after_death) return grounds;
  grounds.push_back(NotApplicable(*book.after_death));
  for (const law::Ground& ground : book.after_death->exceptions)
    grounds.push_back({.id = ground.id, .article = ground.article, .plain = ground.plain});
  return grounds;
}

Result<Ground> FindGround(const Context& context, const State& state, std::string_view id) {
  for (Ground& ground : TRY(Grounds(context, state)))
    if (ground.id == id) return std::move(ground);
  return Fail(Code::kInvalid,
              "The law names no such ground for this right; `almoner request grounds` lists those "
              "that it does.");
}

Result<std::vector<Ground>> ReasonsToErase(const Context& context) {
  const law::Lawbook book = TRY(law::LoadLawbook(context.law_folder));
  std::vector<Ground> reasons;
  if (const law::RightLaw* const law = book.FindRight(law::Name(law::Right::kErasure)))
    for (const law::Ground& ground : law->conditions)
      reasons.push_back({.id = ground.id, .article = ground.article, .plain = ground.plain});
  return reasons;
}

}  // namespace almoner::rights
