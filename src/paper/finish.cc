#include "paper/finish.h"

#define POINTERHOLDER_TRANSITION 4  // qpdf 11: std::shared_ptr throughout
#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <qpdf/QPDF.hh>
#include <qpdf/QPDFWriter.hh>

#include "paper/artifacts.h"
#include "paper/pdf.h"
#include "paper/text.h"

namespace almoner::paper {
namespace {

using Object = QPDFObjectHandle;

// ISO 16684-1; the same facts as Info, which ISO 32000-2 deprecates and many readers still show.
std::string Xmp(const Properties& of) {
  return fmt::format(
      "<?xpacket begin=\"\xEF\xBB\xBF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"
      "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">"
      "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">"
      "<rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\""
      " xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\" xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\">"
      "<dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">{title}</rdf:li></rdf:Alt></dc:title>"
      "<dc:creator><rdf:Seq><rdf:li>{publisher}</rdf:li></rdf:Seq></dc:creator>"
      "<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>"
      "<dc:format>application/pdf</dc:format>"
      "<xmp:CreateDate>{created}</xmp:CreateDate><xmp:ModifyDate>{created}</xmp:ModifyDate>"
      "<pdf:Producer>Almoner</pdf:Producer>"
      "</rdf:Description></rdf:RDF></x:xmpmeta>\n<?xpacket end=\"r\"?>",
      fmt::arg("title", XmlEscaped(of.title)), fmt::arg("publisher", XmlEscaped(of.publisher)),
      fmt::arg("language", XmlEscaped(of.language)), fmt::arg("created", of.created));
}

// "2026-12-24T16:00:00Z" as "D:20261224160000Z" (ISO 32000-1 section 7.9.4).
std::string PdfDate(std::string text) {
  std::erase_if(text, [](char c) { return c == '-' || c == ':' || c == 'T'; });
  return "D:" + text;
}

void SetProperties(QPDF& pdf, const Properties& of) {
  Object root = pdf.getRoot();
  root.replaceKey("/Lang", Object::newUnicodeString(of.language));
  root.replaceKey("/ViewerPreferences", Object::parse("<< /DisplayDocTitle true >>"));
  Object xmp = Object::newStream(&pdf, Xmp(of));
  xmp.getDict().replaceKey("/Type", Object::newName("/Metadata"));
  xmp.getDict().replaceKey("/Subtype", Object::newName("/XML"));
  root.replaceKey("/Metadata", xmp);

  Object info = Object::newDictionary();
  info.replaceKey("/Title", Object::newUnicodeString(of.title));
  info.replaceKey("/Author", Object::newUnicodeString(of.publisher));
  info.replaceKey("/Producer", Object::newString("Almoner"));
  info.replaceKey("/CreationDate", Object::newString(PdfDate(of.created)));
  info.replaceKey("/ModDate", Object::newString(PdfDate(of.created)));
  pdf.getTrailer().replaceKey("/Info", pdf.makeIndirectObject(info));
}

bool Is(Object element, const char* tag) {
  return element.isDictionary() && element.getKey("/S").isNameAndEquals(tag);
}

std::vector<Object> Children(Object element) {
  Object kids = element.getKey("/K");
  return kids.isArray() ? kids.getArrayAsVector() : std::vector<Object>{kids};
}

// A header cell beside data names its row, others their column (ISO 32000-1 table 349).
void SetScopes(Object row) {
  const std::vector<Object> cells = Children(row);
  const bool has_data = std::ranges::any_of(cells, [](const Object& c) { return Is(c, "/TD"); });
  const char* const scope =
      has_data ? "<< /O /Table /Scope /Row >>" : "<< /O /Table /Scope /Column >>";
  for (Object cell : cells)
    if (Is(cell, "/TH")) cell.replaceKey("/A", Object::parse(scope));
}

// Tables stand right below the one Document element.
void SetScopes(QPDF& pdf) {
  for (const Object& document : Children(pdf.getRoot().getKey("/StructTreeRoot")))
    for (const Object& block : Children(document))
      if (Is(block, "/Table"))
        for (const Object& row : Children(block)) SetScopes(row);
}

Bytes Write(QPDFWriter& writer) {
  writer.setOutputMemory();
  writer.setObjectStreamMode(qpdf_o_generate);
  writer.write();
  const std::shared_ptr<Buffer> out = writer.getBufferSharedPointer();
  return {out->getBuffer(), out->getBuffer() + out->getSize()};
}

bool IsPassword(std::string_view text) {
  const auto is_printable = [](char c) { return c >= ' ' && c <= '~'; };
  return !text.empty() && text.size() <= 127 && std::ranges::all_of(text, is_printable);
}

void Read(QPDF& pdf, BytesView bytes) {
  pdf.setSuppressWarnings(true);
  pdf.setAttemptRecovery(false);
  pdf.processMemoryFile("memory", reinterpret_cast<const char*>(bytes.data()), bytes.size());
}

}  // namespace

Result<Bytes> FinishPdf(BytesView drawn, const Properties& properties) try {
  QPDF pdf;
  Read(pdf, drawn);
  SetProperties(pdf, properties);
  SetScopes(pdf);
  MarkArtifacts(pdf);
  QPDFWriter writer(pdf);
  writer.setMinimumPDFVersion("1.7");
  writer.setDeterministicID(true);
  return Write(writer);
} catch (const std::exception&) {
  return Fail(Code::kInternal, "The PDF could not be finished; this is a fault of the program.");
}

// The owner's password is the person's too: left empty, it would open the file for anyone.
Result<Bytes> EncryptPdf(BytesView pdf, const SecretBytes& password) try {
  if (!IsPassword(password.text()))
    return Fail(Code::kInvalid, "A PDF's password is 1 to 127 printable ASCII characters.");
  QPDF opened;
  Read(opened, pdf);
  if (opened.isEncrypted()) return Fail(Code::kInvalid, "The PDF is encrypted already.");
  SecretBytes terminated(password.size() + 1);
  std::ranges::copy(password.view(), terminated.mutable_span().begin());
  const char* const text = terminated.text().data();
  QPDFWriter writer(opened);
  writer.setR6EncryptionParameters(text, text, true, true, true, true, true, true, qpdf_r3p_full,
                                   /*encrypt_metadata=*/true);
  return Write(writer);
} catch (const std::exception&) {
  return Fail(Code::kInvalid, "This is not a PDF that can be opened.");
}

}  // namespace almoner::paper
