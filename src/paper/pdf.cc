#include "paper/pdf.h"

#include <algorithm>

#include "paper/canvas.h"
#include "paper/finish.h"
#include "paper/flow.h"
#include "paper/furniture.h"
#include "paper/grid.h"
#include "paper/size.h"
#include "paper/text.h"

namespace almoner::paper {
namespace {

// RFC 5646 section 2.1, as far as characters and lengths go.
bool IsLanguageTag(std::string_view tag) {
  const auto is_alnum = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  };
  if (tag.size() < 2 || tag.size() > 35 || !is_alnum(tag.front()) || !is_alnum(tag.back()))
    return false;
  return std::ranges::all_of(tag, [&](char c) { return is_alnum(c) || c == '-'; });
}

Status CheckBlock(const Block& block) {
  if (const auto* heading = std::get_if<Heading>(&block))
    if (heading->level < 1 || heading->level > 3)
      return Fail(Code::kInvalid, "A heading's level is 1, 2 or 3.",
                  Detail("level", heading->level));
  if (const auto* table = std::get_if<Table>(&block))
    if (ColumnCount(*table) > kMaxColumns)
      return Fail(Code::kInvalid, "A table has too many columns for a page; leave some out.",
                  Detail("at most", static_cast<std::int64_t>(kMaxColumns)));
  if (const auto* groups = std::get_if<Groups>(&block))
    for (const auto& line : groups->lines)
      if (line.size() > kMaxGroups)
        return Fail(Code::kInvalid, "A line has too many groups for a page; make more lines.",
                    Detail("at most", static_cast<std::int64_t>(kMaxGroups)));
  if (const auto* blanks = std::get_if<Blanks>(&block))
    if (blanks->labels.size() > kMaxBlanks)
      return Fail(Code::kInvalid, "There is no room for so many lines to write on side by side.",
                  Detail("at most", static_cast<std::int64_t>(kMaxBlanks)));
  return {};
}

Status CheckDocument(const Document& document) {
  if (CleanLine(document.title).empty())
    return Fail(Code::kInvalid, "A PDF needs a title: screen readers say it first.");
  if (!IsLanguageTag(document.language))
    return Fail(Code::kInvalid, "A document's language is a BCP 47 tag such as en-GB.");
  if (SizeOf(document) > kMaxText)
    return Fail(Code::kInvalid, "There is too much text for one PDF; make several.",
                Detail("bytes at most", static_cast<std::int64_t>(kMaxText)));
  for (const Block& block : document.blocks) TRY(CheckBlock(block));
  return {};
}

}  // namespace

namespace {

// What each stage takes of the whole, roughly, and how often it is told of.
constexpr double kLaidOut = 0.4;
constexpr double kDrawn = 0.85;
constexpr std::size_t kTellEach = 16;

Status Tell(const Progress& told, std::size_t i, std::size_t count, double from, double to) {
  if (!told || i % kTellEach != 0) return {};
  return told(from + (to - from) * static_cast<double>(i) / static_cast<double>(count));
}

}  // namespace

Result<Bytes> RenderPdf(const Document& document, Time created, const Progress& told) {
  TRY(CheckDocument(document));
  Typesetter typesetter(document.language);
  const Furniture furniture(typesetter, document);
  const Styles styles = Styles::For(document);
  Flow flow(typesetter, styles, furniture.frame());
  flow.Letterhead(document.publisher, FindPicture(document.letterhead.logo));
  if (document.address) flow.Add(*document.address);
  flow.Title(document.title);
  for (std::size_t i = 0; i < document.blocks.size(); ++i) {
    TRY(Tell(told, i, document.blocks.size(), 0, kLaidOut));
    flow.Add(document.blocks[i]);
  }
  const std::vector<Page> pages = std::move(flow).Pages();

  // A page's furniture comes first: text lies over the watermark, and no tag of text is open yet.
  Canvas canvas(typesetter);
  for (std::size_t i = 0; i < pages.size(); ++i) {
    TRY(Tell(told, i, pages.size(), kLaidOut, kDrawn));
    canvas.Paint(furniture.Of(i + 1, pages.size()));
    canvas.Paint(pages[i]);
    canvas.EndPage();
  }
  return FinishPdf(TRY(canvas.Finish()), {.title = CleanLine(document.title),
                                          .publisher = CleanLine(document.publisher),
                                          .language = document.language,
                                          .created = created.seconds_text()});
}

}  // namespace almoner::paper
