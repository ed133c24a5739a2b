#include "paper/artifacts.h"

#define POINTERHOLDER_TRANSITION 4  // qpdf 11: std::shared_ptr throughout
#include <algorithm>
#include <array>
#include <qpdf/Buffer.hh>
#include <qpdf/QPDF.hh>
#include <qpdf/QPDFPageDocumentHelper.hh>
#include <stdexcept>
#include <string>
#include <string_view>

namespace almoner::paper {
namespace {

using namespace std::string_view_literals;

// ISO 32000-1 tables 59, 60, 87 and 107: what begins a path, a text object or a picture, and what
// ends one.
constexpr std::array kBegins = {"m"sv, "re"sv, "BT"sv, "Do"sv};
constexpr std::array kEnds = {"f"sv,  "F"sv, "f*"sv, "S"sv, "s"sv,  "B"sv,
                              "B*"sv, "b"sv, "b*"sv, "n"sv, "ET"sv, "Do"sv};

bool IsIn(const auto& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

bool IsSpace(char c) { return " \t\r\n\f\0"sv.contains(c); }
bool IsDelimiter(char c) { return "()<>[]{}/%"sv.contains(c); }

// Where the string that begins at `at` ends: the first position after its last bracket.
std::size_t EndOfString(std::string_view content, std::size_t at) {
  int depth = 0;
  for (; at < content.size(); ++at) {
    if (content[at] == '\\') {
      ++at;
    } else if (content[at] == '(') {
      ++depth;
    } else if (content[at] == ')' && --depth == 0) {
      return at + 1;
    }
  }
  return content.size();
}

std::size_t EndOfWord(std::string_view content, std::size_t at) {
  while (at < content.size() && !IsSpace(content[at]) && !IsDelimiter(content[at])) ++at;
  return at;
}

// A content stream (ISO 32000-1 section 7.8.2) with what is in no tag marked. Read here, byte by
// byte: qpdf's tokens take longer than all else that is done to a page.
class ArtifactMarker {
 public:
  explicit ArtifactMarker(std::string_view content) : content_(content) {
    out_.reserve(content.size() + content.size() / 8);
  }
  std::string Mark();

 private:
  void Operator(std::string_view name, std::size_t end);

  std::string_view content_;
  std::string out_;
  std::size_t taken_ = 0;  // up to here it is in out_
  int depth_ = 0;          // of marked content
  bool artifact_ = false;
};

std::string ArtifactMarker::Mark() {
  std::size_t at = 0;
  while (at < content_.size()) {
    const char c = content_[at];
    if (c == '(') {
      at = EndOfString(content_, at);
    } else if (c == '%') {
      at = std::min(content_.find_first_of("\r\n"sv, at), content_.size());
    } else if (c == '<' && content_.substr(at).starts_with("<<")) {
      at += 2;
    } else if (c == '<') {
      at = std::min(content_.find('>', at), content_.size());
    } else if (c == '/') {
      at = EndOfWord(content_, at + 1);
    } else if (IsSpace(c) || IsDelimiter(c)) {
      ++at;
    } else {
      const std::size_t end = EndOfWord(content_, at);
      if (std::string_view("+-.0123456789").find(c) == std::string_view::npos)
        Operator(content_.substr(at, end - at), end);
      at = end;
    }
  }
  return std::move(out_.append(content_.substr(taken_)));
}

// Text of an artifact may hold spans of its own, which end before it does.
void ArtifactMarker::Operator(std::string_view name, std::size_t end) {
  if (name == "BI") throw std::logic_error("no page of ours has an image in its content");
  if (depth_ == 0 && !artifact_ && IsIn(kBegins, name)) {
    artifact_ = true;
    out_ += "\n/Artifact BMC\n";
  }
  out_.append(content_.substr(taken_, end - taken_));
  taken_ = end;
  if (artifact_) {
    if (!IsIn(kEnds, name)) return;
    artifact_ = false;
    out_ += "\nEMC";
  } else if (name == "BDC" || name == "BMC") {
    ++depth_;
  } else if (name == "EMC") {
    --depth_;
  }
}

}  // namespace

void MarkArtifacts(QPDF& pdf) {
  for (auto& page : QPDFPageDocumentHelper(pdf).getAllPages()) {
    page.coalesceContentStreams();
    QPDFObjectHandle content = page.getObjectHandle().getKey("/Contents");
    const auto data = content.getStreamData(qpdf_dl_generalized);
    const std::string_view text(reinterpret_cast<const char*>(data->getBuffer()), data->getSize());
    content.replaceStreamData(ArtifactMarker(text).Mark(), QPDFObjectHandle::newNull(),
                              QPDFObjectHandle::newNull());
  }
}

}  // namespace almoner::paper
