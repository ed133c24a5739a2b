#include "render/writer.h"

#include <fmt/format.h>

#include <algorithm>

#include "render/words.h"

namespace almoner::render {

using notice::Activity;
using notice::Clause;
using notice::Index;

Section& Writer::Begin(std::string heading, std::string anchor, int level) {
  made_.sections.push_back({.level = level,
                            .heading = std::move(heading),
                            .anchor = std::move(anchor),
                            .lines = {},
                            .bullets = {},
                            .facts = {}});
  return made_.sections.back();
}

// The clause's sentence; its anchor stands once in a leaflet.
Line Writer::Quote(Index index) {
  const Clause& clause = notice_.clauses[index];
  const bool first = quoted_.insert(index).second;
  return {.text = clause.text, .anchor = first ? clause.id : "", .ours = false};
}

// The same, where it need not be read twice.
void Writer::QuoteNew(Section& at, Index index) {
  if (!quoted_.contains(index)) at.lines.push_back(Quote(index));
}

void Writer::WhoWeAre() {
  const notice::Organisation& us = notice_.organisation;
  Section& at = Begin("Who we are", "who-we-are");
  const auto fact = [&](std::string label, const std::string& value, std::string anchor) {
    if (!value.empty()) at.facts.emplace_back(std::move(label), Line{value, std::move(anchor)});
  };
  fact("Name", us.name, "controller");
  fact("What we are", Capital(us.legal_form), "legal-form");
  fact("Company number", us.company_number, "company-number");
  fact("Charity number", us.charity_number, "charity-number");
  fact("Address", us.address, "address");
  fact("Ask us at", us.contact, "contact");
  fact("Who answers", us.officer, "officer");
  fact("Reach them at", us.officer_contact, "officer-contact");
  fact("Registered with the regulator as", us.ico_number, "ico-number");
}

void Writer::Consents() {
  if (notice_.consents.empty()) return;
  Section& at = Begin("What we ask you first", "consents");
  at.lines.push_back(
      {"You can say yes or no. You can change your mind at any time.", "consent-free"});
  for (const notice::Consent& consent : notice_.consents)
    if (consent.Valid())
      at.bullets.push_back(
          {"“" + consent.wording + "”" +
               (consent.withdraw.empty() ? "" : " You can say no: " + Stopped(consent.withdraw)),
           "consent-" + consent.id, false});
}

void Writer::Sharing() {
  if (notice_.recipients.empty()) return;
  Section& at = Begin("Who else gets it", "sharing");
  for (const notice::SharingRule& rule : notice_.more.sharing)
    if (rule.clause) QuoteNew(at, *rule.clause);
  for (const notice::Recipient& recipient : notice_.recipients)
    if (!recipient.Closed())
      at.bullets.push_back({fmt::format("{}: {}", Capital(recipient.name), Stopped(recipient.why)),
                            "recipient-" + recipient.id, false});
  Abroad();
}

void Writer::Abroad() {
  Section& at = Begin("Other countries", "abroad");
  std::vector<std::string> unsaid;
  for (std::size_t i = 0; i < notice_.recipients.size(); ++i) {
    const notice::Recipient& recipient = notice_.recipients[i];
    const auto& transfers = notice_.more.transfers;
    const bool told = std::ranges::find(transfers, std::optional<Index>(static_cast<Index>(i)),
                                        &notice::Transfer::to) != transfers.end();
    if (recipient.Closed() || told || recipient.country.empty() || recipient.country == "GB")
      continue;
    if (recipient.country == "unstated")
      unsaid.push_back(recipient.name);
    else
      at.bullets.push_back({fmt::format("{}, in {}.", Capital(recipient.name), recipient.country),
                            "abroad-" + recipient.id});
  }
  for (const notice::Transfer& transfer : notice_.more.transfers) {
    const std::string to =
        transfer.to ? notice_.recipients[*transfer.to].name : std::string("a company");
    at.bullets.push_back(
        {fmt::format("{}, in {}. {}", Capital(to), Country(transfer), Safeguard(transfer)),
         "transfer-" + transfer.id});
  }
  if (!at.bullets.empty())
    at.lines.push_back({"Some of what we know about you goes to:", "abroad-some"});
  else if (unsaid.empty())
    at.lines.push_back({"We keep what we know about you in the United Kingdom.", "abroad-none"});
  else
    at.lines.push_back({"We ourselves keep it in the United Kingdom.", "abroad-none"});
  if (unsaid.empty()) return;
  Line line{
      "Some of those who work with us may keep it elsewhere. This notice does not say where. "
      "They are: " +
          Enumerated(unsaid) + ". Ask us.",
      "abroad-unsaid"};
  at.lines.insert(at.bullets.empty() ? at.lines.end() : at.lines.begin(), std::move(line));
}

std::string Writer::Country(const notice::Transfer& transfer) const {
  if (transfer.country.empty() || transfer.country == "unstated")
    return "a country that this notice does not name";
  const std::string name = book_.CountryName(transfer.country);
  return name.starts_with("United") ? "the " + name : name;
}

std::string Writer::Safeguard(const notice::Transfer& transfer) {
  if (transfer.safeguard == "adequacy") return "The United Kingdom has approved the law there.";
  if (transfer.safeguard == "idta" || transfer.safeguard == "addendum")
    return "A contract that the regulator approved protects it. Ask us for a copy.";
  if (transfer.safeguard == "bcr")
    return "Rules that the regulator approved protect it. Ask us for a copy.";
  if (transfer.safeguard == "derogation") return "The law allows it as an exception.";
  return "This notice does not say what protects it there. Ask us.";
}

void Writer::Keeping() {
  Section& at = Begin("How long we keep it", "keeping");
  for (const notice::Retention& rule : notice_.retention)
    if (KeepsAny(rule))
      at.facts.emplace_back(
          Capital(Enumerated(NamesOf(notice_.categories, rule.data))),
          Line{fmt::format("{} This is why: {}", Sentence(Kept(rule)), Stopped(rule.reason)),
               "keeping-" + rule.id});
}

// Not only what the document lists although nobody here can record it.
bool Writer::KeepsAny(const notice::Retention& rule) const {
  notice::CategorySet used;
  for (const Activity& activity : notice_.activities)
    if (!activity.imposed) used |= activity.reads | activity.writes;
  const bool at_all = notice::RoughDays(rule) != 0;
  for (std::size_t i = 0; i < notice_.categories.size(); ++i)
    if (rule.data[i] && !notice_.categories[i].never_collected && (at_all || used[i])) return true;
  return false;
}

void Writer::MustTell() {
  Section& at = Begin("What you need to tell us", "required");
  bool any = false;
  for (const notice::Category& category : notice_.categories) {
    if (category.required == "no" || category.required.empty()) continue;
    any = true;
    const std::string need =
        category.required == "law" ? "The law makes you tell us (" + category.required_by + ")."
        : category.required == "contract" ? "We need it to keep our agreement with you."
                                          : "We need it to help you.";
    at.facts.emplace_back(
        Capital(category.name),
        Line{need + (category.without_it.empty() ? ""
                                                 : " Without it: " + Stopped(category.without_it)),
             "required-" + category.id});
  }
  at.lines.push_back({any ? "You need to tell us only this:"
                          : "No law makes you tell us anything. If we do not know what we need "
                            "to help you, we may not be able to.",
                      "required-none"});
}

void Writer::Rights() {
  Section& intro = Begin("What you can ask for", "rights");
  intro.lines.push_back(
      {"You can ask in any way you like. It is free. We answer within one month. If we need more "
       "time, we tell you within that month.",
       "rights-how"});
  // Article 21(4): apart from everything else.
  Section& advertising = Begin("You can always stop advertising", "right-marketing", 3);
  advertising.lines.push_back(
      {"Say no to any letter, message or call that advertises or asks for money. We stop at "
       "once, "
       "and we do not ask why.",
       "right-marketing-no"});
  for (const law::RightLaw& right : book_.rights) Right(right);
}

void Writer::Right(const law::RightLaw& right) {
  Section& at = Begin(Capital(right.name), "right-" + right.right, 3);
  at.lines.push_back({right.plain, "right-" + right.right + "-what"});
  const notice::RightPromise* const promise = notice_.FindRight(right.right);
  if (promise != nullptr && promise->clause < notice_.clauses.size()) QuoteNew(at, promise->clause);
  if (promise != nullptr && promise->days && *promise->days <= 28)
    at.lines.push_back({fmt::format("We answer within {} days.", *promise->days),
                        "right-" + right.right + "-when"});
}

void Writer::Decisions() {
  const bool alone = std::ranges::any_of(notice_.activities, [](const Activity& activity) {
    return activity.record.automated == "decision-alone";
  });
  Section& at = Begin("Computers and decisions", "automated");
  at.lines.push_back({alone ? "Where a computer decides about you, we say so above."
                            : "No computer decides about you. People do.",
                      "automated-none"});
}

void Writer::Website() {
  const notice::Website& website = notice_.more.website;
  if (!website.given) return;
  Section& at = Begin("Our website", "website");
  if (website.clause) QuoteNew(at, *website.clause);
  for (std::size_t i = 0; i < website.cookies.size(); ++i) {
    const notice::Cookie& cookie = website.cookies[i];
    at.facts.emplace_back("Cookie “" + cookie.name + "”",
                          Line{Sentence(cookie.purpose) +
                                   (cookie.life.empty() ? "" : " It stays " + cookie.life + "."),
                               fmt::format("cookie-{}", i + 1)});  // a name may hold spaces
  }
}

void Writer::Complaints() {
  Section& at = Begin("If you are not happy", "complaints");
  at.lines.push_back({fmt::format("{} We tell you within 30 days that we have your "
                                  "complaint. Then we look into it and tell you what we found.",
                                  Sentence(notice_.organisation.complaints)),
                      "complaint-us"});
  if (const auto& clause = notice_.more.complaints.clause) QuoteNew(at, *clause);
  const law::Regulator& regulator = book_.regulator;
  at.lines.push_back(
      {fmt::format("You can also tell the {0} at any time. The {0} guards these rights.",
                   regulator.name),
       "complaint-regulator"});
  at.facts.emplace_back("Write to", Line{regulator.address, "regulator-address"});
  at.facts.emplace_back("Call", Line{regulator.phone, "regulator-phone"});
  if (!regulator.web.empty())
    at.facts.emplace_back("Website", Line{regulator.web.front(), "regulator-web"});
}

// What no other part has said.
void Writer::TheRest() {
  Section at{.level = 2,
             .heading = "What else we promise",
             .anchor = "promises",
             .lines = {},
             .bullets = {},
             .facts = {}};
  for (std::size_t i = 0; i < notice_.clauses.size(); ++i)
    if (!quoted_.contains(static_cast<Index>(i)))
      at.bullets.push_back(Quote(static_cast<Index>(i)));
  if (!at.bullets.empty()) made_.sections.push_back(std::move(at));
}

void Writer::Edition() {
  Section& at = Begin("This notice", "edition");
  at.facts.emplace_back("Edition", Line{notice_.version, "version"});
  const notice::Document& document = notice_.more.document;
  if (document.date) at.facts.emplace_back("Of", Line{ToWords(*document.date), "date"});
  if (document.review_every)
    at.facts.emplace_back("We look at it again every",
                          Line{notice::ToText(*document.review_every), "review"});
  at.lines.push_back(
      {"If we want to use what we know for something new, we tell you first.", "changes-told"});
}

Leaflet Writer::Take(std::string name, std::string title, std::string intro) && {
  made_.name = std::move(name);
  made_.title = std::move(title);
  made_.intro = std::move(intro);
  return std::move(made_);
}

}  // namespace almoner::render
