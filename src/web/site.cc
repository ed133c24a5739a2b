#include "web/site.h"

#include "accountability/intake.h"
#include "web/provider.h"
#include "web/theme.h"

namespace almoner::web {
namespace {

void AddTab(View& navigation, std::string_view text, std::string_view address, bool current) {
  navigation.Add("ITEM").Add(current ? "CURRENT" : "OTHER").Set("TEXT", text).Set("HREF", address);
}

// How many wait is only told: where it cannot be read, the page is shown without.
std::string IntakeTab(const Site& site) {
  const auto waiting = site.app.store().Read(accountability::Waiting);
  if (!waiting || *waiting == 0) return "Website";
  return "Website (" + std::to_string(*waiting) + ")";
}

void AddStaffTabs(const Site& site, const Frame& frame, View& navigation) {
  const bool rights = site.app.notice().HasDuty(frame.caller->roles, "rights");
  AddTab(navigation, "Today", "/today", frame.tab == Tab::kToday);
  AddTab(navigation, "People", "/people", frame.tab == Tab::kPeople);
  if (rights) AddTab(navigation, "Requests", "/requests", frame.tab == Tab::kRequests);
  if (rights) AddTab(navigation, IntakeTab(site), "/intake", frame.tab == Tab::kIntake);
  const bool further = frame.tab == Tab::kMore || frame.tab == Tab::kGlass ||
                       frame.tab == Tab::kPromises || frame.tab == Tab::kPictures;
  AddTab(navigation, "More", "/more", further);
}

// For somebody who is signed in to the portal.
void AddOwnTabs(const Frame& frame, View& navigation) {
  AddTab(navigation, "Your account", "/my", frame.tab == Tab::kMy);
  if (frame.known) {
    AddTab(navigation, "Your information", "/my/information", frame.tab == Tab::kInformation);
    AddTab(navigation, "Your choices", "/my/choices", frame.tab == Tab::kChoices);
  }
  AddTab(navigation, "Your requests", "/my/requests", frame.tab == Tab::kOwnRequests);
  AddTab(navigation, "Privacy notice", "/", false);
}

void AddPublicTabs(const Frame& frame, View& navigation) {
  AddTab(navigation, "Privacy notice", "/", frame.tab == Tab::kNotice);
  AddTab(navigation, "Your rights", "/your-rights", frame.tab == Tab::kRights);
  AddTab(navigation, "Make a request", "/ask", frame.tab == Tab::kAsk);
  AddTab(navigation, "Track a request", "/track", frame.tab == Tab::kTrack);
  AddTab(navigation, "Complain", "/complain", frame.tab == Tab::kComplain);
}

// How the organisation's pages look, where it says so; a page is shown also where that cannot be
// read.
void PutTheme(const Site& site, View& page) {
  const auto read = site.app.store().Read(app::ReadTheme);
  const app::Theme theme = read ? *read : app::Theme();
  const std::string& name = site.app.notice().organisation.name;
  page.Set("NAME_SHOWN", theme.name.empty() ? name : theme.name);
  page.Set("THEME_COLOUR",
           theme.colour ? ToText(app::PaletteOf(*theme.colour).deep) : std::string("#0b3b36"));
  if (theme.colour) page.Add("THEME").Set("THEME_STYLE", ThemeAddress(theme, kThemeStyle));
  if (theme.logo)
    page.Add("LOGO").Set("LOGO_ADDRESS", ThemeAddress(theme, kThemeLogo));
  else
    page.Add("NO_LOGO").Set("SIGN", site.assets.Address("almoner.svg"));
}

}  // namespace

Site::Site(app::App& services, app::SigningIn settings, law::Bases law,
           std::unique_ptr<Pages> templates, app::StaffSignIn staff_settings)
    : app(services),
      signing(std::move(settings)),
      bases(std::move(law)),
      pages(std::move(templates)),
      sessions(services.store(), services.keys(), services.clock()),
      visits(services.store(), services.keys(), services.clock()),
      starts("portal-code", services.store(), services.keys(), services.clock()),
      staff_codes(staff::kSessions, "staff-code", services.store(), services.keys(),
                  services.clock()),
      own_codes(account::kSessions, "account-code", services.store(), services.keys(),
                services.clock()),
      offers(services.store(), services.keys(), services.clock()),
      elsewhere(std::make_unique<Elsewhere>(services, signing.website, std::move(staff_settings))),
      once(services.random(), services.clock()) {}

Site::~Site() = default;

Result<http::Response> Show(const Site& site, const Frame& frame, View body) {
  const notice::Organisation& organisation = site.app.notice().organisation;
  View page("layout.html");
  PutTheme(site, page);
  page.Set("TITLE", frame.title)
      .Set("ORGANISATION", organisation.name)
      .Set("ADDRESS", organisation.address)
      .Set("STYLE", site.assets.Address("almoner.css"))
      .Set("ICON", site.assets.Address("almoner.svg"))
      .Set("LICENCE", site.assets.Address("LICENSE-govuk-frontend.txt"))
      .ShowIf(frame.error, "ERROR")
      .ShowIf(frame.caller == nullptr && frame.visitor.empty(), "SIGNED_OUT")
      .ShowIf(frame.caller == nullptr, "EXIT")
      .Put("BODY", std::move(body));
  if (frame.script) page.Add("SCRIPT").Set("ADDRESS_OF_IT", site.assets.Address("passkey.js"));
  View& navigation = page.Add("NAVIGATION");
  if (frame.caller != nullptr) {
    page.Add("SIGNED_IN").Set("NAME", frame.caller->name.Expose()).Set("CSRF", frame.caller->csrf);
    AddStaffTabs(site, frame, navigation);
  } else if (!frame.visitor.empty()) {
    page.Add("VISITOR").Set("CSRF", frame.visitor);
    AddOwnTabs(frame, navigation);
  } else {
    AddPublicTabs(frame, navigation);
  }
  return http::Response::Html(TRY(site.pages->Render(page)), frame.status);
}

}  // namespace almoner::web
