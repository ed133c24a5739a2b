// The website and messages: cookies, trackers, what is said of them, marketing.
#include <algorithm>

#include "notice/checker.h"
#include "notice/text.h"

namespace almoner::notice {
namespace {

// PECR regulation 6 and Schedule A1: these purposes need no consent, though information, and for
// the last three a way to object.
bool Exempt(const Cookie& cookie) {
  constexpr std::string_view kExempt[] = {"communication", "necessary", "statistics", "appearance",
                                          "emergency"};
  return !cookie.third_party && std::ranges::find(kExempt, cookie.purpose) != std::end(kExempt);
}

void CheckCookies(Checker& checker, const Website& website) {
  const bool embeds = std::ranges::any_of(website.embeds, [](const Embed& embed) {
    return embed.cookies && embed.loads == "with-page";
  });
  const bool need =
      embeds || website.device_identifiers || !std::ranges::all_of(website.cookies, Exempt);
  if (website.consent == "implied")
    checker.RaiseOn("cookies-without-consent", website.at, website.clause,
                    "because people use the site");
  else if (need && website.consent != "asked")
    checker.RaiseOn("cookies-without-consent", website.at, website.clause, "without asking");
  if (!website.cookie_information)
    checker.RaiseOn("cookie-information-missing", website.at, website.clause);
  if (website.device_identifiers && website.consent != "asked")
    checker.RaiseOn("tracking-without-consent", website.at, website.clause,
                    "The device of visitors");
}

void CheckSayings(Checker& checker, const Website& website) {
  const auto raise = [&](std::string_view rule, const std::string& about) {
    checker.RaiseOn(rule, website.at, website.clause, about);
  };
  if (Has(website.promises, "no-cross-site")) {
    for (const Embed& embed : website.embeds)
      if (embed.cookies) return raise("cross-site-contradiction", embed.from);
    for (const Cookie& cookie : website.cookies)
      if (cookie.third_party) return raise("cross-site-contradiction", cookie.name);
  }
}

void CheckIdentity(Checker& checker, const Website& website) {
  if (!Has(website.promises, "no-identification") && !Has(website.promises, "no-personal-data"))
    return;
  std::vector<std::string> personal = website.remembers;
  if (website.logs)
    personal.insert(personal.end(), website.logs->fields.begin(), website.logs->fields.end());
  if (website.analytics)
    personal.insert(personal.end(), website.analytics->fields.begin(),
                    website.analytics->fields.end());
  if (!personal.empty())
    checker.RaiseOn("not-identified-contradiction", website.at, website.clause, personal.front());
}

void CheckWebsiteItself(Checker& checker, const Website& website) {
  CheckCookies(checker, website);
  CheckSayings(checker, website);
  CheckIdentity(checker, website);
  const auto raise = [&](std::string_view rule, const auto&... abouts) {
    checker.RaiseOn(rule, website.at, website.clause, abouts...);
  };
  if (website.logs && website.logs->disclosed == "never" && website.logs->host == "external")
    raise("logs-contradiction");
  if (website.analytics &&
      (!website.analytics->recipient_told || website.analytics->opt_out.empty()))
    raise("analytics-unsaid", website.analytics->by.empty() ? "whoever" : website.analytics->by);
  for (const std::string& link : website.dead_links) raise("dead-link", link);
  for (const std::string& old : website.obsolete) raise("obsolete-technology", old);
  if (website.boards && !website.boards_moderated) raise("boards-unmoderated");
}

void CheckMessage(Checker& checker, const Communication& message) {
  const auto raise = [&](std::string_view rule) {
    checker.RaiseOn(rule, message.at, message.clause, message.what);
  };
  const bool electronic = Has(message.channels, "email") || Has(message.channels, "sms");
  if (message.kind == "marketing" && electronic && !message.consent &&
      (message.without.empty() || message.without == "service-message" ||
       message.without == "post-only"))
    raise("marketing-without-consent");
  if (message.tracking != "none" && !message.tracking_consent) raise("tracking-without-consent");
  const bool told = std::ranges::any_of(checker.notice.activities, [](const Activity& activity) {
    return !activity.imposed && activity.record.automated != "no" &&
           !activity.record.automated.empty();
  });
  if (message.profiling && !told) raise("profiling-unsaid");
}

}  // namespace

void CheckWebsite(Checker& checker) {
  const Particulars& more = checker.notice.more;
  if (more.website.given) CheckWebsiteItself(checker, more.website);
  for (const Communication& message : more.communications) CheckMessage(checker, message);
}

}  // namespace almoner::notice
