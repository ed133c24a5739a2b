// Who is given data, on which ground, and in which country.
#include <algorithm>

#include "notice/checker.h"
#include "notice/text.h"

namespace almoner::notice {
namespace {

bool Given(const Notice& notice, Index recipient) {
  const auto in = [&](const std::vector<Index>& list) {
    return std::ranges::find(list, recipient) != list.end();
  };
  return std::ranges::any_of(notice.activities,
                             [&](const Activity& activity) {
                               return in(activity.recipients) || in(activity.record.with);
                             }) ||
         std::ranges::any_of(notice.more.sharing,
                             [&](const SharingRule& rule) { return in(rule.to); }) ||
         std::ranges::any_of(notice.more.transfers,
                             [&](const Transfer& transfer) { return transfer.to == recipient; });
}

void CheckRecipient(Checker& checker, Index index) {
  const Recipient& recipient = checker.notice.recipients[index];
  if (recipient.promised_never) return;
  if (recipient.Closed())
    checker.Raise("recipient-closed", recipient.at, recipient.name);
  else if (!Given(checker.notice, index))
    checker.Raise("recipient-unused", recipient.at, recipient.name);
  for (const law::FormerBody& body : checker.canon.book.former_bodies)
    if (Lower(recipient.name).find(Lower(body.was)) != std::string::npos ||
        Lower(recipient.called).find(Lower(body.was)) != std::string::npos)
      checker.Raise("recipient-former", recipient.at, body.was, body.now);
  if (recipient.kind == "authority" && recipient.onward == "approval")
    checker.Raise("authority-bound", recipient.at, recipient.name);
  if (recipient.kind == "processor" && recipient.agreement != "processor-contract")
    checker.Raise("processor-contract", recipient.at, recipient.name);
  if (recipient.country == "unstated")
    checker.Raise("country-unstated", recipient.at, recipient.name);
}

void CheckTransfer(Checker& checker, const Transfer& transfer) {
  const auto raise = [&](std::string_view rule) {
    checker.RaiseOn(rule, transfer.at, transfer.clause, transfer.id);
  };
  if (transfer.safeguard == "unstated" || transfer.safeguard == "none") raise("transfer-unsafe");
  if (transfer.safeguard == "adequacy" && !checker.canon.book.Approved(transfer.country))
    raise("transfer-unapproved");
  if (transfer.safeguard == "foreign-decision") raise("transfer-foreign-list");
  const bool tested = transfer.safeguard == "idta" || transfer.safeguard == "addendum" ||
                      transfer.safeguard == "bcr";
  if (tested && !transfer.risk_assessment) raise("transfer-untested");
  if (transfer.advice_first) raise("transfer-clearance");
}

// What the law imposes on every controller is compiled in; a notice that does not speak of it is
// told.
void CheckImposed(Checker& checker) {
  const Notice& notice = checker.notice;
  const Particulars& more = notice.more;
  const auto shares_for = [&](std::initializer_list<std::string_view> grounds) {
    return std::ranges::any_of(more.sharing, [&](const SharingRule& rule) {
      return std::ranges::find(grounds, rule.ground) != grounds.end();
    });
  };
  const Mark at = more.document.at;
  if (notice.rights.empty()) checker.Raise("imposed-omitted", at, "people's rights");
  if (!more.complaints.given) checker.Raise("imposed-omitted", at, "complaints");
  if (!more.breach.given) checker.Raise("imposed-omitted", at, "breaches of security");
  if (!shares_for({"court-order", "law"}))
    checker.Raise("imposed-omitted", at, "court orders, regulators and other binding demands");
  if (!shares_for({"safeguarding", "vital-interests", "crime"}))
    checker.Raise("imposed-omitted", at, "protecting people who are at risk");
}

}  // namespace

void CheckRecipients(Checker& checker) {
  const Particulars& more = checker.notice.more;
  for (std::size_t i = 0; i < checker.notice.recipients.size(); ++i)
    CheckRecipient(checker, static_cast<Index>(i));
  for (const Transfer& transfer : more.transfers) CheckTransfer(checker, transfer);
  if (more.transfer_scope != "UK" && !more.transfer_scope.empty())
    checker.Raise("transfer-yardstick", more.transfer_scope_at, more.transfer_scope);
  for (const SharingRule& rule : more.sharing) {
    const std::string& what = rule.when.empty() ? rule.id : rule.when;
    if (rule.ground == "request-alone")
      checker.RaiseOn("sharing-on-request", rule.at, rule.clause, what);
    if (std::ranges::find(rule.except, "any-basis") != rule.except.end())
      checker.RaiseOn("sharing-exception-swallows", rule.at, rule.clause, what);
  }
  CheckImposed(checker);
}

}  // namespace almoner::notice
