#include "web/listing.h"

namespace almoner::web {
namespace {

void AddLinks(View& view, std::string_view name, const std::vector<Link>& links) {
  if (links.empty()) return;
  View& section = view.Add(name);
  for (const Link& link : links) section.Add("LINK").Set("HREF", link.href).Set("TEXT", link.text);
}

void AddItems(View& part, const std::vector<Item>& items) {
  if (items.empty()) return;
  View& list = part.Add("ITEMS");
  for (const Item& item : items) {
    View& row = list.Add("ITEM");
    View& title = row.Add(item.href.empty() ? "PLAIN" : "LINKED");
    title.Set("TITLE", item.title);
    if (!item.href.empty()) title.Set("HREF", item.href);
    if (!item.aside.empty()) title.Add("ASIDE").Set("TEXT", item.aside);
    if (item.tag) row.Add("TAG").Set("COLOUR", item.tag->colour).Set("TEXT", item.tag->text);
    for (const std::string& line : item.lines) row.Add("LINE").Set("TEXT", line);
    AddLinks(row, "ITEM_LINKS", item.links);
  }
}

void AddTable(View& part, const Table& table) {
  if (table.rows.empty()) return;
  View& view = part.Add("TABLE");
  view.Set("CAPTION", table.caption);
  for (const std::string& column : table.columns) view.Add("COLUMN").Set("TEXT", column);
  for (const auto& cells : table.rows) {
    View& row = view.Add("ROW");
    for (std::size_t i = 0; i < cells.size() && i < table.columns.size(); ++i) {
      View& cell = row.Add("CELL");
      cell.Set("LABEL", table.columns[i]);
      if (cells[i].href.empty())
        cell.Add("SAYS").Set("TEXT", cells[i].text);
      else
        cell.Add("CELL_LINK").Set("HREF", cells[i].href).Set("TEXT", cells[i].text);
    }
  }
}

void AddPart(View& page, const Part& part) {
  View& view = page.Add("PART");
  if (!part.heading.empty()) view.Add("HEADED").Set("TEXT", part.heading);
  if (!part.says.empty()) view.Add("ABOUT").Set("TEXT", part.says);
  View* facts = nullptr;
  for (const auto& [label, value] : part.facts) {
    if (facts == nullptr) facts = &view.Add("FACTS");
    facts->Add("FACT").Set("LABEL", label).Set("VALUE", value);
  }
  AddItems(view, part.items);
  if (part.table) AddTable(view, *part.table);
  const bool nothing =
      part.items.empty() && part.facts.empty() && (!part.table || part.table->rows.empty());
  if (nothing && !part.empty.empty()) view.Add("NOTHING").Set("TEXT", part.empty);
  AddLinks(view, "LINKS", part.links);
}

}  // namespace

Result<http::Response> ShowList(const Site& site, const Caller& caller, const ListPage& list) {
  View page("list.html");
  page.Set("HEADING", list.heading);
  if (!list.back.empty()) page.Add("WAY_BACK").Set("HREF", list.back).Set("TEXT", list.back_text);
  if (!list.done.empty()) page.Add("DONE").Set("TEXT", list.done);
  for (const std::string& text : list.says) page.Add("INTRO").Set("TEXT", text);
  View* buttons = nullptr;
  for (const Link& button : list.buttons) {
    if (buttons == nullptr) buttons = &page.Add("BUTTONS");
    buttons->Add("BUTTON").Set("HREF", button.href).Set("TEXT", button.text);
  }
  for (const Part& part : list.parts) AddPart(page, part);
  if (!list.csv.empty()) page.Add("FILE").Set("HREF", list.csv);
  return Show(site,
              {.title = list.heading, .caller = &caller, .tab = list.tab, .status = list.status},
              std::move(page));
}

}  // namespace almoner::web
