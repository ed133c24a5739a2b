// What the law imposes on every controller, put into a notice. For this folder only.
#pragma once

#include "notice/notice.h"

namespace almoner::notice {

// Adds the law's activities: over all people and all data, for the roles with their duty. Needs the
// notice's subjects, categories and roles.
void Impose(const law::Bases& bases, Notice& notice);

}  // namespace almoner::notice
