// The document itself: its date, reviews, approval, names and scope.
#include <algorithm>

#include "notice/checker.h"

namespace almoner::notice {
namespace {

constexpr std::string_view kPrinciples[] = {"lawfulness", "purpose",  "minimisation",  "accuracy",
                                            "storage",    "security", "accountability"};

int Months(const Period& period) {
  return (period.years * 12) + period.months + (period.days / 30);
}

int MonthsBetween(Date from, Date to) {
  return ((static_cast<int>(to.year()) - static_cast<int>(from.year())) * 12) +
         static_cast<int>(static_cast<unsigned>(to.month())) -
         static_cast<int>(static_cast<unsigned>(from.month()));
}

void CheckReviews(Checker& checker, const Document& document) {
  if (!document.review_every && document.review_dates.empty()) {
    if (checker.Own()) checker.Raise("review-missing", document.at);
    return;
  }
  std::vector<Date> planned = document.review_dates;
  std::ranges::sort(planned);
  for (std::size_t i = 1; document.review_every && i < planned.size(); ++i)
    if (MonthsBetween(planned[i - 1], planned[i]) > Months(*document.review_every)) {
      checker.Raise("review-contradiction", document.review_at,
                    "every " + ToText(*document.review_every));
      break;
    }
  for (const Date day : planned) {
    const bool held = std::ranges::any_of(document.reviews_held, [&](Date review) {
      return std::chrono::abs(sys_days(review) - sys_days(day)) <= std::chrono::days(92);
    });
    if (day < checker.canon.today && !held)
      checker.Raise("review-overdue", document.review_at, ToWords(day));
  }
}

// The document says where it holds; what it describes must not go further.
void CheckScope(Checker& checker, const Document& document) {
  if (document.scope.empty()) return;
  const bool online_only = std::ranges::all_of(
      document.scope, [](const std::string& word) { return word == "website" || word == "app"; });
  const bool further = std::ranges::any_of(checker.notice.categories,
                                           [](const Category& category) {
                                             return category.sensitivity != Sensitivity::kOrdinary;
                                           }) ||
                       !checker.notice.more.recordings.empty();
  if (online_only && further)
    checker.Raise("scope-mismatch", document.at,
                  fmt::format("{}", fmt::join(document.scope, ", ")));
}

void CheckPrinciples(Checker& checker, const Document& document) {
  if (document.principles.empty()) return;
  const auto has = [&](std::string_view principle) {
    return std::ranges::find(document.principles, principle) != document.principles.end();
  };
  for (const std::string_view principle : kPrinciples)
    if (!has(principle)) checker.Raise("principle-missing", document.at, principle);
  for (const std::string& principle : document.principles)
    if (std::ranges::find(kPrinciples, principle) == std::end(kPrinciples))
      checker.Raise("principle-foreign", document.at, principle);
}

bool Generic(std::string_view name) {
  return name.empty() || name == "The Company" || name == "the Company" ||
         name == "The Organisation" || name == "the organisation" || name == "We" || name == "we";
}

void CheckOrganisation(Checker& checker) {
  const Organisation& organisation = checker.notice.organisation;
  const auto& aka = organisation.also_known_as;
  const bool unnamed = Generic(organisation.name) || std::ranges::any_of(aka, Generic);
  if (unnamed)
    checker.Raise("controller-unnamed", organisation.at,
                  Generic(organisation.name) ? organisation.name : "the Company");
  const auto decides = [](const RoleHolder& holder) {
    return std::ranges::find(holder.answers_for, "conflict") != holder.answers_for.end();
  };
  if (std::ranges::none_of(checker.notice.more.role_holders, decides))
    checker.Raise("conflict-unnamed", organisation.at);
  if (!checker.Own()) return;
  if (organisation.legal_form.empty() ||
      (organisation.company_number.empty() && organisation.charity_number.empty()))
    checker.Raise("legal-entity-unstated", organisation.at, organisation.name);
  if (organisation.ico_number.empty()) checker.Raise("fee-number-unstated", organisation.at);
}

}  // namespace

void CheckDocument(Checker& checker) {
  CheckOrganisation(checker);
  const Document& document = checker.notice.more.document;
  if (!document.given) return;
  if (checker.Own() && !document.date) checker.Raise("undated", document.at);
  if (document.date && *document.date < checker.canon.book.applies_from)
    checker.Raise("older-than-law", document.at, ToWords(*document.date));
  if (document.names.size() > 1)
    checker.Raise("several-names", document.at, fmt::format("{}", fmt::join(document.names, ", ")));
  CheckReviews(checker, document);
  for (const Approval& step : document.approval)
    if (checker.Own() && !step.done) checker.Raise("unsigned", step.at, step.role);
  if (checker.Own() && document.changes.empty()) checker.Raise("changes-missing", document.at);
  for (const Reference& reference : document.refers_to)
    if (reference.where.empty()) checker.Raise("leads-nowhere", reference.at, reference.what);
  const bool staff = std::ranges::find(document.audience, "staff") != document.audience.end();
  if (document.kind == "policy-and-notice" || (staff && document.audience.size() > 1))
    checker.Raise("mixed-audience", document.at);
  CheckPrinciples(checker, document);
  CheckScope(checker, document);
  for (const Service& service : checker.notice.services)
    if (service.own_notice && service.refers_to_notice.empty())
      checker.Raise("service-notice-missing", service.at, service.name);
}

}  // namespace almoner::notice
