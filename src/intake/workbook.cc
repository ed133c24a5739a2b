#include "intake/workbook.h"

#include <charconv>
#include <cmath>
#include <map>

namespace almoner::intake {
namespace {

constexpr std::size_t kMostStrings = std::size_t{96} << 20;  // bytes of all shared strings
constexpr std::size_t kMostShared = 2'000'000;
constexpr std::size_t kMostSheets = 1000;
constexpr std::size_t kMostStyles = 65'536;

struct Sheet {
  std::string name;
  std::string id;
  bool hidden = false;
};

struct Outline {
  std::vector<Sheet> sheets;
  bool from_1904 = false;
};

Result<Outline> ReadOutline(Package& package) {
  Outline outline;
  TRY(package.ReadPart("xl/workbook.xml",
                       {.open = [&](std::string_view name, const Attributes& attributes) -> Status {
                          if (name == "workbookPr") {
                            const std::string_view from = attributes.Get("date1904");
                            outline.from_1904 = from == "1" || from == "true";
                          } else if (name == "sheet" && outline.sheets.size() < kMostSheets) {
                            const std::string_view state = attributes.Get("state");
                            outline.sheets.push_back(
                                {.name = std::string(attributes.Get("name")),
                                 .id = std::string(attributes.Get("id")),
                                 .hidden = !state.empty() && state != "visible"});
                          }
                          return {};
                        },
                        .close = {},
                        .text = {}}));
  return outline;
}

// Sheets name their parts by way of ids.
Result<std::string> PartOf(Package& package, const Sheet& sheet) {
  std::string target;
  TRY(package.ReadPart("xl/_rels/workbook.xml.rels",
                       {.open = [&](std::string_view name, const Attributes& attributes) -> Status {
                          if (name == "Relationship" && attributes.Get("Id") == sheet.id)
                            target = std::string(attributes.Get("Target"));
                          return {};
                        },
                        .close = {},
                        .text = {}}));
  const std::string part = target.starts_with('/') ? target.substr(1) : "xl/" + target;
  if (target.empty() || !package.Has(part))
    return Fail(Code::kInvalid, "The workbook is damaged; open it and save it again.");
  return part;
}

Result<Sheet> Choose(const Outline& outline, const std::string& name) {
  const Sheet* chosen = nullptr;
  for (const Sheet& sheet : outline.sheets) {
    if (name.empty() ? sheet.hidden : sheet.name != name) continue;
    if (chosen != nullptr)
      return Fail(Code::kInvalid,
                  "The workbook has several sheets; name the one with `sheet` in the mapping.");
    chosen = &sheet;
  }
  if (chosen == nullptr)
    return Fail(Code::kInvalid, "The workbook has no sheet of that name that can be seen.");
  return *chosen;
}

// The words that are read aloud beside Japanese (rPh) are no part of a text.
Status ReadStrings(Package& package, std::vector<std::string>& strings) {
  std::size_t total = 0;
  bool inside = false;
  int aside = 0;
  return package.ReadPart(
      "xl/sharedStrings.xml",
      {.open = [&](std::string_view name, const Attributes&) -> Status {
         if (name == "si" && strings.size() == kMostShared)
           return Fail(Code::kInvalid, "The workbook holds too much text; divide it.");
         if (name == "si") strings.emplace_back();
         if (name == "rPh") ++aside;
         inside = name == "t" && aside == 0 && !strings.empty();
         return {};
       },
       .close = [&](std::string_view name) -> Status {
         if (name == "rPh") --aside;
         inside = false;
         return {};
       },
       .text = [&](std::string_view text) -> Status {
         if (!inside) return {};
         total += text.size();
         if (total > kMostStrings || strings.back().size() + text.size() > kMostCell)
           return Fail(Code::kInvalid, "The workbook holds too much text; divide it.");
         strings.back() += text;
         return {};
       }});
}

bool BuiltInDate(int format) {
  return (format >= 14 && format <= 17) || format == 22 || (format >= 27 && format <= 31) ||
         (format >= 50 && format <= 58) || format == 36;
}

int Number(std::string_view text) {
  int number = -1;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

Status ReadStyles(Package& package, std::vector<char>& dates) {
  std::map<int, bool> formats;
  bool cells = false;
  return package.ReadPart(
      "xl/styles.xml", {.open = [&](std::string_view name, const Attributes& attributes) -> Status {
                          const int format = Number(attributes.Get("numFmtId"));
                          if (name == "numFmt" && formats.size() < kMostStyles)
                            formats[format] = ShowsDate(attributes.Get("formatCode"));
                          if (name == "cellXfs") cells = true;
                          if (name != "xf" || !cells) return {};
                          if (dates.size() == kMostStyles)
                            return Fail(Code::kInvalid,
                                        "The workbook has more styles than any that Excel makes.");
                          const auto own = formats.find(format);
                          dates.push_back(own != formats.end() ? own->second : BuiltInDate(format));
                          return {};
                        },
                        .close = [&](std::string_view name) -> Status {
                          if (name == "cellXfs") cells = false;
                          return {};
                        },
                        .text = {}});
}

}  // namespace

bool ShowsDate(std::string_view code) {
  for (std::size_t i = 0; i < code.size(); ++i) {
    const char c = code[i];
    if (c == '\\' || c == '_' || c == '*') {
      ++i;  // the next letter stands for itself
    } else if (c == '"' || c == '[') {
      i = std::min(code.find(c == '"' ? '"' : ']', i + 1), code.size());
    } else if (c == 'd' || c == 'D' || c == 'y' || c == 'Y') {
      return true;
    } else if (c == ';') {
      return false;  // what follows is for negative numbers
    }
  }
  return false;
}

std::optional<Date> DayOfSerial(double serial, bool from_1904) {
  constexpr double kLast = 2'958'465;  // 31 December 9999
  if (!(serial >= 0 && serial <= kLast)) return std::nullopt;
  const auto day = static_cast<int>(std::floor(serial));
  using std::chrono::days;
  if (from_1904) return Date(sys_days(Date(std::chrono::year(1904) / 1 / 1)) + days(day));
  if (day == 0 || day == 60) return std::nullopt;
  const sys_days zero(Date(std::chrono::year(1899) / 12 / 30));
  return Date(zero + days(day < 60 ? day + 1 : day));
}

Result<Workbook> ReadWorkbook(Package& package, const std::string& sheet) {
  if (!package.Has("xl/workbook.xml"))
    return Fail(Code::kInvalid,
                "This is a ZIP file and no Excel workbook; save the sheet as .xlsx or CSV.");
  const Outline outline = TRY(ReadOutline(package));
  Workbook workbook;
  workbook.from_1904 = outline.from_1904;
  workbook.sheet = TRY(PartOf(package, TRY(Choose(outline, sheet))));
  TRY(ReadStrings(package, workbook.strings));
  TRY(ReadStyles(package, workbook.dates));
  return workbook;
}

}  // namespace almoner::intake
