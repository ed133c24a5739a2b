#include "intake/row.h"

#include <fmt/format.h>

#include <algorithm>

namespace almoner::intake {
namespace {

std::string Lower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return lower;
}

bool Among(const std::vector<std::string>& words, std::string_view text) {
  return std::ranges::any_of(words,
                             [&](const std::string& word) { return Lower(word) == Lower(text); });
}

class Preparing {
 public:
  Preparing(const Plan& plan, const Row& row, Time now)
      : plan_(plan), row_(row), now_(now), today_(LondonDate(now)) {
    ready_.number = row.number;
  }

  std::expected<ReadyRow, std::vector<Problem>> Run() {
    Beyond();
    for (std::size_t i = 0; i < plan_.groups.size(); ++i) Record(i);
    for (const Answer& answer : plan_.answers) Answered(answer);
    if (plan_.mapping.existing)
      Whom();
    else
      WhoTheyAre();
    NeedsConsent();
    if (!problems_.empty()) return std::unexpected(std::move(problems_));
    return std::move(ready_);
  }

 private:
  [[nodiscard]] const Cell& At(std::size_t column) const { return plan_.At(row_, column); }
  [[nodiscard]] bool Empty(std::size_t column) const {
    return At(column).text.empty() && At(column).kind != Cell::Kind::kFault;
  }

  void Wrong(std::size_t column, Literal what) {
    problems_.push_back({.row = row_.number,
                         .column = fmt::format("{} ({})", plan_.mapping.columns[column].header,
                                               ColumnName(plan_.places[column])),
                         .what = what,
                         .column_wide = what.view() == Say(DayFault::kMonthFirst).view()});
  }
  void WrongRow(Literal what) {
    problems_.push_back({.row = row_.number, .column = {}, .what = what});
  }

  // More cells than the first row has names for: something has slipped.
  void Beyond() {
    for (std::size_t at = plan_.width; at < row_.cells.size(); ++at)
      if (!row_.cells[at].text.empty())
        return WrongRow(
            "The row has more cells than there are names in the first row; is a separator inside a "
            "cell that is not quoted?");
  }

  std::optional<Time> DayAt(std::size_t column) {
    const auto day = DayOf(At(column));
    if (!day) {
      Wrong(column, Say(day.error()));
      return std::nullopt;
    }
    if (sys_days(*day) > sys_days(today_)) {
      Wrong(column, "This day is still to come; look at the year.");
      return std::nullopt;
    }
    return std::min(Time::FromUtcDate(*day), now_);
  }

  [[nodiscard]] Time Obtained() const {
    return std::min(Time::FromUtcDate(plan_.mapping.obtained), now_);
  }

  void Record(std::size_t index) {
    const Group& group = plan_.groups[index];
    vault::Content content;
    for (const Group::Part& part : group.parts)
      if (!Empty(part.column)) Field(part, content);
    content.source = group.source;
    content.nature = plan_.mapping.opinion ? vault::Nature::kOpinion : vault::Nature::kFact;
    content.event_at = Obtained();
    if (content.fields.empty()) return;
    if (group.happened && !Empty(*group.happened))
      if (const auto day = DayAt(*group.happened)) content.event_at = *day;
    ready_.records.push_back({.group = index, .content = std::move(content)});
  }

  void Field(const Group::Part& part, vault::Content& content) {
    const Column& column = plan_.mapping.columns[part.column];
    auto value = part.field == nullptr
                     ? TextOf(At(part.column))
                     : ValueOf(*part.field, At(part.column), column.values, today_);
    if (!value) return Wrong(part.column, value.error());
    const std::string id = part.field == nullptr ? "text" : part.field->id;
    if (content.Find(id) != nullptr)
      return Wrong(part.column,
                   "Two columns give one field of one record; empty one of the cells, or say "
                   "`record` for one of the columns in the mapping.");
    content.fields.push_back({id, Personal(*std::move(value))});
  }

  void Answered(const Answer& answer) {
    if (Empty(answer.column)) return;
    const Column& column = plan_.mapping.columns[answer.column];
    const std::string& said = At(answer.column).text;
    const bool yes = Among(column.yes, said);
    if (!yes && !Among(column.no, said))
      return Wrong(answer.column,
                   "This is none of the words that the mapping has under `yes` and `no`; correct "
                   "the cell or the mapping. Nothing but a clear yes is a consent.");
    Time at = Obtained();
    if (answer.date && !Empty(*answer.date)) {
      const auto day = DayAt(*answer.date);
      if (!day) return;
      at = *day;
    }
    ready_.consents.push_back(
        {.consent = answer.consent,
         .kind = yes ? consent::Kind::kGiven : consent::Kind::kRefused,
         .at = at,
         .means = column.means,
         .evidence = Personal(fmt::format("Imported: row {} of a table that came on {}; the column "
                                          "“{}” says “{}”.",
                                          row_.number, ToText(plan_.mapping.obtained),
                                          column.header, said))});
  }

  // What rests on a consent is taken only with it.
  void NeedsConsent() {
    if (plan_.mapping.existing) return;  // the gate knows what they have agreed to
    for (const ReadyRow::Record& record : ready_.records) {
      const Group& group = plan_.groups[record.group];
      const auto needed = plan_.notice->activities[group.activity].consent;
      const bool given = needed && std::ranges::any_of(ready_.consents, [&](const auto& one) {
                           return one.consent == *needed && one.kind == consent::Kind::kGiven;
                         });
      if (needed && !given)
        Wrong(group.parts.front().column,
              "The notice takes this only from who has agreed, and the row has no yes to that; "
              "empty the cell.");
    }
  }

  void Identify(const notice::Field& field, const std::string& value) {
    static constexpr std::string_view kBetween = "\x1F";
    if (field.kind == notice::FieldKind::kIdentifier)
      ready_.signs.push_back("i" + vault::NormalIdentifier(value));
    if (field.kind == notice::FieldKind::kName) {
      std::vector<std::string> words = vault::Words(vault::Fold(value));
      std::ranges::sort(words);
      std::string name(kBetween);
      for (const std::string& word : words) name += word + " ";
      names_.push_back(std::move(name));
    }
    if (notice::TellsBirth(field)) births_.push_back(value);
  }

  void WhoTheyAre() {
    bool named = false;
    for (const ReadyRow::Record& record : ready_.records) {
      const Group& group = plan_.groups[record.group];
      const notice::Category& category = plan_.notice->categories[group.category];
      ready_.likeness.Add(category, record.content);
      for (const Group::Part& part : group.parts)
        if (part.field != nullptr)
          if (const std::string* const value = record.content.Find(part.field->id)) {
            named = named || (record.group == 0 && part.field->kind == notice::FieldKind::kName);
            Identify(*part.field, *value);
          }
    }
    for (const std::string& name : names_)
      for (const std::string& birth : births_) ready_.signs.push_back(birth + name);
    if (!named && problems_.empty()) WrongRow("There is no name; give one, or take the row out.");
  }

  void Whom() {
    if (plan_.person) {
      auto id = SubjectId::Parse(At(*plan_.person).text);
      if (!id)
        Wrong(*plan_.person, "This is not a person's id: 32 hexadecimal digits.");
      else
        ready_.person = *id;
      return;
    }
    for (const Group::Part& part : plan_.matches) Match(part);
    if (ready_.likeness.empty() && problems_.empty())
      WrongRow("Nothing says whom this row is about; fill the cells that people are matched by.");
    if (ready_.records.empty() && ready_.consents.empty() && problems_.empty())
      WrongRow("There is nothing to record in this row; fill a cell, or take the row out.");
  }

  void Match(const Group::Part& part) {
    if (Empty(part.column)) return;
    const Column& column = plan_.mapping.columns[part.column];
    auto value = ValueOf(*part.field, At(part.column), column.values, today_);
    if (!value) return Wrong(part.column, value.error());
    const auto category = plan_.notice->FindCategory(column.category);
    vault::Content content;
    content.fields.push_back({part.field->id, Personal(*std::move(value))});
    ready_.likeness.Add(plan_.notice->categories[*category], content);
  }

  const Plan& plan_;
  const Row& row_;
  Time now_;
  Date today_;
  ReadyRow ready_;
  std::vector<Problem> problems_;
  std::vector<std::string> names_;
  std::vector<std::string> births_;
};

}  // namespace

std::expected<ReadyRow, std::vector<Problem>> Prepare(const Plan& plan, const Row& row, Time now) {
  return Preparing(plan, row, now).Run();
}

}  // namespace almoner::intake
