#include "intake/plan.h"

#include <fmt/format.h>

#include <algorithm>

namespace almoner::intake {
namespace {

using notice::Notice;

class Planner {
 public:
  Planner(const Notice& notice, const notice::RoleSet& roles, Mapping mapping, const Row& header,
          Date today)
      : notice_(notice), roles_(roles), header_(header), today_(today) {
    plan_.notice = &notice;
    plan_.width = header.cells.size();
    plan_.mapping = std::move(mapping);
  }

  std::expected<Plan, std::vector<Finding>> Run() {
    const Mapping& mapping = plan_.mapping;
    if (sys_days(mapping.obtained) > sys_days(today_))
      Find("", "`obtained` is a day that is still to come.", "", "Put the day right.");
    activity_ = notice_.FindActivity(mapping.purpose);
    if (!activity_)
      Find("", fmt::format("The notice has no purpose “{}”.", mapping.purpose),
           "What the notice does not tell people about is not done with their data.",
           "Choose one of the purposes of your role.");
    FindKind();
    if (findings_.empty()) Columns();
    if (findings_.empty()) Complete();
    if (findings_.empty()) return std::move(plan_);
    return std::unexpected(std::move(findings_));
  }

 private:
  void Find(std::string column, std::string what, std::string why, std::string next) {
    findings_.push_back({.column = std::move(column),
                         .words = {.what = std::move(what),
                                   .why = std::move(why),
                                   .next = std::move(next),
                                   .clauses = {}}});
  }

  void FindKind() {
    if (plan_.mapping.existing) return;
    if (const auto kind = notice_.FindSubjectKind(plan_.mapping.kind))
      kind_ = *kind;
    else
      Find("", fmt::format("The notice has no category of people “{}”.", plan_.mapping.kind), "",
           "Choose one that the notice has.");
  }

  void Columns() {
    for (std::size_t i = 0; i < plan_.mapping.columns.size(); ++i) {
      const Column& column = plan_.mapping.columns[i];
      std::size_t found = header_.cells.size();
      int times = 0;
      for (std::size_t at = 0; at < header_.cells.size(); ++at)
        if (header_.cells[at].text == column.header) {
          found = at;
          ++times;
        }
      plan_.places.push_back(found);
      if (times != 1)
        Find(column.header,
             times == 0 ? "The table has no such column in its first row."
                        : "The table has several columns of this name.",
             "", "Correct the mapping, or the names in the first row.");
      else
        Take(column, i);
    }
    if (std::ranges::all_of(plan_.places,
                            [&](std::size_t at) { return at == header_.cells.size(); })) {
      findings_.clear();  // the first row may be somebody's data: nothing of it is repeated
      Find("", "The table's first row has none of the columns that the mapping names.", "",
           "Put the row of names on top, or choose the mapping of this table.");
      return;
    }
    Unmapped();
  }

  // Whatever is in a table has to be taken or left out by a decision.
  void Unmapped() {
    for (std::size_t at = 0; at < header_.cells.size(); ++at) {
      if (header_.cells[at].text.empty() ||
          std::ranges::find(plan_.places, at) != plan_.places.end())
        continue;
      gate::Explanation words = Minimal(notice::CategorySet());
      words.what = "The mapping says nothing of this column, and nothing of it is taken.";
      words.next =
          "Map it to a category and field that the notice has, or say `skip = true` for it.";
      findings_.push_back({.column = fmt::format("{} ({})", header_.cells[at].text, ColumnName(at)),
                           .words = std::move(words)});
    }
  }

  // Why no more is taken than the purpose needs, with its clause.
  gate::Explanation Minimal(const notice::CategorySet& asked) {
    gate::Question q = Asking(*activity_);
    q.categories = asked.any() ? asked : ~notice_.activities[*activity_].writes;
    const auto no = gate::Decide(notice_, q);
    if (no) return {};
    gate::Explanation words = gate::Explain(notice_, q, no.error());
    words.why += " No more than that is recorded (UK GDPR Article 5(1)(c)).";
    return words;
  }

  [[nodiscard]] gate::Question Asking(notice::Index activity) const {
    gate::Question q;
    q.action = gate::Action::kWrite;
    q.activity = activity;
    q.roles = roles_;
    q.assigned = true;
    q.subject_kind = kind_;
    if (plan_.mapping.existing)  // each person's own is looked at when their row is done
      q.subject_kind =
          static_cast<notice::Index>(notice_.activities[activity].subjects._Find_first());
    q.given.set();  // so are consents
    return q;
  }

  void Take(const Column& column, std::size_t i) {
    switch (column.use) {
      case Use::kSkip:
        return;
      case Use::kField:
      case Use::kHappened:
      case Use::kMatch:
        return TakeField(column, i);
      case Use::kConsent:
      case Use::kConsentDate:
        return TakeConsent(column, i);
      case Use::kPerson:
        plan_.person = i;
        return;
    }
    std::unreachable();
  }

  std::optional<notice::Index> ActivityOf(const Column& column) {
    if (column.purpose.empty()) return activity_;
    const auto activity = notice_.FindActivity(column.purpose);
    if (!activity)
      Find(column.header, fmt::format("The notice has no purpose “{}”.", column.purpose), "",
           "Choose one of the purposes of your role.");
    return activity;
  }

  // A source that the notice does not name is not told to people (Article 14(2)(f)).
  void CheckSource(const Column& column, const notice::Activity& activity,
                   const std::string& source) {
    const bool named =
        source == "self" || std::ranges::any_of(activity.record.sources, [&](notice::Index one) {
          return notice_.more.sources[one].id == source;
        });
    if (named) return;
    Find(column.header,
         fmt::format("The notice does not name “{}” as a source for “{}”.", source,
                     activity.purpose),
         "People must be told where their data came from (UK GDPR Article 14(2)(f)).",
         "Name a source that the notice has for it, or have the notice changed first.");
  }

  void CheckBasis(const Column& column, const notice::Activity& activity) {
    if (column.basis.empty() || column.basis == activity.basis) return;
    Find(column.header,
         fmt::format("The mapping says that the basis is {}; the notice says {} ({}).",
                     column.basis, activity.basis, activity.basis_name),
         "People are told one lawful basis, and that one is relied on.",
         "Choose the purpose whose basis fits, or correct the mapping.");
  }

  void TakeField(const Column& column, std::size_t i) {
    const auto activity = ActivityOf(column);
    if (!activity) return;
    const auto category = notice_.FindCategory(column.category);
    if (!category) {
      gate::Explanation words = Minimal(notice::CategorySet());
      words.what = fmt::format("No category “{}” is in the notice: nothing takes this column.",
                               column.category);
      findings_.push_back({.column = column.header, .words = std::move(words)});
      return;
    }
    const notice::Category& of = notice_.categories[*category];
    const auto field = std::ranges::find(of.fields, column.field, &notice::Field::id);
    const bool text = of.free_text && column.field == "text";
    if (column.use != Use::kHappened && field == of.fields.end() && !text) {
      gate::Explanation words = Minimal(notice::CategorySet());
      words.what =
          fmt::format("“{}” has no field “{}”: nothing takes this column.", of.name, column.field);
      findings_.push_back({.column = column.header, .words = std::move(words)});
      return;
    }
    const Group::Part part{.column = i,
                           .field = text || field == of.fields.end() ? nullptr : &*field};
    if (part.field != nullptr && part.field->kind == notice::FieldKind::kDocument)
      return Find(column.header, "This field is for a document, which a cell does not hold.", "",
                  "Leave it out, and add the file with `almoner document add`.");
    if (column.use == Use::kMatch) return TakeMatch(column, part);
    const std::string source = column.source.empty() ? plan_.mapping.source : column.source;
    if (!Allowed(column, *activity, *category)) return;
    CheckSource(column, notice_.activities[*activity], source);
    CheckBasis(column, notice_.activities[*activity]);
    Group& group = GroupOf(*category, *activity, source, column.record);
    if (column.use == Use::kHappened)
      group.happened = i;
    else
      group.parts.push_back(part);
  }

  void TakeMatch(const Column& column, const Group::Part& part) {
    if (part.field == nullptr ||
        (part.field->kind != notice::FieldKind::kIdentifier &&
         part.field->kind != notice::FieldKind::kName && !notice::TellsBirth(*part.field)))
      return Find(column.header, "Nobody is told by this field.", "",
                  "Match by an identifier, or by name and date of birth together.");
    plan_.matches.push_back(part);
  }

  // Whether whoever imports may write that category for that purpose.
  bool Allowed(const Column& column, notice::Index activity, notice::Index category) {
    gate::Question q = Asking(activity);
    q.categories.set(category);
    const auto decision = gate::Decide(notice_, q);
    if (!decision)
      findings_.push_back(
          {.column = column.header, .words = gate::Explain(notice_, q, decision.error())});
    return decision.has_value();
  }

  Group& GroupOf(notice::Index category, notice::Index activity, const std::string& source,
                 const std::string& record) {
    for (Group& group : plan_.groups)
      if (group.category == category && group.activity == activity && group.source == source &&
          group.record == record)
        return group;
    plan_.groups.push_back({.category = category,
                            .activity = activity,
                            .source = source,
                            .record = record,
                            .parts = {},
                            .happened = std::nullopt});
    return plan_.groups.back();
  }

  void TakeConsent(const Column& column, std::size_t i) {
    const auto consent = notice_.FindConsent(column.consent);
    if (!consent)
      return Find(column.header,
                  fmt::format("The notice asks for no consent “{}”.", column.consent),
                  "What nobody was asked for in words that the notice has, nobody has agreed to.",
                  "Name a consent that the notice has, or leave the column out.");
    const auto known = std::ranges::find(plan_.answers, *consent, &Answer::consent);
    if (column.use == Use::kConsentDate) {
      if (known == plan_.answers.end())
        return Find(column.header, "This is the day of an answer that no column before it gives.",
                    "", "Put the column with `consent` before the one with `consent-date`.");
      known->date = i;
      return;
    }
    if (known != plan_.answers.end())
      return Find(column.header, "Two columns answer the same consent.", "", "Keep one of them.");
    plan_.answers.push_back({.consent = *consent, .column = i, .date = std::nullopt});
  }

  // Somebody must be told by each row, and something done with it.
  void Complete() {
    std::erase_if(plan_.groups, [](const Group& group) { return group.parts.empty(); });
    if (plan_.mapping.existing) {
      if (!plan_.person && plan_.matches.empty())
        Find("", "Nothing says whom a row is about.", "",
             "Say `match = true` for a column with an identifier, or `person = true` for one with "
             "ids.");
      if (plan_.groups.empty() && plan_.answers.empty())
        Find("", "The mapping takes no column.", "", "Map at least one.");
      return;
    }
    if (plan_.person || !plan_.matches.empty())
      return Find("", "`match` and `person` are for rows about people who are here already.", "",
                  "Say `about = \"existing\"`, or map these columns to fields.");
    const auto who = std::ranges::find_if(plan_.groups, [](const Group& group) {
      return std::ranges::any_of(group.parts, [](const Group::Part& part) {
        return part.field != nullptr && part.field->kind == notice::FieldKind::kName;
      });
    });
    if (who == plan_.groups.end())
      return Find("", "No column is mapped to a name: nobody could be found again.", "",
                  "Map one to a field of kind name.");
    std::rotate(plan_.groups.begin(), who, who + 1);
  }

  const Notice& notice_;
  const notice::RoleSet& roles_;
  const Row& header_;
  Date today_;
  Plan plan_;
  std::optional<notice::Index> activity_;
  notice::Index kind_ = 0;
  std::vector<Finding> findings_;
};

}  // namespace

const Cell& Plan::At(const Row& row, std::size_t column) const {
  static const Cell empty;
  const std::size_t at = places[column];
  return at < row.cells.size() ? row.cells[at] : empty;
}

std::expected<Plan, std::vector<Finding>> MakePlan(const Notice& notice,
                                                   const notice::RoleSet& roles, Mapping mapping,
                                                   const Row& header, Date today) {
  return Planner(notice, roles, std::move(mapping), header, today).Run();
}

}  // namespace almoner::intake
