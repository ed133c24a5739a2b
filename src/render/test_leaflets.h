// For the tests of this module only: the notices that are shipped and what is made of them.
#pragma once

#include <gtest/gtest.h>

#include <array>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "notice/test_notice.h"
#include "render/forms.h"
#include "support/matchers.h"

namespace almoner::render {

using notice::Compiled;

inline constexpr std::string_view kBase = "https://lantern.example/notice#";
inline const Time kCreated = *Time::Parse("2026-11-21T10:00:00Z");

inline const law::Lawbook& Book() {
  static const law::Lawbook book = *law::LoadLawbook();
  return book;
}

inline constexpr std::array kShipped = {
    "anglian-community-enterprise", "aptcoo",
    "customer-data-protection",     "example",
    "halifax-opportunities-trust",  "stronger-together-thurrock"};

inline const notice::Notice& Shipped(const std::string& name) {
  static std::map<std::string, notice::Notice> read;
  const auto found = read.find(name);
  if (found != read.end()) return found->second;
  return read.emplace(name, notice::Compiled(NoticeText(name))).first->second;
}

inline Sources From(const notice::Notice& notice) { return {notice, Book()}; }

// What stands between each `before` and the next `after`.
inline std::vector<std::string> Between(std::string_view text, std::string_view before,
                                        std::string_view after) {
  std::vector<std::string> found;
  std::size_t at = 0;
  while ((at = text.find(before, at)) != std::string_view::npos) {
    at += before.size();
    found.emplace_back(text.substr(at, text.find(after, at) - at));
  }
  return found;
}

inline std::map<std::string, std::string> FilesOf(const notice::Notice& notice) {
  std::map<std::string, std::string> files;
  auto rendered = RenderAll(From(notice), kBase, kCreated);
  EXPECT_THAT(rendered, IsOk());
  if (!rendered) return files;
  for (const RenderedFile& file : *rendered)
    EXPECT_TRUE(files.emplace(file.name, AsText(file.bytes)).second)
        << file.name << " is written twice";
  return files;
}

// The pages take a while, and several tests read them.
inline const std::map<std::string, std::string>& ShippedFiles(const std::string& name) {
  static std::map<std::string, std::map<std::string, std::string>> made;
  const auto found = made.find(name);
  if (found != made.end()) return found->second;
  return made.emplace(name, FilesOf(Shipped(name))).first->second;
}

inline std::map<std::string, std::string> PagesOf(const std::map<std::string, std::string>& files) {
  std::map<std::string, std::string> pages;
  for (const auto& [name, text] : files)
    if (name.ends_with(".html")) pages.emplace(name, text);
  return pages;
}

inline std::string WholeText(const Leaflet& leaflet) {
  std::string text = leaflet.intro + "\n";
  for (const Section& section : leaflet.sections) {
    for (const Line& line : section.lines) text += line.text + "\n";
    for (const Line& line : section.bullets) text += line.text + "\n";
  }
  return text;
}

// What stands at an anchor; "" where nothing does.
inline std::string At(const Leaflet& leaflet, const std::string& anchor) {
  for (const Section& section : leaflet.sections) {
    if (section.anchor == anchor) return section.heading;
    for (const Line& line : section.lines)
      if (line.anchor == anchor) return line.text;
    for (const Line& line : section.bullets)
      if (line.anchor == anchor) return line.text;
    for (const auto& [label, line] : section.facts)
      if (line.anchor == anchor) return line.text;
  }
  return "";
}

class EveryShippedNotice : public testing::TestWithParam<const char*> {
 protected:
  [[nodiscard]] static const notice::Notice& Read() { return Shipped(GetParam()); }
  [[nodiscard]] static std::map<std::string, std::string> Pages() {
    return PagesOf(ShippedFiles(GetParam()));
  }
};

}  // namespace almoner::render
