#include "paper/canvas.h"

#include <cairo-pdf.h>
#include <fmt/format.h>

#include <algorithm>

#include "paper/png.h"

namespace almoner::paper {
namespace {

cairo_status_t Append(void* out, const unsigned char* data, unsigned size) {
  auto& bytes = *static_cast<Bytes*>(out);
  bytes.insert(bytes.end(), data, data + size);
  return CAIRO_STATUS_SUCCESS;
}

}  // namespace

void Canvas::Release::operator()(cairo_t* context) const { cairo_destroy(context); }
void Canvas::Release::operator()(cairo_surface_t* surface) const { cairo_surface_destroy(surface); }

Canvas::Canvas(Typesetter& typesetter)
    : typesetter_(typesetter),
      out_(std::make_unique<Bytes>()),
      surface_(cairo_pdf_surface_create_for_stream(Append, out_.get(), kPageWidth, kPageHeight)),
      context_(cairo_create(surface_.get())) {
  bookmark_.fill(CAIRO_PDF_OUTLINE_ROOT);
  cairo_tag_begin(context_.get(), "Document", nullptr);
}

void Canvas::Paint(const Page& page) {
  for (const Mark& mark : page) std::visit([this](const auto& one) { Draw(one); }, mark);
}

void Canvas::EndPage() {
  cairo_show_page(context_.get());
  ++page_;
}

Result<Bytes> Canvas::Finish() {
  cairo_tag_end(context_.get(), "Document");
  const cairo_status_t drawn = cairo_status(context_.get());
  cairo_surface_finish(surface_.get());
  const cairo_status_t written = cairo_surface_status(surface_.get());
  if (drawn != CAIRO_STATUS_SUCCESS || written != CAIRO_STATUS_SUCCESS)
    return Fail(Code::kInternal, "The PDF could not be drawn; this is a fault of the program.",
                Detail("cairo status", std::max(drawn, written)));
  return std::move(*out_);
}

void Canvas::Draw(const TextMark& mark) { typesetter_.Draw(context_.get(), mark); }

void Canvas::Draw(const BoxMark& mark) {
  cairo_set_source_rgb(context_.get(), mark.ink.red, mark.ink.green, mark.ink.blue);
  cairo_rectangle(context_.get(), mark.x, mark.y, mark.width, mark.height);
  cairo_fill(context_.get());
}

void Canvas::Draw(const PictureMark& mark) {
  const auto picture = OpenPng(*mark.png);
  if (!picture) return;  // it opened before (FindPicture)
  cairo_t* const context = context_.get();
  cairo_save(context);
  cairo_translate(context, mark.x, mark.y);
  cairo_scale(context, mark.width / cairo_image_surface_get_width(picture.get()),
              mark.height / cairo_image_surface_get_height(picture.get()));
  cairo_set_source_surface(context, picture.get(), 0, 0);
  cairo_paint(context);
  cairo_restore(context);
}

void Canvas::Draw(const OpenTag& mark) { cairo_tag_begin(context_.get(), mark.name, nullptr); }
void Canvas::Draw(const CloseTag& mark) { cairo_tag_end(context_.get(), mark.name); }

// A heading that skips a level hangs under the nearest one above it.
void Canvas::Draw(const Bookmark& mark) {
  const auto level = static_cast<std::size_t>(mark.level);
  const std::string target = fmt::format("page={} pos=[0 {:.1f}]", page_, mark.y);
  const int made =
      cairo_pdf_surface_add_outline(surface_.get(), bookmark_[level], mark.text.c_str(),
                                    target.c_str(), CAIRO_PDF_OUTLINE_FLAG_OPEN);
  std::fill(bookmark_.begin() + mark.level + 1, bookmark_.end(), made);
}

}  // namespace almoner::paper
