// What the document promises about each right, beside what the law gives.
#include <algorithm>

#include "notice/checker.h"
#include "notice/text.h"

namespace almoner::notice {
namespace {

constexpr std::string_view kAll[] = {"access",      "rectification", "erasure",
                                     "restriction", "portability",   "objection"};

const law::Ground* Find(const std::vector<law::Ground>& grounds, std::string_view id) {
  const auto found = std::ranges::find(grounds, id, &law::Ground::id);
  return found == grounds.end() ? nullptr : &*found;
}

std::string Named(const law::RightLaw* right, std::string_view id) {
  return right == nullptr ? std::string(id) : "“" + right->name + "” (" + right->article + ")";
}

class OneRight {
 public:
  OneRight(Checker& checker, const RightPromise& promise)
      : checker_(checker),
        promise_(promise),
        law_(checker.canon.book.FindRight(promise.right)),
        name_(Named(law_, promise.right)) {}

  void Check() {
    if (promise_.stated == "missing") return Raise("right-missing");
    if (promise_.stated == "badly") Raise("right-misstated");
    if (promise_.until && *promise_.until < checker_.canon.today)
      Raise("right-expired", ToWords(*promise_.until));
    if (promise_.form == "writing" || promise_.form == "own-form" || promise_.detail)
      Raise("right-form");
    if (promise_.identity == "always") Raise("right-identity");
    if (Has(promise_.whose, "family")) Raise("right-of-others");
    if (promise_.scope == "everything") Raise("right-boundless");
    Cost();
    Time();
    if (law_ != nullptr) Extent();
  }

 private:
  template <class... Abouts>
  void Raise(std::string_view rule, const Abouts&... abouts) {
    checker_.RaiseOn(rule, promise_.at, promise_.clause, name_, abouts...);
  }

  void Cost() {
    if (promise_.fee == "always") Raise("right-fee");
    if (promise_.fee == "repetitive" || promise_.fee == "others-copies") Raise("right-fee-ground");
  }

  void Time() {
    // The shortest month has 28 days: only that many can never be later than the statute's month.
    constexpr int kShortestMonth = 28;
    if (promise_.days && *promise_.days > kShortestMonth && promise_.right != "complaint")
      Raise("right-late", std::to_string(*promise_.days) + " days");
    if (promise_.months && *promise_.months > 1)
      Raise("right-late", std::to_string(*promise_.months) + " months");
  }

  void Extent() {
    for (const std::string& ground : promise_.refuse)
      if (!Lawful(ground)) Raise("right-refusal", ground);
    for (const std::string& condition : promise_.only_if)
      if (Find(law_->conditions, condition) == nullptr) Raise("right-narrowed", condition);
    const bool lists = !promise_.only_if.empty() || !promise_.uses.empty();
    if (promise_.all_of && lists && !law_->all_conditions) Raise("right-joined");
    if (promise_.only_if.empty() || law_->all_conditions) return;
    std::string missing;
    for (const law::Ground& condition : law_->conditions)
      if (!Has(promise_.only_if, condition.id))
        missing.append(missing.empty() ? "" : " ").append(condition.plain);
    if (!missing.empty()) Raise("right-grounds-missing", missing);
  }

  // An exception of the right, a ground that stands against any request, or an exemption.
  [[nodiscard]] bool Lawful(const std::string& ground) const {
    const law::Lawbook& book = checker_.canon.book;
    return Find(law_->exceptions, ground) != nullptr || Find(book.refusals, ground) != nullptr ||
           std::ranges::any_of(book.exemptions, [&](const law::Exemption& exemption) {
             return exemption.code == ground && Has(exemption.rights, promise_.right);
           });
  }

  Checker& checker_;
  const RightPromise& promise_;
  const law::RightLaw* law_;
  std::string name_;
};

}  // namespace

void CheckRights(Checker& checker) {
  const Notice& notice = checker.notice;
  for (const RightPromise& promise : notice.rights) OneRight(checker, promise).Check();
  if (!checker.Own()) return;
  for (const std::string_view right : kAll)
    if (notice.FindRight(right) == nullptr)
      checker.Raise("right-missing", notice.more.document.at,
                    Named(checker.canon.book.FindRight(right), right));
  const bool timed = std::ranges::any_of(notice.rights, [](const RightPromise& promise) {
    return (promise.days || promise.months) && promise.right != "complaint";
  });
  if (!timed) checker.Raise("rights-without-time", notice.more.document.at);
}

}  // namespace almoner::notice
