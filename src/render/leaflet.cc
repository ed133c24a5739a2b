#include "render/leaflet.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "render/words.h"

namespace almoner::render {
namespace {

using notice::Activity;
using notice::Clause;
using notice::Index;
using notice::Notice;

std::string PlainOf(const std::vector<law::PlainWords>& words, std::string_view id) {
  const auto found = std::ranges::find(words, id, &law::PlainWords::id);
  return found == words.end() ? std::string() : found->adult;
}

// "a, b and c"; "a and b; c; and d" where a name has an "and" or a comma of its own.
std::string Enumerated(const std::vector<std::string>& names) {
  const auto long_one = [](const std::string& name) {
    return name.contains(" and ") || name.contains(',');
  };
  if (names.size() < 2 || std::ranges::none_of(names, long_one)) return Listed(names);
  std::string text = names.front();
  for (std::size_t i = 1; i < names.size(); ++i)
    text += (i + 1 == names.size() ? "; and " : "; ") + names[i];
  return text;
}

// With a full stop, as it goes on after a colon.
std::string Stopped(const std::string& text) {
  const bool ended = text.ends_with('.') || text.ends_with('!') || text.ends_with('?');
  return ended ? text : text + ".";
}

class Writer {
 public:
  explicit Writer(const Sources& from) : notice_(from.notice), book_(from.book) {}

  Section& Begin(std::string heading, std::string anchor, int level = 2) {
    made_.sections.push_back({.level = level,
                              .heading = std::move(heading),
                              .anchor = std::move(anchor),
                              .lines = {},
                              .bullets = {},
                              .facts = {}});
    return made_.sections.back();
  }

  // The clause's sentence; its anchor stands once in a leaflet.
  Line Quote(Index index) {
    const Clause& clause = notice_.clauses[index];
    const bool first = quoted_.insert(index).second;
    return {.text = clause.text, .anchor = first ? clause.id : "", .ours = false};
  }

  // The same, where it need not be read twice.
  void QuoteNew(Section& at, Index index) {
    if (!quoted_.contains(index)) at.lines.push_back(Quote(index));
  }

  void WhoWeAre() {
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

  void Purposes(std::string_view heading, const auto& wanted) {
    Begin(std::string(heading), "what-we-do");
    for (const Activity& activity : notice_.activities)
      if (!activity.imposed && activity.barred.empty() && wanted(activity)) Purpose(activity);
  }

  void Purpose(const Activity& activity) {
    const std::string id = "activity-" + activity.id;
    Section& at = Begin(Capital(activity.purpose), id, 3);
    if (activity.clause) at.lines.push_back(Quote(*activity.clause));
    Why(at, activity, id);
    const notice::CategorySet data = activity.reads | activity.writes;
    at.facts.emplace_back(
        "What we use", Line{Sentence(Enumerated(NamesOf(notice_.categories, data))), id + "-data"});
    Private(at, data, id);
    at.facts.emplace_back(
        "About",
        Line{Sentence(Enumerated(NamesOf(notice_.subjects, activity.subjects))), id + "-people"});
    Others(at, activity, id);
    for (const notice::Retention& rule : notice_.retention)
      if ((rule.data & data).any())
        at.facts.emplace_back(
            "We keep it", Line{Sentence(Enumerated(NamesOf(notice_.categories, rule.data & data)) +
                                        ": " + Kept(rule)),
                               id + "-kept-" + rule.id});
    Computers(at, activity, id);
  }

  // Which special categories (Article 9) are among it, in words that anyone understands.
  void Private(Section& at, const notice::CategorySet& data, const std::string& id) {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < notice_.categories.size(); ++i) {
      const notice::Category& category = notice_.categories[i];
      if (!data[i] || category.sensitivity != notice::Sensitivity::kSpecial) continue;
      const std::string name = PlainOf(book_.plain_special, category.special);
      if (!name.empty() && std::ranges::find(names, name) == names.end()) names.push_back(name);
    }
    if (!names.empty())
      at.facts.emplace_back("What is private in it",
                            Line{Sentence(Enumerated(names)), id + "-private"});
  }

  void Why(Section& at, const Activity& activity, const std::string& id) {
    std::string why = PlainOf(book_.plain_bases, activity.basis);
    if (why.empty()) why = activity.basis_name;
    at.facts.emplace_back(
        "Why we may",
        Line{fmt::format("{} (UK GDPR Article {})", Sentence(why), activity.basis), id + "-why"});
    const auto& interest = activity.record.interest;
    if (interest)
      at.facts.emplace_back("What is gained", Line{Sentence(interest->purpose), id + "-interest"});
    else if (!activity.authority.empty())
      at.facts.emplace_back("It rests on", Line{Sentence(activity.authority), id + "-authority"});
    if (activity.condition.empty()) return;
    std::string condition = PlainOf(book_.plain_conditions, activity.condition);
    if (condition.empty()) condition = "the law allows it";
    at.facts.emplace_back(
        "Why we may use what is private",
        Line{fmt::format(
                 "{} (UK GDPR Article {}{})", Sentence(condition), activity.condition,
                 activity.schedule_1.empty()
                     ? ""
                     : "; Data Protection Act 2018 Schedule 1 paragraph " + activity.schedule_1),
             id + "-condition"});
  }

  void Others(Section& at, const Activity& activity, const std::string& id) {
    std::vector<std::string> names;
    for (const Index recipient : activity.recipients)
      names.push_back(notice_.recipients[recipient].name);
    if (!names.empty())
      at.facts.emplace_back("Who gets it", Line{Sentence(Enumerated(names)), id + "-recipients"});
    names.clear();
    for (const Index source : activity.record.sources) {
      const notice::DataSource& from = notice_.more.sources[source];
      names.push_back(from.name + (from.is_public ? " (open to all)" : ""));
    }
    if (!names.empty())
      at.facts.emplace_back("Where it comes from",
                            Line{"You; and " + Enumerated(names) + ".", id + "-sources"});
    names.clear();
    for (const Index with : activity.record.with) names.push_back(notice_.recipients[with].name);
    if (activity.record.controller == "joint")
      at.facts.emplace_back("Together with",
                            Line{fmt::format("{}. {} answers you.", Capital(Enumerated(names)),
                                             Capital(activity.record.answers)),
                                 id + "-joint"});
    if (activity.record.controller == "processor")
      at.facts.emplace_back("We do it for", Line{Sentence(Enumerated(names)), id + "-for"});
  }

  static void Computers(Section& at, const Activity& activity, const std::string& id) {
    const notice::ActivityRecord& record = activity.record;
    if (record.automated == "decision-alone")
      at.facts.emplace_back("A computer decides",
                            Line{fmt::format("{} {} You can ask a person to look at it again.",
                                             Sentence(record.logic), Sentence(record.effect)),
                                 id + "-automated"});
    if (record.automated == "profiling")
      at.facts.emplace_back(
          "A computer sorts people",
          Line{"It groups people by what we know. A person decides.", id + "-automated"});
  }

  static std::string Kept(const notice::Retention& rule) {
    const std::string period = notice::ToText(rule.keep);
    if (period == "0 days")
      return rule.from == "consent-withdrawn" ? "until you say no" : "not at all after its use";
    return period + " " + notice::After(rule);
  }

  void Consents() {
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

  void Sharing() {
    if (notice_.recipients.empty()) return;
    Section& at = Begin("Who else gets it", "sharing");
    for (const notice::SharingRule& rule : notice_.more.sharing)
      if (rule.clause) QuoteNew(at, *rule.clause);
    for (const notice::Recipient& recipient : notice_.recipients)
      if (!recipient.Closed())
        at.bullets.push_back(
            {fmt::format("{}: {}", Capital(recipient.name), Stopped(recipient.why)),
             "recipient-" + recipient.id, false});
    Abroad();
  }

  void Abroad() {
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

  [[nodiscard]] std::string Country(const notice::Transfer& transfer) const {
    if (transfer.country.empty() || transfer.country == "unstated")
      return "a country that this notice does not name";
    const std::string name = book_.CountryName(transfer.country);
    return name.starts_with("United") ? "the " + name : name;
  }
  static std::string Safeguard(const notice::Transfer& transfer) {
    if (transfer.safeguard == "adequacy") return "The United Kingdom has approved the law there.";
    if (transfer.safeguard == "idta" || transfer.safeguard == "addendum")
      return "A contract that the regulator approved protects it. Ask us for a copy.";
    if (transfer.safeguard == "bcr")
      return "Rules that the regulator approved protect it. Ask us for a copy.";
    if (transfer.safeguard == "derogation") return "The law allows it as an exception.";
    return "This notice does not say what protects it there. Ask us.";
  }

  void Keeping() {
    Section& at = Begin("How long we keep it", "keeping");
    for (const notice::Retention& rule : notice_.retention)
      if (KeepsAny(rule))
        at.facts.emplace_back(
            Capital(Enumerated(NamesOf(notice_.categories, rule.data))),
            Line{fmt::format("{} This is why: {}", Sentence(Kept(rule)), Stopped(rule.reason)),
                 "keeping-" + rule.id});
  }

  // Not only what the document lists although nobody here can record it.
  [[nodiscard]] bool KeepsAny(const notice::Retention& rule) const {
    notice::CategorySet used;
    for (const Activity& activity : notice_.activities)
      if (!activity.imposed) used |= activity.reads | activity.writes;
    const bool at_all = notice::ToText(rule.keep) != "0 days";
    for (std::size_t i = 0; i < notice_.categories.size(); ++i)
      if (rule.data[i] && !notice_.categories[i].never_collected && (at_all || used[i]))
        return true;
    return false;
  }

  void MustTell() {
    Section& at = Begin("What you need to tell us", "required");
    bool any = false;
    for (const notice::Category& category : notice_.categories) {
      if (category.required == "no" || category.required.empty()) continue;
      any = true;
      const std::string need =
          category.required == "law" ? "The law makes you tell us (" + category.required_by + ")."
          : category.required == "contract" ? "We need it to keep our agreement with you."
                                            : "We need it to help you.";
      at.facts.emplace_back(Capital(category.name),
                            Line{need + (category.without_it.empty()
                                             ? ""
                                             : " Without it: " + Stopped(category.without_it)),
                                 "required-" + category.id});
    }
    at.lines.push_back({any ? "You need to tell us only this:"
                            : "No law makes you tell us anything. If we do not know what we need "
                              "to help you, we may not be able to.",
                        "required-none"});
  }

  void Rights() {
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

  void Right(const law::RightLaw& right) {
    Section& at = Begin(Capital(right.name), "right-" + right.right, 3);
    at.lines.push_back({right.plain, "right-" + right.right + "-what"});
    const notice::RightPromise* const promise = notice_.FindRight(right.right);
    if (promise != nullptr && promise->clause < notice_.clauses.size())
      QuoteNew(at, promise->clause);
    if (promise != nullptr && promise->days && *promise->days <= 28)
      at.lines.push_back({fmt::format("We answer within {} days.", *promise->days),
                          "right-" + right.right + "-when"});
  }

  void Decisions() {
    const bool alone = std::ranges::any_of(notice_.activities, [](const Activity& activity) {
      return activity.record.automated == "decision-alone";
    });
    Section& at = Begin("Computers and decisions", "automated");
    at.lines.push_back({alone ? "Where a computer decides about you, we say so above."
                              : "No computer decides about you. People do.",
                        "automated-none"});
  }

  void Website() {
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

  void Complaints() {
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
  void TheRest() {
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

  void Edition() {
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

  Leaflet Take(std::string name, std::string title, std::string intro) && {
    made_.name = std::move(name);
    made_.title = std::move(title);
    made_.intro = std::move(intro);
    return std::move(made_);
  }
  Leaflet& made() { return made_; }
  [[nodiscard]] const Notice& notice() const { return notice_; }
  [[nodiscard]] const law::Lawbook& book() const { return book_; }

 private:
  const Notice& notice_;
  const law::Lawbook& book_;
  Leaflet made_;
  std::set<Index> quoted_;
};

}  // namespace

Leaflet ShortNotice(const Sources& from) {
  Writer writer(from);
  const notice::Notice& notice = from.notice;
  Section& what = writer.Begin("What we do with it", "short");
  for (const Activity& activity : notice.activities)
    if (!activity.imposed && activity.barred.empty())
      what.bullets.push_back({Sentence(activity.purpose), "short-" + activity.id, false});
  Section& rights = writer.Begin("What you can do", "short-rights");
  rights.bullets = {{"See what we know about you.", "short-see"},
                    {"Have it put right.", "short-right"},
                    {"Ask us to delete it.", "short-delete"},
                    {"Say no to what you agreed to.", "short-no"},
                    {"Tell us, or the regulator, if you are not happy.", "short-complain"}};
  writer.WhoWeAre();
  return std::move(writer).Take(
      "index", "Your information and " + notice.organisation.name,
      "We know some things about you. This page says in short what we do with them. The full "
      "notice says it all.");
}

Leaflet FullNotice(const Sources& from) {
  Writer writer(from);
  writer.WhoWeAre();
  writer.Purposes("What we do with it", [](const Activity&) { return true; });
  writer.Consents();
  writer.Sharing();
  writer.Keeping();
  writer.MustTell();
  writer.Rights();
  writer.Decisions();
  writer.Website();
  writer.Complaints();
  writer.TheRest();
  writer.Edition();
  return std::move(writer).Take("notice", "How we use your information",
                                "This notice says what we know about you, why we have it, who sees "
                                "it, how long we keep it and what you can ask for.");
}

Leaflet ServiceNotice(const Sources& from, Index service) {
  Writer writer(from);
  const notice::Service& about = from.notice.services[service];
  if (!about.about.empty())
    writer.Begin("The service", "service").lines.push_back({about.about, "about", false});
  writer.Purposes("What we do with it here", [&](const Activity& activity) {
    const auto& services = activity.record.services;
    return services.empty() || std::ranges::find(services, service) != services.end();
  });
  writer.Rights();
  writer.Complaints();
  return std::move(writer).Take("service-" + about.id, Capital(about.name),
                                "This page is for people who use this service. The full notice "
                                "says what holds for all.");
}

Leaflet ChildrensNotice(const Sources& from) {
  Writer writer(from);
  Section& what = writer.Begin("What we do", "children-what");
  for (const Clause& clause : from.notice.clauses)
    if (!clause.child.empty()) what.bullets.push_back({clause.child, clause.id, false});
  Section& rights = writer.Begin("What you can ask us", "children-rights");
  for (const law::RightLaw& right : from.book.rights)
    rights.bullets.push_back({right.child, "right-" + right.right});
  Section& help = writer.Begin("Who can help you", "children-help");
  help.lines.push_back({"You can ask us. A grown-up you trust can ask for you.", "children-ask"});
  help.lines.push_back({from.notice.organisation.contact, "children-contact", false});
  return std::move(writer).Take("children", "For children: what we know about you",
                                "We are " + from.notice.organisation.name +
                                    ". We help people. To help you, we need to know some things.");
}

Leaflet EasyRead(const Sources& from) {
  Writer writer(from);
  writer.made().large = true;
  Section& what = writer.Begin("What we do", "easy-what");
  for (const Clause& clause : from.notice.clauses)
    if (!clause.easy.empty()) what.bullets.push_back({clause.easy, clause.id, false});
  Section& rights = writer.Begin("Your rights", "easy-rights");
  rights.bullets = {{"You can see what we know.", "easy-see"},
                    {"You can have it put right.", "easy-right"},
                    {"You can ask us to delete it.", "easy-delete"},
                    {"You can say no. You can change your mind.", "easy-no"},
                    {"It is free.", "easy-free"}};
  Section& help = writer.Begin("Not happy?", "easy-help");
  help.bullets = {{"Tell us: " + from.notice.organisation.contact, "easy-tell", false},
                  {"You can tell the " + from.book.regulator.name + ".", "easy-regulator"},
                  {"Call them on " + from.book.regulator.phone + ".", "easy-phone"}};
  return std::move(writer).Take("easy-read", "Your information: Easy Read",
                                "This is about what we know about you.");
}

std::vector<Leaflet> AllLeaflets(const Sources& from) {
  std::vector<Leaflet> all;
  all.push_back(ShortNotice(from));
  all.push_back(FullNotice(from));
  for (std::size_t i = 0; i < from.notice.services.size(); ++i)
    all.push_back(ServiceNotice(from, static_cast<Index>(i)));
  all.push_back(ChildrensNotice(from));
  all.push_back(EasyRead(from));
  return all;
}

std::string FormBlock(const Sources& from) {
  const notice::Organisation& us = from.notice.organisation;
  return fmt::format(
      "{} asks for this so that we can help you. We use it only for what our privacy notice says. "
      "You can see it, have it put right, ask us to delete it, and complain to us or to the {}. "
      "Ask us for the notice, or for help with it: {}. (Edition {})",
      us.name, from.book.regulator.name, us.contact, from.notice.version);
}

std::string GeneratedText(const Leaflet& leaflet) {
  std::string text = leaflet.intro + "\n";
  const auto add = [&](const Line& line) {
    if (line.ours) text += line.text + "\n";
  };
  for (const Section& section : leaflet.sections) {
    for (const Line& line : section.lines) add(line);
    for (const Line& line : section.bullets) add(line);
  }
  return text;
}

}  // namespace almoner::render
