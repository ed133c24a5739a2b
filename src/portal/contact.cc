// The page is the same to the byte whatever was said before, since somebody may stand behind the
// person who looks at it; and it takes nothing back, since they may be made to.
#include "portal/contact.h"

#include "app/reaching.h"
#include "web/reaching_form.h"
#include "web/status.h"

namespace almoner::web::portal {
namespace {

FormPage ContactForm() {
  return {
      .heading = "How we contact you",
      .back = "/my",
      .back_text = "Your account",
      .action = "/my/contact",
      .button = "Send",
      .says = {"What you tell us here is added to what you told us before. It is not shown on this "
               "page or anywhere else in your account. To change something back, talk to us."},
      .questions = {
          NeedsQuestion("What do you need to read or understand us?"),
          LanguageQuestion("Which language is best for you?"),
          {.kind = Kind::kWords, .name = "else", .label = "What else would help?"},
          NeverQuestion("Which ways should we never use?", false),
          {.kind = Kind::kSeveral,
           .name = "hide",
           .label = "Where you live",
           .options = {{.value = "address", .text = "Do not show my address to anybody"}}},
          {.kind = Kind::kWords,
           .name = "told",
           .label = "Is there anybody whom we should never tell anything?",
           .hint = "A name a line."},
          {.kind = Kind::kWords, .name = "how", .label = "When and how is it best to reach you?"},
          {.kind = Kind::kLine,
           .name = "codeword",
           .label = "A word by which you know that it is us",
           .hint = "We say it when we ring you."}}};
}

PortalPage Framed(const Visitor& visitor) {
  return {.title = "Contact", .visitor = &visitor, .tab = Tab::kMy};
}

safety::Reaching WishesIn(const Answers& answers) {
  safety::Marker marker{.never = NeverIn(answers),
                        .hide_address = !answers.Several("hide").empty(),
                        .never_told = LinesIn(answers.Text("told")),
                        .how = answers.Text("how"),
                        .code_word = answers.Text("codeword")};
  return {.marker = std::move(marker), .needs = NeedsIn(answers)};
}

}  // namespace

Result<http::Response> ShowMyContact(Site& site, const http::Request& /*request*/,
                                     const Visitor& visitor) {
  return ShowPage(site, Framed(visitor), ContactForm(), visitor.csrf);
}

Result<http::Response> TakeMyContact(Site& site, const http::Request& request,
                                     const Visitor& visitor, const Answers& answers) {
  const auto said = app::SayOwn(site.app, visitor.subject, WishesIn(answers));
  if (!said && said.error().code == Code::kInvalid)
    return ShowPage(site, Framed(visitor), ContactForm(), visitor.csrf, answers,
                    {{.field = std::string(kHeading), .text = Plainly(said.error().what.view())}});
  if (!said) return std::unexpected(said.error());
  if (!*said) return ShowNotHere(site, visitor);
  return ShowPage(site, Framed(visitor),
                  std::move(View("message.html")
                                .Set("HEADING", "Thank you")
                                .Set("TEXT", "We have it.")
                                .Set("NUMBER", request.id)));
}

}  // namespace almoner::web::portal
