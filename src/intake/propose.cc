#include <fmt/format.h>

#include <algorithm>

#include "intake/mapping.h"
#include "vault/search.h"

namespace almoner::intake {
namespace {

using notice::FieldKind;
using notice::Notice;

// Text as TOML quotes it.
std::string Quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += static_cast<unsigned char>(c) < ' ' ? ' ' : c;
  }
  return out + '"';
}

// What a header is compared by: "E-mail address (home)" is "emailaddresshome".
std::string Bare(std::string_view text) {
  std::string bare = vault::Fold(text);
  std::erase(bare, ' ');
  return bare;
}

// What people call the common kinds of field, bare.
bool IsUsualFor(const notice::Field& field, std::string_view bare) {
  const auto any = [&](std::initializer_list<std::string_view> names) {
    return std::ranges::find(names, bare) != names.end();
  };
  switch (field.kind) {
    case FieldKind::kName:
      return any({"fullname", "name", "clientname", "clientsname"});
    case FieldKind::kDate:
      return notice::TellsBirth(field) && any({"dob", "dateofbirth", "birthdate", "born"});
    case FieldKind::kPhone:
      return any({"phone", "telephone", "tel", "phonenumber", "telephonenumber", "mobile",
                  "mobilenumber", "mobilephone"});
    case FieldKind::kEmail:
      return any({"email", "emailaddress"});
    case FieldKind::kPostcode:
      return any({"postcode", "postalcode", "zip"});
    case FieldKind::kIdentifier:
      return IsNhsNumberField(field) && any({"nhs", "nhsno", "nhsnumber"});
    case FieldKind::kText:
    case FieldKind::kDocument:
    case FieldKind::kChoice:
      return false;
  }
  std::unreachable();
}

struct Fit {
  const notice::Category* category = nullptr;
  std::string field;
};

// The field of that name, else the one that is usually called so, of what the activity may write.
std::optional<Fit> FitOf(const Notice& notice, const notice::Activity& activity,
                         std::string_view header) {
  const std::string bare = Bare(header);
  for (const bool exact : {true, false})
    for (std::size_t i = 0; i < notice.categories.size(); ++i) {
      if (!activity.writes[i]) continue;
      const notice::Category& category = notice.categories[i];
      for (const notice::Field& field : category.fields)
        if (field.kind != FieldKind::kDocument &&
            (exact ? bare == Bare(field.id) || bare == Bare(field.label) : IsUsualFor(field, bare)))
          return Fit{.category = &category, .field = field.id};
      if (exact && category.free_text && (bare == Bare(category.id) || bare == Bare(category.name)))
        return Fit{.category = &category, .field = "text"};
    }
  return std::nullopt;
}

// Headers name things; a day, an address or a number of several digits is about somebody.
bool LooksLikeData(const Row& row) {
  return std::ranges::any_of(row.cells, [](const Cell& cell) {
    const auto digits =
        std::ranges::count_if(cell.text, [](char c) { return c >= '0' && c <= '9'; });
    return cell.kind != Cell::Kind::kText || digits > 3 || cell.text.contains('@') ||
           DayOf(cell).has_value();
  });
}

std::string ColumnText(const Notice& notice, const notice::Activity& activity,
                       const std::string& header, std::vector<std::string>& taken) {
  std::string text = fmt::format("\n[[column]]\nheader = {}\n", Quoted(header));
  const auto fit = FitOf(notice, activity, header);
  const std::string place = fit ? fit->category->id + "." + fit->field : "";
  if (!fit || std::ranges::find(taken, place) != taken.end())
    return text + fmt::format("skip = true  # {}: map it, or leave it out\n",
                              fit ? "another column is mapped to the same field"
                                  : "nothing of this name may be recorded for the purpose");
  taken.push_back(place);
  return text + fmt::format("category = {}  # {}\nfield = {}\nbasis = {}  # {}\n",
                            Quoted(fit->category->id), fit->category->name, Quoted(fit->field),
                            Quoted(activity.basis), activity.basis_name);
}

}  // namespace

Result<std::string> ProposeMapping(const Notice& notice, notice::Index index, const Format& format,
                                   const Row& header, const std::optional<Row>& first, Date today) {
  if (LooksLikeData(header))
    return Fail(Code::kInvalid,
                "The first row looks like somebody's data and not like the names of columns; put a "
                "row of names above it.");
  if (!first)
    return Fail(Code::kInvalid, "There is nothing below the first row; is it the right sheet?");
  const notice::Activity& activity = notice.activities[index];
  std::string kinds;
  std::string kind;
  for (std::size_t i = 0; i < notice.subjects.size(); ++i)
    if (activity.subjects[i]) {
      if (kind.empty()) kind = notice.subjects[i].id;
      kinds += (kinds.empty() ? "" : ", ") + notice.subjects[i].id;
    }
  std::string sources = "self";
  for (const notice::Index source : activity.record.sources)
    sources += ", " + notice.more.sources[source].id;
  std::string text = fmt::format(
      "# How the columns of a table become what the notice speaks of. Look at every line.\n"
      "about = \"new\"  # or \"existing\": people who are here already\n"
      "kind = {}  # whom the rows are about: {}\n"
      "purpose = {}  # {}\n"
      "source = {}  # where it came from: {}\n"
      "obtained = {}  # the day it came to you: put it right\n",
      Quoted(kind), kinds, Quoted(activity.id), activity.purpose,
      Quoted(activity.record.sources.empty()
                 ? "self"
                 : notice.more.sources[activity.record.sources.front()].id),
      sources, ToText(today));
  if (!format.sheet.empty()) text += fmt::format("sheet = {}\n", Quoted(format.sheet));
  if (format.encoding == Encoding::kWindows1252) text += "encoding = \"windows-1252\"\n";
  std::vector<std::string> taken;
  for (const Cell& cell : header.cells)
    if (!cell.text.empty()) text += ColumnText(notice, activity, cell.text, taken);
  return text;
}

}  // namespace almoner::intake
