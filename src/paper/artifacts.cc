#include "paper/artifacts.h"

#define POINTERHOLDER_TRANSITION 4  // qpdf 11: std::shared_ptr throughout
#include <algorithm>
#include <array>
#include <memory>
#include <qpdf/QPDF.hh>
#include <qpdf/QPDFPageDocumentHelper.hh>
#include <string>
#include <string_view>

namespace almoner::paper {
namespace {

using namespace std::string_view_literals;

// ISO 32000-1 tables 59, 60 and 107: what begins a path or a text object, and what ends one.
constexpr std::array kBegins = {"m"sv, "re"sv, "BT"sv};
constexpr std::array kEnds = {"f"sv,  "F"sv, "f*"sv, "S"sv, "s"sv, "B"sv,
                              "B*"sv, "b"sv, "b*"sv, "n"sv, "ET"sv};

bool IsIn(const auto& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

class ArtifactMarker : public QPDFObjectHandle::TokenFilter {
 public:
  void handleToken(const QPDFTokenizer::Token& token) override;
  void handleEOF() override { write(operands_); }

 private:
  void Operator(const std::string& name);
  std::string operands_;  // of the operator that is yet to come, as they were written
  int depth_ = 0;         // of marked content
  bool artifact_ = false;
};

void ArtifactMarker::handleToken(const QPDFTokenizer::Token& token) {
  if (token.getType() == QPDFTokenizer::tt_word) {
    Operator(token.getValue());
  } else {
    operands_ += token.getRawValue();
  }
}

// Text of an artifact may hold spans of its own, which end before it does.
void ArtifactMarker::Operator(const std::string& name) {
  if (depth_ == 0 && !artifact_ && IsIn(kBegins, name)) {
    artifact_ = true;
    write("/Artifact BMC\n");
  }
  write(operands_);
  operands_.clear();
  write(name);
  if (artifact_) {
    if (!IsIn(kEnds, name)) return;
    artifact_ = false;
    write("\nEMC");
  } else if (name == "BDC" || name == "BMC") {
    ++depth_;
  } else if (name == "EMC") {
    --depth_;
  }
}

}  // namespace

void MarkArtifacts(QPDF& pdf) {
  for (auto& page : QPDFPageDocumentHelper(pdf).getAllPages())
    page.addContentTokenFilter(std::make_shared<ArtifactMarker>());
}

}  // namespace almoner::paper
