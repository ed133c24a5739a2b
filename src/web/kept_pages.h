// Pages that say the same to everybody: made once under each version of the notice and each look of
// the pages, and given from memory after that, on the thread that reads requests
// (docs/decisions/0044-at-hand.md).
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>

#include "http/request.h"
#include "http/response.h"
#include "notice/notice.h"

namespace almoner::web {

struct Site;

// Safe for concurrent use.
class KeptPages {
 public:
  // What pages are made of besides themselves. A version stays where it is as long as the program
  // runs, so that its address stands for it.
  struct Edition {
    const notice::Notice* notice = nullptr;
    std::uint64_t look = 0;  // App::look()
    friend bool operator==(const Edition&, const Edition&) = default;
  };
  // A page with a form bears a secret of the browser's own, which has to equal a cookie: whoever
  // comes without a cookie is given a new one, in both places.
  struct Form {
    std::string cookie;         // the header Set-Cookie
    std::size_t in_cookie = 0;  // where the secret's 64 digits stand in it,
    std::size_t in_body = 0;    // and in the page
  };
  struct Page {
    std::string type;
    std::string tag;  // of its bytes, with its quotes; of a form there is none
    std::shared_ptr<const std::string> body;
    std::optional<Form> form;
  };
  using Found = std::shared_ptr<const Page>;

  // Nothing: it was not made for that edition.
  [[nodiscard]] Found Find(const Edition& edition, std::string_view path) const;
  // Nothing, and the page is not kept: it does more than to show itself, or is no page at all.
  // REQUIRES: whoever asks for the path alone is answered the same.
  Found Keep(const Edition& edition, const std::string& path, const http::Response& response);

 private:
  mutable std::shared_mutex mutex_;
  Edition edition_;  // guarded by mutex_, as all below
  std::map<std::string, Found, std::less<>> pages_;
};

// What `make` answers to everybody, or answered before under the version of the notice in force.
Result<http::Response> Same(Site& site, const http::Request& request,
                            const std::function<Result<http::Response>()>& make);
// The same for a page with a form, which says something else to whoever is signed in: kept for
// those who bring neither a cookie nor a question.
Result<http::Response> SameForm(Site& site, const http::Request& request,
                                const std::function<Result<http::Response>()>& make);

// For http::Server::Start: a kept page, or a file that pages use.
[[nodiscard]] std::optional<http::Response> AtHand(Site& site, const http::Request& request);

}  // namespace almoner::web
