// The notice in layers: the questions people ask, each answered in a sentence or two of the
// notice's own. For this folder only.
#pragma once

#include "render/leaflet.h"
#include "web/view.h"

namespace almoner::web::portal {

struct Asked {
  std::string question;
  std::vector<std::string> says = {};
  std::vector<std::string> points = {};
  std::string more;  // where the rest stands
  std::string more_text;
};
[[nodiscard]] std::vector<Asked> FirstLayer(const render::Sources& from);

// leaflet.html: one reader's form of the notice.
[[nodiscard]] View LeafletView(const render::Leaflet& leaflet);

}  // namespace almoner::web::portal
