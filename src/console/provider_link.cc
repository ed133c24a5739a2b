// The link between an account and whoever signs in at the identity provider: one's own, and the
// code that somebody who administers gives for it.
#include <algorithm>

#include "app/link_code.h"
#include "console/handlers.h"
#include "console/office.h"
#include "console/provider.h"
#include "console/staff_words.h"
#include "web/caller.h"
#include "web/listing.h"
#include "web/words.h"

namespace almoner::web::console {
namespace {

constexpr std::string_view kPage = "/account/provider";

http::Response ToAccount() { return http::Response::Redirect("/account"); }

std::string CameBack(const std::string& name, std::string_view at) {
  if (at == "linked") return "It is linked: you sign in with " + name + " from now on, too.";
  if (at == "taken") return "Nothing was changed: another account here is linked to that one.";
  if (at == "down") return name + " cannot be reached just now. Try again in a minute.";
  return at.empty() ? "" : "Nothing was changed: nobody signed in with " + name + ".";
}

FormPage OwnForm(const std::string& name, const std::optional<factor::Link>& link) {
  FormPage form{.heading = "Signing in elsewhere",
                .back = "/account",
                .back_text = "Your account",
                .action = std::string(kPage),
                .button = link ? "End the link" : "Link it",
                .tab = Tab::kMore};
  if (link) {
    form.says = {"Whoever signs in with " + name + " as you is signed in here. It was linked on " +
                     MomentInWords(link->made) + ".",
                 "When you end it you sign in with your username and password alone."};
    form.hidden = {{"do", "end"}};
  } else {
    form.says = {"You can sign in here with " + name +
                 ", too. You go there now, sign in as yourself, and come back."};
    form.hidden = {{"do", "link"}};
  }
  return form;
}

Result<std::optional<factor::Link>> LinkOf(const Site& site, const Caller& caller) {
  return site.app.store().Read([&](store::ReadTx& tx) {
    return factor::LinkOf(tx, site.app.keys(), staff::OwnerOf(caller.staff));
  });
}

}  // namespace

Result<http::Response> ShowOwnLink(Site& site, const http::Request& request, const Caller& caller) {
  if (!ProviderOf(site)) return ToAccount();
  const std::string& name = ProviderOf(site)->settings().name;
  FormPage form = OwnForm(name, TRY(LinkOf(site, caller)));
  if (auto told = CameBack(name, request.query("at").value_or("")); !told.empty())
    form.says.insert(form.says.begin(), std::move(told));
  return ShowForm(site, caller, form);
}

// A form may not lead to another site (the page's own policy), so the way there is a link.
Result<http::Response> TakeOwnLink(Site& site, const http::Request& request, const Caller& caller,
                                   const http::Fields& fields) {
  if (!ProviderOf(site)) return ToAccount();
  if (Answers(fields).Text("do") == "end") {
    const Status ended = site.staff_codes.Record(
        caller.staff.bytes(), "factor.provider-unlinked", [&](const keys::Change& change) {
          return factor::EndLink(change, staff::OwnerOf(caller.staff));
        });
    if (!ended && ended.error().code != Code::kNotFound) return std::unexpected(ended.error());
    return http::Response::Redirect(std::string(kPage));
  }
  http::Response away = TRY(Leave(site, request, Errand::kLink, std::string(kPage)));
  const auto address =
      std::ranges::find(away.headers, "Location", &std::pair<std::string, std::string>::first);
  if (address == away.headers.end() || !address->second.starts_with("http")) return away;
  const std::string& name = ProviderOf(site)->settings().name;
  FormPage page{.heading = "Sign in there now",
                .back = "/account",
                .back_text = "Your account",
                .action = {},
                .button = {},
                .says = {"Sign in as yourself. If somebody else is signed in there in this "
                         "browser, sign them out first."},
                .links = {{address->second, "Go on to " + name}},
                .closed = true,
                .tab = Tab::kMore};
  http::Response response = TRY(ShowForm(site, caller, page));
  for (auto& header : away.headers)
    if (header.first == "Set-Cookie") response.headers.push_back(std::move(header));
  return response;
}

Made MakeLinkCode(Site& site, const http::Request& request, const Caller& caller) {
  if (!Has(site, caller, "administer"))
    return Instead(ShowNotTheirs(site, request, caller, "administer"));
  const StaffId staff = TRY(ColleagueOf(site, request));
  if (!ProviderOf(site)) return Instead(http::Response::Redirect("/staff/" + staff.text()));
  const std::string& name = ProviderOf(site)->settings().name;
  FormPage form{.heading = "Give a code to sign in elsewhere",
                .back = "/staff/" + staff.text(),
                .back_text = "The colleague",
                .action = "/staff/" + staff.text() + "/link-code",
                .button = "Make a code",
                .tab = Tab::kMore};
  form.says = {"They choose “Sign in with " + name +
                   "”, sign in there, and are asked for the code once. From then on they need "
                   "none.",
               "What they sign in with there now, if anything, is not theirs any more, and they "
               "are signed out everywhere. It is in the log."};
  return Deed{.form = std::move(form),
              .act = {},
              .give = [&site, &caller, staff](const Answers&) -> gate::Outcome<http::Response> {
                const SecretBytes code = TRY(app::GiveLinkCode(site.app, caller.staff, staff));
                ListPage page{
                    .heading = "The code, shown only now",
                    .back = "/staff/" + staff.text(),
                    .back_text = "The colleague",
                    .says = {"Tell it to them yourself: face to face or on the telephone, never "
                             "by e-mail. It is good once, for a week."}};
                page.parts.push_back({.facts = {{"Code", std::string(code.text())}}});
                return TRY(ShowList(site, caller, page));
              },
              .afterwards = "/staff/" + staff.text() + "?done=link"};
}

}  // namespace almoner::web::console
