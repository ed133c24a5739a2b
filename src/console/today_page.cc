// GET /today, where signing in leads: what is due, the most urgent first, and one's own people.
// GET /more: the other pages that one's duties open.
#include <fmt/format.h>

#include <algorithm>

#include "console/handlers.h"
#include "console/import.h"
#include "console/reaching_page.h"
#include "console/today.h"
#include "console/training.h"
#include "console/webhooks.h"
#include "web/words.h"

namespace almoner::web::console {
namespace {

constexpr std::size_t kMost = 50;

Result<Waitings> AllWaiting(Site& site, const Caller& caller) {
  Waitings all;
  TRY(AddGlassToDo(site, caller, all));
  TRY(AddSafetyToDo(site, caller, all));
  if (Has(site, caller, "rights")) {
    TRY(AddRequestsToDo(site, caller, all));
    TRY(AddRegistersToDo(site, caller, all));
    TRY(AddHoldsToDo(site, caller, all));
    TRY(AddTellingToDo(site, caller, all));
  }
  if (Has(site, caller, "rights") || Has(site, caller, "audit"))
    TRY(AddBrokenToDo(site, caller, all));
  if (Has(site, caller, "retention")) TRY(AddRetentionToDo(site, caller, all));
  if (Has(site, caller, "administer")) TRY(AddUpkeepToDo(site, caller, all));
  if (Has(site, caller, "administer")) TRY(AddTrainingToDo(site, caller, all));
  TRY(AddOwnTrainingToDo(site, caller, all));
  if (Has(site, caller, "administer")) TRY(AddWebhooksToDo(site, all));
  // What has no day is to be done as soon as it can be, but after what has one.
  std::ranges::stable_sort(all, {}, [](const Waiting& one) {
    return std::pair(!one.by.has_value(), one.by.value_or(Time()));
  });
  return all;
}

Part Due(Waitings all, Time now) {
  Part part{.heading = "What is due",
            .empty = "Nothing is due. Everything that was asked of you is done."};
  const std::size_t count = all.size();
  for (Waiting& one : all) {
    if (part.items.size() == kMost) break;
    if (!one.item.tag) one.item.tag = TagOf(one.by, now);
    if (one.by) one.item.lines.push_back("By " + ToWords(LondonDate(*one.by)) + ".");
    part.items.push_back(std::move(one.item));
  }
  if (count > kMost)
    part.says =
        fmt::format("The {} most urgent of {}. The pages of each kind show all.", kMost, count);
  return part;
}

struct Elsewhere {
  std::vector<std::string_view> duties;  // any of them opens it; none: everybody
  Item item;
};

std::vector<Elsewhere> Rooms() {
  return {
      {.duties = {},
       .item = {.title = "Broken glass",
                .href = "/glass",
                .lines = {"Records that were opened out of turn: say why, and review."}}},
      {.duties = {"retention"},
       .item = {.title = "Retention",
                .href = "/retention",
                .lines = {"What is past its last day: approve, keep longer, destroy."}}},
      {.duties = {"rights"},
       .item = {.title = "Holds",
                .href = "/holds",
                .lines = {"What must not be destroyed for now, and until when."}}},
      {.duties = {"rights"},
       .item = {.title = "Registers",
                .href = "/registers",
                .lines = {"Breaches, disclosures, enquiries and changes of details."}}},
      {.duties = {"rights"},
       .item = {.title = "Accounts on our website",
                .href = "/accounts",
                .lines = {"Registered by e-mail, and whose they are; locked ones."}}},
      {.duties = {"rights", "audit"},
       .item = {.title = "Promises",
                .href = "/promises",
                .lines = {"Every sentence of our notice, and whether it is kept."}}},
      {.duties = {"rights", "audit"},
       .item =
           {.title = "In pictures",
            .href = "/pictures",
            .lines = {"Promises, requests, consents, what is kept until when, where data goes."}}},
      {.duties = {},
       .item = {.title = "Versions of the notice",
                .href = "/notice/manage",
                .lines = {"Check, sign and publish the privacy notice."}}},
      {.duties = {"audit"},
       .item = {.title = "Who saw what",
                .href = "/audit",
                .lines = {"Who looked at a person, what a colleague did, the state of the log."}}},
      {.duties = {"administer"},
       .item = {.title = "Staff",
                .href = "/staff",
                .lines = {"Accounts, roles, assignments, leavers, review of access."}}},
      {.duties = {},
       .item = {.title = "Tables and referrals",
                .href = "/imports",
                .lines = {"Take in a list of people, or what somebody else tells of one."}}},
      {.duties = {"administer", "rights"},
       .item = {.title = "Training",
                .href = "/training",
                .lines = {"What our notice asks of staff, who has done it, what is wanting."}}},
      {.duties = {"administer"},
       .item = {.title = "Keys of the API",
                .href = "/api-keys",
                .lines = {"Programs that are let in, for what and until when."}}},
      {.duties = {"administer", "audit"},
       .item = {.title = "Settings and health",
                .href = "/settings",
                .lines = {"What is set, backups, keys, the log."}}},
      {.duties = {},
       .item = {.title = "Your account",
                .href = "/account",
                .lines = {"Your roles, your password and second step, where you are signed in."}}},
      {.duties = {},
       .item = {.title = "Privacy notice", .href = "/", .lines = {"As the public reads it."}}},
  };
}

}  // namespace

Result<http::Response> ShowToday(Site& site, const http::Request& /*request*/,
                                 const Caller& caller) {
  const Time now = site.app.clock().Now();
  ListPage page{.heading = "Today", .tab = Tab::kToday, .back = {}};
  page.says.push_back(ToWords(LondonDate(now)) + ".");
  page.parts.push_back(Due(TRY(AllWaiting(site, caller)), now));
  page.parts.push_back(TRY(MyPeople(site, caller)));
  return ShowList(site, caller, page);
}

Result<http::Response> ShowMore(Site& site, const http::Request& /*request*/,
                                const Caller& caller) {
  Part part;
  std::vector<Elsewhere> rooms = Rooms();
  for (Elsewhere& room : rooms) {
    const bool open =
        room.duties.empty() || std::ranges::any_of(room.duties, [&](std::string_view duty) {
          return Has(site, caller, duty);
        });
    if (open) part.items.push_back(std::move(room.item));
  }
  ListPage page{.heading = "More", .back = {}};
  page.parts.push_back(std::move(part));
  return ShowList(site, caller, page);
}

}  // namespace almoner::web::console
