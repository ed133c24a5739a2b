#include "render/forms.h"

namespace almoner::render {
namespace {

RenderedFile File(std::string name, std::string_view text) {
  const BytesView bytes = AsBytes(text);
  return {.name = std::move(name), .bytes = Bytes(bytes.begin(), bytes.end())};
}

}  // namespace

Result<std::vector<RenderedFile>> RenderAll(const Sources& from, std::string_view base,
                                            Time created) {
  const std::vector<Leaflet> leaflets = AllLeaflets(from);
  Around around{
      .organisation = from.notice.organisation.name, .version = from.notice.version, .pages = {}};
  for (const Leaflet& leaflet : leaflets)
    around.pages.emplace_back(leaflet.name, leaflet.name == "index" ? "In short" : leaflet.title);
  std::vector<RenderedFile> files;
  for (const Leaflet& leaflet : leaflets) {
    files.push_back(File(leaflet.name + ".html", ToHtml(leaflet, around)));
    files.push_back(File(leaflet.name + ".md", ToMarkdown(leaflet)));
    files.push_back({.name = leaflet.name + ".pdf", .bytes = TRY(ToPdf(leaflet, around, created))});
  }
  files.push_back(File("style.css", StyleSheet()));
  files.push_back(File("form-block.txt", FormBlock(from) + "\n"));
  files.push_back(File("notice.jsonld", ToDpv(from, base)));
  return files;
}

}  // namespace almoner::render
