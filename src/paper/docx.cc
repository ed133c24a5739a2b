#include "paper/docx.h"

#include <fmt/format.h>
#include <glib.h>

#include <algorithm>

#include "paper/docx_parts.h"
#include "paper/pdf.h"
#include "paper/picture.h"
#include "paper/text.h"
#include "paper/zip.h"

namespace almoner::paper {
namespace {

// Twentieths of a point: what is between the margins of an A4 page, and where the window of a DL
// envelope begins and ends below the letterhead.
constexpr int kWidth = 9638;
constexpr int kAboveWindow = 1000;
constexpr int kWindow = 2140;

// Short lines and empty cells take memory and paper as well, as in a PDF.
constexpr std::size_t kEach = 32;

std::unexpected<Error> TooMuch() {
  return Fail(Code::kInvalid, "There is too much text for one document; make several.",
              Detail("bytes at most", static_cast<std::int64_t>(kMaxText)));
}

bool IsBlank(std::string_view text) { return CleanLine(text).empty(); }

// Where the first letter is of a script that is written from the right. Word orders each line by
// itself, and needs to be told where a paragraph begins.
bool FromTheRight(const std::string& clean) {
  static constexpr GUnicodeScript kScripts[] = {
      G_UNICODE_SCRIPT_ARABIC,    G_UNICODE_SCRIPT_HEBREW,  G_UNICODE_SCRIPT_SYRIAC,
      G_UNICODE_SCRIPT_THAANA,    G_UNICODE_SCRIPT_NKO,     G_UNICODE_SCRIPT_ADLAM,
      G_UNICODE_SCRIPT_SAMARITAN, G_UNICODE_SCRIPT_MANDAIC, G_UNICODE_SCRIPT_HANIFI_ROHINGYA};
  for (const char* at = clean.c_str(); *at != '\0'; at = g_utf8_next_char(at)) {
    const gunichar c = g_utf8_get_char(at);
    if (g_unichar_isalpha(c))
      return std::ranges::find(kScripts, g_unichar_get_script(c)) != std::end(kScripts);
  }
  return false;
}

// One paragraph: the text's lines with breaks between them. `more` goes into its properties after
// the style, `after` behind the text.
std::string P(std::string_view style, std::string_view text, std::string_view more = {},
              std::string_view after = {}) {
  const std::string clean = CleanText(text);
  const bool right = FromTheRight(clean);
  std::string out = fmt::format(R"(<w:p><w:pPr><w:pStyle w:val="{}"/>{}{}</w:pPr>)", style, more,
                                right ? "<w:bidi/>" : "");
  for (std::size_t at = 0; !clean.empty() && at <= clean.size();) {
    const std::size_t end = std::min(clean.find('\n', at), clean.size());
    out += fmt::format(R"(<w:r>{}{}<w:t xml:space="preserve">{}</w:t></w:r>)",
                       right ? "<w:rPr><w:rtl/></w:rPr>" : "", at == 0 ? "" : "<w:br/>",
                       XmlEscaped(std::string_view(clean).substr(at, end - at)));
    at = end + 1;
  }
  return out.append(after).append("</w:p>");
}

// Cells of paragraphs, side by side, with widths that say how the page is shared out.
class Grid {
 public:
  Grid(std::string_view style, const std::vector<int>& widths, bool header) : widths_(widths) {
    out_ = fmt::format(
        R"(<w:tbl><w:tblPr><w:tblStyle w:val="{}"/><w:tblW w:w="{}" w:type="dxa"/>)"
        R"(<w:tblLayout w:type="fixed"/><w:tblLook w:val="{}" w:firstRow="{}" w:lastRow="0" )"
        R"(w:firstColumn="0" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/></w:tblPr><w:tblGrid>)",
        style, kWidth, header ? "0620" : "0600", header ? 1 : 0);
    for (const int width : widths) out_ += fmt::format(R"(<w:gridCol w:w="{}"/>)", width);
    out_ += "</w:tblGrid>";
  }
  void Row(const std::vector<std::string>& paragraphs, std::string_view properties = {}) {
    out_ += "<w:tr>";
    if (!properties.empty()) out_ += fmt::format("<w:trPr>{}</w:trPr>", properties);
    for (std::size_t i = 0; i < widths_.size(); ++i)
      out_ += fmt::format(R"(<w:tc><w:tcPr><w:tcW w:w="{}" w:type="dxa"/></w:tcPr>{}</w:tc>)",
                          widths_[i], i < paragraphs.size() ? paragraphs[i] : P("TableText", ""));
    out_ += "</w:tr>";
  }
  // Two tables without a paragraph between them would be one.
  std::string End() && { return std::move(out_) + "</w:tbl>" + P("AfterTable", ""); }

 private:
  std::vector<int> widths_;
  std::string out_;
};

std::vector<int> Even(std::size_t columns) {
  return std::vector<int>(columns, kWidth / static_cast<int>(columns));
}

std::vector<std::string> Cells(std::string_view style, const std::vector<std::string>& texts) {
  std::vector<std::string> cells;
  for (const std::string& text : texts) cells.push_back(P(style, text));
  return cells;
}

// The body, block by block.
class Body {
 public:
  [[nodiscard]] const std::string& xml() const { return out_; }
  [[nodiscard]] int step_lists() const { return step_lists_; }

  void Put(std::string_view style, std::string_view text, std::string_view more = {},
           std::string_view after = {}) {
    if (!IsBlank(text)) out_ += P(style, text, more, after);
  }
  Status Put(const Heading& heading) {
    if (heading.level < 1 || heading.level > 3)
      return Fail(Code::kInvalid, "A heading's level is 1, 2 or 3.",
                  Detail("level", heading.level));
    Put(fmt::format("Heading{}", heading.level), heading.text);
    return {};
  }
  Status Put(const Paragraph& paragraph) {
    Put("BodyText", paragraph.text);
    return {};
  }
  Status Put(const Bullets& bullets) {
    for (const std::string& item : bullets.items) Put("ListBullet", item);
    return {};
  }
  // Each list counts from 1, so each is a list of its own (numbering.xml).
  Status Put(const Steps& steps) {
    ++step_lists_;
    for (const std::string& item : steps.items)
      Put("ListNumber", item,
          fmt::format(R"(<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{}"/></w:numPr>)",
                      1 + step_lists_));
    return {};
  }
  Status Put(const Table& table);
  Status Put(const Facts& facts);
  Status Put(const Groups& groups);
  Status Put(const Blanks& blanks);
  void Put(const Address& address);

 private:
  std::string out_;
  int step_lists_ = 0;
};

Status Body::Put(const Table& table) {
  std::size_t columns = table.header.size();
  for (const auto& row : table.rows) columns = std::max(columns, row.size());
  if (columns > kMaxColumns)
    return Fail(Code::kInvalid, "A table has too many columns for a page; leave some out.",
                Detail("at most", static_cast<std::int64_t>(kMaxColumns)));
  if (columns == 0) return {};
  if (table.rows.size() > kMaxText / kEach / columns) return TooMuch();  // short rows are filled up
  Grid grid("TableGrid", Even(columns), !table.header.empty());
  if (!table.header.empty())
    grid.Row(Cells("TableHeader", table.header), "<w:cantSplit/><w:tblHeader/>");
  for (const auto& row : table.rows) grid.Row(Cells("TableText", row));
  out_ += std::move(grid).End();
  return {};
}

Status Body::Put(const Facts& facts) {
  if (facts.rows.empty()) return {};
  Grid grid("TableGrid", {kWidth * 35 / 100, kWidth * 65 / 100}, false);
  for (const auto& [label, value] : facts.rows)
    grid.Row({P("TableHeader", label), P("TableText", value)});
  out_ += std::move(grid).End();
  return {};
}

Status Body::Put(const Groups& groups) {
  std::size_t columns = 0;
  for (const auto& line : groups.lines) columns = std::max(columns, line.size());
  if (columns > kMaxGroups)
    return Fail(Code::kInvalid, "A line has too many groups for a page; make more lines.",
                Detail("at most", static_cast<std::int64_t>(kMaxGroups)));
  if (columns == 0) return {};
  if (groups.lines.size() > kMaxText / kEach / columns) return TooMuch();
  std::vector<int> widths = {kWidth / 10};
  widths.resize(1 + columns, kWidth * 9 / 10 / static_cast<int>(columns));
  Grid grid("TableGrid", widths, false);
  for (std::size_t i = 0; i < groups.lines.size(); ++i) {
    auto cells = Cells("Groups", groups.lines[i]);
    cells.insert(cells.begin(), P("TableText", std::to_string(i + 1)));
    grid.Row(cells, "<w:cantSplit/>");
  }
  out_ += std::move(grid).End();
  return {};
}

// Lines to write on are the upper edges of the labels, with a gap between one and the next.
Status Body::Put(const Blanks& blanks) {
  if (blanks.labels.size() > kMaxBlanks)
    return Fail(Code::kInvalid, "There is no room for so many lines to write on side by side.",
                Detail("at most", static_cast<std::int64_t>(kMaxBlanks)));
  if (blanks.labels.empty()) return {};
  std::vector<int> widths;
  std::vector<std::string> cells;
  const int each = kWidth / static_cast<int>(blanks.labels.size());
  constexpr int kGap = 300;
  for (const std::string& label : blanks.labels) {
    widths.insert(widths.end(), {each - kGap, kGap});
    cells.insert(cells.end(), {P("Blank", label), P("TableText", "")});
  }
  Grid grid("TableNormal", widths, false);
  grid.Row(cells, "<w:cantSplit/>");
  out_ += P("BeforeBlank", "") + std::move(grid).End();
  return {};
}

void Body::Put(const Address& address) {
  Grid grid("TableNormal", {kWidth * 62 / 100, kWidth * 38 / 100}, false);
  std::string right = P("Address", address.date);
  if (!IsBlank(address.reference)) right += P("Address", address.reference);
  grid.Row({P("Address", address.recipient), right},
           fmt::format(R"(<w:cantSplit/><w:trHeight w:val="{}" w:hRule="atLeast"/>)", kWindow));
  out_ += std::move(grid).End();
}

std::string Field(std::string_view name) {
  return fmt::format(R"(<w:fldSimple w:instr=" {} "><w:r><w:t>1</w:t></w:r></w:fldSimple>)", name);
}

std::string Text(std::string_view text) {
  return fmt::format(R"(<w:r><w:t xml:space="preserve">{}</w:t></w:r>)", text);
}

std::string Footer(const Document& document) {
  const bool welsh = document.language.starts_with("cy");
  std::string out;
  if (!IsBlank(document.footer)) out += P("Footer", document.footer);
  return out + P("Footer", "", R"(<w:jc w:val="right"/>)",
                 Text(welsh ? "Tudalen " : "Page ") + Field("PAGE") + Text(welsh ? " o " : " of ") +
                     Field("NUMPAGES"));
}

// From the second page on; on the first the watermark stands in the text itself, where whoever
// reads it aloud does not pass it over.
std::string Header(const Document& document) {
  const std::string publisher = CleanLine(document.publisher);
  const std::string title = CleanLine(document.title);
  std::string out;
  if (document.watermark && !IsBlank(*document.watermark))
    out += P("Watermark", *document.watermark);
  return out + P("Header", publisher.empty() ? title : publisher + "  ·  " + title);
}

constexpr std::string_view kSection =
    R"(<w:sectPr><w:headerReference w:type="default" r:id="rId4"/>)"
    R"(<w:footerReference w:type="default" r:id="rId5"/>)"
    R"(<w:footerReference w:type="first" r:id="rId5"/>)"
    R"(<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1134" w:right="1134" w:bottom="1134" )"
    R"(w:left="1134" w:header="567" w:footer="567" w:gutter="0"/><w:titlePg/></w:sectPr>)";

Status Check(const Document& document) {
  if (IsBlank(document.title))
    return Fail(Code::kInvalid, "A document needs a title: screen readers say it first.");
  const auto is_of_tag = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
  };
  if (document.language.size() < 2 || document.language.size() > 35 ||
      !std::ranges::all_of(document.language, is_of_tag))
    return Fail(Code::kInvalid, "A document's language is a BCP 47 tag such as en-GB.");
  return {};
}

std::size_t SizeOf(std::string_view text) {
  return text.size() + kEach * (1 + static_cast<std::size_t>(std::ranges::count(text, '\n')));
}
std::size_t SizeOf(const std::vector<std::string>& texts) {
  std::size_t size = kEach;
  for (const std::string& text : texts) size += SizeOf(text);
  return size;
}

std::size_t SizeOf(const Block& block) {
  return std::visit(
      []<class One>(const One& one) {
        std::size_t size = 0;
        if constexpr (requires { one.text; }) {
          size += SizeOf(one.text);
        } else if constexpr (requires { one.items; }) {
          size += SizeOf(one.items);
        } else if constexpr (requires { one.labels; }) {
          size += SizeOf(one.labels);
        } else if constexpr (requires { one.lines; }) {
          for (const auto& line : one.lines) size += SizeOf(line);
        } else if constexpr (requires { one.header; }) {
          size += SizeOf(one.header);
          for (const auto& row : one.rows) size += SizeOf(row);
        } else {
          for (const auto& [label, value] : one.rows) size += SizeOf(label) + SizeOf(value);
        }
        return size;
      },
      block);
}

Status CheckSize(const Document& document) {
  std::size_t size = SizeOf(document.title) + SizeOf(document.publisher) + SizeOf(document.footer);
  if (document.watermark) size += SizeOf(*document.watermark);
  if (document.address)
    size += SizeOf(document.address->recipient) + SizeOf(document.address->date) +
            SizeOf(document.address->reference);
  for (const Block& block : document.blocks) size += SizeOf(block);
  if (size <= kMaxText) return {};
  return TooMuch();
}

// At the right edge above the letterhead's line, beside the text and not in its way (ECMA-376 part
// 1, section 20.4.2.3). Offsets and sizes are in EMU: 12,700 a point.
std::string Logo(const Document& document) {
  const auto picture = FindPicture(document.letterhead.logo);
  if (!picture) return "";
  constexpr double kTop = 30;
  constexpr double kHeight = 44;
  constexpr double kLongest = 150;
  const double scale = std::min(kLongest / picture->width, kHeight / picture->height);
  const auto emu = [](double points) { return static_cast<long>(points * 12'700); };
  const std::string size =
      fmt::format(R"(cx="{}" cy="{}")", emu(picture->width * scale), emu(picture->height * scale));
  return fmt::format(
      R"(<w:r><w:drawing><wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" )"
      R"(relativeHeight="1" behindDoc="0" locked="0" layoutInCell="1" allowOverlap="1" )"
      R"(xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing">)"
      R"(<wp:simplePos x="0" y="0"/><wp:positionH relativeFrom="margin"><wp:align>right</wp:align>)"
      R"(</wp:positionH><wp:positionV relativeFrom="page"><wp:posOffset>{}</wp:posOffset>)"
      R"(</wp:positionV><wp:extent {}/><wp:effectExtent l="0" t="0" r="0" b="0"/><wp:wrapNone/>)"
      R"(<wp:docPr id="1" name="Logo" descr="{}"/><wp:cNvGraphicFramePr/>)"
      R"(<a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:graphicData )"
      R"(uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic )"
      R"(xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:nvPicPr>)"
      R"(<pic:cNvPr id="1" name="Logo"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill>)"
      R"(<a:blip r:embed="rId6"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr>)"
      R"(<a:xfrm><a:off x="0" y="0"/><a:ext {}/></a:xfrm><a:prstGeom prst="rect"><a:avLst/>)"
      R"(</a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:anchor></w:drawing>)"
      R"(</w:r>)",
      emu(kTop), size, XmlEscaped("Logo of " + CleanLine(document.publisher)), size);
}

Result<Body> BodyOf(const Document& document) {
  Body body;
  if (document.watermark) body.Put("Watermark", *document.watermark);
  body.Put("Letterhead", document.publisher,
           document.address ? fmt::format(R"(<w:spacing w:after="{}"/>)", kAboveWindow) : "",
           Logo(document));
  if (document.address) body.Put(*document.address);
  body.Put("Title", document.title);
  for (const Block& block : document.blocks)
    TRY(std::visit([&](const auto& one) { return body.Put(one); }, block));
  return body;
}

}  // namespace

Result<Bytes> RenderDocx(const Document& document, Time created) {
  TRY(Check(document));
  TRY(CheckSize(document));
  const Body body = TRY(BodyOf(document));
  std::vector<File> files = DocxParts(document, created, body.step_lists());
  files.push_back({"word/document.xml", DocxPart("document", fmt::format("<w:body>{}{}</w:body>",
                                                                         body.xml(), kSection))});
  files.push_back({"word/header1.xml", DocxPart("hdr", Header(document))});
  files.push_back({"word/footer1.xml", DocxPart("ftr", Footer(document))});
  return Zip(files, created);
}

}  // namespace almoner::paper
