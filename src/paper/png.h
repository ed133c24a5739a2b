// A PNG as cairo draws it. Internal.
#pragma once

#include <memory>
#include <string_view>

struct _cairo_surface;  // cairo_surface_t

namespace almoner::paper {

struct ReleaseSurface {
  void operator()(_cairo_surface* surface) const;
};
// None where it is no whole PNG.
[[nodiscard]] std::unique_ptr<_cairo_surface, ReleaseSurface> OpenPng(std::string_view png);

}  // namespace almoner::paper
