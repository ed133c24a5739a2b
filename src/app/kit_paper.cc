#include "app/kit_paper.h"

#include <fmt/format.h>

#include "paper/pdf.h"

namespace almoner::app {
namespace {

std::string Spelled(int number) {
  constexpr std::string_view kWords[] = {
      "none", "one", "two",    "three",  "four",     "five",     "six",     "seven",  "eight",
      "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen"};
  return std::string(kWords[static_cast<std::size_t>(number)]);
}

paper::Groups GroupsOf(const keys::KitShare& share) {
  paper::Groups groups;
  for (const std::string& line : keys::ShareLines(share)) {
    std::vector<std::string> cells(1);
    for (const char c : line)
      if (c == ' ')
        cells.emplace_back();
      else
        cells.back() += c;
    groups.lines.push_back(std::move(cells));
  }
  return groups;
}

paper::Bullets Keeping(const KitSheetWords& words) {
  return {{"Keep it on paper, at home or with a solicitor, apart from other sheets and backups.",
           "Do not photograph, scan or copy it, and type it into no computer before the day.",
           fmt::format("If it is lost, or somebody may have read it, say so the same day: {}. A "
                       "new kit is made then.",
                       words.contact)}};
}

paper::Steps Day(const keys::KitShare& share) {
  return {{"Be sure who asks, and that the machine or its keys are gone. Ring to check.",
           fmt::format("Bring this sheet to {} other trustee{} and the administrator, at one "
                       "computer.",
                       Spelled(share.plan.threshold - 1), share.plan.threshold == 2 ? "" : "s"),
           "The administrator runs “almoner key recover” with the newest sealed copy.",
           "Type the five lines below. Capitals and blanks do not matter. The last group of each "
           "line checks it: the program names a line that is mistyped.",
           "When the records can be read again, have a new kit made, and destroy this sheet."}};
}

}  // namespace

Result<Bytes> KitSheet(const keys::KitShare& share, const KitSheetWords& words, Time made) {
  const std::string day = ToWords(LondonDate(made));
  paper::Document out{
      .title = fmt::format("Recovery key, sheet {} of {}", share.number, share.plan.shares),
      .publisher = words.organisation,
      .footer = fmt::format("Recovery kit {} of home {}. Made on {}.", share.kit, share.home.text(),
                            day)};
  out.blocks = {
      paper::Paragraph{fmt::format(
          "Any {} of the {} sheets of this kit open the sealed copies of our key ledger. With such "
          "a copy and a backup, our records can be read again after a fire or a theft. One sheet "
          "alone opens nothing and tells nothing.",
          Spelled(share.plan.threshold), Spelled(share.plan.shares))},
      paper::Paragraph{"It lets nobody sign in, and opens no backup without that copy."},
      paper::Heading{2, "How to keep it"},
      Keeping(words),
      paper::Heading{2, "On the day it is needed"},
      Day(share),
      GroupsOf(share),
      paper::Blanks{{"Trustee's name", "Signature", "Received on"}}};
  return paper::RenderPdf(out, made);
}

Result<PaperKit> MakePaperKit(const HomeId& home, int number, const keys::KitPlan& plan,
                              const KitSheetWords& words, Random& random, Time now) {
  PaperKit made{.kit = TRY(keys::MakeKit(home, number, plan, random)), .sheets = {}};
  for (const keys::KitShare& share : made.kit.shares)
    made.sheets.push_back(TRY(KitSheet(share, words, now)));
  return made;
}

}  // namespace almoner::app
