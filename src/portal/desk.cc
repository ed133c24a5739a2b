#include "portal/desk.h"

#include "web/doors.h"
#include "web/words.h"

namespace almoner::web::portal {

Result<const law::Lawbook*> Desk::Book() {
  const std::lock_guard lock(reading_);
  if (!book_) book_ = TRY(law::LoadLawbook(site.app.LawFolder()));
  return &*book_;
}

Result<http::Response> ShowWait(const Desk& desk, const http::Request& request,
                                std::chrono::seconds wait) {
  const Time until = desk.Now() + wait + std::chrono::minutes(1);
  return TooMany(
      TRY(ShowMessage(desk.site, request, nullptr, 429, "Please wait a little",
                      "This was done very often just now, by you or by others. What you typed is "
                      "kept. Try again after " +
                          MomentInWords(until) +
                          ", or ask us: " + desk.notice().organisation.contact + ".")),
      {.wait = wait});
}

Result<http::Response> ShowStale(const Desk& desk, const http::Request& request) {
  return ShowMessage(desk.site, request, nullptr, 403, "This form is out of date",
                     "Nothing was changed. Go back, load the page again and send it once more.");
}

std::string WhenOf(const Desk& desk, law::Right right) {
  const auto& limit = desk.site.app.statute().limit(right).period;
  const notice::RightPromise* const promise = desk.notice().FindRight(law::Name(right));
  if (right == law::Right::kComplaint && limit)
    return "We tell you within " + limit->text() +
           " that we have it, and then what we found, without undue delay.";
  if (promise != nullptr && promise->days)
    return "We answer within " + std::to_string(*promise->days) + " days.";
  if (limit) return "We answer within " + limit->text() + ".";
  return "We answer without undue delay.";
}

void AddComplaints(View& page, const notice::Notice& notice) {
  page.Set("COMPLAINTS", Capital(notice.organisation.complaints))
      .Put("REGULATOR", View("regulator.html"));
}

}  // namespace almoner::web::portal
