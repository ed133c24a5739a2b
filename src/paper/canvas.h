// Draws pages into a PDF, by way of cairo. Internal.
#pragma once

#include <array>
#include <memory>

#include "base/bytes.h"
#include "base/result.h"
#include "paper/page.h"
#include "paper/typeset.h"

struct _cairo;          // cairo_t
struct _cairo_surface;  // cairo_surface_t

namespace almoner::paper {

// Paint any number of times, EndPage, and again; Finish once. A tag may stay open over pages.
class Canvas {
 public:
  explicit Canvas(Typesetter& typesetter);
  void Paint(const Page& page);
  void EndPage();
  Result<Bytes> Finish();

 private:
  struct Release {
    void operator()(_cairo* context) const;
    void operator()(_cairo_surface* surface) const;
  };
  void Draw(const TextMark& mark);
  void Draw(const BoxMark& mark);
  void Draw(const PictureMark& mark);
  void Draw(const OpenTag& mark);
  void Draw(const CloseTag& mark);
  void Draw(const Bookmark& mark);

  Typesetter& typesetter_;
  std::unique_ptr<Bytes> out_;  // where the surface writes, so before it
  std::unique_ptr<_cairo_surface, Release> surface_;
  std::unique_ptr<_cairo, Release> context_;
  int page_ = 1;
  std::array<int, 5> bookmark_{};  // the last one of each level, after the root
};

}  // namespace almoner::paper
