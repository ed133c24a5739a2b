// A recovery kit as paper: one sheet, a PDF of one page, for each trustee.
#pragma once

#include <vector>

#include "app/app.h"
#include "keys/kit.h"

namespace almoner::app {

// What a sheet says of the organisation and of whom to ask.
struct KitSheetWords {
  std::string organisation;
  std::string contact;
};

// The sheet of one share, made on that day. It holds the share in plain: whoever has the bytes has
// what the trustee has.
Result<Bytes> KitSheet(const keys::KitShare& share, const KitSheetWords& words, Time made);

struct PaperKit {
  keys::Kit kit;              // its public key is what the ledger's copies are sealed to
  std::vector<Bytes> sheets;  // PDF, as many as there are shares and in their order
};
// A new kit for this home with its sheets. Keeps nothing: once the sheets are printed and handed
// out, only the public key is left.
Result<PaperKit> MakePaperKit(const HomeId& home, int number, const keys::KitPlan& plan,
                              const KitSheetWords& words, Random& random, Time now);

}  // namespace almoner::app
