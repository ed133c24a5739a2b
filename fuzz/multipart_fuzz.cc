// Forms with files: whatever is read must be bounded, and come back the same when it is written as
// a browser writes it and read again.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"
#include "http/multipart.h"

namespace {

using namespace almoner::http;  // NOLINT(google-build-using-namespace): a program of one file

std::string Escaped(std::string_view name) {
  std::string out;
  for (const char c : name) {
    if (c == '"')
      out += "%22";
    else if (c == '\r')
      out += "%0D";
    else if (c == '\n')
      out += "%0A";
    else
      out += c;
  }
  return out;
}

void Add(std::string& body, std::string_view boundary, std::string_view more,
         std::string_view bytes) {
  body.append("--").append(boundary).append("\r\nContent-Disposition: form-data; ").append(more);
  body.append("\r\n\r\n").append(bytes).append("\r\n");
}

// None that stands in what it parts.
std::string NewBoundary(std::string_view of) {
  std::string boundary = "b";
  while (of.contains("--" + boundary)) boundary += 'b';
  return boundary;
}

Request Sent(std::string_view boundary, std::string body) {
  Request request;
  request.headers["content-type"] =
      "multipart/form-data; boundary=\"" + std::string(boundary) + "\"";
  request.body = std::move(body);
  return request;
}

void Again(const Multipart& read, std::string_view of) {
  const std::string boundary = NewBoundary(of);
  if (boundary.size() > 60) return;
  std::string body;
  for (const auto& [name, value] : read.fields)
    Add(body, boundary, "name=\"" + Escaped(name) + "\"", value);
  for (const auto& [name, file] : read.files)
    Add(body, boundary,
        "name=\"" + Escaped(name) + "\"; filename=\"" + Escaped(file.name.Expose()) + "\"",
        file.bytes);
  if (body.empty()) return;
  const Request request = Sent(boundary, body + "--" + boundary + "--\r\n");
  const auto again = ParseMultipart(request);
  CHECK(again && again->fields == read.fields && again->files.size() == read.files.size());
  for (const auto& [name, file] : read.files) CHECK(again->files.at(name).bytes == file.bytes);
}

}  // namespace

// The first line is the boundary, what follows the body.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::size_t line = text.find('\n');
  if (line == text.npos) return 0;
  (void)BoundaryIn(text);
  const Request request = Sent(text.substr(0, line), std::string(text.substr(line + 1)));
  const auto read = ParseMultipart(request);
  if (!read) return 0;
  CHECK(read->fields.size() + read->files.size() <= kMostParts);
  for (const auto& [name, value] : read->fields)
    CHECK(!name.empty() && almoner::IsUtf8(name) && almoner::IsUtf8(value) &&
          !value.contains('\0'));
  for (const auto& [name, file] : read->files)
    CHECK(!file.name.Expose().contains('/') && file.bytes.size() <= size);
  Again(*read, text);
  return 0;
}
