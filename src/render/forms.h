// A leaflet in the forms people read, and the notice in the form machines read.
#pragma once

#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "base/time.h"
#include "render/leaflet.h"

namespace almoner::render {

struct Around {  // what stands about every page
  std::string organisation;
  std::string version;
  std::vector<std::pair<std::string, std::string>> pages;  // file and title of each leaflet
};

// A whole HTML page: WCAG 2.2 AA, no script, nothing from anywhere else but style.css beside it.
// Each line's anchor is its id, so that a refusal can link to it.
std::string ToHtml(const Leaflet& leaflet, const Around& around);
std::string StyleSheet();
// CommonMark; the anchors are empty <a id> elements, which it lets through.
std::string ToMarkdown(const Leaflet& leaflet);
// A4 pages for the wall and the reception desk.
Result<Bytes> ToPdf(const Leaflet& leaflet, const Around& around, Time created);
// Data Privacy Vocabulary 2.3 (W3C), JSON-LD with its own context. `base` is the IRI of this
// notice's things; it ends with '#' or '/'.
std::string ToDpv(const Sources& from, std::string_view base);

struct RenderedFile {
  std::string name;
  Bytes bytes;
};
// Everything that `notice render` writes.
Result<std::vector<RenderedFile>> RenderAll(const Sources& from, std::string_view base,
                                            Time created);

}  // namespace almoner::render
