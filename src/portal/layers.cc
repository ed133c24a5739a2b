#include "portal/layers.h"

#include <algorithm>

#include "web/words.h"

namespace almoner::web::portal {
namespace {

using notice::Notice;
using render::Capital;
using render::Enumerated;
using render::Leaflet;
using render::NamesOf;
using render::Section;
using render::Sentence;

const Section* FindSection(const Leaflet& leaflet, std::string_view anchor) {
  for (const Section& section : leaflet.sections)
    if (section.anchor == anchor) return &section;
  return nullptr;
}

std::vector<std::string> BulletsOf(const Leaflet& leaflet, std::string_view anchor) {
  std::vector<std::string> texts;
  if (const Section* const section = FindSection(leaflet, anchor))
    for (const render::Line& line : section->bullets) texts.push_back(line.text);
  return texts;
}

// "Who we are" without what only some want to know.
std::string WhoWeAre(const Notice& notice) {
  const notice::Organisation& us = notice.organisation;
  return "We are " + us.name + (us.legal_form.empty() ? "" : ", " + us.legal_form) + ".";
}

std::string WhatWeKnow(const Notice& notice) {
  notice::CategorySet used;
  for (const notice::Activity& activity : notice.activities)
    if (!activity.imposed) used |= activity.reads | activity.writes;
  return Sentence(Enumerated(NamesOf(notice.categories, used)));
}

std::string WhoSees(const Notice& notice) {
  notice::RoleSet roles;
  for (const notice::Activity& activity : notice.activities)
    if (!activity.imposed) roles |= activity.roles;
  return "Here, for their work: " + Enumerated(NamesOf(notice.roles, roles)) + ".";
}

std::string WhoGets(const Notice& notice) {
  std::vector<std::string> names;
  for (const notice::Recipient& recipient : notice.recipients)
    if (!recipient.Closed()) names.push_back(recipient.name);
  if (names.empty()) return "We share it with nobody, unless a law says that we must.";
  return "When it is needed: " + Enumerated(names) + ".";
}

std::vector<std::string> HowLong(const Notice& notice) {
  std::vector<std::string> texts;
  for (const notice::Retention& rule : notice.retention)
    texts.push_back(Capital(Enumerated(NamesOf(notice.categories, rule.data))) + ": " +
                    KeptInWords(rule) + ".");
  return texts;
}

Asked Unhappy(const Leaflet& full) {
  Asked asked{.question = "What if I am unhappy with it?",
              .more = "#complaints",
              .more_text = "How to complain"};
  if (const Section* const section = FindSection(full, "complaints"))
    for (const render::Line& line : section->lines)
      if (asked.says.size() < 2) asked.says.push_back(line.text);
  return asked;
}

}  // namespace

std::vector<Asked> FirstLayer(const render::Sources& from) {
  const Notice& notice = from.notice;
  const Leaflet brief = render::ShortNotice(from);
  std::vector<Asked> all;
  all.push_back({.question = "Who are you?",
                 .says = {WhoWeAre(notice), "Ask us at " + notice.organisation.contact + "."},
                 .more = "/notice/notice#who-we-are",
                 .more_text = "More about us"});
  all.push_back({.question = "What do you use my information for?",
                 .points = BulletsOf(brief, "short"),
                 .more = "#uses",
                 .more_text = "Each use, and why the law lets us"});
  all.push_back({.question = "What do you know about me?",
                 .says = {WhatWeKnow(notice)},
                 .more = "#uses",
                 .more_text = "Which of it for which use"});
  all.push_back({.question = "Who sees it?",
                 .says = {WhoSees(notice), WhoGets(notice)},
                 .more = notice.recipients.empty() ? "#uses" : "#recipients",
                 .more_text = "Who gets it, and why"});
  all.push_back({.question = "How long do you keep it?",
                 .points = HowLong(notice),
                 .more = "#keeping",
                 .more_text = "Why that long"});
  all.push_back({.question = "What can I do?",
                 .points = BulletsOf(brief, "short-rights"),
                 .more = "/your-rights",
                 .more_text = "Your rights, one by one"});
  all.push_back(Unhappy(render::FullNotice(from)));
  return all;
}

View LeafletView(const Leaflet& leaflet) {
  View page("leaflet.html");
  page.Set("TITLE_TEXT", leaflet.title)
      .Set("INTRO", leaflet.intro)
      .Set("SIZE", leaflet.large ? "app-large" : "app-plain");
  const auto put = [](View& view, const render::Line& line) -> View& {
    view.Set("TEXT", line.text);
    if (!line.anchor.empty()) view.Add("ANCHOR").Set("LINE_ID", line.anchor);
    return view;
  };
  for (const Section& section : leaflet.sections) {
    View& view = page.Add("SECTION");
    view.Set("HEADING", section.heading)
        .Set("SECTION_ID", section.anchor)
        .Add(section.level == 2 ? "SECOND" : "THIRD");
    for (const render::Line& line : section.lines) put(view.Add("LINE"), line);
    View* bullets = section.bullets.empty() ? nullptr : &view.Add("BULLETS");
    for (const render::Line& line : section.bullets) put(bullets->Add("BULLET"), line);
    View* facts = section.facts.empty() ? nullptr : &view.Add("FACTS");
    for (const auto& [label, line] : section.facts)
      put(facts->Add("FACT"), line).Set("LABEL", label);
  }
  return page;
}

}  // namespace almoner::web::portal
