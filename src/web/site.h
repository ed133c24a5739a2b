// What the handlers of every door share.
#pragma once

#include <memory>
#include <optional>

#include "account/account.h"
#include "app/app.h"
#include "app/signing_in.h"
#include "app/staff_sign_in.h"
#include "http/request.h"
#include "http/response.h"
#include "law/bases.h"
#include "staff/session.h"
#include "web/assets.h"
#include "web/counters.h"
#include "web/kept_pages.h"
#include "web/once.h"
#include "web/pages.h"

namespace almoner::web {

struct Elsewhere;  // web/provider.h

struct Site {
  Site(app::App& services, app::SigningIn settings, law::Bases law,
       std::unique_ptr<Pages> templates, app::StaffSignIn staff_settings);
  ~Site();
  Site(const Site&) = delete;
  Site& operator=(const Site&) = delete;

  app::App& app;
  const app::SigningIn signing;
  const law::Bases bases;
  const std::unique_ptr<Pages> pages;
  const Assets assets;
  KeptPages kept;
  staff::Sessions sessions;  // of the console
  account::Sessions visits;  // of the portal
  session::Failures starts;  // of accounts on it, by code
  factor::Desk staff_codes;  // second factors, of staff
  factor::Desk own_codes;    // and of accounts on the portal
  factor::Offers offers;
  const std::unique_ptr<Elsewhere> elsewhere;  // where staff may sign in besides
  Counters counters;
  Once once;
};

// Who is signed in.
struct Caller {
  StaffId staff;
  notice::RoleSet roles;
  Personal<std::string> name;
  std::string csrf;  // in hexadecimal, for the session's forms; "" without a session
  Time proved = {};  // when they showed last that it is them; without a session nothing
};

enum class Tab : std::uint8_t {
  kNone,
  // of the console
  kToday,
  kPeople,
  kRequests,
  kIntake,
  kGlass,
  kPromises,
  kPictures,
  kMore,
  // of the portal
  kNotice,
  kRights,
  kAsk,
  kTrack,
  kComplain,
  // of somebody's own there
  kMy,
  kInformation,
  kChoices,
  kOwnRequests,
};

struct Frame {
  std::string_view title;          // never anything about a person: browsers keep it
  const Caller* caller = nullptr;  // whose name and navigation stand at the top
  Tab tab = Tab::kNone;
  // Of the portal: whoever is signed in there, whose form token it is; "" for nobody.
  std::string_view visitor = {};
  int status = 200;
  bool error = false;   // the page shows an error summary
  bool script = false;  // it is one of the few with a script of ours
  bool known = true;    // of a visitor: it is known who they are
};

Result<http::Response> Show(const Site& site, const Frame& frame, View body);

}  // namespace almoner::web
