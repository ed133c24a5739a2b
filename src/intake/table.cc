#include "intake/table.h"

#include "intake/formats.h"

namespace almoner::intake {
namespace {

bool Begins(BytesView file, std::string_view with) { return AsText(file).starts_with(with); }

}  // namespace

Result<std::unique_ptr<Table>> OpenTable(BytesView file, const Format& format) {
  if (file.size() > kMostFile)
    return Fail(Code::kInvalid, "The file is larger than 64 MB; divide it.");
  if (Begins(file, "PK\x03\x04")) return OpenXlsx(file, format);
  if (Begins(file, "\xD0\xCF\x11\xE0"))
    return Fail(Code::kInvalid,
                "This is an old Excel file, or one with a password; save it as .xlsx without one, "
                "or as CSV.");
  if (Begins(file, "\xFF\xFE") || Begins(file, "\xFE\xFF"))
    return Fail(Code::kInvalid, "The file is UTF-16 text; save it as “CSV UTF-8”.");
  return OpenCsv(file, format);
}

std::string ColumnName(std::size_t column) {
  std::string name;
  for (std::size_t rest = column + 1; rest > 0; rest = (rest - 1) / 26)
    name.insert(name.begin(), static_cast<char>('A' + (rest - 1) % 26));
  return name;
}

std::string_view Trimmed(std::string_view text) {
  // A no-break space comes with what was copied from a web page.
  static constexpr std::string_view kNoBreak = "\xC2\xA0";
  static constexpr std::string_view kBlank = " \t\r\n\v\f";
  while (!text.empty()) {
    if (kBlank.contains(text.front()))
      text.remove_prefix(1);
    else if (text.starts_with(kNoBreak))
      text.remove_prefix(kNoBreak.size());
    else
      break;
  }
  while (!text.empty()) {
    if (kBlank.contains(text.back()))
      text.remove_suffix(1);
    else if (text.ends_with(kNoBreak))
      text.remove_suffix(kNoBreak.size());
    else
      break;
  }
  return text;
}

}  // namespace almoner::intake
