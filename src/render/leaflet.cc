#include "render/leaflet.h"

#include <fmt/format.h>

#include <algorithm>

#include "render/words.h"
#include "render/writer.h"

namespace almoner::render {

using notice::Activity;
using notice::Clause;
using notice::Index;

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
