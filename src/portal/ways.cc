// By which ways somebody wants to be reached: one switch each, and no is as easy as yes.
#include "outbox/ways.h"

#include <algorithm>

#include "portal/handlers.h"
#include "web/words.h"

namespace almoner::web::portal {
namespace {

using outbox::Chosen;
using outbox::Way;

struct WayInWords {
  std::string_view name;
  std::string_view note;
};

WayInWords InWords(Way way) {
  switch (way) {
    case Way::kPost:
      return {"Letters by post",
              "What the law has us send you in writing may still come by post, "
              "if you want no e-mail and have no account either."};
    case Way::kEmail:
      return {"E-mail",
              "What you ask for yourself, and what protects your account, comes all the "
              "same."};
    case Way::kPhone:
      return {"Phone calls", ""};
    case Way::kText:
      return {"Text messages", ""};
    case Way::kPortal:
      return {"Messages in this account", ""};
  }
  std::unreachable();
}

std::string Standing(const Chosen* chosen) {
  if (chosen == nullptr) return "You have not said.";
  const std::string on = " on " + ToWords(LondonDate(chosen->at)) + ".";
  return (chosen->allowed ? "You said yes" : "You said no") + on;
}

}  // namespace

Result<http::Response> ShowWays(Site& site, const http::Request& request, const Visitor& visitor) {
  const auto chosen = TRY(site.app.store().Read(
      [&](store::ReadTx& tx) { return outbox::ChosenBy(tx, site.app.keys(), visitor.subject); }));
  View page("my_ways.html");
  page.ShowIf(request.query("changed").has_value(), "CHANGED");
  for (const Way way : outbox::kWays) {
    const auto found = std::ranges::find(chosen, way, &Chosen::way);
    const Chosen* const said = found == chosen.end() ? nullptr : &*found;
    const WayInWords words = InWords(way);
    View& row = page.Add("WAY");
    row.Set("ID", outbox::Name(way))
        .Set("NAME", words.name)
        .Set("STANDING", Standing(said))
        .Set("CSRF", visitor.csrf)
        .ShowIf(said != nullptr && said->allowed, "IS_YES")
        .ShowIf(said != nullptr && !said->allowed, "IS_NO")
        .ShowIf(said == nullptr || !said->allowed, "MAY_YES")
        .ShowIf(said == nullptr || said->allowed, "MAY_NO");
    if (!words.note.empty()) row.Add("NOTE").Set("TEXT", words.note);
  }
  return ShowPage(site, {.title = "How we reach you", .visitor = &visitor, .tab = Tab::kMy},
                  std::move(page));
}

Result<http::Response> TakeWay(Site& site, const http::Request& /*request*/, const Visitor& visitor,
                               const Answers& answers) {
  const auto way = outbox::ParseWay(answers.Text("way"));
  const std::string answer = answers.Text("answer");
  if (!way || (answer != "yes" && answer != "no"))
    return Fail(Code::kInvalid, "Choose yes or no for one of the ways on the page.");
  const auto done = TRY(site.app.gate().Act({.purpose = "law.rights",
                                             .subjects = {visitor.subject},
                                             .action = gate::Action::kAttend,
                                             .own = true},
                                            "contact.chosen", [&](const gate::Change& change) {
                                              return outbox::Choose(change, visitor.subject, *way,
                                                                    answer == "yes");
                                            }));
  if (!done) return ShowNotHere(site, visitor);
  return http::Response::Redirect("/my/ways?changed=1");
}

}  // namespace almoner::web::portal
