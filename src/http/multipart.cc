#include "http/multipart.h"

#include <algorithm>

#include "base/bytes.h"

namespace almoner::http {
namespace {

constexpr std::string_view kEnd = "\r\n";
constexpr std::size_t kLongestBoundary = 70;
constexpr int kMostLines = 16;  // of a part's head

// RFC 2046 section 5.1.1: bchars.
bool IsBoundaryCharacter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("'()+_,-./:=? ").contains(c);
}

bool IsBoundary(std::string_view text) {
  return !text.empty() && text.size() <= kLongestBoundary && text.back() != ' ' &&
         std::ranges::all_of(text, IsBoundaryCharacter);
}

// The value of ;name="value" or ;name=token, and what follows it. Without escapes: see the header.
struct Parameter {
  std::string name;
  std::string_view value;
};

// One parameter off the front of `rest`, which begins with its ';'.
std::optional<Parameter> TakeParameter(std::string_view& rest) {
  rest.remove_prefix(1);
  const std::size_t equals = rest.find('=');
  if (equals == rest.npos) return std::nullopt;
  Parameter parameter{.name = Lower(Trim(rest.substr(0, equals))), .value = {}};
  if (!IsToken(parameter.name)) return std::nullopt;
  rest.remove_prefix(equals + 1);
  if (rest.starts_with('"')) {
    const std::size_t close = rest.find('"', 1);
    if (close == rest.npos) return std::nullopt;
    parameter.value = rest.substr(1, close - 1);
    rest.remove_prefix(close + 1);
  } else {
    const std::size_t end = std::min(rest.find(';'), rest.size());
    parameter.value = Trim(rest.substr(0, end));
    if (!IsToken(parameter.value)) return std::nullopt;
    rest.remove_prefix(end);
  }
  rest = Trim(rest);
  if (!rest.empty() && rest.front() != ';') return std::nullopt;
  return parameter;
}

// %22, %0D and %0A, and no other: a browser escapes nothing else.
std::string Unescaped(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const std::string_view here = text.substr(at, 3);
    const char meant = here == "%22"                    ? '"'
                       : here == "%0D" || here == "%0d" ? '\r'
                       : here == "%0A" || here == "%0a" ? '\n'
                                                        : '\0';
    out += meant == '\0' ? text[at] : meant;
    if (meant != '\0') at += 2;
  }
  return out;
}

struct PartHead {
  std::string name;
  std::optional<std::string> file;  // what the file is called; nothing: it is a field
};

// Some programs send whole paths: only what the file itself is called counts.
std::string WithoutFolders(const std::string& name) {
  return name.substr(name.find_last_of("/\\") + 1);  // npos + 1 is 0
}

// RFC 7578 section 4.2.
std::optional<PartHead> ReadDisposition(std::string_view value) {
  const std::size_t semicolon = std::min(value.find(';'), value.size());
  if (Lower(Trim(value.substr(0, semicolon))) != "form-data") return std::nullopt;
  PartHead head;
  bool named = false;
  for (std::string_view rest = value.substr(semicolon); !rest.empty();) {
    const auto parameter = TakeParameter(rest);
    if (!parameter) return std::nullopt;
    if (parameter->name == "name" && !named) {
      head.name = Unescaped(parameter->value);
      named = true;
    } else if (parameter->name == "filename" && !head.file) {
      if (parameter->value.size() > kMostFileName) return std::nullopt;
      head.file = WithoutFolders(Unescaped(parameter->value));
    } else {
      return std::nullopt;
    }
  }
  if (head.name.empty() || head.name.size() > kMostPartName) return std::nullopt;
  return head;
}

// The lines up to the empty one, which are taken off `body`.
std::optional<PartHead> TakeHead(std::string_view& body) {
  std::optional<PartHead> head;
  bool typed = false;
  std::size_t taken = 0;
  for (int lines = 0; lines < kMostLines; ++lines) {
    const std::size_t end = body.substr(0, kMostPartHead).find(kEnd);
    if (end == body.npos) return std::nullopt;
    std::string_view line = body.substr(0, end);
    body.remove_prefix(end + kEnd.size());
    if (line.empty()) return head;
    taken += end;
    if (taken > kMostPartHead || !IsFieldValue(line) || !IsUtf8(line)) return std::nullopt;
    if (!line.contains(':')) return std::nullopt;
    const std::string_view field = TakeUntil(line, ':');
    const std::string name = Lower(field);
    if (!IsToken(name)) return std::nullopt;
    if (name == "content-disposition") {
      if (head || !(head = ReadDisposition(Trim(line)))) return std::nullopt;
    } else if (name == "content-type") {
      if (std::exchange(typed, true)) return std::nullopt;
    } else if (name == "content-transfer-encoding") {
      return std::nullopt;
    }  // RFC 7578 section 4.8: others are ignored
  }
  return std::nullopt;
}

class Reading {
 public:
  Reading(std::string_view body, const std::string& boundary)
      : body_(body), line_("\r\n--" + boundary) {}

  std::optional<Multipart> All() {
    const std::string_view first = std::string_view(line_).substr(kEnd.size());
    if (!body_.starts_with(first)) return std::nullopt;
    body_.remove_prefix(first.size());
    while (body_.starts_with(kEnd)) {
      body_.remove_prefix(kEnd.size());
      if (++parts_ > kMostParts || !Part()) return std::nullopt;
    }
    if (body_ != "--" && body_ != "--\r\n") return std::nullopt;
    return std::move(out_);
  }

 private:
  bool Part() {
    auto head = TakeHead(body_);
    if (!head) return false;
    // RFC 2046 section 5.1.1: a line that begins like the boundary is one, whatever follows.
    const std::size_t end = body_.find(line_);
    if (end == body_.npos) return false;
    const std::string_view bytes = body_.substr(0, end);
    body_.remove_prefix(end + line_.size());
    if (!names_.emplace(head->name, "").second) return false;
    return head->file ? File(std::move(*head), bytes) : Field(std::move(head->name), bytes);
  }

  bool Field(std::string name, std::string_view bytes) {
    total_ += bytes.size();
    if (total_ > kMostFieldBytes || !IsUtf8(bytes) || bytes.contains('\0')) return false;
    out_.fields.emplace(std::move(name), bytes);
    return true;
  }

  // A browser sends a file without name or bytes where none was chosen.
  bool File(PartHead head, std::string_view bytes) {
    if (head.file->empty()) return bytes.empty();
    out_.files.emplace(std::move(head.name),
                       SentFile{.name = Personal(*std::move(head.file)), .bytes = bytes});
    return true;
  }

  std::string_view body_;
  const std::string line_;  // what stands before each part but the first
  Multipart out_;
  Fields names_;
  std::size_t parts_ = 0;
  std::size_t total_ = 0;
};

}  // namespace

std::optional<std::string> BoundaryIn(std::string_view content_type) {
  const std::size_t semicolon = std::min(content_type.find(';'), content_type.size());
  if (Lower(Trim(content_type.substr(0, semicolon))) != "multipart/form-data") return std::nullopt;
  std::optional<std::string> boundary;
  for (std::string_view rest = content_type.substr(semicolon); !rest.empty();) {
    const auto parameter = TakeParameter(rest);
    if (!parameter || parameter->name != "boundary" || boundary) return std::nullopt;
    boundary = std::string(parameter->value);
  }
  if (!boundary || !IsBoundary(*boundary)) return std::nullopt;
  return boundary;
}

std::optional<Multipart> ParseMultipart(const Request& request) {
  const auto boundary = BoundaryIn(request.header("content-type").value_or(""));
  if (!boundary) return std::nullopt;
  return Reading(request.body, *boundary).All();
}

}  // namespace almoner::http
