#include "intake/mapping.h"

#include <toml++/toml.h>

#include <algorithm>
#include <set>

namespace almoner::intake {
namespace {

constexpr std::string_view kColumns = "column";

Detail LineOf(const toml::node& node) {
  return Detail("line", static_cast<std::int64_t>(node.source().begin.line));
}

Result<std::string> TextOf(const toml::node& node) {
  const auto value = node.value<std::string>();
  if (!value || !IsUtf8(*value))
    return Fail(Code::kInvalid, "This key of the mapping takes text in quotes.", LineOf(node));
  return *value;
}

Status MustBeTrue(const toml::node& node) {
  const auto value = node.value<bool>();
  if (value && *value) return {};
  return Fail(Code::kInvalid, "This key of the mapping is `true`, or is not there.", LineOf(node));
}

Result<std::vector<std::string>> TextsOf(const toml::node& node) {
  const toml::array* const list = node.as_array();
  if (list == nullptr)
    return Fail(Code::kInvalid, "This key of the mapping takes a list: [\"Yes\", \"Y\"].",
                LineOf(node));
  std::vector<std::string> texts;
  for (const toml::node& one : *list) texts.push_back(TRY(TextOf(one)));
  return texts;
}

Result<Words> WordsOf(const toml::node& node) {
  const toml::table* const table = node.as_table();
  if (table == nullptr)
    return Fail(Code::kInvalid, "`values` of the mapping is a table: {F = \"female\"}.",
                LineOf(node));
  Words words;
  for (const auto& [word, means] : *table) words[std::string(word.str())] = TRY(TextOf(means));
  return words;
}

Result<Date> DateOf(const toml::node& node) {
  if (const auto date = node.value<toml::date>()) {
    const Date day{std::chrono::year(date->year), std::chrono::month(date->month),
                   std::chrono::day(date->day)};
    if (day.ok()) return day;
  }
  if (const auto text = node.value<std::string>()) {
    if (auto day = ParseDate(*text)) return *std::move(day);
  }
  return Fail(Code::kInvalid, "This key of the mapping takes a day, like 2026-11-20.",
              LineOf(node));
}

std::unexpected<Error> Unknown(std::string_view key, const toml::node& node) {
  return Fail(Code::kInvalid,
              "The mapping has a key that is not known; see docs/operate/import.md.",
              Detail::Id("key", key), LineOf(node));
}

Result<char> SeparatorOf(const toml::node& node) {
  const std::string text = TRY(TextOf(node));
  if (text == "," || text == ";" || text == "\t" || text == "|") return text.front();
  return Fail(Code::kInvalid, "`separator` of the mapping is \",\", \";\", \"|\" or \"\\t\".",
              LineOf(node));
}

Status TakeFormat(std::string_view key, const toml::node& node, Format& format) {
  if (key == "separator") {
    format.separator = TRY(SeparatorOf(node));
  } else if (key == "sheet") {
    format.sheet = TRY(TextOf(node));
  } else if (key == "encoding") {
    const std::string text = TRY(TextOf(node));
    if (text != "utf-8" && text != "windows-1252")
      return Fail(Code::kInvalid, "`encoding` of the mapping is \"utf-8\" or \"windows-1252\".",
                  LineOf(node));
    format.encoding = text == "utf-8" ? Encoding::kUtf8 : Encoding::kWindows1252;
  } else {
    return Unknown(key, node);
  }
  return {};
}

Status TakeOwn(std::string_view key, const toml::node& node, Mapping& mapping) {
  if (key == "about") {
    const std::string about = TRY(TextOf(node));
    if (about != "new" && about != "existing")
      return Fail(
          Code::kInvalid,
          "`about` of the mapping is \"new\" (people who are not here yet) or \"existing\".",
          LineOf(node));
    mapping.existing = about == "existing";
  } else if (key == "kind") {
    mapping.kind = TRY(TextOf(node));
  } else if (key == "purpose") {
    mapping.purpose = TRY(TextOf(node));
  } else if (key == "source") {
    mapping.source = TRY(TextOf(node));
  } else if (key == "obtained") {
    mapping.obtained = TRY(DateOf(node));
  } else if (key == "nature") {
    const std::string nature = TRY(TextOf(node));
    if (nature != "fact" && nature != "opinion")
      return Fail(Code::kInvalid, "`nature` of the mapping is \"fact\" or \"opinion\".",
                  LineOf(node));
    mapping.opinion = nature == "opinion";
  } else {
    return TakeFormat(key, node, mapping.format);
  }
  return {};
}

// A column while its keys are read.
struct Reading {
  Column column;
  std::optional<Use> use;  // by a word of its own; nothing: a field
};

// A key that says what the column is used for.
Status TakeUse(Use use, const toml::node& node, Reading& reading) {
  if (reading.use)
    return Fail(Code::kInvalid,
                "A column of the mapping says two things of its use; keep one of them.",
                LineOf(node));
  reading.use = use;
  if (use == Use::kConsent || use == Use::kConsentDate)
    reading.column.consent = TRY(TextOf(node));
  else
    TRY(MustBeTrue(node));
  return {};
}

Status TakeColumnText(std::string_view key, const toml::node& node, Column& column) {
  std::string* const into = key == "header"     ? &column.header
                            : key == "category" ? &column.category
                            : key == "field"    ? &column.field
                            : key == "purpose"  ? &column.purpose
                            : key == "source"   ? &column.source
                            : key == "basis"    ? &column.basis
                            : key == "record"   ? &column.record
                                                : nullptr;
  if (into == nullptr) return Unknown(key, node);
  *into = TRY(TextOf(node));
  return {};
}

Status TakeKey(std::string_view key, const toml::node& node, Reading& reading) {
  if (key == "skip") return TakeUse(Use::kSkip, node, reading);
  if (key == "match") return TakeUse(Use::kMatch, node, reading);
  if (key == "person") return TakeUse(Use::kPerson, node, reading);
  if (key == "happened") return TakeUse(Use::kHappened, node, reading);
  if (key == "consent") return TakeUse(Use::kConsent, node, reading);
  if (key == "consent-date") return TakeUse(Use::kConsentDate, node, reading);
  Column& column = reading.column;
  if (key == "values") {
    column.values = TRY(WordsOf(node));
  } else if (key == "yes") {
    column.yes = TRY(TextsOf(node));
  } else if (key == "no") {
    column.no = TRY(TextsOf(node));
  } else if (key == "means") {
    auto means = consent::ParseMeans(TRY(TextOf(node)));
    if (!means) return Fail(Code::kInvalid, means.error().what, LineOf(node));
    column.means = *means;
  } else {
    return TakeColumnText(key, node, column);
  }
  return {};
}

Status CheckColumn(const Column& column) {
  const Detail line("line", column.line);
  if (column.header.empty())
    return Fail(Code::kInvalid, "A column of the mapping has no `header`.", line);
  const bool names = column.use == Use::kField || column.use == Use::kMatch;
  if (names && (column.category.empty() || column.field.empty()))
    return Fail(Code::kInvalid,
                "A column of the mapping needs `category` and `field`, or says `skip = true`.",
                line);
  if (column.use == Use::kHappened && column.category.empty())
    return Fail(Code::kInvalid, "A column with `happened` needs the `category` of its record.",
                line);
  if (column.use == Use::kConsent && column.yes.empty())
    return Fail(Code::kInvalid,
                "A column with `consent` needs the words that mean yes: yes = [\"Yes\"].", line);
  if (column.use == Use::kSkip && (!column.category.empty() || !column.field.empty()))
    return Fail(Code::kInvalid, "A column of the mapping is skipped and mapped; keep one.", line);
  return {};
}

Result<Column> ColumnOf(const toml::table& table) {
  Reading reading;
  for (const auto& [key, node] : table) TRY(TakeKey(key.str(), node, reading));
  reading.column.use = reading.use.value_or(Use::kField);
  reading.column.line = static_cast<std::int64_t>(table.source().begin.line);
  TRY(CheckColumn(reading.column));
  return std::move(reading.column);
}

Status CheckMapping(const Mapping& mapping) {
  if (mapping.columns.empty()) return Fail(Code::kInvalid, "The mapping has no [[column]].");
  if (mapping.purpose.empty())
    return Fail(Code::kInvalid, "The mapping needs `purpose`, an activity of the notice.");
  if (!mapping.existing && mapping.kind.empty())
    return Fail(Code::kInvalid, "The mapping needs `kind`, a category of people of the notice.");
  if (!mapping.obtained.ok() || int{mapping.obtained.year()} == 0)
    return Fail(Code::kInvalid,
                "The mapping needs `obtained`, the day on which the data came to you: the month in "
                "which people must be told runs from it (UK GDPR Article 14(3)).");
  std::set<std::string> headers;
  for (const Column& column : mapping.columns)
    if (!headers.insert(column.header).second)
      return Fail(Code::kInvalid, "The mapping names a column twice.", Detail("line", column.line));
  return {};
}

Result<Mapping> FromTable(const toml::table& table) {
  Mapping mapping;
  for (const auto& [key, node] : table) {
    if (key.str() != kColumns) {
      TRY(TakeOwn(key.str(), node, mapping));
      continue;
    }
    const toml::array* const columns = node.as_array();
    if (columns == nullptr || columns->size() > kMostColumns)
      return Fail(Code::kInvalid, "Columns of the mapping begin with [[column]], at most 500.",
                  LineOf(node));
    for (const toml::node& one : *columns) {
      const toml::table* const column = one.as_table();
      if (column == nullptr)
        return Fail(Code::kInvalid, "Columns of the mapping begin with [[column]].", LineOf(one));
      mapping.columns.push_back(TRY(ColumnOf(*column)));
    }
  }
  TRY(CheckMapping(mapping));
  return mapping;
}

}  // namespace

Result<Mapping> ParseMapping(std::string_view text) {
  if (!IsUtf8(text)) return Fail(Code::kInvalid, "The mapping is not UTF-8 text.");
  try {
    return FromTable(toml::parse(text));
  } catch (const toml::parse_error& error) {
    return Fail(Code::kInvalid, "The mapping is not well-formed TOML.",
                Detail("line", static_cast<std::int64_t>(error.source().begin.line)));
  }
}

}  // namespace almoner::intake
