#include "vault/record.h"

#include <algorithm>

#include "crypto/aead.h"

namespace almoner::vault {
namespace {

constexpr std::uint8_t kFormat = 1;
constexpr std::uint8_t kWithDocument = 2;  // the same, with a document at its end

std::uint64_t Unsigned(Time time) { return static_cast<std::uint64_t>(time.micros()); }

void Put(Writer& out, const Attachment& document) {
  out.Raw(document.file.bytes()).Sized(document.field).Sized(document.media).U64(document.size);
  out.Raw(document.sha256).Raw(document.key->view());
}

Result<Attachment> TakeDocument(Reader& in) {
  const DocumentId file = TRY(DocumentId::From(TRY(in.Raw(DocumentId::kSize))));
  Attachment document{.file = file, .field = {}, .media = {}, .size = 0, .sha256 = {}, .key = {}};
  document.field = AsText(TRY(in.Sized()));
  document.media = AsText(TRY(in.Sized()));
  document.size = TRY(in.U64());
  std::ranges::copy(TRY(in.Raw(document.sha256.size())), document.sha256.begin());
  document.key =
      std::make_shared<const SecretBytes>(SecretBytes::CopyOf(TRY(in.Raw(crypto::kKeySize))));
  return document;
}

}  // namespace

const std::string* Content::Find(std::string_view field) const {
  const auto found = std::ranges::find(fields, field, &FieldValue::field);
  return found == fields.end() ? nullptr : &found->value.Expose();
}

SecretBytes Encode(const Content& content) {
  Writer out;
  out.U8(content.document ? kWithDocument : kFormat)
      .U8(static_cast<std::uint8_t>(content.nature))
      .U64(Unsigned(content.event_at));
  out.Sized(content.author ? content.author->bytes() : BytesView());
  out.Sized(content.source).U32(static_cast<std::uint32_t>(content.fields.size()));
  for (const FieldValue& field : content.fields) out.Sized(field.field).Sized(field.value.Expose());
  if (content.document) Put(out, *content.document);
  return SecretBytes::CopyOf(out.bytes());
}

Result<Content> DecodeContent(BytesView bytes) {
  Reader in(bytes);
  const std::uint8_t format = TRY(in.U8());
  if (format != kFormat && format != kWithDocument)
    return Fail(Code::kCorrupt, "A record is in a format that this program does not know.");
  Content content;
  const std::uint8_t nature = TRY(in.U8());
  if (nature > static_cast<std::uint8_t>(Nature::kOpinion))
    return Fail(Code::kCorrupt, "A record is neither fact nor opinion.");
  content.nature = static_cast<Nature>(nature);
  content.event_at = Time::FromMicros(static_cast<std::int64_t>(TRY(in.U64())));
  if (const BytesView author = TRY(in.Sized()); !author.empty())
    content.author = TRY(StaffId::From(author));
  content.source = AsText(TRY(in.Sized()));
  const std::uint32_t count = TRY(in.U32());
  for (std::uint32_t i = 0; i < count; ++i) {
    std::string field(AsText(TRY(in.Sized())));
    content.fields.push_back({std::move(field), Personal(std::string(AsText(TRY(in.Sized()))))});
  }
  if (format == kWithDocument) content.document = TRY(TakeDocument(in));
  TRY(in.Done());
  return content;
}

Bytes Encode(const Label& label) {
  Writer out;
  out.Raw(label.id.bytes()).U64(static_cast<std::uint64_t>(label.version));
  out.Sized(label.category).Sized(label.purpose).U64(Unsigned(label.recorded_at));
  return std::move(out).bytes();
}

Bytes ColumnsOf(const Label& label, std::vector<Person> people, BytesView body) {
  std::ranges::sort(people, {}, &Person::subject);
  Writer out;
  out.Raw(Encode(label)).U32(static_cast<std::uint32_t>(people.size()));
  for (const Person& person : people)
    out.Raw(person.subject.bytes()).U8(static_cast<std::uint8_t>(person.part));
  out.Raw(crypto::Sha256(body));
  return std::move(out).bytes();
}

}  // namespace almoner::vault
