// A picture in a page. What src/picture writes is markup that is safe as it stands: its writer
// takes nothing but escaped text (picture/svg.h). This is the one way by which markup that is no
// template gets into a page; whoever needs another has to come here.
#pragma once

#include "picture/picture.h"
#include "web/view.h"

namespace almoner::web {

// picture.html: the sentence, the drawing for narrow and wide screens, and the table.
[[nodiscard]] View Drawn(const picture::Picture& picture);

}  // namespace almoner::web
