// The public notice as content, before anyone decides how it looks: HTML, Markdown, PDF. Every
// sentence bears the id of the clause, or the part of the notice, that it comes from. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "law/lawbook.h"
#include "notice/notice.h"

namespace almoner::render {

struct Line {
  std::string text;
  std::string anchor = {};  // the clause's id, or "activity-support-why"; "" repeats another line
  bool ours = true;         // generated here, not taken from a clause
};

struct Section {
  int level = 2;  // of its heading: 2 or 3
  std::string heading;
  std::string anchor;
  std::vector<Line> lines;
  std::vector<Line> bullets;
  std::vector<std::pair<std::string, Line>> facts;  // label and value
};

struct Leaflet {
  std::string name;   // of its files: "notice", "children", "service-day-centre"
  std::string title;  // for this reader
  std::string intro;
  bool large = false;  // set large, a thought a line (Easy Read)
  std::vector<Section> sections;
};

// What the leaflets are made from; all outlive the call.
struct Sources {
  const notice::Notice& notice;
  const law::Lawbook& book;
};

// In short, with where to find the rest.
Leaflet ShortNotice(const Sources& from);
// Everything that Articles 13 and 14 ask for.
Leaflet FullNotice(const Sources& from);
// What is special about one service.
Leaflet ServiceNotice(const Sources& from, notice::Index service);
Leaflet ChildrensNotice(const Sources& from);
Leaflet EasyRead(const Sources& from);
// All of them, the short one first.
std::vector<Leaflet> AllLeaflets(const Sources& from);

// A few sentences to print on any form that asks for data.
std::string FormBlock(const Sources& from);

// The words of the leaflet that are generated here, a sentence or more a line: what reading age is
// measured on.
std::string GeneratedText(const Leaflet& leaflet);

}  // namespace almoner::render
