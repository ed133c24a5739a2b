// A text as its words, with what their letters and what stands around them say.
#pragma once

#include <string_view>
#include <vector>

#include "redact/words.h"

namespace almoner::redact {

class Tokens {
 public:
  // REQUIRES: the text outlives it.
  explicit Tokens(std::string_view text);

  [[nodiscard]] std::size_t size() const { return words_.size(); }
  [[nodiscard]] const Word& operator[](std::size_t i) const { return words_[i]; }
  [[nodiscard]] std::string_view text() const { return text_; }

  [[nodiscard]] std::string_view Raw(std::size_t i) const {
    return text_.substr(words_[i].from, words_[i].to - words_[i].from);
  }
  // "" where there is no such word.
  [[nodiscard]] std::string_view Folded(std::size_t i) const {
    return i < words_.size() ? std::string_view(words_[i].folded) : std::string_view();
  }
  // What stands between word i and the one before; "" where there is no such word.
  [[nodiscard]] std::string_view Gap(std::size_t i) const;
  [[nodiscard]] char Before(std::size_t i) const {
    return words_[i].from > 0 ? text_[words_[i].from - 1] : ' ';
  }
  [[nodiscard]] char After(std::size_t i) const {
    return words_[i].to < text_.size() ? text_[words_[i].to] : ' ';
  }
  [[nodiscard]] bool StartsHigh(std::size_t i) const;  // with a capital, or beyond ASCII
  [[nodiscard]] bool IsHigh(std::size_t i) const;      // no small letter
  [[nodiscard]] bool StartsSentence(std::size_t i) const;
  [[nodiscard]] bool IsOwner(std::size_t i) const;  // 's or ’s follows
  // Whoever wrote the line or sentence that it stands in uses no capitals: they say nothing where
  // they are not.
  [[nodiscard]] bool IsInSmall(std::size_t i) const { return small_[i]; }

 private:
  [[nodiscard]] bool EndsBefore(std::size_t i) const;  // a sentence
  void LookAtLine(std::size_t begin, std::size_t end);

  std::string_view text_;
  std::vector<Word> words_;
  std::vector<bool> small_;
};

}  // namespace almoner::redact
