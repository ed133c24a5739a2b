// A page that lists things: what each is, why it is there, what can be done. One template for all
// such pages.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "web/site.h"
#include "web/view.h"

namespace almoner::web {

struct Tag {
  std::string_view colour;  // "red", "yellow", "blue", "green", "grey"
  std::string text;
};
struct Link {
  std::string href;
  std::string text;
};

// One thing, with a line for each that there is to say.
struct Item {
  std::string title;
  std::string href = {};   // "": nothing to go to
  std::string aside = {};  // for screen readers alone: what tells it from others of the same title
  std::optional<Tag> tag = {};
  std::vector<std::string> lines = {};
  std::vector<Link> links = {};
};

struct Cell {
  std::string text;
  std::string href = {};
};
struct Table {
  std::string caption;
  std::vector<std::string> columns;
  std::vector<std::vector<Cell>> rows = {};  // as many cells each as there are columns
};

// A part of the page under a heading of its own; "": none.
struct Part {
  std::string heading = {};
  std::string says = {};
  std::vector<std::pair<std::string, std::string>> facts = {};  // label, value
  std::vector<Item> items = {};
  std::optional<Table> table = {};
  std::string empty = {};  // what to say where there is nothing; "": nothing
  std::vector<Link> links = {};
};

struct ListPage {
  std::string heading;  // the title too: never anything about a person
  Tab tab = Tab::kMore;
  std::string back = "/more";  // "": no way back is shown
  std::string back_text = "More";
  std::string done = {};  // what was just done
  std::vector<std::string> says = {};
  std::vector<Link> buttons = {};
  std::vector<Part> parts = {};
  std::string csv = {};  // where the list is given as a file; "": nowhere
  int status = 200;
};
Result<http::Response> ShowList(const Site& site, const Caller& caller, const ListPage& list);

}  // namespace almoner::web
