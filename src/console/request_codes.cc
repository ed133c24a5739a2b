// Short words and ids of the record, in words.
#include "console/request_words.h"
#include "law/lawbook.h"
#include "rights/grounds.h"

namespace almoner::web::console {
namespace {

using Codes = std::map<std::string_view, std::string_view>;  // "fact code" -> in words

const Codes& Said() {
  static const Codes said = {
      {"understands yes", "Yes"},
      {"understands no", "No"},
      {"can yes", "Yes"},
      {"can no", "No"},
      {"harm yes", "Yes"},
      {"harm no", "No"},
      {"outcome part-granted", "Granted in part"},
      {"outcome granted", "Granted"},
      {"outcome refused", "Refused"},
      {"outcome withdrawn", "Taken back by the person"},
      {"answer go-on", "It goes on"},
      {"answer to-person", "The person is answered instead"},
      {"answer nothing", "Whoever asks is given nothing"},
      {"view agrees", "They agree"},
      {"view objects", "They object"},
      {"view not-asked", "They were not asked"},
      {"why refused", "Whoever asked for it may not, or not any more"},
      {"why rulings", "Something is not decided on, or not any more"},
      {"why broken", "It was begun three times, and broke off. Ask whoever runs the program"},
      {"why unfounded", "The request is plainly unfounded"},
      {"why excessive", "The request is plainly excessive"},
      {"why further-copy", "It is a further copy"},
      {"why complexity", "It is complex"},
      {"why number", "There are many requests"},
      {"to record", "The address or e-mail in the record"},
      {"to hand", "The person, by hand"},
      {"to confirmed", "An address that was checked with them"},
      {"to portal", "They fetch it from the website"},
      {"code-by phone", "By telephone"},
      {"code-by in-person", "In person"},
      {"code-by post", "By post"},
      {"result changed", "Another decision is taken"},
      {"result confirmed", "It stays as it was"},
      {"how corrected", "It was put right"},
      {"how annotated", "The person’s words stand beside it"},
      {"kind paper", "Paper"},
      {"kind computer", "Another computer or e-mail"},
      {"kind device", "A telephone or another device"},
      {"kind processor", "A firm that works for us"},
      {"kind parent", "A parent, or who has parental responsibility"},
      {"kind attorney", "An attorney"},
      {"kind deputy", "A deputy of the court"},
      {"kind advocate", "A statutory advocate"},
      {"kind solicitor", "A solicitor whom the person has asked"},
      {"kind written", "Somebody with the person’s written word"},
      {"kind personal-representative", "Whoever acts for the estate"},
      {"kind claimant", "Whoever has a claim because of the death"},
      {"kind court-order", "Whoever has a court order"},
      {"type health-and-welfare", "A power for health and welfare"},
      {"type property-and-affairs", "A power for property and affairs"},
      {"type care-act", "Care Act"},
      {"type mental-capacity", "Mental Capacity Act"},
      {"type mental-health", "Mental Health Act"},
      {"type health-complaint", "A complaint about health care"},
  };
  return said;
}

}  // namespace

std::string CodeInWords(std::string_view fact, std::string_view code) {
  const auto found = Said().find(std::string(fact) + " " + std::string(code));
  return std::string(found == Said().end() ? code : found->second);
}

Result<GroundWords> GroundsInWords(const Site& site, const rights::State& state) {
  GroundWords all;
  for (const auto& list : {TRY(rights::Grounds(site.app.rights(), state)),
                           TRY(rights::ReasonsToErase(site.app.rights()))})
    for (const rights::Ground& ground : list)
      all[ground.id] = ground.plain + " (" + ground.article + ")";
  if (state.right != law::Right::kRestriction) return all;
  const law::Lawbook book = TRY(law::LoadLawbook(site.app.rights().law_folder));
  if (const law::RightLaw* const law = book.FindRight(law::Name(state.right)))
    for (const law::Ground& ground : law->conditions)
      all[ground.id] = ground.plain + " (" + ground.article + ")";
  return all;
}

}  // namespace almoner::web::console
