// What is set, to be read and not changed here, without secrets; and whether the machine is well.
#include <fmt/format.h>

#include <algorithm>

#include "app/backups.h"
#include "app/looks.h"
#include "app/upkeep.h"
#include "console/office.h"
#include "console/provider.h"
#include "web/counters.h"
#include "web/listing.h"
#include "web/words.h"

namespace almoner::web::console {
namespace {

std::string DaysInWords(std::chrono::days days) {
  return fmt::format("{} day{}", days.count(), days.count() == 1 ? "" : "s");
}

// A connection string may hold a password: only what kind it is.
std::string StoreInWords(const app::Settings& settings) {
  return settings.store == "sqlite" ? "SQLite, in the home" : "PostgreSQL";
}

std::string Places(const std::vector<OperatorPath>& places) {
  std::vector<std::string> names;
  for (const OperatorPath& place : places) names.push_back(place.path().string());
  return names.empty() ? "None" : Listed(names);
}

Part SetPart(const Site& site) {
  const app::Settings& settings = site.app.settings();
  Part part{.heading = "What is set",
            .says = "In almoner.toml, by whoever runs the machine. It is read at the start."};
  const auto add = [&](std::string label, std::string value) {
    part.facts.emplace_back(std::move(label), std::move(value));
  };
  add("Home", settings.home.path().string());
  add("Database", StoreInWords(settings));
  add("Answers at", settings.listen);
  add("Numbers for monitoring at", settings.metrics);
  add("Backups go to",
      settings.backups ? settings.backups->path().string() : "Nowhere: nothing is backed up");
  add("Copies for recovery go to", Places(settings.copies));
  add("A backup opens for", DaysInWords(settings.window));
  add("Keys are changed every", DaysInWords(settings.epoch));
  add("Oldest copy made by other means",
      settings.oldest_copy ? DaysInWords(*settings.oldest_copy) : "Nobody has said");
  add("Restoring is tried every", DaysInWords(settings.drill_every));
  add("A second step when staff sign in", site.signing.second_factor ? "Required" : "Optional");
  add("Website",
      site.signing.website.value_or("Nobody has said: no passkeys, and no links in letters"));
  add("Staff sign in too with",
      ProviderOf(site)
          ? ProviderOf(site)->settings().name + ", " + ProviderOf(site)->settings().issuer +
                "; it sends browsers back to " + ProviderOf(site)->RedirectUri()
          : "Nothing else: no identity provider is set");
  if (ProviderOf(site))
    add("Second step of those who do",
        ProviderOf(site)->settings().vouches() ? "The provider’s, which is checked" : "Our own");
  add("Two people are not two", DaysInWords(site.elsewhere->settings.apart) +
                                    " after one has set up or changed the other’s account");
  add("E-mail about the machine", settings.mail ? "On" : "Off");
  std::vector<std::string> told;
  for (const auto& [recipient, hook] : settings.recipients) told.push_back(recipient);
  add("Recipients told over the network", told.empty() ? "None" : Listed(told));
  return part;
}

Result<Part> BackupsPart(app::App& app) {
  Part part{.heading = "Backups"};
  const auto backups = app.ledger().Backups();
  const Time now = app.clock().Now();
  if (backups.empty()) {
    part.facts.emplace_back("Last backup", "None has been made");
  } else {
    part.facts.emplace_back("Last backup", MomentInWords(backups.back().made));
    part.facts.emplace_back("It opens until", MomentInWords(backups.back().expires));
    part.facts.emplace_back("Backups that still open", std::to_string(backups.size()));
  }
  part.facts.emplace_back("In the folder now", app::NewestBackup(app) ? "Yes" : "No");
  const Time drill = TRY(app::NextDrill(app));
  part.facts.emplace_back("Restoring is to be tried by",
                          MomentInWords(drill) + (drill <= now ? ": overdue" : ""));
  return part;
}

Result<Part> KeysPart(app::App& app) {
  const auto kit = app.ledger().recovery();
  const auto age =
      std::chrono::floor<std::chrono::days>(app.clock().Now() - app.ledger().EpochBegun());
  Part part{.heading = "Keys",
            .facts = {{"Epoch", std::to_string(app.ledger().CurrentEpoch())},
                      {"Begun", fmt::format("{} ({} ago)", MomentInWords(app.ledger().EpochBegun()),
                                            DaysInWords(age))},
                      {"Epochs whose keys are kept for backups",
                       std::to_string(app.ledger().Epochs().size() - 1)},
                      {"Recovery kit",
                       kit ? "Number " + std::to_string(kit->kit) + "; every copy is sealed to it"
                           : "None: if this machine is lost, everything is"}}};
  if (TRY(app::RotationUnfinished(app)))
    part.facts.emplace_back("A change of keys", "Was interrupted; the nightly run finishes it");
  return part;
}

Result<Part> LogPart(app::App& app) {
  const LogState state = TRY(ReadLogState(app.store()));
  const auto verified = TRY(app::WhenVerified(app));
  return Part{.heading = "The log",
              .facts = {{"Entries", std::to_string(state.sealed + state.pending)},
                        {"Of them waiting for their place", std::to_string(state.pending)},
                        {"Verified last", verified ? MomentInWords(verified->at) +
                                                         (verified->good ? ": whole" : ": DAMAGED")
                                                   : "Never in the console"}}};
}

}  // namespace

Result<http::Response> ShowSettings(Site& site, const http::Request& request,
                                    const Caller& caller) {
  if (!Has(site, caller, "administer") && !Has(site, caller, "audit"))
    return ShowNotTheirs(site, request, caller, "administer");
  ListPage page{.heading = "Settings and health"};
  if (request.query("done")) page.done = "It is saved. Pages look so from now on.";
  if (Has(site, caller, "administer"))
    page.buttons = {{.href = "/settings/look", .text = "How our pages look"},
                    {.href = "/settings/webhooks", .text = "Webhooks"}};
  page.parts.push_back(TRY(BackupsPart(site.app)));
  page.parts.push_back(TRY(KeysPart(site.app)));
  page.parts.push_back(TRY(LogPart(site.app)));
  page.parts.push_back(SetPart(site));
  return ShowList(site, caller, page);
}

}  // namespace almoner::web::console
