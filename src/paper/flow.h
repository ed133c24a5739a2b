// From blocks to pages: decides what stands where. Internal.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "paper/document.h"
#include "paper/picture.h"
#include "paper/sheets.h"

namespace almoner::paper {

class Flow {
 public:
  // REQUIRES: styles outlive it.
  Flow(Typesetter& typesetter, const Styles& styles, const Frame& frame)
      : typesetter_(typesetter), styles_(styles), sheets_(frame) {}

  // The publisher's name, and the logo at its right.
  void Letterhead(std::string_view publisher, const std::optional<Picture>& logo = {});
  void Add(const Address& address);
  void Title(std::string_view title);
  void Add(const Block& block);
  std::vector<Page> Pages() && { return std::move(sheets_).Pages(); }

 private:
  void Put(const Heading& heading);
  void Put(const Paragraph& paragraph);
  void Put(const Bullets& bullets);
  void Put(const Table& table);
  void Put(const Facts& facts);
  void Put(const Steps& steps);
  void Put(const Groups& groups);
  void Put(const Blanks& blanks);
  void PutLogo(const Picture& logo);
  void PutPlain(std::string_view text, const Style& style, Strip strip);
  void PutList(const std::vector<std::string>& items, bool numbered);
  void Item(std::string_view text, std::string_view label);
  void GroupLine(std::size_t number, const std::vector<std::string>& groups);

  Typesetter& typesetter_;
  const Styles& styles_;
  Sheets sheets_;
};

}  // namespace almoner::paper
