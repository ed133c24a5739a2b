// Finding what a part of a notice file names. For this folder only.
#pragma once

#include <fmt/format.h>

#include <algorithm>

#include "notice/section.h"

namespace almoner::notice {

inline constexpr std::size_t kMostEntries = 4096;  // of a list that no set of bits bounds

template <class T>
std::optional<Index> Refer(Section& at, const Section::Said& word, const std::vector<T>& all,
                           std::string_view what) {
  const auto found = std::ranges::find(all, word.text, &T::id);
  if (found != all.end()) return static_cast<Index>(found - all.begin());
  at.Complain(word.at,
              fmt::format("{} names the {} '{}', which the notice does not have.", at.name(), what,
                          word.text),
              "Add it under its own heading, or mend the spelling.");
  return std::nullopt;
}

template <class T>
std::optional<Index> ReferOne(Section& at, std::string_view key, const std::vector<T>& all,
                              std::string_view what) {
  const std::string id = at.Optional(key);
  if (id.empty()) return std::nullopt;
  return Refer(at, {id, at.at(key)}, all, what);
}

template <class T>
std::vector<Index> ReferEach(Section& at, std::string_view key, const std::vector<T>& all,
                             std::string_view what) {
  std::vector<Index> found;
  for (const Section::Said& word : at.Words(key))
    if (const auto index = Refer(at, word, all, what)) found.push_back(*index);
  return found;
}

template <std::size_t N, class T>
std::bitset<N> ReferSet(Section& at, std::string_view key, const std::vector<T>& all,
                        std::string_view what) {
  std::bitset<N> set;
  for (const Index index : ReferEach(at, key, all, what)) set.set(index);
  return set;
}

template <class T>
void Add(Section& at, std::vector<T>& all, T made) {
  if (!made.id.empty() && std::ranges::find(all, made.id, &T::id) != all.end())
    at.Complain("id", fmt::format("{} stands twice.", at.name()), "Give each an id of its own.");
  all.push_back(std::move(made));
}

inline Index RequiredClause(Section& at, const std::vector<Clause>& clauses) {
  at.Required("clause", "the id of the clause that says so");
  return ReferOne(at, "clause", clauses, "clause").value_or(0);
}
inline std::optional<Index> OptionalClause(Section& at, const std::vector<Clause>& clauses) {
  return ReferOne(at, "clause", clauses, "clause");
}

}  // namespace almoner::notice
