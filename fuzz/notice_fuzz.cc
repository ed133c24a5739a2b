// Any text as a notice: it is refused, each finding at a place inside the text, or what came out
// holds together.
#include <algorithm>

#include "base/bytes.h"
#include "notice/check.h"
#include "notice/effective.h"

namespace {

using namespace almoner;          // NOLINT(google-build-using-namespace)
using namespace almoner::notice;  // NOLINT(google-build-using-namespace)

const law::Bases& BuiltIn() {
  static const law::Bases bases = *law::LoadBases();
  return bases;
}

// Whatever could be read of it can be checked, with its errors or without.
void CheckIt(std::string_view text) {
  static const law::Lawbook book = *law::LoadLawbook();
  static const WordingRules wording = WordingRules::Make(book);
  const Reading reading = Read(text, book.bases);
  const Canon canon{book, wording,
                    Date{std::chrono::year(2026), std::chrono::May, std::chrono::day(1)}};
  for (const Fault& fault : Check(reading.notice, canon))
    CHECK(!fault.what.empty() && !fault.remedy.empty() && !fault.law.empty());
  if (reading.errors.empty())
    for (const Effective& value : EffectiveValues(reading.notice, book)) CHECK(!value.why.empty());
}

// A place is a line and a byte of it, or just after its last byte.
bool IsInside(const Mark& at, std::string_view text) {
  for (int line = 1; line < at.line; ++line) {
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos) return false;
    text.remove_prefix(end + 1);
  }
  const std::size_t length = std::min(text.find('\n'), text.size());
  return at.line >= 1 && at.column >= 1 && static_cast<std::size_t>(at.column) <= length + 1;
}

void UseNotice(const Notice& notice) {
  for (const Activity& activity : notice.activities) {
    CHECK(activity.imposed != activity.clause.has_value());
    CHECK(!activity.clause || *activity.clause < notice.clauses.size());
    CHECK(!activity.consent || *activity.consent < notice.consents.size());
    CHECK((activity.reads | activity.writes) >> notice.categories.size() == CategorySet());
    CHECK(activity.roles >> notice.roles.size() == RoleSet());
    CHECK(activity.subjects.any() && activity.subjects >> notice.subjects.size() == 0);
    CHECK(notice.FindActivity(activity.id) && !activity.basis_name.empty());
  }
  for (const Role& role : notice.roles)
    for (const Index activity : role.activities) CHECK(activity < notice.activities.size());
  CategorySet kept;
  for (const Retention& rule : notice.retention) kept |= rule.data;
  CHECK(kept.count() == notice.categories.size());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = AsText({data, size});
  const auto notice = Compile(text, BuiltIn());
  CheckIt(text);
  if (notice) {
    UseNotice(*notice);
    return 0;
  }
  CHECK(!notice.error().empty());
  for (const Finding& finding : notice.error()) {
    CHECK(IsInside(finding.at, text));
    CHECK(!finding.what.empty() && !finding.remedy.empty());
  }
  CHECK(std::ranges::is_sorted(notice.error(), {}, &Finding::at));
  return 0;
}
