// Proof that the gate said yes, and that it is written down. Only gate::Gate can make these.
#pragma once

#include <chrono>
#include <optional>
#include <utility>
#include <vector>

#include "vault/record.h"

namespace almoner::gate {
class Gate;
}

namespace almoner::vault {

// To read: holds the sealed rows themselves, so that nothing else can be read with it. Good for
// five seconds, once; empty after it was moved from.
class Permit {
 public:
  static constexpr std::chrono::seconds kLife{5};
  Permit(const Permit&) = delete;
  Permit& operator=(const Permit&) = delete;
  Permit(Permit&& other) noexcept
      : entry_(std::exchange(other.entry_, std::nullopt)),
        minted_(other.minted_),
        rows_(std::exchange(other.rows_, {})) {}
  Permit& operator=(Permit&&) = delete;
  ~Permit() = default;

  // The audit entry that records this reading; nothing once used.
  [[nodiscard]] const std::optional<EntryId>& entry() const { return entry_; }
  [[nodiscard]] Time minted() const { return minted_; }
  [[nodiscard]] const std::vector<SealedRecord>& rows() const { return rows_; }

 private:
  friend class gate::Gate;
  Permit(EntryId entry, Time minted, std::vector<SealedRecord> rows)
      : entry_(entry), minted_(minted), rows_(std::move(rows)) {}

  std::optional<EntryId> entry_;
  Time minted_;
  std::vector<SealedRecord> rows_;
};

// To change what is held, inside the transaction in which the gate decided.
class WritePass {
 public:
  WritePass(const WritePass&) = delete;
  WritePass& operator=(const WritePass&) = delete;
  ~WritePass() = default;

 private:
  friend class gate::Gate;
  WritePass() = default;
};

}  // namespace almoner::vault
