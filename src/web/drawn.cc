#include "web/drawn.h"

namespace almoner::web {
namespace {

void AddTable(View& page, const picture::Table& table) {
  View& view = page.Add("TABLE").Set("CAPTION", table.caption);
  for (const std::string& cell : table.header) view.Add("HEAD").Set("TEXT", cell);
  for (const std::vector<std::string>& cells : table.rows) {
    View& row = view.Add("ROW");
    for (const std::string& cell : cells) row.Add("CELL").Set("TEXT", cell);
  }
}

}  // namespace

View Drawn(const picture::Picture& picture) {
  View page("picture.html");
  page.Set("SENTENCE", picture.sentence);
  if (picture.narrow.empty()) return page;
  page.Add("DRAWING").Set("NARROW", picture.narrow).Set("WIDE", picture.wide);
  AddTable(page, picture.table);
  return page;
}

View DrawnQr(const Personal<std::string>& svg, const Personal<std::string>& typed) {
  View page("qr.html");
  page.Set("SVG", svg.Expose()).Set("TYPED", typed.Expose());
  return page;
}

}  // namespace almoner::web
