#include "law/statute.h"

#include <algorithm>
#include <filesystem>
#include <utility>

#include "base/file.h"
#include "law/embedded.h"
#include "law/yaml.h"

namespace almoner::law {
namespace {

namespace fs = std::filesystem;

std::string_view EmbeddedText(std::string_view name) {
  const auto files = Embedded();
  const auto file = std::ranges::find(files, name, &EmbeddedFile::path);
  CHECK(file != files.end());
  return file->text;
}

template <class T>
Result<T> Naming(Detail file, Result<T> parsed) {
  if (!parsed) parsed.error().details.push_back(std::move(file));
  return parsed;
}

// T is Limits or Calendar: the built-in one, or the operator's where that is not older.
template <class T>
Result<T> Newest(Literal name, const std::optional<OperatorPath>& directory) {
  T built_in = TRY(Naming(Detail("built-in file", name), T::Parse(EmbeddedText(name.view()))));
  if (!directory) return built_in;
  const OperatorPath path = *directory / name;
  auto file = ReadFile(path, Access::kAnyone, kMostYaml);
  if (!file && file.error().code == Code::kNotFound) return built_in;
  const SecretBytes text = TRY(std::move(file));
  T given = TRY(Naming(Detail("file", path), T::Parse(text.text())));
  return given.source().as_of < built_in.source().as_of ? std::move(built_in) : std::move(given);
}

}  // namespace

Statute::Statute(Limits limits, Calendar calendar)
    : limits_(std::move(limits)), calendar_(std::move(calendar)) {}

Result<Statute> Statute::Load(const std::optional<OperatorPath>& directory) {
  std::error_code error;
  if (directory && !fs::is_directory(directory->path(), error))
    return Fail(Code::kNotFound, "The directory of statute files is not there.",
                Detail("directory", *directory));
  return Statute(TRY(Newest<Limits>("limits.yaml", directory)),
                 TRY(Newest<Calendar>("holidays.yaml", directory)));
}

Result<Statute> Statute::Parse(std::string_view limits, std::string_view holidays) {
  return Statute(TRY(Naming(Detail("file", "limits.yaml"), Limits::Parse(limits))),
                 TRY(Naming(Detail("file", "holidays.yaml"), Calendar::Parse(holidays))));
}

std::string Statute::version() const {
  return "limits " + ToText(limits_.source().as_of) + ", holidays " +
         ToText(calendar_.source().as_of);
}

}  // namespace almoner::law
