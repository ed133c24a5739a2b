#include <fmt/format.h>

#include "render/forms.h"

namespace almoner::render {
namespace {

// What CommonMark would read as markup.
std::string Escaped(std::string_view text) {
  std::string safe;
  for (const char c : text) {
    if (std::string_view("\\`*_[]<>#|&~").find(c) != std::string_view::npos) safe += '\\';
    safe += c == '\n' ? ' ' : c;
  }
  return safe;
}

std::string Anchored(const Line& line) {
  return (line.anchor.empty() ? "" : fmt::format("<a id=\"{}\"></a>", line.anchor)) +
         Escaped(line.text);
}

}  // namespace

std::string ToMarkdown(const Leaflet& leaflet) {
  std::string out = fmt::format("# {}\n\n{}\n", Escaped(leaflet.title), Escaped(leaflet.intro));
  for (const Section& section : leaflet.sections) {
    out += fmt::format("\n{} {}\n\n", std::string(static_cast<std::size_t>(section.level), '#'),
                       Escaped(section.heading));
    for (const Line& line : section.lines) out += Anchored(line) + "\n\n";
    for (const Line& line : section.bullets) out += "- " + Anchored(line) + "\n";
    for (const auto& [label, line] : section.facts)
      out += fmt::format("- **{}**: {}\n", Escaped(label), Anchored(line));
  }
  return out;
}

}  // namespace almoner::render
