// An answer, and the usual kinds of it.
#pragma once

#include <boost/json/fwd.hpp>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace almoner::http {

// The reason phrase of a status code; "Unknown" for one not in the registry.
[[nodiscard]] std::string_view Reason(int status);

struct Response {
  int status = 200;
  // Framing (Content-Length, Connection, Date, …), X-Request-Id and the security headers of wire.h
  // are the server's; only Cache-Control and Content-Security-Policy may be overridden here.
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  std::shared_ptr<const std::string> shared = nullptr;  // in place of `body`: that of many answers

  [[nodiscard]] std::string_view content() const { return shared ? *shared : body; }

  static Response Html(std::string body, int status = 200);
  static Response Text(std::string body, int status = 200);
  static Response Json(std::string body, int status = 200);
  static Response File(std::string content_type, std::string body);
  // 303: fetch that next. `location` is a URI reference, escaped already (EncodePercent).
  static Response Redirect(std::string location);
  // RFC 9457, type about:blank and the status's own title unless `members` (clause, code, errors,
  // request_id, …) says otherwise.
  static Response Problem(int status, std::string_view detail);
  static Response Problem(int status, std::string_view detail, const boost::json::object& members);
  // A sentence in plain text: what the server itself says when no handler could.
  static Response Plain(int status);

  Response With(std::string name, std::string value) &&;
};

}  // namespace almoner::http
