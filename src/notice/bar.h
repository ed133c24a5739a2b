// What the law allows nothing of, whatever a notice says. For this folder only.
#pragma once

#include "notice/notice.h"

namespace almoner::notice {

// Bars activities on an overridden interest, on what is no consent, or where a computer alone may
// not decide; takes out recipients that are given nothing; and lets the use of a website end no
// period but those of what it concerns.
void Bar(Notice& notice);

}  // namespace almoner::notice
