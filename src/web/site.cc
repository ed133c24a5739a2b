#include "web/site.h"

namespace almoner::web {
namespace {

void AddTab(View& navigation, std::string_view text, std::string_view address, bool current) {
  navigation.Add("ITEM").Add(current ? "CURRENT" : "OTHER").Set("TEXT", text).Set("HREF", address);
}

void AddNavigation(const Site& site, const Frame& frame, View& page) {
  View& navigation = page.Add("NAVIGATION");
  AddTab(navigation, "Find a person", "/people", frame.tab == Tab::kPeople);
  if (site.app.notice().HasDuty(frame.caller->roles, "rights"))
    AddTab(navigation, "Requests", "/requests", frame.tab == Tab::kRequests);
  AddTab(navigation, "Broken glass", "/glass", frame.tab == Tab::kGlass);
  if (site.app.notice().HasDuty(frame.caller->roles, "rights") ||
      site.app.notice().HasDuty(frame.caller->roles, "audit"))
    AddTab(navigation, "Promises", "/promises", frame.tab == Tab::kPromises);
  if (site.app.notice().HasDuty(frame.caller->roles, "rights") ||
      site.app.notice().HasDuty(frame.caller->roles, "audit"))
    AddTab(navigation, "In pictures", "/pictures", frame.tab == Tab::kPictures);
  AddTab(navigation, "Privacy notice", "/", false);
}

// For somebody who is signed in to the portal.
void AddOwn(const Frame& frame, View& page) {
  View& navigation = page.Add("NAVIGATION");
  AddTab(navigation, "Your account", "/my", frame.tab == Tab::kMy);
  AddTab(navigation, "Your information", "/my/information", frame.tab == Tab::kInformation);
  AddTab(navigation, "Your choices", "/my/choices", frame.tab == Tab::kChoices);
  AddTab(navigation, "Your requests", "/my/requests", frame.tab == Tab::kOwnRequests);
  AddTab(navigation, "Privacy notice", "/", false);
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
      .Put("BODY", std::move(body));
  if (!frame.visitor.empty()) {
    page.Add("VISITOR").Set("CSRF", frame.visitor);
    AddOwn(frame, page);
  }
  if (frame.caller != nullptr) {
    page.Add("SIGNED_IN").Set("NAME", frame.caller->name.Expose()).Set("CSRF", frame.caller->csrf);
    AddNavigation(site, frame, page);
  }
  return http::Response::Html(TRY(site.pages->Render(page)), frame.status);
}

}  // namespace almoner::web
