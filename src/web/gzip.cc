#include "web/gzip.h"

#include <zlib.h>

#include "base/result.h"
#include "http/text.h"

namespace almoner::web {

std::string Gzip(std::string_view text) {
  constexpr int kGzip = 15 + 16;  // the largest window, and a gzip header
  constexpr int kMemory = 9;
  z_stream stream{};
  CHECK(deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, kGzip, kMemory, Z_DEFAULT_STRATEGY) ==
        Z_OK);
  std::string packed(deflateBound(&stream, text.size()), '\0');
  std::string from(text);  // zlib reads through a pointer that is not const
  stream.next_in = reinterpret_cast<Bytef*>(from.data());
  stream.avail_in = static_cast<uInt>(from.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  CHECK(deflate(&stream, Z_FINISH) == Z_STREAM_END);
  packed.resize(stream.total_out);
  CHECK(deflateEnd(&stream) == Z_OK);
  return packed;
}

bool TakesGzip(const http::Request& request) {
  std::string_view rest = request.header("accept-encoding").value_or("");
  while (!rest.empty()) {
    std::string_view coding = http::Trim(http::TakeUntil(rest, ','));
    const std::string name = http::Lower(http::Trim(http::TakeUntil(coding, ';')));
    if (name != "gzip" && name != "*") continue;
    // Weights are from 0 to 1; "q=0", "q=0.000" refuse it.
    const std::string weight = http::Lower(http::Trim(coding));
    return !(weight.starts_with("q=0") && weight.find_first_not_of("q=0.") == weight.npos);
  }
  return false;
}

}  // namespace almoner::web
