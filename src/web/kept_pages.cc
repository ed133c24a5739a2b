#include "web/kept_pages.h"

#include <array>
#include <mutex>

#include "crypto/hash.h"
#include "web/site.h"

namespace almoner::web {
namespace {

constexpr std::size_t kDigits = 64;

bool Reads(const http::Request& request) {
  return request.method == http::Method::kGet || request.method == http::Method::kHead;
}

bool IsAnonymous(const http::Request& request) {
  return request.queries.empty() && !request.header("cookie");
}

// Where the secret of the cookie stands in the page; nothing unless that is one place alone.
std::optional<KeptPages::Form> FormIn(const std::string& cookie, const std::string& body) {
  const std::size_t begin = cookie.find('=') + 1;
  const std::string_view secret = std::string_view(cookie).substr(begin, cookie.find(';') - begin);
  if (secret.size() != kDigits) return std::nullopt;
  const std::size_t at = body.find(secret);
  if (at == std::string::npos || body.find(secret, at + 1) != std::string::npos)
    return std::nullopt;
  return KeptPages::Form{.cookie = cookie, .in_cookie = begin, .in_body = at};
}

std::shared_ptr<KeptPages::Page> PageOf(const http::Response& response) {
  const bool form = response.headers.size() == 2 && response.headers.back().first == "Set-Cookie";
  if (response.status != 200 || response.shared || !(form || response.headers.size() == 1) ||
      response.headers.front().first != "Content-Type")
    return nullptr;
  auto page = std::make_shared<KeptPages::Page>();
  page->type = response.headers.front().second;
  page->body = std::make_shared<const std::string>(response.body);
  if (!form) {
    page->tag = "\"" + ToHex(crypto::Sha256(response.body)).substr(0, 32) + "\"";
    return page;
  }
  page->form = FormIn(response.headers.back().second, response.body);
  return page->form ? page : nullptr;
}

http::Response GiveForm(Site& site, const KeptPages::Page& page) {
  std::array<std::uint8_t, kDigits / 2> bytes{};
  site.app.random().Fill(bytes);
  const std::string secret = ToHex(bytes);
  std::string body = *page.body;
  body.replace(page.form->in_body, kDigits, secret);
  std::string cookie = page.form->cookie;
  cookie.replace(page.form->in_cookie, kDigits, secret);
  http::Response response = http::Response::File(page.type, std::move(body));
  response.headers.emplace_back("Set-Cookie", std::move(cookie));
  return response;
}

// Browsers are told to keep nothing, as of every page (somebody else may hold the telephone); the
// tag is for programs that look whether a notice has changed.
http::Response Give(const KeptPages::Page& page, const http::Request& request) {
  http::Response response;
  if (request.header("if-none-match") == page.tag) {
    response.status = 304;
  } else {
    response.headers.emplace_back("Content-Type", page.type);
    response.shared = page.body;
  }
  return std::move(response).With("ETag", page.tag);
}

KeptPages::Edition EditionNow(const Site& site) {
  return {.notice = &site.app.notice(), .look = site.app.look()};
}

// An edition that came while the page was made may be in it already: then nobody knows which.
KeptPages::Found KeepUnder(Site& site, const KeptPages::Edition& edition,
                           const http::Request& request, const http::Response& made) {
  if (!Reads(request) || EditionNow(site) != edition) return nullptr;
  return site.kept.Keep(edition, request.path, made);
}

}  // namespace

KeptPages::Found KeptPages::Find(const Edition& edition, std::string_view path) const {
  const std::shared_lock lock(mutex_);
  if (edition_ != edition) return nullptr;
  const auto found = pages_.find(path);
  return found == pages_.end() ? nullptr : found->second;
}

KeptPages::Found KeptPages::Keep(const Edition& edition, const std::string& path,
                                 const http::Response& response) {
  Found page = PageOf(response);
  if (page == nullptr) return nullptr;
  const std::scoped_lock lock(mutex_);
  if (edition_ != edition) pages_.clear();
  edition_ = edition;
  pages_[path] = page;
  return page;
}

Result<http::Response> Same(Site& site, const http::Request& request,
                            const std::function<Result<http::Response>()>& make) {
  const KeptPages::Edition edition = EditionNow(site);
  if (const auto found = site.kept.Find(edition, request.path)) return Give(*found, request);
  http::Response made = TRY(make());
  const auto kept = KeepUnder(site, edition, request, made);
  if (kept == nullptr || kept->form) return made;
  return Give(*kept, request);
}

Result<http::Response> SameForm(Site& site, const http::Request& request,
                                const std::function<Result<http::Response>()>& make) {
  const KeptPages::Edition edition = EditionNow(site);
  http::Response made = TRY(make());
  if (IsAnonymous(request)) KeepUnder(site, edition, request, made);
  return made;
}

std::optional<http::Response> AtHand(Site& site, const http::Request& request) {
  if (!Reads(request)) return std::nullopt;
  if (auto asset = site.assets.Find(request)) return asset;
  const notice::Notice* const version = site.app.NoticeAtHand();
  if (version == nullptr) return std::nullopt;
  const auto found = site.kept.Find({.notice = version, .look = site.app.look()}, request.path);
  if (found == nullptr) return std::nullopt;
  if (!found->form) return Give(*found, request);
  if (!IsAnonymous(request)) return std::nullopt;
  return GiveForm(site, *found);
}

}  // namespace almoner::web
