#include "http/response.h"

#include <algorithm>
#include <array>
#include <boost/json.hpp>

#include "base/json.h"

namespace almoner::http {
namespace {

struct Row {
  int status;
  std::string_view reason;
  std::string_view sentence;  // for those that the server itself gives
};

constexpr std::array kRows = std::to_array<Row>({
    {200, "OK", ""},
    {201, "Created", ""},
    {202, "Accepted", ""},
    {204, "No Content", ""},
    {301, "Moved Permanently", ""},
    {302, "Found", ""},
    {303, "See Other", "Go on at the address this answer names."},
    {304, "Not Modified", ""},
    {307, "Temporary Redirect", ""},
    {308, "Permanent Redirect", ""},
    {400, "Bad Request", "The request is not one that this server can read."},
    {401, "Unauthorized", "Sign in first."},
    {403, "Forbidden", "This may not be done."},
    {404, "Not Found", "There is nothing at this address."},
    {405, "Method Not Allowed", "This cannot be done at this address."},
    {406, "Not Acceptable", ""},
    {408, "Request Timeout", "The request took too long to arrive. Try again."},
    {409, "Conflict", ""},
    {410, "Gone", ""},
    {411, "Length Required", "Send the request again with its length (Content-Length)."},
    {412, "Precondition Failed", ""},
    {413, "Content Too Large", "What was sent is larger than this server takes."},
    {414, "URI Too Long", "The address is longer than this server takes."},
    {415, "Unsupported Media Type", ""},
    {417, "Expectation Failed", "This server cannot do what the Expect header asks."},
    {422, "Unprocessable Content", ""},
    {428, "Precondition Required", ""},
    {429, "Too Many Requests", "Wait a little, then try again."},
    {431, "Request Header Fields Too Large",
     "The request's headers are more than this server takes. Clearing this site's cookies may "
     "help."},
    {500, "Internal Server Error",
     "Something went wrong here. Try again, and if it goes on, say the request's number."},
    {501, "Not Implemented", "This server does not know this kind of request."},
    {503, "Service Unavailable", "The server is busy. Try again in a moment."},
    {505, "HTTP Version Not Supported", "This server speaks HTTP/1.1."},
});

const Row* Find(int status) {
  const auto* const row = std::ranges::find(kRows, status, &Row::status);
  return row == kRows.end() ? nullptr : row;
}

Response Of(int status, std::string content_type, std::string body) {
  return {.status = status,
          .headers = {{"Content-Type", std::move(content_type)}},
          .body = std::move(body)};
}

}  // namespace

std::string_view Reason(int status) {
  const Row* const row = Find(status);
  return row == nullptr ? "Unknown" : row->reason;
}

Response Response::Html(std::string body, int status) {
  return Of(status, "text/html; charset=utf-8", std::move(body));
}

Response Response::Text(std::string body, int status) {
  return Of(status, "text/plain; charset=utf-8", std::move(body));
}

Response Response::Json(std::string body, int status) {
  return Of(status, "application/json", std::move(body));
}

Response Response::File(std::string content_type, std::string body) {
  return Of(200, std::move(content_type), std::move(body));
}

Response Response::Redirect(std::string location) {
  return Plain(303).With("Location", std::move(location));
}

Response Response::Problem(int status, std::string_view detail) {
  return Problem(status, detail, {});
}

Response Response::Problem(int status, std::string_view detail,
                           const boost::json::object& members) {
  boost::json::object problem = {{"type", "about:blank"}, {"title", Reason(status)}};
  problem["status"] = status;
  problem["detail"] = detail;
  for (const auto& member : members) problem[member.key()] = member.value();
  return Of(status, "application/problem+json", ToText(problem));
}

Response Response::Plain(int status) {
  const Row* const row = Find(status);
  const std::string_view sentence =
      row == nullptr || row->sentence.empty() ? Reason(status) : row->sentence;
  return Text(std::string(sentence) + "\n", status);
}

Response Response::With(std::string name, std::string value) && {
  headers.emplace_back(std::move(name), std::move(value));
  return std::move(*this);
}

}  // namespace almoner::http
