// SecretBytes: key material and opened plaintext. Move-only; zeroed when it goes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "base/bytes.h"

namespace almoner {

class SecretBytes {
 public:
  SecretBytes() = default;
  explicit SecretBytes(std::size_t size);  // zeros
  static SecretBytes CopyOf(BytesView bytes);
  static SecretBytes CopyOf(std::string_view text) { return CopyOf(AsBytes(text)); }
  SecretBytes(const SecretBytes&) = delete;
  SecretBytes& operator=(const SecretBytes&) = delete;
  SecretBytes(SecretBytes&& other) noexcept;
  SecretBytes& operator=(SecretBytes&& other) noexcept;
  ~SecretBytes();

  [[nodiscard]] SecretBytes Clone() const { return CopyOf(view()); }
  [[nodiscard]] BytesView view() const { return {data_, size_}; }
  [[nodiscard]] std::string_view text() const { return AsText(view()); }
  [[nodiscard]] std::span<std::uint8_t> mutable_span() { return {data_, size_}; }
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] bool empty() const { return size_ == 0; }
  void Resize(std::size_t smaller);  // REQUIRES: smaller <= size(); what is cut off is zeroed

  // In constant time for equal sizes.
  friend bool operator==(const SecretBytes& a, const SecretBytes& b);

 private:
  void Wipe();
  std::uint8_t* data_ = nullptr;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
};

}  // namespace almoner
