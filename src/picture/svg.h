// Writes SVG 1.1 that can hold nothing but shapes and words: elements and attributes are a short
// list that the compiler knows (no script, no style, no link to elsewhere), and whatever is text is
// escaped. The same calls make the same bytes.
//
// Colours are the page's. Everything is drawn in currentColor or, where it stands on that, in
// paper; a style sheet that turns the page dark changes the colour of `.app-picture` and the fill
// of `.app-picture__paper`, and may give `.app-picture__mid` and `.app-picture__ink` another fill
// whose contrast it has checked (docs/formats/pictures.md).
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"

namespace almoner::picture {

// An element that a picture may have. Any other name does not compile.
class Element {
 public:
  consteval Element(const char* name) : name_(name) {  // NOLINT(google-explicit-constructor)
    constexpr std::string_view kAllowed[] = {"svg",  "title", "desc",   "g",       "defs",
                                             "rect", "path",  "circle", "polygon", "text",
                                             "line", "use",   "symbol", "pattern", "tspan"};
    bool allowed = false;
    for (const std::string_view one : kAllowed) allowed = allowed || one == name_;
    if (!allowed) throw "a picture has no such element";
  }
  [[nodiscard]] constexpr std::string_view view() const { return name_; }

 private:
  std::string_view name_;
};

// The name of an attribute; `style`, whatever a script could hang on, and namespaces do not
// compile.
class AttributeName {
 public:
  consteval AttributeName(const char* name) : name_(name) {  // NOLINT(google-explicit-constructor)
    if (name_ == "style" || name_.starts_with("on") || name_.contains(':'))
      throw "a picture has no such attribute";
  }
  [[nodiscard]] constexpr std::string_view view() const { return name_; }

 private:
  std::string_view name_;
};

struct Attribute {
  AttributeName name;
  std::variant<double, Literal, std::string> value;
};
using Attributes = std::vector<Attribute>;

class Writer {
 public:
  void Open(Element element, const Attributes& attributes = {});
  void Leaf(Element element, const Attributes& attributes);
  void Words(std::string_view text);
  void Close();
  // What another wrote. REQUIRES: everything that it opened is closed.
  void Put(Writer&& other);
  // REQUIRES: everything that was opened is closed.
  [[nodiscard]] std::string Take() &&;

 private:
  void Begin(Element element, const Attributes& attributes);
  std::string out_;
  std::vector<std::string_view> open_;
};

// To one decimal, without zeros that say nothing: "12", "12.5", "-0.3".
[[nodiscard]] std::string Number(double value);
// As it may stand between tags and quotes. What XML 1.0 cannot hold (controls, bytes that are not
// UTF-8, noncharacters) becomes U+FFFD, and what forces a direction is left out.
[[nodiscard]] std::string Escaped(std::string_view text);

}  // namespace almoner::picture
