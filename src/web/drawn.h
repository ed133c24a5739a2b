// A picture in a page. What src/picture and identity::QrSvg write is markup that is safe as it
// stands: they take nothing but escaped text (picture/svg.h). This is the one way by which markup
// that is no template gets into a page; whoever needs another has to come here.
#pragma once

#include "base/personal.h"
#include "picture/picture.h"
#include "web/view.h"

namespace almoner::web {

// picture.html: the sentence, the drawing for narrow and wide screens, and the table.
[[nodiscard]] View Drawn(const picture::Picture& picture);

// qr.html: the code for an authenticator app to read, and what is typed where there is no camera.
// `svg` is what identity::QrSvg made.
[[nodiscard]] View DrawnQr(const Personal<std::string>& svg, const Personal<std::string>& typed);

}  // namespace almoner::web
