#include "picture/svg.h"

#include <cmath>

#include "picture/words.h"

namespace almoner::picture {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

bool Holds(char32_t c) {
  if (c == '\t' || c == '\n' || c == '\r') return true;
  if (c < 0x20 || (c >= 0x7F && c <= 0x9F)) return false;
  return (c & 0xFFFE) != 0xFFFE && !(c >= 0xFDD0 && c <= 0xFDEF);
}
bool ForcesDirection(char32_t c) { return c >= 0x202A && c <= 0x202E; }

std::string_view Entity(char32_t c) {
  switch (c) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '"':
      return "&quot;";
    case '\'':
      return "&#39;";
    default:
      return {};
  }
}

}  // namespace

std::string Number(double value) {
  CHECK(std::isfinite(value) && std::abs(value) < 1e9);
  const auto tenths = std::llround(value * 10);
  const auto size = std::abs(tenths);
  std::string text = tenths < 0 ? "-" : "";
  text += std::to_string(size / 10);
  if (size % 10 != 0) text += "." + std::to_string(size % 10);
  return text;
}

std::string Escaped(std::string_view text) {
  std::string safe;
  safe.reserve(text.size());
  while (!text.empty()) {
    const Letter letter = FirstLetter(text);
    const std::string_view bytes = text.substr(0, letter.size);
    text.remove_prefix(letter.size);
    if (!letter.valid || !Holds(letter.code)) {
      safe += kReplacement;
    } else if (const std::string_view entity = Entity(letter.code); !entity.empty()) {
      safe += entity;
    } else if (!ForcesDirection(letter.code)) {
      safe += bytes;
    }
  }
  return safe;
}

void Writer::Begin(Element element, const Attributes& attributes) {
  out_ += '<';
  out_ += element.view();
  for (const Attribute& attribute : attributes) {
    out_ += ' ';
    out_ += attribute.name.view();
    out_ += "=\"";
    if (const double* number = std::get_if<double>(&attribute.value))
      out_ += Number(*number);
    else if (const Literal* word = std::get_if<Literal>(&attribute.value))
      out_ += Escaped(word->view());
    else
      out_ += Escaped(std::get<std::string>(attribute.value));
    out_ += '"';
  }
}

void Writer::Open(Element element, const Attributes& attributes) {
  Begin(element, attributes);
  out_ += '>';
  open_.push_back(element.view());
}

void Writer::Leaf(Element element, const Attributes& attributes) {
  Begin(element, attributes);
  out_ += "/>";
}

void Writer::Words(std::string_view text) { out_ += Escaped(text); }

void Writer::Close() {
  CHECK(!open_.empty());
  out_ += "</";
  out_ += open_.back();
  out_ += '>';
  open_.pop_back();
}

void Writer::Put(Writer&& other) { out_ += std::move(other).Take(); }

std::string Writer::Take() && {
  CHECK(open_.empty());
  return std::move(out_);
}

}  // namespace almoner::picture
