// What stands on every page around the text: watermark, running header, footer, page number.
// Internal.
#pragma once

#include <vector>

#include "paper/document.h"
#include "paper/style.h"
#include "paper/typeset.h"

namespace almoner::paper {

class Furniture {
 public:
  Furniture(Typesetter& typesetter, const Document& document);

  [[nodiscard]] const Frame& frame() const { return frame_; }  // the room it leaves for the text
  [[nodiscard]] Page Of(std::size_t number, std::size_t count) const;

 private:
  void PutFooter(Page& page, std::size_t number, std::size_t count) const;
  void SetWatermark(Typesetter& typesetter, const std::string& text);

  const Styles styles_;
  bool welsh_;
  Page watermark_;     // on every page
  Page running_head_;  // from the second page on
  std::vector<Line> footer_;
  Frame frame_;
};

}  // namespace almoner::paper
