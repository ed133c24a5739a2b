// What somebody typed in a form that could not be taken: it stands on the page that says why, and
// is sent again from there. Nothing of it is kept by the server.
#pragma once

#include <optional>

#include "http/request.h"
#include "http/text.h"
#include "web/view.h"

namespace almoner::web {

// What whoever typed it can do with it.
enum class KeptFor : std::uint8_t {
  kSending,    // send it again as it is
  kSigningIn,  // sign in first, in another tab
  kCopying     // take it elsewhere: here it stays refused
};

// kept_form.html, with another token in the field "csrf" ("": its own). Nothing: nothing was
// typed; or passwords or codes were, which are never sent back; or it cannot be seen that a page of
// ours sent it, so that nobody else puts words into somebody's mouth.
[[nodiscard]] std::optional<View> KeptForm(const http::Request& request, const http::Fields& fields,
                                           KeptFor what, std::string_view csrf,
                                           std::string_view sign_in = "/sign-in");
// The same of the form that the request bears.
[[nodiscard]] std::optional<View> KeptForm(const http::Request& request, KeptFor what,
                                           std::string_view csrf,
                                           std::string_view sign_in = "/sign-in");

}  // namespace almoner::web
