// The request parser, fed whole and in pieces: both must agree, and what comes out must be what
// request.h promises.
#include <array>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "http/request_parser.h"

namespace {

using almoner::http::Limits;
using almoner::http::Request;
using almoner::http::RequestParser;
using State = RequestParser::State;

const Limits kLimits{
    .header_bytes = 2048, .headers = 20, .target = 256, .body = 64, .large_body = 4096};

struct Outcome {
  std::vector<Request> requests;
  int status = 0;  // of what was refused after them
};

void CheckPromises(const Request& request) {
  CHECK(request.path.starts_with('/') && almoner::IsUtf8(request.path));
  CHECK(!request.path.contains("//") && !request.path.contains('\\'));
  CHECK(!(request.path + "/").contains("/../") && !(request.path + "/").contains("/./"));
  CHECK(request.path.find('\0') == std::string::npos);
  CHECK(!request.headers.contains("transfer-encoding"));
  for (const auto& [name, value] : request.headers)
    CHECK(almoner::http::IsToken(name) && almoner::http::IsFieldValue(value) &&
          almoner::IsUtf8(value));
  for (const auto& [name, value] : request.queries)
    CHECK(almoner::IsUtf8(name) && almoner::IsUtf8(value) && !name.empty());
  const auto length = request.header("content-length");
  CHECK(request.body.size() == (length ? std::stoul(std::string(*length)) : 0));
}

// Pieces of `size` bytes; all at once for 0.
Outcome Parse(std::string_view bytes, std::size_t size) {
  Outcome outcome;
  // Half of the addresses take a larger body in pieces, the others one that is held.
  const auto in_pieces = [](const almoner::http::Request& head) -> std::uint64_t {
    return head.path.size() % 2 == 0 ? kLimits.large_body : 0;
  };
  const auto held =
      [](const almoner::http::Request&) -> std::expected<std::shared_ptr<const void>, int> {
    return std::make_shared<int>(0);
  };
  RequestParser parser(kLimits, in_pieces, held);
  const auto take_body = [&] {
    std::array<char, 7> some{};
    while (const std::size_t taken = parser.TakeBody(some))
      outcome.requests.back().body.append(some.data(), taken);
  };
  do {
    const std::string_view piece = size == 0 ? bytes : bytes.substr(0, size);
    bytes.remove_prefix(piece.size());
    State state = parser.Feed(piece);
    take_body();
    if (parser.body_left() > 0) continue;
    state = parser.Feed({});
    while (state == State::kDone) {
      outcome.requests.push_back(parser.Take());
      take_body();
      if (parser.body_left() > 0) break;
      state = parser.Feed({});
    }
    if (state == State::kBad) outcome.status = parser.status();
  } while (!bytes.empty());
  if (parser.body_left() > 0) outcome.requests.pop_back();  // it broke off
  return outcome;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  const Outcome whole = Parse(bytes, 0);
  const Outcome pieces = Parse(bytes, 1 + data[0] % 16);
  CHECK(whole.status == pieces.status && whole.requests.size() == pieces.requests.size());
  for (std::size_t i = 0; i < whole.requests.size(); ++i) {
    CheckPromises(whole.requests[i]);
    CHECK(whole.requests[i].path == pieces.requests[i].path);
    CHECK(whole.requests[i].body == pieces.requests[i].body);
    CHECK(whole.requests[i].headers == pieces.requests[i].headers);
  }
  return 0;
}
