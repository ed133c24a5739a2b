#include "support/situation.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iostream>

namespace almoner {
namespace {

[[noreturn]] void Malformed(const std::filesystem::path& file, std::size_t line,
                            std::string_view what) {
  std::cerr << file.string() << ":" << line << ": " << what << "\n";
  std::abort();
}

}  // namespace

std::string Situation::Get(std::string_view key) const {
  for (const auto& [name_of, value] : lines)
    if (name_of == key) return value;
  return {};
}

std::vector<std::string> Situation::List(std::string_view key) const {
  std::vector<std::string> parts;
  const std::string all = Get(key);
  for (std::size_t at = 0; at < all.size();) {
    const std::size_t end = std::min(all.find(", ", at), all.size());
    parts.push_back(all.substr(at, end - at));
    at = end + 2;
  }
  return parts;
}

std::string Situation::From(std::string_view key) const {
  std::string text;
  for (const auto& [name_of, value] : lines)
    if (name_of == key || !text.empty()) text += name_of + ": " + value + "\n";
  return text;
}

Situation ReadSituation(const std::filesystem::path& file) {
  Situation read{.name = file.stem().string(), .sentence = {}, .lines = {}};
  std::ifstream in(file);
  std::size_t number = 0;
  for (std::string line; std::getline(in, line);) {
    ++number;
    if (line.empty()) continue;
    if (line.starts_with("#")) {
      if (read.sentence.empty() && line.size() > 2) read.sentence = line.substr(2);
      continue;
    }
    const std::size_t colon = line.find(": ");
    if (colon == std::string::npos) Malformed(file, number, "write `key: value`");
    const std::string key = line.substr(0, colon);
    if (!read.Get(key).empty()) Malformed(file, number, "this key stands twice");
    read.lines.emplace_back(key, line.substr(colon + 2));
  }
  return read;
}

std::vector<Situation> ReadSituations(const std::filesystem::path& folder,
                                      std::string_view ending) {
  std::vector<Situation> all;
  for (const auto& file : std::filesystem::directory_iterator(folder))
    if (file.path().extension() == ending) all.push_back(ReadSituation(file.path()));
  std::ranges::sort(all, {}, &Situation::name);
  return all;
}

}  // namespace almoner
