#include <fmt/format.h>

#include "render/forms.h"

namespace almoner::render {
namespace {

// For text and for attributes in double quotes alike.
std::string Escaped(std::string_view text) {
  std::string safe;
  safe.reserve(text.size());
  for (const char c : text) {
    switch (c) {
      case '&':
        safe += "&amp;";
        break;
      case '<':
        safe += "&lt;";
        break;
      case '>':
        safe += "&gt;";
        break;
      case '"':
        safe += "&quot;";
        break;
      case '\'':
        safe += "&#39;";
        break;
      default:
        safe += c;
    }
  }
  return safe;
}

std::string IdOf(std::string_view anchor) {
  return anchor.empty() ? std::string() : fmt::format(" id=\"{}\"", Escaped(anchor));
}

void Write(std::string& out, const Section& section) {
  out += fmt::format("<h{0}{1}>{2}</h{0}>\n", section.level, IdOf(section.anchor),
                     Escaped(section.heading));
  for (const Line& line : section.lines)
    out += fmt::format("<p{}>{}</p>\n", IdOf(line.anchor), Escaped(line.text));
  if (!section.bullets.empty()) {
    out += "<ul>\n";
    for (const Line& line : section.bullets)
      out += fmt::format("<li{}>{}</li>\n", IdOf(line.anchor), Escaped(line.text));
    out += "</ul>\n";
  }
  if (section.facts.empty()) return;
  out += "<dl>\n";
  for (const auto& [label, line] : section.facts)
    out += fmt::format("<div><dt>{}</dt><dd{}>{}</dd></div>\n", Escaped(label), IdOf(line.anchor),
                       Escaped(line.text));
  out += "</dl>\n";
}

}  // namespace

std::string ToHtml(const Leaflet& leaflet, const Around& around) {
  std::string out = fmt::format(
      "<!doctype html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<title>{} - {}</title>\n<link rel=\"stylesheet\" href=\"style.css\">\n</head>\n"
      "<body{}>\n<a class=\"skip\" href=\"#main\">Skip to the notice</a>\n"
      "<header><p>{}</p></header>\n",
      Escaped(leaflet.title), Escaped(around.organisation), leaflet.large ? " class=\"large\"" : "",
      Escaped(around.organisation));
  out += "<nav aria-label=\"Versions of this notice\">\n<ul>\n";
  for (const auto& [file, title] : around.pages)
    out += fmt::format("<li><a href=\"{}.html\"{}>{}</a></li>\n", Escaped(file),
                       file == leaflet.name ? " aria-current=\"page\"" : "", Escaped(title));
  out += fmt::format("</ul>\n</nav>\n<main id=\"main\">\n<h1>{}</h1>\n<p class=\"intro\">{}</p>\n",
                     Escaped(leaflet.title), Escaped(leaflet.intro));
  if (leaflet.name != "notice")
    for (const auto& [file, title] : around.pages)
      if (file == "notice")
        out += fmt::format("<p>The full notice: <a href=\"{}.html\">{}</a></p>\n", Escaped(file),
                           Escaped(title));
  for (const Section& section : leaflet.sections) Write(out, section);
  out += fmt::format("</main>\n<footer><p>{}, edition {}</p></footer>\n</body>\n</html>\n",
                     Escaped(around.organisation), Escaped(around.version));
  return out;
}

std::string StyleSheet() {
  return R"(:root { color-scheme: light; }
body { margin: 0; font: 1.1875rem/1.5 "Noto Sans", Arial, sans-serif; color: #0b0c0c; background: #fff; overflow-wrap: break-word; }
header, nav, main, footer { max-width: 44rem; margin: 0 auto; padding: 0 1rem; }
header p { margin: 1rem 0 .5rem; font-weight: 700; }
.skip { position: absolute; left: -999rem; }
.skip:focus { position: static; display: block; padding: .5rem 1rem; }
a { color: #1a4f8b; text-underline-offset: .15em; }
a:focus { outline: 3px solid transparent; background: #fd0; color: #0b0c0c; box-shadow: 0 .2em #0b0c0c; text-decoration: none; }
nav ul { list-style: none; margin: 0; padding: 0 0 .5rem; display: flex; flex-wrap: wrap; gap: 0 1.25rem; border-bottom: 1px solid #b1b4b6; font-size: 1rem; }
nav li { margin: 0; }
nav a { display: inline-block; padding: .35rem 0; }
nav a[aria-current] { color: #0b0c0c; font-weight: 700; text-decoration: none; }
h1 { font-size: clamp(1.8rem, 1.3rem + 2.5vw, 2.25rem); line-height: 1.15; margin: 2rem 0 1rem; }
h2 { font-size: 1.6rem; line-height: 1.2; margin: 2.5rem 0 .75rem; }
h3 { font-size: 1.25rem; line-height: 1.3; margin: 1.75rem 0 .5rem; }
.intro { font-size: 1.375rem; }
ul { padding-left: 1.5rem; }
li { margin: .35rem 0; }
dl { margin: 0 0 1rem; border-top: 1px solid #b1b4b6; }
dl div { display: grid; grid-template-columns: 12rem minmax(0, 1fr); gap: 1rem; padding: .5rem 0; border-bottom: 1px solid #b1b4b6; }
dt { font-weight: 700; }
dd { margin: 0; }
:target { background: #fff7bf; }
footer p { margin: 3rem 0 2rem; padding-top: 1rem; border-top: 1px solid #b1b4b6; color: #505a5f; }
.large main { font-size: 1.75rem; }
.large h1 { font-size: clamp(2.1rem, 1.4rem + 3.5vw, 3rem); }
.large h2 { font-size: clamp(1.9rem, 1.4rem + 2.5vw, 2.25rem); }
.large .intro { font-size: 1em; }
.large main li { margin: 1.25rem 0; }
@media (max-width: 36rem) { dl div { grid-template-columns: 1fr; gap: .15rem; } .large main { font-size: 1.5rem; } }
@media print { nav, .skip { display: none; } body { font-size: 11pt; } h2, h3 { break-after: avoid; } dl div, li { break-inside: avoid; } }
)";
}

}  // namespace almoner::render
