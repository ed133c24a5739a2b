#include "paper/size.h"

#include <algorithm>

namespace almoner::paper {
namespace {

// Short lines and empty cells take memory and paper as well.
constexpr std::size_t kEach = 32;

std::size_t SizeOf(std::string_view text) {
  return text.size() + kEach * (1 + static_cast<std::size_t>(std::ranges::count(text, '\n')));
}
std::size_t SizeOfAll(const std::vector<std::string>& texts) {
  std::size_t size = kEach;
  for (const std::string& text : texts) size += SizeOf(text);
  return size;
}
std::size_t SizeOf(const Heading& heading) { return SizeOf(heading.text); }
std::size_t SizeOf(const Paragraph& paragraph) { return SizeOf(paragraph.text); }
std::size_t SizeOf(const Bullets& bullets) { return SizeOfAll(bullets.items); }
std::size_t SizeOf(const Table& table) {
  std::size_t size = SizeOfAll(table.header);
  for (const auto& row : table.rows) size += SizeOfAll(row);
  return size;
}
std::size_t SizeOf(const Facts& facts) {
  std::size_t size = 0;
  for (const auto& [label, value] : facts.rows) size += SizeOf(label) + SizeOf(value);
  return size;
}
std::size_t SizeOf(const Steps& steps) { return SizeOfAll(steps.items); }
std::size_t SizeOf(const Groups& groups) {
  std::size_t size = kEach;
  for (const auto& line : groups.lines) size += SizeOfAll(line);
  return size;
}
std::size_t SizeOf(const Blanks& blanks) { return SizeOfAll(blanks.labels); }
std::size_t SizeOf(const Address& address) {
  return SizeOf(address.recipient) + SizeOf(address.date) + SizeOf(address.reference);
}

}  // namespace

std::size_t SizeOf(const std::vector<std::string>& texts) { return SizeOfAll(texts); }

std::size_t SizeOf(const Block& block) {
  return std::visit([](const auto& one) { return SizeOf(one); }, block);
}

std::size_t SizeOf(const Document& document) {
  std::size_t size = SizeOf(document.title) + SizeOf(document.publisher) + SizeOf(document.footer);
  if (document.watermark) size += SizeOf(*document.watermark);
  if (document.address) size += SizeOf(*document.address);
  for (const Block& block : document.blocks) size += SizeOf(block);
  return size;
}

}  // namespace almoner::paper
