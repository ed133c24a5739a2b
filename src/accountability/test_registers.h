// A house that keeps registers.
#pragma once

#include "accountability/register.h"
#include "support/house.h"

namespace almoner::accountability {

class RegisterTest : public HouseTest {
 protected:
  explicit RegisterTest(const Register& reg, std::string_view notice_text = {})
      : HouseTest(notice_text), reg_(reg), statute_(*law::Statute::Load()) {}
  Context context() { return {house.gate(), statute_}; }
  Who Officer() { return {house.officer}; }
  Who Second() { return {house.second_officer}; }

  gate::Outcome<RequestId> TryOpen(const Who& who, const std::string& step, const Facts& facts,
                                   const std::optional<SubjectId>& subject = {}) {
    return accountability::Open(context(), reg_, who, subject, {.step = step, .facts = facts});
  }
  RequestId Opened(const Facts& facts, const std::optional<SubjectId>& subject = {},
                   const std::string& step = "") {
    return almoner::Allowed(TryOpen(Officer(), step, facts, subject));
  }
  gate::Outcome<gate::Changed> Try(const Who& who, const RequestId& id, const std::string& step,
                                   const Facts& facts = {}) {
    return Advance(context(), reg_, who, id, {.step = step, .facts = facts});
  }
  void Take(const RequestId& id, const std::string& step, const Facts& facts = {}) {
    almoner::Allowed(Try(Officer(), id, step, facts));
  }
  State Now(const RequestId& id) {
    auto state = Load(context(), reg_, id);
    if (!state) throw std::runtime_error(state.error().Text());
    return *std::move(state);
  }
  std::optional<Due> DueOf(const RequestId& id) { return reg_.due(context(), Now(id)); }
  // The same facts, one of them otherwise; "": without it.
  static Facts But(Facts facts, const std::string& name, const std::string& value) {
    if (value.empty())
      facts.erase(name);
    else
      facts[name] = value;
    return facts;
  }

  const Register& reg_;
  law::Statute statute_;
};

}  // namespace almoner::accountability
