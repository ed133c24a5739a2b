// Reads what a picture is written in, strictly and without help: anything that is not well-formed
// XML of elements, attributes and words fails the test.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace almoner::picture {

struct Tag {
  std::string name;
  std::map<std::string, std::string> attributes;
  std::string words;                     // between its tags and those inside, entities read
  std::vector<std::size_t> inside = {};  // the places of those it stands in, outermost first

  [[nodiscard]] double At(const std::string& attribute) const {
    const auto found = attributes.find(attribute);
    return found == attributes.end() ? 0 : std::strtod(found->second.c_str(), nullptr);
  }
  [[nodiscard]] std::string Text(const std::string& attribute) const {
    const auto found = attributes.find(attribute);
    return found == attributes.end() ? "" : found->second;
  }
};

class Xml {
 public:
  explicit Xml(std::string_view text) : text_(text) {
    while (good_ && at_ < text_.size()) {
      if (text_[at_] == '<')
        Markup();
      else
        Words();
    }
    good_ = good_ && open_.empty() && !tags_.empty();
  }
  [[nodiscard]] bool good() const { return good_; }
  [[nodiscard]] const std::vector<Tag>& tags() const { return tags_; }
  [[nodiscard]] std::vector<Tag> All(std::string_view name) const {
    std::vector<Tag> all;
    for (const Tag& tag : tags_)
      if (tag.name == name) all.push_back(tag);
    return all;
  }
  // Of the class, where they are drawn: not in <defs>.
  [[nodiscard]] std::vector<Tag> Drawn(std::string_view name, std::string_view of_class) const {
    std::vector<Tag> all;
    for (const Tag& tag : tags_) {
      bool defined = false;
      for (const std::size_t outer : tag.inside) defined = defined || tags_[outer].name == "defs";
      if (!defined && tag.name == name && tag.Text("class") == of_class) all.push_back(tag);
    }
    return all;
  }

 private:
  void Fail() { good_ = false; }
  std::string Until(std::string_view ends) {
    const std::size_t end = text_.find_first_of(ends, at_);
    if (end == std::string_view::npos) return Fail(), "";
    std::string found(text_.substr(at_, end - at_));
    at_ = end;
    return found;
  }
  std::string Read(const std::string& raw) {
    static const std::map<std::string, std::string> kEntities = {
        {"amp", "&"}, {"lt", "<"}, {"gt", ">"}, {"quot", "\""}, {"#39", "'"}};
    std::string read;
    for (std::size_t i = 0; i < raw.size(); ++i) {
      if (raw[i] == '<' || (static_cast<unsigned char>(raw[i]) < 0x20 && raw[i] != '\n')) Fail();
      if (raw[i] != '&') {
        read += raw[i];
        continue;
      }
      const std::size_t end = raw.find(';', i);
      const auto found = end == std::string::npos ? kEntities.end()
                                                  : kEntities.find(raw.substr(i + 1, end - i - 1));
      if (found == kEntities.end()) return Fail(), read;
      read += found->second;
      i = end;
    }
    return read;
  }
  void Words() {
    const std::size_t end = std::min(text_.find('<', at_), text_.size());
    const std::string words = Read(std::string(text_.substr(at_, end - at_)));
    at_ = end;
    if (open_.empty()) return Fail();
    tags_[open_.back()].words += words;
  }
  void Markup() {
    ++at_;
    if (text_.substr(at_).starts_with('/')) {
      ++at_;
      const std::string name = Until(">");
      ++at_;
      if (open_.empty() || tags_[open_.back()].name != name) return Fail();
      return open_.pop_back();
    }
    Tag tag{.name = Until(" />"), .attributes = {}, .words = {}, .inside = open_};
    if (open_.empty() && !tags_.empty()) return Fail();
    while (good_ && text_[at_] == ' ') Attribute(tag);
    const bool empty = text_.substr(at_).starts_with("/>");
    if (!empty && !text_.substr(at_).starts_with('>')) return Fail();
    at_ += empty ? 2 : 1;
    tags_.push_back(std::move(tag));
    if (!empty) open_.push_back(tags_.size() - 1);
  }
  void Attribute(Tag& tag) {
    ++at_;
    const std::string name = Until("= ");
    if (!text_.substr(at_).starts_with("=\"")) return Fail();
    at_ += 2;
    const std::string value = Read(Until("\""));
    ++at_;
    if (name.empty() || !tag.attributes.emplace(name, value).second) Fail();
  }

  std::string_view text_;
  std::size_t at_ = 0;
  bool good_ = true;
  std::vector<Tag> tags_;
  std::vector<std::size_t> open_;
};

}  // namespace almoner::picture
