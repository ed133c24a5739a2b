#include "base/secret.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace almoner {

SecretBytes::SecretBytes(std::size_t size)
    : data_(size == 0 ? nullptr : new std::uint8_t[size]()), size_(size), capacity_(size) {}

SecretBytes SecretBytes::CopyOf(BytesView bytes) {
  SecretBytes copy(bytes.size());
  std::ranges::copy(bytes, copy.data_);
  return copy;
}

SecretBytes::SecretBytes(SecretBytes&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)),
      size_(std::exchange(other.size_, 0)),
      capacity_(std::exchange(other.capacity_, 0)) {}

SecretBytes& SecretBytes::operator=(SecretBytes&& other) noexcept {
  if (this == &other) return *this;
  Wipe();
  data_ = std::exchange(other.data_, nullptr);
  size_ = std::exchange(other.size_, 0);
  capacity_ = std::exchange(other.capacity_, 0);
  return *this;
}

SecretBytes::~SecretBytes() { Wipe(); }

void SecretBytes::Wipe() {
  if (data_ != nullptr) explicit_bzero(data_, capacity_);
  delete[] data_;
  data_ = nullptr;
}

void SecretBytes::Resize(std::size_t smaller) {
  CHECK(smaller <= size_);
  if (smaller < size_) explicit_bzero(data_ + smaller, size_ - smaller);
  size_ = smaller;
}

bool operator==(const SecretBytes& a, const SecretBytes& b) {
  if (a.size_ != b.size_) return false;
  std::uint8_t difference = 0;
  for (std::size_t i = 0; i < a.size_; ++i)
    difference = static_cast<std::uint8_t>(difference | (a.data_[i] ^ b.data_[i]));
  return difference == 0;
}

}  // namespace almoner
