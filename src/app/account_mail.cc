#include "app/account_mail.h"

#include "app/accounts.h"
#include "app/front.h"
#include "outbox/outbox.h"

namespace almoner::app {
namespace {

using account::AccountId;
using account::Holder;
using account::Link;
using account::Use;

constexpr Literal kAskedFor = "A link for our website";
constexpr Literal kChanged = "Something was changed on our website";
constexpr std::string_view kNotYou = "If it was not you, do nothing: nothing is changed.\n";

// A letter, and what the link in it is good for.
struct Mail {
  outbox::ReadyLetter letter;
  account::ReadyLink link;
};

std::string Address(const App& app, std::string_view page) {
  const auto front = ReadFront(app.settings().home);
  return (front ? front->website.value_or("") : "") + std::string(page);
}

std::string LinkTo(const App& app, Use use, const Personal<std::string>& secret) {
  const auto page = [&]() -> std::string_view {
    switch (use) {
      case Use::kRegister:
        return "/my/register/finish?key=";
      case Use::kPassword:
        return "/my/forgotten/new?key=";
      case Use::kLock:
        return "/my/stolen/lock?key=";
      case Use::kAddress:
        return "/my/email/confirm?key=";
    }
    std::unreachable();
  };
  return Address(app, page()) + secret.Expose() + "\n\n";
}

std::string WhatWasAsked(Use use) {
  switch (use) {
    case Use::kRegister:
      return "Somebody asked to start an account on our website with this e-mail address.";
    case Use::kPassword:
      return "Somebody asked for a new password for an account on our website with this e-mail "
             "address.";
    case Use::kLock:
      return "Somebody asked to lock an account on our website with this e-mail address.";
    case Use::kAddress:
      return "Somebody asked to use this e-mail address for their account on our website.";
  }
  std::unreachable();
}

std::string WithLink(const App& app, Use use, const Personal<std::string>& secret) {
  std::string text = WhatWasAsked(use) + "\n\n";
  switch (use) {
    case Use::kRegister:
      text += "To go on, open this link within 24 hours and choose a password:\n\n";
      break;
    case Use::kPassword:
      text += "To choose one, open this link within one hour:\n\n";
      break;
    case Use::kLock:
      text +=
          "To lock it, open this link within 24 hours. Everybody is signed out then, and nobody "
          "can sign in until we know that it is you:\n\n";
      break;
    case Use::kAddress:
      text += "To confirm that it is yours, open this link within 24 hours:\n\n";
      break;
  }
  return text + LinkTo(app, use, secret) + std::string(kNotYou);
}

// Where there is nothing that a link could do.
std::string WithoutLink(const App& app, Use use, bool locked) {
  std::string text = WhatWasAsked(use) + " ";
  if (use == Use::kRegister)
    text += "There is one already.\n\nTo sign in: " + Address(app, "/my/sign-in") +
            "\nTo choose another password: " + Address(app, "/my/forgotten") + "\n\n";
  else if (use == Use::kAddress)
    text += "Another account has it, so nothing was done.\n\n";
  else if (locked)
    text += "It is locked. Ask us to unlock it; how to reach us stands on our website: " +
            Address(app, "/") + "\n\n";
  else
    text += "There is none. You may have used another address.\n\n";
  return text + std::string(kNotYou);
}

Result<Mail> Prepared(App& app, const outbox::Letter& letter, const Personal<std::string>& secret,
                      const Link& link) {
  auto ready = TRY(outbox::Prepare(app.keys(), letter));
  return Mail{.letter = std::move(ready), .link = account::SealLink(app.keys(), secret, link)};
}

Status Post(const keys::Change& change, const Mail& mail) {
  TRY(account::PutLink(change.tx, mail.link));
  return outbox::Queue(change, mail.letter);
}

// The account of an address. Where there is none another one is opened in its stead, so that it
// takes as long; in a home without any, nobody could be found.
Result<std::optional<Holder>> Find(App& app, const Personal<std::string>& email) {
  return app.store().Read([&](store::ReadTx& tx) -> Result<std::optional<Holder>> {
    auto found = account::HolderOf(tx, app.keys(), email);
    const auto any = TRY(tx.Maybe("SELECT id FROM account ORDER BY id LIMIT 1"));
    if (found) return std::optional(*std::move(found));
    if (found.error().code != Code::kNotFound) return std::unexpected(found.error());
    if (any)
      static_cast<void>(TRY(account::LoadHolder(tx, app.keys(), TRY(any->As<AccountId>(0)))));
    return std::optional<Holder>();
  });
}

bool HasUse(Use use, const std::optional<Holder>& account) {
  switch (use) {
    case Use::kRegister:
    case Use::kAddress:
      return !account;
    case Use::kPassword:
      return account && !account->locked;
    case Use::kLock:
      return account.has_value();
  }
  std::unreachable();
}

// A letter that somebody asked for, and its link; one that stands in no letter opens for nobody.
Result<Mail> AskedFor(App& app, Link link, const Personal<std::string>& to, bool good,
                      const std::optional<Holder>& account) {
  const auto secret = account::NewSecret(app.random());
  link.until = app.clock().Now() + account::LastsFor(link.use);
  const bool locked = account && account->locked;
  outbox::Letter letter{
      .to = to,
      .kind = "account-link",
      .subject = kAskedFor,
      .text = Personal(good ? WithLink(app, link.use, secret) : WithoutLink(app, link.use, locked)),
      .until = link.until,
      .about = account ? account->subject : std::nullopt,
      .asked = true};
  return Prepared(app, letter, secret, link);
}

// That something was done, with a link to lock the account with.
Result<Mail> Telling(App& app, const Holder& account, std::string_view what) {
  const auto secret = account::NewSecret(app.random());
  const Time until = app.clock().Now() + account::kTold;
  const std::string text = std::string(what) +
                           "\n\nIf it was you, there is nothing to do.\n\nIf it was not you, open "
                           "this link within two weeks. It locks the account, and we look at it "
                           "with you:\n\n" +
                           LinkTo(app, Use::kLock, secret);
  return Prepared(app,
                  {.to = account.email,
                   .kind = "account-told",
                   .subject = kChanged,
                   .text = Personal(text),
                   .until = until,
                   .about = account.subject,
                   .asked = true},
                  secret, {.use = Use::kLock, .until = until, .account = account.id});
}

// The change with its entry: the person's, or nobody's while it is not known whose account it is.
Status Act(App& app, const Holder& account, Literal action,
           const std::function<Status(const keys::Change&)>& amend) {
  if (!account.subject) {
    TRY(Administer(app, std::nullopt, action, amend));
    return {};
  }
  const auto done =
      TRY(app.gate().Act({.purpose = "law.rights",
                          .subjects = {*account.subject},
                          .action = gate::Action::kAttend,
                          .own = true},
                         action, [&](const gate::Change& change) { return amend(change); }));
  if (done) return {};
  return Fail(Code::kRefused, "This cannot be done with the account; ask us.");
}

auto NotGood() { return Fail(Code::kNotFound, "This link is good no more."); }

Result<Holder> AccountIn(App& app, const AccountId& id) {
  return app.store().Read(
      [&](store::ReadTx& tx) { return account::LoadHolder(tx, app.keys(), id); });
}

// A link that is good, with its account as it was when it was asked for.
struct Good {
  Link link;
  Holder account;
};
Result<Good> GoodFor(App& app, const Personal<std::string>& secret, Use use) {
  auto link = TRY(LinkIn(app, secret, use));
  if (!link || !link->account) return NotGood();
  auto account = AccountIn(app, *link->account);
  if (!account && account.error().code == Code::kNotFound) return NotGood();
  Holder found = TRY(std::move(account));
  if (link->seen && *link->seen != found.stamp) return NotGood();
  return Good{.link = *std::move(link), .account = std::move(found)};
}

// In the transaction that acts: only one of two that come at the same instant does.
Status Spend(const keys::Change& change, const Personal<std::string>& secret) {
  const Status spent = account::SpendLink(change.tx, change.keys, secret);
  if (!spent && spent.error().code == Code::kConflict) return NotGood();
  return spent;
}

// Tells where letters can bear links; elsewhere there is nothing to lock the account with.
Result<std::optional<Mail>> MayTell(App& app, const Holder& account, std::string_view what) {
  if (!SendsLinks(app)) return std::optional<Mail>();
  return std::optional(TRY(Telling(app, account, what)));
}

constexpr std::string_view kPasswordSet =
    "The password of your account on our website was changed.";

}  // namespace

bool SendsLinks(const App& app) {
  const OperatorPath& home = app.settings().home;
  const auto front = ReadFront(home);
  return front && front->website && ReadMailing(home);
}

Status AskByMail(App& app, Use use, const Personal<std::string>& email) {
  const auto account = TRY(Find(app, email));
  Link link{.use = use, .until = {}, .email = email};
  if (account) link.account = account->id;
  if (account && use == Use::kPassword) link.seen = account->stamp;
  const bool good = HasUse(use, account);
  const auto& to = account && use != Use::kRegister ? account->email : email;
  const Mail mail = TRY(AskedFor(app, std::move(link), to, good, account));
  TRY(Administer(app, std::nullopt, "account.link-asked",
                 [&](const keys::Change& change) { return Post(change, mail); }));
  return {};
}

Status AskForAddress(App& app, const AccountId& id, const Personal<std::string>& email) {
  const Holder own = TRY(AccountIn(app, id));
  const auto other = TRY(Find(app, email));
  const bool good = !other || other->id == id;
  const Mail mail = TRY(AskedFor(
      app, {.use = Use::kAddress, .until = {}, .account = id, .email = email, .seen = own.stamp},
      email, good, good ? std::optional(own) : other));
  return Act(app, own, "account.link-asked",
             [&](const keys::Change& change) { return Post(change, mail); });
}

Result<std::optional<Link>> LinkIn(App& app, const Personal<std::string>& secret, Use use) {
  return app.store().Read([&](store::ReadTx& tx) {
    return account::FindLink(tx, app.keys(), secret, use, app.clock().Now());
  });
}

Result<AccountId> RegisterByMail(App& app, const Personal<std::string>& secret,
                                 std::string password) {
  const auto link = TRY(LinkIn(app, secret, Use::kRegister));
  if (!link || link->account) return NotGood();
  const account::ReadyHolder ready =
      TRY(account::PrepareHolder(app.keys(), link->email, std::move(password)));
  const auto made = Administer(app, std::nullopt, "account.registered",
                               [&](const keys::Change& change) -> Status {
                                 TRY(Spend(change, secret));
                                 return account::Register(change, ready);
                               });
  if (!made && made.error().code == Code::kConflict) return NotGood();
  if (!made) return std::unexpected(made.error());
  return ready.id;
}

Status SetPasswordByMail(App& app, const Personal<std::string>& secret, std::string password) {
  const Good good = TRY(GoodFor(app, secret, Use::kPassword));
  if (good.account.locked) return NotGood();
  const Mail told = TRY(Telling(app, good.account, kPasswordSet));
  return Act(app, good.account, "account.password-set", [&](const keys::Change& change) -> Status {
    TRY(Spend(change, secret));
    TRY(account::SetPassword(change, good.account.id, password));
    return Post(change, told);
  });
}

Status SetAddressByMail(App& app, const Personal<std::string>& secret) {
  const Good good = TRY(GoodFor(app, secret, Use::kAddress));
  if (good.account.locked) return NotGood();
  const auto address = TRY(app.store().Read([&](store::ReadTx& tx) {
    return account::PrepareAddress(tx, app.keys(), good.account.id, good.link.email);
  }));
  const Mail told = TRY(
      Telling(app, good.account, "The e-mail address of your account on our website was changed."));
  return Act(app, good.account, "account.address-set", [&](const keys::Change& change) -> Status {
    TRY(Spend(change, secret));
    TRY(account::SetAddress(change, address));
    return Post(change, told);
  });
}

Status LockByMail(App& app, const Personal<std::string>& secret) {
  const Good good = TRY(GoodFor(app, secret, Use::kLock));
  return Act(app, good.account, "account.locked", [&](const keys::Change& change) -> Status {
    TRY(Spend(change, secret));
    return account::Lock(change, good.account.id);
  });
}

Status SetOwnPassword(App& app, const AccountId& id, std::string password) {
  const Holder account = TRY(AccountIn(app, id));
  const auto told = TRY(MayTell(app, account, kPasswordSet));
  return Act(app, account, "account.password-set", [&](const keys::Change& change) -> Status {
    TRY(account::SetPassword(change, id, password));
    return told ? Post(change, *told) : Status();
  });
}

Status CloseOwnAccount(App& app, const AccountId& id) {
  const Holder account = TRY(AccountIn(app, id));
  return Act(app, account, "account.closed", [&](const keys::Change& change) -> Status {
    return account.subject ? account::Forget(change, *account.subject) : account::Close(change, id);
  });
}

}  // namespace almoner::app
