#include "notice/check.h"

#include <algorithm>

#include "notice/checker.h"
#include "notice/text.h"

namespace almoner::notice {
namespace {

bool AnyActivity(const Notice& notice, auto test) {
  return std::ranges::any_of(notice.activities, [&](const Activity& activity) {
    return !activity.imposed && test(activity);
  });
}

// Whether people must be told the item at all.
bool Applies(const Notice& notice, std::string_view when) {
  if (when == "consent")
    return !notice.consents.empty() ||
           AnyActivity(notice, [](const Activity& a) { return a.consent.has_value(); });
  if (when == "legitimate-interests")
    return AnyActivity(notice, [](const Activity& a) { return a.basis == "6(1)(f)"; });
  if (when == "transfers")
    return !notice.more.transfers.empty() ||
           std::ranges::any_of(notice.recipients,
                               [](const Recipient& r) { return r.country != "GB"; });
  if (when == "indirect") return !notice.more.sources.empty();
  if (when == "marketing")
    return AnyActivity(notice, [](const Activity& a) { return a.marketing; }) ||
           std::ranges::any_of(notice.more.communications,
                               [](const Communication& c) { return c.kind == "marketing"; });
  if (when == "website") return notice.more.website.given;
  if (when == "children")
    return std::ranges::any_of(notice.subjects, [](const SubjectKind& s) { return s.children; });
  if (when == "automated")
    return AnyActivity(notice, [](const Activity& a) { return a.record.automated != "no"; });
  if (when == "special")
    return std::ranges::any_of(notice.categories, [](const Category& c) {
      return c.sensitivity != Sensitivity::kOrdinary;
    });
  return true;
}

// A model sentence with this organisation in it.
std::string Addressed(std::string_view sentence, const Notice& notice) {
  std::string text(sentence);
  const auto put = [&](std::string_view place, const std::string& value) {
    for (std::size_t at = text.find(place); at != std::string::npos; at = text.find(place))
      text.replace(at, place.size(), value);
  };
  put("{organisation}", notice.organisation.name);
  put("{officer}", notice.organisation.officer);
  put("{contact}", notice.organisation.contact);
  return text;
}

}  // namespace

std::string Filled(std::string_view words, const std::vector<std::string>& abouts) {
  std::string text;
  std::size_t next = 0;
  for (std::size_t at = 0; at < words.size();) {
    if (words.substr(at, 2) != "{}") {
      text += words[at++];
      continue;
    }
    if (next < abouts.size()) text += abouts[next++];
    at += 2;
  }
  return text;
}

bool Checker::Told(std::string_view item) const {
  return std::ranges::any_of(notice.clauses, [&](const Clause& clause) {
    return !clause.is_new && Has(clause.tells, item);
  });
}

// What Articles 13 and 14 ask people to be told. Pages made from the file tell all of it; an
// organisation's own document tells what its clauses tell.
void CheckItems(Checker& checker) {
  const Notice& notice = checker.notice;
  for (const Clause& clause : notice.clauses)
    for (const std::string& item : clause.tells)
      if (checker.canon.book.FindItem(item) == nullptr)
        checker.Raise("unknown-item", clause.at, clause.id, item);
  if (!checker.Own()) return;
  for (const law::Item& item : checker.canon.book.items) {
    if (!Applies(notice, item.when) || checker.Told(item.rule.id)) continue;
    const auto mends = std::ranges::find_if(notice.clauses, [&](const Clause& clause) {
      return clause.is_new && Has(clause.tells, item.rule.id);
    });
    const bool mended = mends != notice.clauses.end();
    checker.faults.push_back({.rule = "untold-" + item.rule.id,
                              .weight = item.rule.weight,
                              .at = mended ? mends->at : notice.more.document.at,
                              .law = item.rule.law,
                              .harms = item.rule.harms,
                              .what = "The document does not tell people " + item.rule.what + ".",
                              .remedy = mended ? mends->text : Addressed(item.rule.mend, notice),
                              .clause = mended ? mends->id : std::string()});
  }
}

std::vector<Fault> Check(const Notice& notice, const Canon& canon) {
  Checker checker(notice, canon);
  for (const auto check :
       {CheckDocument, CheckItems, CheckNames, CheckActivities, CheckConsents, CheckRecipients,
        CheckRights, CheckWebsite, CheckConduct, CheckRetention, CheckWording})
    check(checker);
  std::ranges::stable_sort(checker.faults, {}, &Fault::at);
  return std::move(checker.faults);
}

}  // namespace almoner::notice
