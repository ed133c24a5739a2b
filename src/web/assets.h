// Files that pages use, each at an address that holds its hash: a browser may keep it for ever,
// because what has changed has another address.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "http/request.h"
#include "http/response.h"

namespace almoner::web {

// Immutable; safe for concurrent use.
class Assets {
 public:
  Assets();
  // "/assets/3f2a…/almoner.css". REQUIRES: there is such a file.
  [[nodiscard]] const std::string& Address(Literal file) const;
  // The file at the request's path, packed for whoever takes that; 304 where the client has it (RFC
  // 9110 section 13.1.2).
  [[nodiscard]] std::optional<http::Response> Find(const http::Request& request) const;

 private:
  struct Asset {
    std::string address;
    std::string tag;  // with its quotes
    std::string_view type;
    std::shared_ptr<const std::string> bytes;
    std::string packed_tag;
    std::shared_ptr<const std::string> packed;  // with gzip
  };
  std::map<std::string_view, Asset> files_;  // by name
  std::map<std::string_view, const Asset*> addresses_;
};

}  // namespace almoner::web
