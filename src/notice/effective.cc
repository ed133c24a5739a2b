#include "notice/effective.h"

#include <fmt/format.h>

#include <algorithm>

#include "notice/text.h"

namespace almoner::notice {
namespace {

// The law's own grounds, whatever the notice adds.
std::vector<std::string> RefusalGrounds(const law::Lawbook& book, std::string_view right) {
  std::vector<std::string> grounds;
  if (const law::RightLaw* const law = book.FindRight(right))
    for (const law::Ground& ground : law->exceptions) grounds.push_back(ground.id);
  for (const law::Ground& ground : book.refusals) grounds.push_back(ground.id);
  for (const law::Exemption& exemption : book.exemptions)
    if (Has(exemption.rights, right)) grounds.push_back(exemption.code);
  return grounds;
}

// The uses that restriction leaves, each enough by itself.
std::vector<std::string> RestrictedUses(const law::Lawbook& book) {
  std::vector<std::string> uses;
  if (const law::RightLaw* const law = book.FindRight("restriction"))
    for (const law::Ground& use : law->uses) uses.push_back(use.id);
  return uses;
}

class Comparison {
 public:
  Comparison(const Notice& notice, const law::Lawbook& book) : notice_(notice), book_(book) {}

  std::vector<Effective> Run() {
    for (const RightPromise& promise : notice_.rights) Right(promise);
    for (const Activity& activity : notice_.activities) Use(activity);
    for (const Consent& consent : notice_.consents)
      if (!consent.Valid())
        Put("registering", "consent " + consent.id, "taken from " + consent.asked);
    for (const Recipient& recipient : notice_.recipients)
      if (recipient.Closed() && !recipient.promised_never)
        Put("closed-recipient", "recipient " + recipient.id, "named as a recipient");
    Conduct();
    Online();
    for (const Retention& rule : notice_.retention)
      if (rule.from == "website-use")
        Put("website-retention", "retention rule " + rule.id,
            ToText(rule.keep) + " from the last use of the website");
    return std::move(values_);
  }

 private:
  void Put(std::string_view id, std::string about, std::string promised, bool law_wins = true,
           std::string value = {}) {
    const law::Floor* const floor = book_.FindFloor(id);
    CHECK(floor != nullptr);
    if (value.empty()) value = floor->value;
    std::string why = law_wins ? fmt::format("The law gives people more: {}.", floor->law)
                               : fmt::format("The notice promises more than {} asks.", floor->law);
    values_.push_back({.floor = floor->id,
                       .about = std::move(about),
                       .promised = std::move(promised),
                       .value = std::move(value),
                       .law_wins = law_wins,
                       .why = std::move(why),
                       .plain = floor->plain});
  }

  void Right(const RightPromise& promise) {
    const std::string about = "right " + promise.right;
    if (promise.right == "complaint") return;
    if (promise.days) Days(promise, about);
    if (promise.months && *promise.months > 1)
      Put("days", about, fmt::format("{} months", *promise.months), true, "one month");
    if (promise.fee == "always" || promise.fee == "repetitive" || promise.fee == "others-copies")
      Put("fee", about, promise.fee, true,
          promise.fee_pence
              ? fmt::format(
                    "free; reasonable cost, at most £{}.{:02}, only if manifestly unfounded "
                    "or excessive",
                    *promise.fee_pence / 100, *promise.fee_pence % 100)
              : "free; reasonable cost only if manifestly unfounded or excessive");
    if (promise.form == "writing" || promise.form == "own-form" || promise.detail)
      Put("form", about, promise.form.empty() ? "in detail" : promise.form, true, "any form");
    if (promise.until) Put("expired-right", about, "until " + ToWords(*promise.until));
    if (Has(promise.whose, "family")) Put("family", about, "the family's data too");
    if (promise.right == "portability") Portability(promise, about);
    Restriction(promise, about);
    Refusals(promise, about);
  }

  // The statute's month has 28 to 31 days: whichever day comes first counts, request by request.
  void Days(const RightPromise& promise, const std::string& about) {
    constexpr int kShortestMonth = 28;
    const bool sometimes_late = *promise.days > kShortestMonth;
    Put("days", about, fmt::format("{} days", *promise.days), sometimes_late,
        fmt::format("the earlier of {} days and one month", *promise.days));
  }

  void Portability(const RightPromise& promise, const std::string& about) {
    if (promise.stated == "badly") Put("portability-meaning", about, "given another meaning");
    const law::RightLaw* const right = book_.FindRight(promise.right);
    for (const std::string& condition : promise.only_if)
      if (right != nullptr && std::ranges::find(right->conditions, condition, &law::Ground::id) ==
                                  right->conditions.end())
        return Put("portability-condition", about, "only if " + condition);
  }

  void Restriction(const RightPromise& promise, const std::string& about) {
    if (promise.right != "restriction" || !promise.all_of) return;
    Put("restriction-uses", about, "uses joined by “and”", true,
        fmt::format("any of: {}", fmt::join(RestrictedUses(book_), ", ")));
  }

  void Refusals(const RightPromise& promise, const std::string& about) {
    const std::vector<std::string> lawful = RefusalGrounds(book_, promise.right);
    for (const std::string& ground : promise.refuse)
      if (!Has(lawful, ground))
        Put(ground.find("impractical") != std::string::npos ? "refusal-impractical"
                                                            : "refusal-unreasonable",
            about, "refused when " + ground);
  }

  void Use(const Activity& activity) {
    const auto& interest = activity.record.interest;
    if (interest && interest->outcome == "overridden")
      Put("interest", "activity " + activity.id, "an interest that is overridden");
    if (!activity.imposed && activity.record.automated != "no" &&
        !activity.record.automated.empty())
      Put("foreign-controller", "activity " + activity.id, activity.record.automated);
  }

  void Conduct() {
    for (const Recording& recording : notice_.more.recordings)
      if (recording.crowds_exempt)
        Put("crowds", "recording " + recording.id, "pictures of crowds are nobody's data");
    for (const SecurityMeasure& measure : notice_.more.security) {
      if (measure.strength == "or-password")
        Put("password", "security " + measure.id, "a password instead of encryption");
      if (measure.covers == "employees-only")
        Put("employees-only", "security " + measure.id, "employees' data only");
    }
    if (notice_.more.transfer_scope != "UK" && !notice_.more.transfer_scope.empty())
      Put("transfer-scope", "transfers", "outside the " + notice_.more.transfer_scope);
    const Complaints& complaints = notice_.more.complaints;
    if (complaints.given && complaints.regulator != "named")
      Put("regulator", "complaints", complaints.regulator);
  }

  void Online() {
    const Website& website = notice_.more.website;
    if (website.given && website.consent == "implied")
      Put("implied-cookies", "website", "use of the site taken for agreement");
    const int age = book_.digital_consent_age;
    if (website.age && *website.age > age)
      Put("age", "website", fmt::format("{} years", *website.age), false,
          fmt::format("{} years as the organisation's own rule", *website.age));
    if (website.age && *website.age < age)
      Put("age", "website", fmt::format("{} years", *website.age), true,
          fmt::format("{} years", age));
  }

  const Notice& notice_;
  const law::Lawbook& book_;
  std::vector<Effective> values_;
};

}  // namespace

std::vector<Effective> EffectiveValues(const Notice& notice, const law::Lawbook& book) {
  return Comparison(notice, book).Run();
}

}  // namespace almoner::notice
