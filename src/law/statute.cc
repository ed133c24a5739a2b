#include "law/statute.h"

#include <utility>

#include "law/files.h"

namespace almoner::law {
namespace {

template <class T>
Result<T> NewestOf(Literal name, const std::optional<OperatorPath>& directory) {
  return Newest(
      name, directory, [](std::string_view text) { return T::Parse(text); },
      [](const T& made) { return made.source().as_of; });
}

}  // namespace

Statute::Statute(Limits limits, Calendar calendar)
    : limits_(std::move(limits)), calendar_(std::move(calendar)) {}

Result<Statute> Statute::Load(const std::optional<OperatorPath>& directory) {
  TRY(MustBeThere(directory));
  return Statute(TRY(NewestOf<Limits>("limits.yaml", directory)),
                 TRY(NewestOf<Calendar>("holidays.yaml", directory)));
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
