// That somebody who administers had a hand in how an account is used: gave it a password, a role or
// a code, or took one away. They could act as its owner, so for a while the two are not two people
// (staff/apart.h). Rows beside the second factors, stamped and answered for in the log as they are.
#pragma once

#include "factor/factor.h"

namespace almoner::factor {

struct Hand {
  Bytes by;    // an account's id
  Time until;  // until then it counts
};
// Of the same one it counts until the later of the two.
Status NoteHand(const keys::Change& change, const Owner& owner, BytesView by, Time until);
// Those that count at `now`.
Result<std::vector<Hand>> HandsOn(store::ReadTx& tx, const keys::Keys& keys, const Owner& owner,
                                  Time now);

}  // namespace almoner::factor
