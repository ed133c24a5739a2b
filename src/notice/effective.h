// What counts where notice and law differ: for limits, fees, forms and rights the one more
// favourable to the person; for duties to disclose, keep or protect the law's. Pure.
#pragma once

#include <string>
#include <vector>

#include "law/lawbook.h"
#include "notice/notice.h"

namespace almoner::notice {

struct Effective {
  std::string floor;     // the id in law/rights.yaml
  std::string about;     // "right access", "recipient media"
  std::string promised;  // what the notice says
  std::string value;     // what counts
  bool law_wins = true;  // else the notice promises more than the law asks, and that counts
  std::string why;       // which won and why, with the provision
  std::string plain;     // a sentence to the person
};

// Every place where they differ, in the order of the notice's parts.
std::vector<Effective> EffectiveValues(const Notice& notice, const law::Lawbook& book);

}  // namespace almoner::notice
