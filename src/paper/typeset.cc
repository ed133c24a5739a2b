#include "paper/typeset.h"

#include <pango/pangocairo.h>

#include <algorithm>
#include <numbers>

#include "paper/text.h"

namespace almoner::paper {

struct Glyphs {
  struct Free {
    void operator()(PangoGlyphItem* run) const { pango_glyph_item_free(run); }
  };
  std::vector<std::unique_ptr<PangoGlyphItem, Free>> runs;  // from the left
  int width = 0;                                            // in pango's units
};

namespace {

double Shift(Anchor anchor, double width) {
  return anchor == Anchor::kLeft ? 0 : anchor == Anchor::kRight ? width : width / 2;
}

template <class T>
struct Unref {
  void operator()(T* object) const { g_object_unref(object); }
};
using Options = std::unique_ptr<cairo_font_options_t, decltype(&cairo_font_options_destroy)>;
using Font = std::unique_ptr<PangoFontDescription, decltype(&pango_font_description_free)>;
using Attributes = std::unique_ptr<PangoAttrList, decltype(&pango_attr_list_unref)>;

// What these lack comes from whatever else is installed, as fontconfig chooses.
constexpr const char* kFamilies = "Noto Sans, Noto Sans Arabic";

constexpr double kOneLine = -1;  // a width that never breaks

// Pango's time for breaking inside a word grows with the square of its length, and a width is an
// int of 1/1024 point: long text is given to it in pieces of this many bytes.
constexpr std::size_t kPiece = 1024;

std::string_view Piece(std::string_view text) {
  if (text.size() <= kPiece) return text;
  std::size_t end = kPiece;
  while ((static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end);
}

double Points(int pango_units) { return static_cast<double>(pango_units) / PANGO_SCALE; }

Direction DirectionOf(const PangoLayoutLine* line) {
  return line->resolved_dir == PANGO_DIRECTION_RTL ? Direction::kRightToLeft
                                                   : Direction::kLeftToRight;
}

void SetText(PangoLayout* layout, std::string_view text) {
  pango_layout_set_text(layout, text.data(), static_cast<int>(text.size()));
}

// A space's glyph, in place of the nothing that a line's last space becomes where it is broken:
// with nothing for a letter, cairo 1.16 wraps the line in a span of its own. `text` is the run's.
bool ShowLastSpace(PangoGlyphItem& run, std::string_view text) {
  PangoGlyphString& glyphs = *run.glyphs;
  if (glyphs.num_glyphs == 0) return true;
  PangoGlyphInfo& last = glyphs.glyphs[glyphs.num_glyphs - 1];
  if (last.glyph != PANGO_GLYPH_EMPTY) return true;
  for (int i = 0; i + 1 < glyphs.num_glyphs; ++i)
    if (text[static_cast<std::size_t>(glyphs.log_clusters[i])] == ' ' &&
        glyphs.glyphs[i].glyph != PANGO_GLYPH_EMPTY) {
      last.glyph = glyphs.glyphs[i].glyph;
      return true;
    }
  return false;
}

// Nothing for what runs from the right anywhere, and for a last space whose like is not in the
// line: those are set anew. `text` is the line's.
std::shared_ptr<const Glyphs> GlyphsOf(const PangoLayoutLine* line, std::string_view text) {
  auto glyphs = std::make_shared<Glyphs>();
  for (const GSList* at = line->runs; at != nullptr; at = at->next) {
    const auto* const run = static_cast<const PangoGlyphItem*>(at->data);
    if (run->item->analysis.level != 0) return nullptr;
    glyphs->runs.emplace_back(pango_glyph_item_copy(const_cast<PangoGlyphItem*>(run)));
    PangoGlyphItem& copy = *glyphs->runs.back();
    copy.item->offset -= line->start_index;
    if (at->next == nullptr &&
        !ShowLastSpace(copy, text.substr(static_cast<std::size_t>(copy.item->offset))))
      return nullptr;
    glyphs->width += pango_glyph_string_get_width(copy.glyphs);
  }
  return glyphs;
}

// A line's natural height is spread evenly over the pitch; one that needs more takes more.
Line Measured(PangoLayoutLine* line, std::string_view text, const Style& style) {
  PangoRectangle box{};
  pango_layout_line_get_extents(line, nullptr, &box);
  const double natural = Points(box.height);
  const double advance = std::max(style.pitch, natural);
  return {.text = std::string(text),
          .direction = DirectionOf(line),
          .advance = advance,
          .baseline = (advance - natural) / 2 + Points(-box.y),
          .glyphs = GlyphsOf(line, text)};
}

}  // namespace

void Typesetter::Release::operator()(PangoLayout* layout) const { g_object_unref(layout); }

Typesetter::Typesetter(const std::string& language) {
  const std::unique_ptr<PangoContext, Unref<PangoContext>> context(
      pango_font_map_create_context(pango_cairo_font_map_get_default()));  // the thread's own
  pango_cairo_context_set_resolution(context.get(), 72);  // a unit of the page is a point
  const Options options(cairo_font_options_create(), cairo_font_options_destroy);
  cairo_font_options_set_hint_style(options.get(), CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics(options.get(), CAIRO_HINT_METRICS_OFF);
  pango_cairo_context_set_font_options(context.get(), options.get());
  pango_context_set_round_glyph_positions(context.get(), FALSE);
  pango_context_set_language(context.get(), pango_language_from_string(language.c_str()));

  layout_.reset(pango_layout_new(context.get()));
  pango_layout_set_wrap(layout_.get(), PANGO_WRAP_WORD_CHAR);
  // Ligatures split a word for who reads the file: cairo 1.16 wraps each in a span of its own, and
  // readers of the structure see the paragraph end there.
  const Attributes attributes(pango_attr_list_new(), pango_attr_list_unref);
  pango_attr_list_insert(attributes.get(), pango_attr_font_features_new("liga=0, clig=0"));
  pango_attr_list_insert(attributes.get(), pango_attr_insert_hyphens_new(FALSE));
  pango_layout_set_attributes(layout_.get(), attributes.get());
}

void Typesetter::Use(const Style& style, std::optional<Direction> direction, double width) {
  const Font font(pango_font_description_new(), pango_font_description_free);
  pango_font_description_set_family_static(font.get(), kFamilies);
  pango_font_description_set_weight(font.get(),
                                    style.bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
  pango_font_description_set_size(font.get(), pango_units_from_double(style.size));
  pango_layout_set_font_description(layout_.get(), font.get());
  pango_layout_set_width(layout_.get(), width < 0 ? -1 : pango_units_from_double(width));
  pango_layout_set_auto_dir(layout_.get(), direction ? FALSE : TRUE);
  pango_context_set_base_dir(
      pango_layout_get_context(layout_.get()),
      direction == Direction::kRightToLeft ? PANGO_DIRECTION_RTL : PANGO_DIRECTION_LTR);
  pango_layout_context_changed(layout_.get());
}

namespace {

constexpr std::size_t kShort = 64;      // bytes
constexpr std::size_t kMostSeen = 512;  // texts

// Whatever the lines of a text depend on, but its language.
std::string SeenAs(std::string_view clean, const Style& style, double width) {
  std::string key(clean);
  for (const double part : {style.size, style.pitch, style.bold ? 1.0 : 0.0, width})
    key.append(reinterpret_cast<const char*>(&part), sizeof part);
  return key;
}

}  // namespace

std::vector<Line> Typesetter::Wrap(std::string_view text, const Style& style, double width) {
  const std::string clean = CleanText(text);
  if (clean.find_first_not_of(" \n") == std::string::npos) return {};
  if (clean.size() > kShort) return Broken(clean, style, width);
  const std::string key = SeenAs(clean, style, width);
  if (const auto found = seen_.find(key); found != seen_.end()) return found->second;
  std::vector<Line> lines = Broken(clean, style, width);
  if (seen_.size() >= kMostSeen) seen_.clear();
  seen_.emplace(key, lines);
  return lines;
}

// REQUIRES: not blank.
std::vector<Line> Typesetter::Broken(std::string_view clean, const Style& style, double width) {
  std::vector<Line> lines;
  std::string_view rest = clean;
  while (true) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    WrapLine(rest.substr(0, end), style, width, lines);
    if (end == rest.size()) return lines;
    lines.back().glyphs.reset();
    lines.back().text += ' ';  // "Flat 2\nPark Road" is two lines to the eye, two words to the ear
    rest.remove_prefix(end + 1);
  }
}

// Piece by piece: the last line of a piece is not finished, so the next piece begins with it.
void Typesetter::WrapLine(std::string_view text, const Style& style, double width,
                          std::vector<Line>& lines) {
  Use(style, std::nullopt, width);
  while (true) {
    const std::string_view piece = Piece(text);
    SetText(layout_.get(), piece);
    std::size_t taken = 0;
    for (GSList* at = pango_layout_get_lines_readonly(layout_.get()); at != nullptr;
         at = at->next) {
      if (at->next == nullptr && piece.size() < text.size() && taken > 0) break;
      auto* const line = static_cast<PangoLayoutLine*>(at->data);
      const auto length = static_cast<std::size_t>(line->length);
      lines.push_back(Measured(line, piece.substr(taken, length), style));
      taken += length;
    }
    text.remove_prefix(taken);
    if (text.empty()) return;
    Use(style, lines.back().direction, width);
  }
}

Line Typesetter::Fit(std::string_view text, const Style& style, double width) {
  const std::string line = CleanLine(text);
  std::vector<Line> lines = Wrap(line, style, width);
  if (lines.empty()) lines.push_back({});
  if (lines.size() > 1) {
    lines = Wrap(line, style, width - Width("…", style));
    lines.front().glyphs.reset();
    std::string& first = lines.front().text;
    first.erase(first.find_last_not_of(' ') + 1);
    first += "…";
  }
  return std::move(lines.front());
}

double Typesetter::Width(std::string_view text, const Style& style) {
  const std::string line = CleanLine(text);
  const std::string_view start = Piece(line);
  Use(style, std::nullopt, kOneLine);
  SetText(layout_.get(), start);
  PangoRectangle box{};
  pango_layout_get_extents(layout_.get(), nullptr, &box);
  return Points(box.width);
}

namespace {

void DrawGlyphs(cairo_t* to, const TextMark& mark) {
  double x = -Shift(mark.anchor, Points(mark.glyphs->width));
  for (const auto& run : mark.glyphs->runs) {
    cairo_move_to(to, x, 0);
    pango_cairo_show_glyph_item(to, mark.text.c_str(), run.get());
    x += Points(pango_glyph_string_get_width(run->glyphs));
  }
}

}  // namespace

// What was set already is drawn as it is. Else each line is a layout of its own: drawn as lines of
// one layout, cairo 1.16 nests a span into the tag at each wrap, and readers of the structure lose
// what follows.
void Typesetter::Draw(cairo_t* to, const TextMark& mark) {
  cairo_save(to);
  cairo_set_source_rgb(to, mark.style.ink.red, mark.style.ink.green, mark.style.ink.blue);
  cairo_translate(to, mark.x, mark.y);
  cairo_rotate(to, mark.angle);
  if (mark.glyphs) {
    DrawGlyphs(to, mark);
  } else {
    Use(mark.style, mark.direction, kOneLine);
    SetText(layout_.get(), mark.text);
    PangoLayoutLine* const line = pango_layout_get_line_readonly(layout_.get(), 0);
    PangoRectangle box{};
    pango_layout_line_get_extents(line, nullptr, &box);
    cairo_move_to(to, -Shift(mark.anchor, Points(box.width)), 0);
    pango_cairo_show_layout_line(to, line);
  }
  cairo_restore(to);
}

}  // namespace almoner::paper
