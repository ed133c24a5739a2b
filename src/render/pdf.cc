#include "paper/pdf.h"

#include "render/forms.h"

namespace almoner::render {

Result<Bytes> ToPdf(const Leaflet& leaflet, const Around& around, Time created) {
  paper::Document document;
  document.title = leaflet.title;
  document.publisher = around.organisation;
  document.footer = around.organisation + ", edition " + around.version;
  document.print = leaflet.large ? paper::Print::kLarge : paper::Print::kStandard;
  document.blocks.emplace_back(paper::Paragraph{leaflet.intro});
  for (const Section& section : leaflet.sections) {
    document.blocks.emplace_back(paper::Heading{section.level - 1, section.heading});
    for (const Line& line : section.lines)
      document.blocks.emplace_back(paper::Paragraph{line.text});
    if (!section.bullets.empty()) {
      paper::Bullets bullets;
      for (const Line& line : section.bullets) bullets.items.push_back(line.text);
      document.blocks.emplace_back(std::move(bullets));
    }
    if (!section.facts.empty()) {
      paper::Facts facts;
      for (const auto& [label, line] : section.facts) facts.rows.emplace_back(label, line.text);
      document.blocks.emplace_back(std::move(facts));
    }
  }
  return paper::RenderPdf(document, created);
}

}  // namespace almoner::render
