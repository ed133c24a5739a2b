#include "http/admission.h"

namespace almoner::http {

std::optional<Admission::Ticket> Admission::Admit(std::string client) {
  const std::lock_guard lock(mutex_);
  if (open_ >= connections_) return std::nullopt;
  if (const auto found = clients_.find(client);
      found != clients_.end() && found->second >= per_client_)
    return std::nullopt;
  ++clients_[client];
  ++open_;
  return Ticket(*this, std::move(client));
}

std::size_t Admission::open() const {
  const std::lock_guard lock(mutex_);
  return open_;
}

void Admission::WaitUntilEmpty() {
  std::unique_lock lock(mutex_);
  left_.wait(lock, [this] { return open_ == 0; });
}

void Admission::WaitUntilEmpty(std::chrono::milliseconds at_most) {
  std::unique_lock lock(mutex_);
  left_.wait_for(lock, at_most, [this] { return open_ == 0; });
}

void Admission::Release(const std::string& client) {
  const std::lock_guard lock(mutex_);
  const auto found = clients_.find(client);
  if (--found->second == 0) clients_.erase(found);
  // Under the lock, since whoever waits may destroy this as soon as it sees nothing open.
  if (--open_ == 0) left_.notify_all();
}

}  // namespace almoner::http
