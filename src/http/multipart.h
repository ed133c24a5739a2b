// What a browser's form with files in it sends: multipart/form-data (RFC 7578), whose parts stand
// between the lines of RFC 2046 section 5.1.
//
// As strict as ParsePairs, for the same reason: two readers must never take a body to say different
// things. Nothing stands before the first line or after the last; lines end in CR LF; a name comes
// once; what RFC 7578 section 4.2 forbids (filename*) and section 4.7 deprecates
// (Content-Transfer-Encoding) is refused. Names are read as WHATWG has browsers write them (HTML
// section 4.10.21.8): %22, %0D and %0A stand for a quote and the ends of lines, and a backslash for
// itself.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/personal.h"
#include "http/request.h"

namespace almoner::http {

inline constexpr std::size_t kMostParts = 1000;                     // as kMaxPairs
inline constexpr std::size_t kMostPartHead = std::size_t{4} << 10;  // bytes, a part's lines
inline constexpr std::size_t kMostPartName = 200;                   // bytes
inline constexpr std::size_t kMostFileName = std::size_t{1} << 10;  // bytes
inline constexpr std::size_t kMostFieldBytes =
    std::size_t{4} * (1 << 20);  // of all fields together

// A file as it was sent. What its sender calls it tells of people as often as not, and what they
// say it is, is not believed: whoever takes it in looks.
struct SentFile {
  Personal<std::string> name;  // without folders
  std::string_view bytes;      // lives as long as the request
};

struct Multipart {
  Fields fields;
  std::map<std::string, SentFile, std::less<>> files;  // by the field's name; only those chosen
};

// The body of a request whose Content-Type is multipart/form-data with a boundary. Nothing when it
// is anything else, is cut short, or exceeds the bounds above.
[[nodiscard]] std::optional<Multipart> ParseMultipart(const Request& request);

// The boundary of such a Content-Type (RFC 2046 section 5.1.1): 1 to 70 characters.
[[nodiscard]] std::optional<std::string> BoundaryIn(std::string_view content_type);

}  // namespace almoner::http
