// Reading one map of a notice file: typed access that reports what is missing, malformed or
// unknown. For this folder only.
#pragma once

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "notice/compile.h"

namespace almoner::notice {

inline constexpr std::size_t kMostFindings = 1000;

class Findings {
 public:
  // At most kMostFindings are kept, so that a file of nothing but errors cannot fill the memory.
  void Add(Mark at, std::string what, std::string remedy);
  // After this nothing more is kept: what follows would be about a part that was not read.
  void AddLast(Mark at, std::string what, std::string remedy);
  [[nodiscard]] bool empty() const { return list_.empty(); }
  [[nodiscard]] std::vector<Finding> TakeInOrder() &&;

 private:
  std::vector<Finding> list_;
  bool closed_ = false;
};

// One map; its destructor reports the keys that nobody asked for.
class Section {
 public:
  Section(const law::Node& node, std::string name, Findings& findings);
  Section(const Section&) = delete;
  Section& operator=(const Section&) = delete;
  ~Section();

  [[nodiscard]] Mark at() const { return node_.at; }
  [[nodiscard]] Mark at(std::string_view key) const;
  [[nodiscard]] const std::string& name() const { return name_; }

  [[nodiscard]] bool Has(std::string_view key) const;  // and it is not empty
  std::string Required(std::string_view key, std::string_view example);
  std::string Optional(std::string_view key);
  // The key `id`, which from then on names this section in findings: digits, hyphens, dots and
  // letters; capital letters only where `capitals` says so.
  enum class Capitals : std::uint8_t { kNo, kYes };
  std::string Id(Capitals capitals = Capitals::kNo);
  bool Flag(std::string_view key);
  std::optional<int> Number(std::string_view key, int least, int most);
  // One of `words`, or the first of them when the key is absent.
  std::size_t OneOf(std::string_view key, const std::vector<std::string_view>& words);
  struct Said {
    std::string text;
    Mark at;
  };
  std::vector<Said> Words(std::string_view key);
  // Each map of the list under `key`; what is not a map is reported, and more than `most` entries.
  void Each(std::string_view key, std::string_view what, std::size_t most,
            const std::function<void(Section&)>& visit);
  // One of `words`, as text; the first where the key is absent.
  std::string Word(std::string_view key, const std::vector<std::string_view>& words);
  // The same, "" where it is absent.
  std::string WordOrNone(std::string_view key, const std::vector<std::string_view>& words);
  std::vector<std::string> Texts(std::string_view key);
  std::vector<std::string> TextsOf(std::string_view key,
                                   const std::vector<std::string_view>& words);
  std::optional<Date> Day(std::string_view key);
  std::vector<Date> Days(std::string_view key);
  std::optional<Period> Span(std::string_view key);
  // The map under `key`; false when there is none.
  bool MaybeWithin(std::string_view key, std::string_view what,
                   const std::function<void(Section&)>& visit);
  // The map under `key`, which must be there.
  void Within(std::string_view key, std::string_view what,
              const std::function<void(Section&)>& visit);

  void Complain(std::string_view key, std::string what, std::string remedy);
  void Complain(Mark where, std::string what, std::string remedy);

 private:
  const law::Node* Take(std::string_view key);

  const law::Node& node_;
  std::string name_;
  Findings& findings_;
  std::set<std::string, std::less<>> asked_;
};

}  // namespace almoner::notice
