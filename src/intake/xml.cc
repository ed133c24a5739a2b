#include "intake/xml.h"

namespace almoner::intake {
namespace {

constexpr int kDeepest = 64;

}  // namespace

std::string_view LocalName(std::string_view name) {
  const std::size_t colon = name.rfind(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

std::string_view Attributes::Get(std::string_view name) const {
  for (const char* const* pair = pairs_; *pair != nullptr; pair += 2)
    if (LocalName(pair[0]) == name) return pair[1];
  return {};
}

XmlReader::XmlReader(Handlers handlers)
    : handlers_(std::move(handlers)), parser_(XML_ParserCreate(nullptr)) {
  CHECK(parser_ != nullptr);
  XML_SetUserData(parser_.get(), this);
  XML_SetElementHandler(parser_.get(), OnOpen, OnClose);
  XML_SetCharacterDataHandler(parser_.get(), OnText);
  XML_SetStartDoctypeDeclHandler(parser_.get(), OnDoctype);
}

void XmlReader::Note(Status done) {
  if (done || !so_far_) return;
  so_far_ = std::move(done);
  XML_StopParser(parser_.get(), XML_FALSE);
}

void XMLCALL XmlReader::OnOpen(void* self, const char* name, const char** attributes) {
  auto& reader = *static_cast<XmlReader*>(self);
  if (!reader.so_far_) return;  // expat may still call after it was told to stop
  if (++reader.depth_ > kDeepest)
    return reader.Note(
        Fail(Code::kInvalid, "The workbook nests deeper than any that Excel makes."));
  if (reader.handlers_.open)
    reader.Note(reader.handlers_.open(LocalName(name), Attributes(attributes)));
}

void XMLCALL XmlReader::OnClose(void* self, const char* name) {
  auto& reader = *static_cast<XmlReader*>(self);
  if (!reader.so_far_) return;
  --reader.depth_;
  if (reader.handlers_.close) reader.Note(reader.handlers_.close(LocalName(name)));
}

void XMLCALL XmlReader::OnText(void* self, const char* text, int length) {
  auto& reader = *static_cast<XmlReader*>(self);
  if (reader.so_far_ && reader.handlers_.text)
    reader.Note(reader.handlers_.text({text, static_cast<std::size_t>(length)}));
}

void XMLCALL XmlReader::OnDoctype(void* self, const char*, const char*, const char*, int) {
  static_cast<XmlReader*>(self)->Note(
      Fail(Code::kInvalid, "The workbook declares a document type, which no spreadsheet does."));
}

Status XmlReader::Feed(BytesView piece, bool last) {
  const auto parsed =
      XML_Parse(parser_.get(), reinterpret_cast<const char*>(piece.data()),  // NOLINT: expat's char
                static_cast<int>(piece.size()), last ? 1 : 0);
  if (!so_far_) return so_far_;
  if (parsed != XML_STATUS_OK)
    return Fail(Code::kInvalid, "The workbook is damaged; open it and save it again.",
                Detail("expat", static_cast<std::int64_t>(XML_GetErrorCode(parser_.get()))));
  return {};
}

}  // namespace almoner::intake
