#include "web/site.h"

#include "accountability/intake.h"

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
  AddTab(navigation, "Your information", "/my/information", frame.tab == Tab::kInformation);
  AddTab(navigation, "Your choices", "/my/choices", frame.tab == Tab::kChoices);
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

}  // namespace

Result<http::Response> Show(const Site& site, const Frame& frame, View body) {
  const notice::Organisation& organisation = site.app.notice().organisation;
  View page("layout.html");
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
