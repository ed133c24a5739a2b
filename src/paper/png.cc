#include "paper/png.h"

#include <cairo.h>

#include <algorithm>
#include <cstdint>

#include "paper/picture.h"

namespace almoner::paper {
namespace {

constexpr std::string_view kSignature("\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 16);
constexpr std::size_t kSizes = 24;  // up to the end of the height

cairo_status_t TakeBytes(void* from, unsigned char* into, unsigned size) {
  auto& left = *static_cast<std::string_view*>(from);
  if (left.size() < size) return CAIRO_STATUS_READ_ERROR;
  std::ranges::copy(left.substr(0, size), into);
  left.remove_prefix(size);
  return CAIRO_STATUS_SUCCESS;
}

std::uint32_t SideAt(std::string_view png, std::size_t at) {
  std::uint32_t side = 0;
  for (const char c : png.substr(at, 4)) side = side << 8 | static_cast<std::uint8_t>(c);
  return side;
}

bool Fits(std::uint32_t side) { return side > 0 && side <= kMostPictureSide; }

}  // namespace

void ReleaseSurface::operator()(cairo_surface_t* surface) const { cairo_surface_destroy(surface); }

std::unique_ptr<cairo_surface_t, ReleaseSurface> OpenPng(std::string_view png) {
  if (png.size() < kSizes || !png.starts_with(kSignature) || !Fits(SideAt(png, 16)) ||
      !Fits(SideAt(png, 20)))
    return nullptr;
  std::string_view left = png;
  std::unique_ptr<cairo_surface_t, ReleaseSurface> surface(
      cairo_image_surface_create_from_png_stream(TakeBytes, &left));
  if (cairo_surface_status(surface.get()) != CAIRO_STATUS_SUCCESS) return nullptr;
  return surface;
}

std::optional<Picture> FindPicture(std::string_view png) {
  const auto surface = OpenPng(png);
  if (!surface) return std::nullopt;
  return Picture{.width = static_cast<double>(cairo_image_surface_get_width(surface.get())),
                 .height = static_cast<double>(cairo_image_surface_get_height(surface.get())),
                 .png = std::make_shared<const std::string>(png)};
}

}  // namespace almoner::paper
