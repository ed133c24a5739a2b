// The readable part of a pack: what is held, with everything Article 15(1) asks for.
#include "rights/pack_letter.h"

#include <fmt/format.h>

#include <algorithm>

#include "rights/fhir.h"
#include "rights/safe_letter.h"

namespace almoner::rights {
namespace {

using notice::Notice;

std::string Day(Time time) { return ToWords(LondonDate(time)); }

std::string TimeOfDay(Time time) {
  return fmt::format("{}, {}", Day(time), LondonText(time).substr(11, 5));
}

std::string Lasts(const notice::Period& keep) {
  std::string text;
  const auto add = [&](int number, std::string_view unit) {
    if (number == 0) return;
    text += fmt::format("{}{} {}{}", text.empty() ? "" : " ", number, unit, number == 1 ? "" : "s");
  };
  add(keep.years, "year");
  add(keep.months, "month");
  add(keep.days, "day");
  return text;
}

std::string From(const Notice& notice, const notice::Retention& rule) {
  if (rule.trigger == notice::Trigger::kConsentWithdrawn)
    return fmt::format("after you said no to “{}”", notice.consents[*rule.consent].wording);
  return notice::After(rule);
}

std::string KeptFor(const Notice& notice, const notice::Retention& rule) {
  if (rule.to_birthday || rule.or_after_death || rule.if_death_under_18)
    return notice::KeptFor(rule);
  const std::string lasts = Lasts(rule.keep);
  if (lasts.empty() && rule.consent)
    return fmt::format("until you say no to “{}”", notice.consents[*rule.consent].wording);
  return (lasts.empty() ? "until the day" : lasts) + " " + From(notice, rule);
}

// The categories that are in the pack, or withheld on a ground that is named: what the notice says
// of the others is not about this person, or would tell that there is something.
std::vector<notice::Index> Concerned(const Notice& notice, const Collected& collected) {
  std::vector<notice::Index> indices;
  for (std::size_t i = 0; i < notice.categories.size(); ++i) {
    const std::string& id = notice.categories[i].id;
    const bool held =
        std::ranges::find(collected.held, id, &Held::category) != collected.held.end();
    const bool named =
        std::ranges::any_of(collected.left_out, [&](const auto& each) { return each.first == id; });
    if (held || named) indices.push_back(static_cast<notice::Index>(i));
  }
  return indices;
}

bool Touches(const notice::Activity& activity, const std::vector<notice::Index>& categories) {
  return std::ranges::any_of(
      categories, [&](notice::Index i) { return activity.reads[i] || activity.writes[i]; });
}

paper::Table Purposes(const Notice& notice, const std::vector<notice::Index>& concerned) {
  paper::Table table{.header = {"Why we use it", "Lawful basis"}, .rows = {}};
  for (const notice::Activity& activity : notice.activities)
    if (!activity.imposed && Touches(activity, concerned))
      table.rows.push_back(
          {activity.purpose,
           fmt::format("Article {}: {}{}", activity.basis, activity.basis_name,
                       activity.authority.empty() ? "" : " (" + activity.authority + ")")});
  return table;
}

paper::Table Keeping(const Notice& notice, const std::vector<notice::Index>& concerned) {
  paper::Table table{.header = {"What", "How long we keep it", "Why"}, .rows = {}};
  for (const notice::Retention& rule : notice.retention)
    for (const notice::Index i : concerned)
      if (rule.data[i])
        table.rows.push_back({notice.categories[i].name, KeptFor(notice, rule), rule.reason});
  return table;
}

std::vector<std::string> Recipients(const Notice& notice,
                                    const std::vector<notice::Index>& concerned) {
  std::vector<std::string> names;
  for (const notice::Activity& activity : notice.activities)
    if (Touches(activity, concerned))
      for (const notice::Index r : activity.recipients)
        names.push_back(fmt::format("{}, {}", notice.recipients[r].name, notice.recipients[r].why));
  std::ranges::sort(names);
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

// Where the safeguards for what leaves the country are, in words (Article 15(2)).
std::string Safeguard(std::string_view safeguard) {
  if (safeguard == "adequacy") return "the United Kingdom has approved the law there";
  if (safeguard == "idta" || safeguard == "addendum")
    return "a contract in the words that the Information Commissioner has issued";
  if (safeguard == "bcr") return "binding rules of the group of companies";
  if (safeguard == "derogation") return "the law allows it as an exception";
  return safeguard.empty() ? "ask us" : std::string(safeguard);
}

void AddAbroad(paper::Document& out, const Notice& notice,
               const std::vector<notice::Index>& concerned) {
  paper::Bullets list;
  for (const notice::Activity& activity : notice.activities)
    if (Touches(activity, concerned))
      for (const notice::Index t : activity.record.transfers) {
        const notice::Transfer& transfer = notice.more.transfers[t];
        std::string line = fmt::format(
            "{}{}: {}.", transfer.country,
            transfer.to ? ", to " + notice.recipients[*transfer.to].name : std::string(),
            Safeguard(transfer.safeguard));
        if (std::ranges::find(list.items, line) == list.items.end())
          list.items.push_back(std::move(line));
      }
  if (list.items.empty()) return;
  out.blocks.push_back(paper::Heading{2, "Outside the United Kingdom"});
  out.blocks.push_back(std::move(list));
}

// Article 15(1)(h).
void AddAutomated(paper::Document& out, const Notice& notice,
                  const std::vector<notice::Index>& concerned) {
  out.blocks.push_back(paper::Heading{2, "Computers and decisions"});
  paper::Facts facts;
  for (const notice::Activity& activity : notice.activities) {
    if (activity.record.automated != "decision-alone" || !Touches(activity, concerned)) continue;
    facts.rows.emplace_back("A computer alone decides", activity.purpose);
    facts.rows.emplace_back("How", activity.record.logic);
    facts.rows.emplace_back("What it means for you", activity.record.effect);
  }
  if (facts.rows.empty())
    out.blocks.push_back(paper::Paragraph{"No computer alone decides anything about you."});
  else
    out.blocks.push_back(std::move(facts));
}

void AddHeld(paper::Document& out, const Notice& notice, const Collected& collected) {
  out.blocks.push_back(paper::Heading{1, "What we hold about you"});
  if (collected.held.empty())
    out.blocks.push_back(paper::Paragraph{"There is nothing to show here."});
  for (const notice::Category& category : notice.categories) {
    bool first = true;
    for (const Held& held : collected.held) {
      if (held.category != category.id) continue;
      if (std::exchange(first, false)) {
        std::string title = category.name;
        if (!title.empty())
          title[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(title[0])));
        out.blocks.push_back(paper::Heading{2, title});
      }
      paper::Facts facts;
      for (const auto& [label, value] : held.fields) facts.rows.emplace_back(label, value);
      if (held.document) facts.rows.emplace_back("File", DocumentPath(collected.held, held));
      facts.rows.emplace_back("Recorded", fmt::format("{} ({}, from: {})", Day(held.recorded_at),
                                                      held.nature, held.source));
      out.blocks.push_back(std::move(facts));
    }
  }
}

std::string_view WayOf(outbox::Way way) {
  switch (way) {
    case outbox::Way::kPost:
      return "Letters by post";
    case outbox::Way::kEmail:
      return "E-mail";
    case outbox::Way::kPhone:
      return "Phone calls";
    case outbox::Way::kText:
      return "Text messages";
    case outbox::Way::kPortal:
      return "Messages in your account on our website";
  }
  std::unreachable();
}

void AddReached(paper::Document& out, const Reached& reached) {
  out.blocks.push_back(paper::Heading{1, "How we reach you"});
  if (reached.ways.empty() && !reached.needs.any())
    out.blocks.push_back(
        paper::Paragraph{"You have not told us by which ways you want to be reached."});
  paper::Table table{.header = {"Way", "You said", "When"}, .rows = {}};
  for (const outbox::Chosen& chosen : reached.ways)
    table.rows.push_back(
        {std::string(WayOf(chosen.way)), chosen.allowed ? "yes" : "no", Day(chosen.at)});
  if (!table.rows.empty()) out.blocks.push_back(std::move(table));
  if (reached.needs.any())
    out.blocks.push_back(paper::Paragraph{
        fmt::format("What you need to read and understand us: {}. Other services {} told of it.",
                    reached.needs.text(), reached.needs.shared ? "may be" : "are not")});
}

void AddConsents(paper::Document& out, const Notice& notice, const Collected& collected) {
  out.blocks.push_back(paper::Heading{1, "What you have agreed to or refused"});
  if (collected.consents.empty())
    out.blocks.push_back(paper::Paragraph{"We have not asked you for any consent."});
  paper::Table table{.header = {"When", "What we asked", "Your answer"}, .rows = {}};
  for (const consent::Ready& ready : collected.consents) {
    const auto index = notice.FindConsent(ready.event.consent);
    table.rows.push_back({Day(ready.event.at),
                          index ? notice.consents[*index].wording : ready.event.consent,
                          std::string(consent::Name(ready.event.kind))});
  }
  if (!table.rows.empty()) out.blocks.push_back(std::move(table));
}

void AddLooks(paper::Document& out, const Collected& collected) {
  out.blocks.push_back(paper::Heading{1, "Who has looked at it"});
  out.blocks.push_back(paper::Paragraph{
      "We record each time someone opens what we hold about you. We show the role, not the name."});
  paper::Table table{.header = {"When", "Role", "For", "Allowed?"}, .rows = {}};
  for (const Collected::Look& look : collected.looks)
    table.rows.push_back({TimeOfDay(look.at), look.role.empty() ? "a role that may not" : look.role,
                          look.purpose, look.outcome == "allowed" ? "yes" : "no, refused"});
  if (!table.rows.empty()) out.blocks.push_back(std::move(table));
}

// What the law lets us leave out, where that may be said.
void AddLeftOut(paper::Document& out, const Notice& notice, const Collected& collected) {
  if (collected.left_out.empty()) return;
  out.blocks.push_back(paper::Heading{1, "What we have left out, and why"});
  paper::Table table{.header = {"What", "Why", "The law"}, .rows = {}};
  for (const auto& [category, ground] : collected.left_out) {
    const auto index = notice.FindCategory(category);
    table.rows.push_back(
        {index ? notice.categories[*index].name : "What others' records say of you", ground.plain,
         ground.article});
  }
  out.blocks.push_back(std::move(table));
}

// Where it was looked (Article 15(1A)). How much was found there is not said: it would tell how
// much is held back.
void AddSearches(paper::Document& out, const State& state) {
  out.blocks.push_back(paper::Heading{1, "Where we looked"});
  paper::Table table{.header = {"Where", "Who looked", "For what", "From when"}, .rows = {}};
  table.rows.push_back({"Our records system", "the system",
                        "everything filed under you, and "
                        "everything that says something about you",
                        "all"});
  for (const Search& search : state.searches)
    table.rows.push_back(
        {search.where, search.who, search.terms, search.dates.empty() ? "all" : search.dates});
  out.blocks.push_back(std::move(table));
}

// One neutral sentence when anything is withheld and when nothing is: the letter must not tell
// which.
void AddRights(paper::Document& out, const Notice& notice) {
  const notice::Organisation& us = notice.organisation;
  out.blocks.push_back(paper::Heading{1, "What you can do now"});
  out.blocks.push_back(
      paper::Paragraph{"This is all that you are entitled to have from us under the law. The law "
                       "lets us leave out some things, "
                       "for example what would identify somebody else."});
  out.blocks.push_back(paper::Bullets{
      {"Ask us to correct what is wrong, or to add what is missing.",
       "Ask us to delete it, to use it less, or to stop using it.",
       "Take back any consent you have given, at any time.",
       fmt::format("Complain to us: {}.", us.complaints),
       "Complain to the Information Commissioner: ico.org.uk, telephone 0303 123 1113.",
       "Go to court if you think we broke data protection law."}});
  out.blocks.push_back(
      paper::Paragraph{"Beside each thing we say where we got it. “Self” means from you."});
  out.blocks.push_back(
      paper::Paragraph{fmt::format("Questions: {}, {}, {}.", us.officer, us.contact, us.address)});
}

}  // namespace

Result<Reached> ReachedBy(const Context& context, const State& state) {
  Reached reached;
  if (!state.subject || state.ForAnother()) return reached;
  const gate::Context& on = context.gate.context();
  reached.ways = TRY(on.store.Read(
      [&](store::ReadTx& tx) { return outbox::ChosenBy(tx, on.keys, *state.subject); }));
  reached.needs = TRY(NeedsOf(context, state));
  return reached;
}

paper::Document PackLetter(const Notice& notice, const State& state, const Collected& collected,
                           const Reached& reached, PackKind kind, Time now) {
  const auto concerned = Concerned(notice, collected);
  paper::Document out{
      .title = "Your information",
      .publisher = notice.organisation.name,
      .footer = fmt::format("Request {}. Made on {}.", state.id.text().substr(0, 8), Day(now))};
  if (kind == PackKind::kDraft) out.watermark = kDraftMark;
  out.blocks.push_back(paper::Paragraph{fmt::format(
      "You asked us for a copy of what we hold about {}. Your "
      "request reached us on {}. Here it is.{}{}",
      state.ForAnother() ? "somebody for whom you may ask" : "you", ToWords(state.received),
      state.fee ? "" : " It is free.", state.ForAnother() ? " “You” means that person." : "")});
  AddHeld(out, notice, collected);
  AddLeftOut(out, notice, collected);
  AddSearches(out, state);
  out.blocks.push_back(paper::Heading{1, "Why we use it, and who is given it"});
  out.blocks.push_back(Purposes(notice, concerned));
  if (auto recipients = Recipients(notice, concerned); !recipients.empty()) {
    out.blocks.push_back(paper::Paragraph{"We may give some of it to:"});
    out.blocks.push_back(paper::Bullets{std::move(recipients)});
  }
  AddAbroad(out, notice, concerned);
  AddAutomated(out, notice, concerned);
  out.blocks.push_back(paper::Heading{1, "How long we keep it"});
  out.blocks.push_back(Keeping(notice, concerned));
  if (!state.ForAnother()) {
    AddReached(out, reached);
    AddConsents(out, notice, collected);
    AddLooks(out, collected);
  }
  AddRights(out, notice);
  return out;
}

}  // namespace almoner::rights
