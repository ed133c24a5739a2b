// What the portal's pages share beside the site. For this folder only.
#pragma once

#include "law/lawbook.h"
#include "portal/throttle.h"
#include "web/site.h"

namespace almoner::web::portal {

// Safe for concurrent use.
class Desk {
 public:
  explicit Desk(Site& at)
      : site(at),
        starts({.address = 60, .network = 600, .all = 6000, .window = std::chrono::minutes(10)},
               at.app.random()),
        sends({.address = 20, .network = 60, .all = 300, .window = std::chrono::minutes(60)},
              at.app.random()),
        tries({.address = 10, .network = 40, .all = 600, .window = std::chrono::minutes(15)},
              at.app.random()),
        mails({.address = 10, .network = 30, .all = 300, .window = std::chrono::minutes(60)},
              at.app.random()),
        mailed({.address = 3, .network = 3, .all = kNoMatter, .window = std::chrono::minutes(60)},
               at.app.random()) {}

  // Read when it is first asked for, and kept: like the statute, until the program starts anew.
  Result<const law::Lawbook*> Book();
  [[nodiscard]] const notice::Notice& notice() const { return site.app.notice(); }
  [[nodiscard]] Time Now() const { return site.app.clock().Now(); }

  Site& site;
  Throttle starts;  // of drafts
  Throttle sends;
  Throttle tries;   // of references and codes: only wrong ones count
  Throttle mails;   // letters that somebody asked for, by who asked
  Throttle mailed;  // the same, by the address that they go to

 private:
  static constexpr int kNoMatter = 1'000'000;

  std::mutex reading_;
  std::optional<law::Lawbook> book_;
};

// What is said of what is no e-mail address.
inline constexpr std::string_view kNoAddress = "Enter an e-mail address like name@home.example";

// 429, with when to come back.
Result<http::Response> ShowWait(const Desk& desk, const http::Request& request,
                                std::chrono::seconds wait);
// A form from elsewhere, or one whose token is not this browser's.
Result<http::Response> ShowStale(const Desk& desk, const http::Request& request);

// How long we have: what the notice promises, else what the statute gives. A complaint is confirmed
// in that time.
[[nodiscard]] std::string WhenOf(const Desk& desk, law::Right right);

// regulator.html and how to complain here.
void AddComplaints(View& page, const notice::Notice& notice);

}  // namespace almoner::web::portal
