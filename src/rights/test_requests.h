// A house whose officers answer requests.
#pragma once

#include <algorithm>

#include "rights/access.h"
#include "rights/authority.h"
#include "rights/collation.h"
#include "support/house.h"

namespace almoner::rights {

class RightsTest : public HouseTest {
 protected:
  RightsTest() : statute_(*law::Statute::Load()) {}
  Context context() { return {house.gate(), statute_}; }

  RequestId Opened(law::Right right, const SubjectId& person, const std::string& about = "") {
    return almoner::Allowed(Open(context(), house.officer,
                                 {right, person, LondonDate(house.clock().Now()), "letter",
                                  Personal(std::string("Please.")), about}));
  }
  State Now(const RequestId& request) {
    auto state = Load(context(), request);
    if (!state) throw std::runtime_error(state.error().Text());
    return *std::move(state);
  }
  void RuleOn(const RequestId& request, const char* category, const Ruling& ruling) {
    almoner::Allowed(Rule(context(), house.officer, Now(request), category, ruling));
  }
  // Releases the category, which they know already, or has it erased as no longer needed.
  void Agree(const RequestId& request, const char* category) {
    Ruling ruling{.yes = true, .ground = ""};
    if (Now(request).right == law::Right::kErasure)
      ruling.ground = "no-longer-needed";
    else if (IsHealth(house.notice(), category))
      ruling.known = "she was given it at the time";
    RuleOn(request, category, ruling);
  }
  static Delivery ByPost() { return {.to = "record", .how = "by post"}; }
  static Shown Power() {
    return {.evidence = "a registered power",
            .orders = {},
            .understands = {},
            .view = {},
            .why = {},
            .type = "health-and-welfare",
            .registered = ParseDate("2024-05-01").value()};
  }
  static std::string Json(const std::vector<paper::File>& files) {
    const auto found = std::ranges::find(files, "data/what-we-hold.json", &paper::File::path);
    return found == files.end() ? std::string() : std::string(AsText(found->bytes));
  }

  law::Statute statute_;
};

}  // namespace almoner::rights
