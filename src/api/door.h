// The door of the API: who calls, with which scope, for which purpose, how often, and with what in
// the body. What comes through is a Call. For this folder only.
#pragma once

#include <map>
#include <memory>
#include <mutex>

#include "api/endpoint.h"

namespace almoner::web::api {

// How often an account calls: a window of a minute each, in memory. Safe for concurrent use.
class Rates {
 public:
  static constexpr int kMost = 600;
  static constexpr std::chrono::seconds kWindow{60};

  struct Left {
    int calls = 0;  // -1: it was one too many
    std::chrono::seconds until{0};
  };
  [[nodiscard]] Left Take(const StaffId& staff, Time now);

 private:
  struct Window {
    Time begun;
    int calls = 0;
  };
  std::mutex mutex_;
  std::map<StaffId, Window> windows_;
};

// Answers the calls of the row.
[[nodiscard]] http::Handler Serve(Site& site, const Endpoint& endpoint,
                                  std::shared_ptr<Rates> rates);

// The body as the row has it: an object with its fields, and nothing else. An answer that says what
// is wrong, otherwise. REQUIRES: the row takes JSON.
[[nodiscard]] std::expected<json::object, http::Response> ReadBody(const Endpoint& endpoint,
                                                                   const http::Request& request);

}  // namespace almoner::web::api
