// Staff accounts, for whoever administers: who has which role since when, where they are assigned,
// when they signed in last.
#include <fmt/format.h>

#include <algorithm>

#include "app/staffing.h"
#include "console/office.h"
#include "console/provider.h"
#include "console/staff_words.h"
#include "console/today.h"
#include "console/training.h"
#include "web/caller.h"
#include "web/csv.h"
#include "web/listing.h"
#include "web/words.h"

namespace almoner::web::console {
namespace {

std::string RolesInWords(const notice::Notice& notice, const app::Colleague& one, Time now) {
  std::vector<std::string> words;
  for (const staff::RoleHeld& held : one.roles)
    if (held.InForce(now))
      words.push_back(RoleInWords(notice, held.role) + " since " + ToWords(LondonDate(held.since)));
  return words.empty() ? "No role" : fmt::format("{}", fmt::join(words, "; "));
}

std::string SignedInInWords(const app::Colleague& one) {
  return one.signed_in ? "Signed in last on " + MomentInWords(*one.signed_in) : "Has not signed in";
}

std::string FactorInWords(const factor::Factors& factors) {
  if (factors.app) return "Authenticator app since " + ToWords(LondonDate(*factors.app));
  if (!factors.passkeys.empty()) return "Passkey";
  if (factors.taken)
    return "None: it was taken away on " + MomentInWords(*factors.taken) +
           ", and they have set up no other";
  return "None: the password alone";
}

Item ItemOf(const notice::Notice& notice, const app::Colleague& one, Time now) {
  Item item{.title = one.profile.name.Expose(),
            .href = "/staff/" + one.id.text(),
            .lines = {RolesInWords(notice, one, now) + ".", SignedInInWords(one) + ".",
                      "Second factor: " + FactorInWords(one.factors) + "."}};
  const bool any = std::ranges::any_of(
      one.roles, [&](const staff::RoleHeld& held) { return held.InForce(now); });
  if (!any) item.tag = Tag{.colour = "grey", .text = "No role"};
  return item;
}

Part RolesPart(const notice::Notice& notice, const app::Colleague& one, Time now) {
  Part part{.heading = "Roles", .empty = "No role was ever given."};
  for (const staff::RoleHeld& held : one.roles) {
    const bool now_held = held.InForce(now);
    Item item{.title = RoleInWords(notice, held.role),
              .tag = now_held ? Tag{.colour = "green", .text = "Now"}
                              : Tag{.colour = "grey", .text = "Over"},
              .lines = {"From " + ToWords(LondonDate(held.since)) +
                        (held.until ? " to " + ToWords(LondonDate(*held.until)) : "") + "."}};
    if (now_held)
      item.links.push_back(
          {.href = "/staff/" + one.id.text() + "/roles/" + held.role, .text = "Take it away"});
    part.items.push_back(std::move(item));
  }
  return part;
}

Part AssignedPart(const notice::Notice& notice, const app::Colleague& one) {
  Part part{.heading = "Assigned to", .empty = "Nobody and nothing."};
  for (const staff::Assignment& assignment : one.assigned)
    part.items.push_back(
        {.title = TargetInWords(notice, assignment),
         .lines = {"Since " + ToWords(LondonDate(assignment.since)) + "."},
         .links = {{.href = fmt::format("/staff/{}/assigned/{}/{}", one.id.text(),
                                        staff::Name(assignment.kind), ToHex(assignment.target)),
                    .text = "End it"}}});
  return part;
}

Item OwnFactor(const factor::Factors& factors) {
  Item item{.title = "Second step: an authenticator app"};
  if (!factors.app) {
    item.lines = {"You have none. With one, somebody who has your password alone does not get in."};
    item.links = {{.href = "/account/app", .text = "Set one up"}};
    return item;
  }
  item.lines = {"Since " + ToWords(LondonDate(*factors.app)) +
                ". Recovery codes left: " + std::to_string(factors.recovery) + "."};
  item.links = {{.href = "/account/app", .text = "Set up another"},
                {.href = "/account/recovery", .text = "Make new recovery codes"},
                {.href = "/account/app/remove", .text = "Remove it"}};
  return item;
}

Result<std::optional<factor::Link>> LinkOf(const Site& site, const StaffId& staff) {
  return site.app.store().Read([&](store::ReadTx& tx) {
    return factor::LinkOf(tx, site.app.keys(), staff::OwnerOf(staff));
  });
}

std::string LinkInWords(const std::optional<factor::Link>& link) {
  return link ? "Since " + ToWords(LondonDate(link->made)) : "No";
}

Item OwnLink(const Site& site, const std::optional<factor::Link>& link) {
  const std::string& name = ProviderOf(site)->settings().name;
  return {.title = "Signing in with " + name,
          .lines = {link ? LinkInWords(link) + "." : "This account is not linked to yours there."},
          .links = {{.href = "/account/provider", .text = link ? "Look, and end it" : "Link it"}}};
}

std::string DoneInWords(std::string_view done) {
  if (done == "added") return "The account is there. Its first password was shown once.";
  if (done == "link") return "The code was shown once. It is good for a week.";
  if (done == "password") return "A new password was set. It was shown once.";
  if (done == "factors")
    return "Their second factor is taken away. They set up another at the next sign-in.";
  if (done == "role") return "The role is given.";
  if (done == "taken") return "The role is taken away.";
  if (done == "assigned") return "It is recorded.";
  if (done == "unassigned") return "The assignment is ended.";
  if (done == "trained") return "The training is recorded.";
  if (done == "untrained") return "The training is taken back.";
  if (done == "closed") return "The record is closed to them.";
  return "";
}

}  // namespace

Result<http::Response> ShowStaff(Site& site, const http::Request& request, const Caller& caller) {
  if (!Has(site, caller, "administer")) return ShowNotTheirs(site, request, caller, "administer");
  const Time now = site.app.clock().Now();
  ListPage page{.heading = "Staff",
                .says = {"Everybody who has an account, what they may do, and since when. Take "
                         "away what is not needed any more."},
                .buttons = {{.href = "/staff/new", .text = "Add somebody"},
                            {.href = "/training", .text = "Training"}},
                .csv = "/staff/csv"};
  if (request.query("ended")) page.done = "The account is ended. They are signed out everywhere.";
  Part part;
  for (const app::Colleague& one : TRY(app::ListColleagues(site.app, caller.staff)))
    part.items.push_back(ItemOf(site.app.notice(), one, now));
  std::ranges::stable_sort(part.items, {}, &Item::title);
  page.parts.push_back(std::move(part));
  return ShowList(site, caller, page);
}

Result<http::Response> GiveStaff(Site& site, const http::Request& request, const Caller& caller) {
  if (!Has(site, caller, "administer")) return ShowNotTheirs(site, request, caller, "administer");
  const notice::Notice& notice = site.app.notice();
  const Time now = site.app.clock().Now();
  std::vector<std::vector<std::string>> rows;
  for (const app::Colleague& one : TRY(app::ListColleagues(site.app, caller.staff)))
    for (const staff::RoleHeld& held : one.roles)
      rows.push_back({one.id.text(), one.profile.name.Expose(), one.profile.login.Expose(),
                      RoleInWords(notice, held.role), ToText(LondonDate(held.since)),
                      held.until ? ToText(LondonDate(*held.until)) : "",
                      held.InForce(now) ? "yes" : "no", std::to_string(one.assigned.size()),
                      one.signed_in ? ToText(LondonDate(*one.signed_in)) : "",
                      FactorInWords(one.factors)});
  return GiveCsv("staff",
                 {"account", "name", "login", "role", "since", "until", "now", "assignments",
                  "signed in last", "second factor"},
                 rows);
}

Result<http::Response> ShowColleague(Site& site, const http::Request& request,
                                     const Caller& caller) {
  if (!Has(site, caller, "administer")) return ShowNotTheirs(site, request, caller, "administer");
  const StaffId id = TRY(StaffOf(request));
  const app::Colleague one = TRY(app::ReadColleague(site.app, caller.staff, id));
  const notice::Notice& notice = site.app.notice();
  const std::string address = "/staff/" + id.text();
  ListPage page{.heading = "A colleague",
                .back = "/staff",
                .back_text = "All staff",
                .done = DoneInWords(request.query("done").value_or("")),
                .buttons = {{.href = address + "/role", .text = "Give a role"},
                            {.href = address + "/assign", .text = "Assign them"}}};
  page.parts.push_back({.facts = {{"Name", one.profile.name.Expose()},
                                  {"Username", one.profile.login.Expose()},
                                  {"Last sign-in", one.signed_in ? MomentInWords(*one.signed_in)
                                                                 : "None that is on record"},
                                  {"Second factor", FactorInWords(one.factors)}}});
  if (ProviderOf(site))
    page.parts.back().facts.emplace_back("Signs in with " + ProviderOf(site)->settings().name,
                                         LinkInWords(TRY(LinkOf(site, id))));
  page.parts.push_back(RolesPart(notice, one, site.app.clock().Now()));
  page.parts.push_back(AssignedPart(notice, one));
  page.parts.push_back(TrainingPart(site, TRY(app::ReadTraining(site.app, caller.staff, id)),
                                    site.app.clock().Now()));
  page.parts.push_back(
      {.heading = "Other things that can be done",
       .links = {{.href = address + "/password", .text = "Set a new password"},
                 {.href = address + "/factors", .text = "Take away their second factor"},
                 {.href = address + "/close", .text = "Close somebody’s record to them"},
                 {.href = address + "/end", .text = "They leave: end the account"}}});
  if (ProviderOf(site))
    page.parts.back().links.push_back(
        {.href = address + "/link-code",
         .text = "Give a code to sign in with " + ProviderOf(site)->settings().name});
  return ShowList(site, caller, page);
}

Result<http::Response> ShowAccount(Site& site, const http::Request& request, const Caller& caller) {
  const notice::Notice& notice = site.app.notice();
  ListPage page{.heading = "Your account"};
  if (const auto done = request.query("done"))
    page.done = *done == "removed"
                    ? "The app is removed. You sign in with your password alone."
                    : "Your password is changed. You are signed out everywhere else.";
  Part roles{.heading = "Your roles",
             .says =
                 "What you may see and do follows from these. Whoever administers gives and "
                 "takes them.",
             .empty = "You have no role now."};
  const Time now = site.app.clock().Now();
  const auto held = TRY(site.app.store().Read(
      [&](store::ReadTx& tx) { return staff::RolesHeld(tx, site.app.keys(), caller.staff); }));
  for (const staff::RoleHeld& role : held)
    if (role.InForce(now))
      roles.items.push_back(
          {.title = RoleInWords(notice, role.role),
           .lines = {"Since " + ToWords(LondonDate(role.since)) +
                     (role.until ? ", to " + ToWords(LondonDate(*role.until)) : "") + "."}});
  const auto factors = TRY(site.app.store().Read([&](store::ReadTx& tx) {
    return factor::Load(tx, site.app.keys(), staff::OwnerOf(caller.staff));
  }));
  page.parts.push_back({.facts = {{"Name", caller.name.Expose()}}});
  page.parts.push_back(std::move(roles));
  page.parts.push_back(
      OwnTrainingPart(site, TRY(app::ReadTraining(site.app, caller.staff, caller.staff)), now));
  page.parts.push_back(
      {.heading = "Signing in",
       .items = {
           {.title = "Password",
            .links = {{.href = "/account/password", .text = "Change your password"}}},
           OwnFactor(factors),
           {.title = "Passkeys",
            .lines = {"After your password: a telephone, a computer or a security key in "
                      "place of a code."},
            .links = {{.href = "/account/passkeys", .text = "Add or remove passkeys"}}},
           {.title = "Where you are signed in",
            .links = {{.href = "/account/devices", .text = "Look, and end what is not yours"}}}}});
  if (ProviderOf(site))
    page.parts.back().items.push_back(OwnLink(site, TRY(LinkOf(site, caller.staff))));
  return ShowList(site, caller, page);
}

}  // namespace almoner::web::console
