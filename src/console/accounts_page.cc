// Accounts on the portal that wait for somebody: nobody has said yet whose they are, or their
// holder has locked them.
#include <algorithm>

#include "app/portal_accounts.h"
#include "console/accounts.h"
#include "console/purposes.h"
#include "web/listing.h"
#include "web/question.h"
#include "web/words.h"

namespace almoner::web::console {
namespace {

using account::Holder;

Item WaitingItem(const Holder& holder) {
  return {.title = holder.email.Expose(),
          .lines = {"Registered on " + ToWords(LondonDate(holder.created)) + "."},
          .links = {{.href = "/people?purpose=law.rights&account=" + holder.id.text(),
                     .text = "Find the person"}}};
}

Item LockedItem(const Holder& holder) {
  Item item{.title = holder.email.Expose(),
            .href = "/accounts/" + holder.id.text() + "/unlock",
            .tag = Tag{.colour = "red", .text = "Locked"},
            .lines = {"Locked on " + ToWords(LondonDate(*holder.locked)) +
                      ", by whoever reads its mail."}};
  if (!holder.subject) item.lines.push_back("It is not known yet whose it is.");
  return item;
}

Result<account::AccountId> AccountOf(const http::Request& request) {
  auto id = account::AccountId::Parse(request.param("id").value_or(""));
  if (!id) return Fail(Code::kNotFound, "There is no such account.");
  return id;
}

FormPage UnlockPage(const account::AccountId& account) {
  return {.heading = "Unlock the account",
          .back = "/accounts",
          .back_text = "Accounts on our website",
          .action = "/accounts/" + account.text() + "/unlock",
          .button = "Unlock it",
          .says = {"Somebody else may have had the password. Talk with the holder first: who may "
                   "have got in, and does anybody else read their e-mail? Then end the account on "
                   "the person's page instead, and give them a code.",
                   "Its password is worth nothing afterwards: we tell them by e-mail to choose "
                   "another."},
          .questions = {{.kind = Kind::kOneOf,
                         .name = "how",
                         .label = "How do you know that it is the holder?",
                         .missing = "Choose how you know that it is the holder",
                         .options = {{.value = "known", .text = "I know them, and spoke with them"},
                                     {.value = "shown", .text = "They showed me who they are"}}}},
          .tab = Tab::kMore};
}

}  // namespace

Result<http::Response> ShowAccounts(Site& site, const http::Request& request,
                                    const Caller& caller) {
  const auto listed = TRY(site.counters.Count(app::ListWaitingAccounts(site.app, caller.staff)));
  if (!listed) return ShowRefusal(site, caller, {.refused = listed.error()});
  Part waiting{.heading = "Whose are they?",
               .says =
                   "Somebody registered by e-mail. Until the account is linked to a person it "
                   "shows only what was asked through it. It goes by itself after 90 days.",
               .empty = "No account waits."};
  Part locked{.heading = "Locked", .empty = "No account is locked."};
  for (const Holder& holder : *listed) {
    if (holder.locked)
      locked.items.push_back(LockedItem(holder));
    else
      waiting.items.push_back(WaitingItem(holder));
  }
  ListPage page{.heading = "Accounts on our website"};
  if (request.query("done")) page.done = "The account is unlocked.";
  page.says.push_back("That you looked at this list is recorded.");
  page.parts = {std::move(waiting), std::move(locked)};
  return ShowList(site, caller, page);
}

Result<http::Response> ShowUnlock(Site& site, const http::Request& request, const Caller& caller) {
  const auto listed = TRY(site.counters.Count(app::ListWaitingAccounts(site.app, caller.staff)));
  if (!listed) return ShowRefusal(site, caller, {.refused = listed.error()});
  const auto account = TRY(AccountOf(request));
  const auto found = std::ranges::find(*listed, account, &Holder::id);
  if (found == listed->end() || !found->locked)
    return Fail(Code::kNotFound, "There is no such account that is locked.");
  return ShowForm(site, caller, UnlockPage(account));
}

Result<http::Response> TakeUnlock(Site& site, const http::Request& request, const Caller& caller,
                                  const http::Fields& fields) {
  const auto account = TRY(AccountOf(request));
  const FormPage page = UnlockPage(account);
  const Answers answers(fields);
  if (const auto problems = Check(page.questions, answers); !problems.empty())
    return ShowForm(site, caller, page, answers, problems);
  const auto done = site.counters.Count(app::UnlockAccount(site.app, caller.staff, account));
  if (!done && done.error().code == Code::kConflict)
    return http::Response::Redirect("/accounts");  // a colleague was faster
  const auto unlocked = TRY(gate::Outcome<gate::Changed>(done));
  if (!unlocked) return ShowRefusal(site, caller, {.refused = unlocked.error()});
  return http::Response::Redirect("/accounts?done=1");
}

}  // namespace almoner::web::console
