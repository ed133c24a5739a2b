// What a letter or a pack says, before anyone decides how it looks. Plain values; nothing here
// knows PDF.
//
// Text is UTF-8 in any script. What cannot be shown is made visible instead of dropped: a byte that
// is not UTF-8 and a control character become U+FFFD. '\n' breaks the line. Text in a right-to-left
// script is set from the right by itself, paragraph by paragraph and cell by cell.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace almoner::paper {

struct Heading {
  int level;  // 1 to 3, below the title
  std::string text;
};

struct Paragraph {
  std::string text;
};

struct Bullets {
  std::vector<std::string> items;
};

// The header is shown again on each page. A row shorter or longer than the others is filled up with
// empty cells; a row that does not fit on what is left of a page moves to the next, and a tall one
// breaks.
struct Table {
  std::vector<std::string> header;  // may be empty: then there is none
  std::vector<std::vector<std::string>> rows;
};

// Labels and their values, two columns without a header.
struct Facts {
  std::vector<std::pair<std::string, std::string>> rows;
};

// What to do, one thing after another: numbered from 1.
struct Steps {
  std::vector<std::string> items;
};

// What somebody will copy by hand without a mistake: groups of letters and digits, large and in
// columns, each line with its number.
struct Groups {
  std::vector<std::vector<std::string>> lines;
};

// Lines to write on with a pen, side by side, each with its label below.
struct Blanks {
  std::vector<std::string> labels;
};

using Block = std::variant<Heading, Paragraph, Bullets, Table, Facts, Steps, Groups, Blanks>;

// The top of a letter, between the letterhead and the title: the recipient shows through the window
// of a DL envelope when the page is folded in three.
struct Address {
  std::string recipient;  // name and address, a line each
  std::string date;       // as it shall read
  std::string reference;  // may be empty
};

// How the publisher's own paper looks, besides the name at its head.
struct Letterhead {
  struct Colour {
    std::uint8_t red = 0, green = 0, blue = 0;
  };
  // Of the name, its line and the first headings. REQUIRES: 4.5 to 1 on white. Nothing: our own.
  std::optional<Colour> colour = {};
  std::string logo = {};  // a PNG (paper/picture.h) for the first page; "": none
};

enum class Print : std::uint8_t {
  kStandard,  // 11.5 point text
  kLarge,     // 18 point text, and nothing below 14, for people who read large print
};

struct Document {
  std::string title;               // the main heading, and what a reader shows as the window's name
  std::string publisher;           // the letterhead
  std::string language = "en-GB";  // BCP 47; tells screen readers how to pronounce
  std::string footer;              // at most three lines of small print on each page
  std::optional<std::string> watermark;  // across each page, and again in words at its top
  Print print = Print::kStandard;
  std::optional<Address> address;  // of a letter; a pack has none
  std::vector<Block> blocks;
  Letterhead letterhead = {};
};

}  // namespace almoner::paper
