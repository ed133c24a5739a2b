// How many connections are open, in all and from one client.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>

namespace almoner::http {

// Safe for concurrent use. Outlives its tickets.
class Admission {
 public:
  // Holds one place until it goes.
  class Ticket {
   public:
    Ticket(Ticket&& other) noexcept
        : admission_(std::exchange(other.admission_, nullptr)), client_(std::move(other.client_)) {}
    Ticket& operator=(Ticket&&) = delete;
    Ticket(const Ticket&) = delete;
    Ticket& operator=(const Ticket&) = delete;
    ~Ticket() {
      if (admission_ != nullptr) admission_->Release(client_);
    }

   private:
    friend class Admission;
    Ticket(Admission& admission, std::string client)
        : admission_(&admission), client_(std::move(client)) {}
    Admission* admission_;
    std::string client_;
  };

  Admission(std::size_t connections, std::size_t per_client)
      : connections_(connections), per_client_(per_client) {}

  // `client` is any key that stands for one client. Nothing when there is no place for it.
  [[nodiscard]] std::optional<Ticket> Admit(std::string client);
  [[nodiscard]] std::size_t open() const;
  void WaitUntilEmpty();
  void WaitUntilEmpty(std::chrono::milliseconds at_most);

 private:
  void Release(const std::string& client);

  const std::size_t connections_;
  const std::size_t per_client_;
  mutable std::mutex mutex_;
  std::condition_variable left_;
  std::unordered_map<std::string, std::size_t> clients_;  // guarded by mutex_
  std::size_t open_ = 0;                                  // guarded by mutex_
};

}  // namespace almoner::http
