// Personal<T>: a value about a person. It cannot be printed, compared, hashed or converted, so it
// cannot slip into a log, an error or a URL; whoever needs the value writes Expose(), and a search
// for that word finds every place.
#pragma once

#include <utility>

namespace almoner {

template <class T>
class Personal {
 public:
  Personal() = default;
  explicit Personal(T value) : value_(std::move(value)) {}

  [[nodiscard]] const T& Expose() const& { return value_; }
  [[nodiscard]] T Expose() && { return std::move(value_); }

  friend bool operator==(const Personal&, const Personal&) = delete;
  template <class Stream>
  friend Stream& operator<<(Stream&, const Personal&) = delete;

 private:
  T value_;
};

}  // namespace almoner
