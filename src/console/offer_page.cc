// A pack that the person fetches from the website: link and code are shown once, to whoever
// delivers it.
#include "console/request_words.h"
#include "console/step_page.h"
#include "rights/offer.h"
#include "web/words.h"

namespace almoner::web::console {
namespace {

constexpr std::string_view kAddress = "/download/";

Result<http::Response> ShowOffered(const Turn& turn, const rights::Offered& offered) {
  View page("offered.html");
  page.Set("BACK", AddressOf(turn.state))
      .Set("UNTIL", MomentInWords(offered.until))
      .Set("LINK",
           "https://" + std::string(turn.host) + std::string(kAddress) + offered.link.Expose())
      .Set("CODE", offered.code.Expose())
      .Set("CODE_BY", Small(CodeInWords("code-by", turn.Text("code-by"))));
  return Show(turn.site, {.title = "The pack waits", .caller = &turn.caller, .tab = Tab::kRequests},
              std::move(page));
}

}  // namespace

Option WebsiteOption() {
  return {.value = std::string(rights::kByPortal),
          .text = "They fetch it from our website",
          .note = "With a link and a code, which you are shown. It waits for 14 days."};
}

Question CodeByQuestion() {
  return {.kind = Kind::kOneOf,
          .name = "code-by",
          .label = "If they fetch it from our website: how do you tell them the code?",
          .hint = "In another way than the link goes, and only to somebody you know to be them.",
          .options = {{.value = "phone", .text = "By telephone, at a number that we had before"},
                      {.value = "in-person", .text = "In person"},
                      {.value = "post", .text = "By post, to the address in the record"}}};
}

gate::Outcome<http::Response> OfferOnWebsite(const Turn& turn) {
  if (turn.answers.Has("password"))
    return Fail(Code::kInvalid,
                "What is fetched from the website opens with its own code; leave the password "
                "out.");
  const auto offered =
      TRY(rights::Offer(turn.rights(), turn.caller.staff, turn.state,
                        {.code_by = turn.Text("code-by"), .how = turn.Text("how")}));
  if (!offered) return gate::Refuse<http::Response>(offered.error());
  return TRY(ShowOffered(turn, *offered));
}

}  // namespace almoner::web::console
