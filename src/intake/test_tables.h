// What the tests of importing share: a table of fictional people, and its mapping.
#pragma once

#include <algorithm>

#include "intake/import.h"
#include "intake/undo.h"
#include "support/house.h"

namespace almoner::intake {

inline constexpr std::string_view kMapping = R"(kind = "service-user"
purpose = "support"
source = "council"
obtained = 2026-10-30
[[column]]
header = "Name"
category = "contact-details"
field = "name"
[[column]]
header = "Born"
category = "contact-details"
field = "date-of-birth"
[[column]]
header = "NHS number"
category = "contact-details"
field = "nhs-number"
[[column]]
header = "Needs"
category = "support-plan"
field = "needs"
[[column]]
header = "News"
consent = "newsletter"
yes = ["Yes"]
no = ["No"]
[[column]]
header = "News to"
category = "newsletter"
field = "email"
purpose = "newsletter"
source = "self"
)";
inline constexpr std::string_view kHeader = "Name,Born,NHS number,Needs,News,News to\n";
inline constexpr std::string_view kAna =
    "Ana Kovač,3/6/1941,999 000 0018,Shopping,Yes,ana@mail.example\n";
inline constexpr std::string_view kBen = "Ben Adeyemi,27 March 1950,9990000026,,No,\n";

class ImportTest : public HouseTest {
 protected:
  Order For(std::string_view mapping = kMapping) {
    return {.actor = house.worker, .file = AsBytes(file_), .mapping = mapping};
  }
  // The file that the orders from now on are about.
  void Give(std::string_view rows, std::string_view header = kHeader) {
    file_ = std::string(header) + std::string(rows);
  }
  Imported Do(const Order& order) { return Allowed(Import(house.gate(), order)); }
  Imported Do() { return Do(For()); }
  Looked See(const Order& order) { return Allowed(Look(house.gate(), order)); }
  Undone Back(const EventId& batch) {
    return Allowed(Undo(house.gate(), house.officer, batch, [](Literal, double) {}));
  }
  void AlsoAnswersForRights(const StaffId& staff) {
    const Status given = house.Amend([&](const keys::Change& change) {
      return staff::GiveRole(change, staff, "data-protection-officer", std::nullopt);
    });
    EXPECT_THAT(given, IsOk());
  }
  std::int64_t People() { return house.Count("SELECT COUNT(*) FROM subject"); }
  std::int64_t Records() { return house.Count("SELECT COUNT(*) FROM record"); }
  SubjectId Whom(const std::string& text) {
    const auto found = Allowed(
        house.gate().Find({.actor = house.worker, .purpose = "support"}, {.text = Personal(text)}));
    if (found.subjects.empty()) throw std::runtime_error("nobody was found");
    return found.subjects.front();
  }
  // Whom the import made, without anybody looking.
  std::vector<SubjectId> MadePeople(const EventId& batch) {
    std::vector<SubjectId> people;
    const auto made =
        store().Read([&](store::ReadTx& tx) { return MadeBy(tx, house.keys(), batch); });
    for (const Made& one : made.value())
      if (one.step == kPersonStep && one.subject) people.push_back(*one.subject);
    return people;
  }

  std::string file_;
};

}  // namespace almoner::intake
