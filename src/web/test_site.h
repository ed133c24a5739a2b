// For tests: a World that is served over loopback, and a browser without a picture.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/ssl.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "http/text.h"
#include "support/world.h"
#include "web/caller.h"
#include "web/serve.h"

namespace almoner::web {

struct Reply {
  int status = 0;
  std::multimap<std::string, std::string> headers;  // names in lower case
  std::string body;

  [[nodiscard]] std::string header(const std::string& name) const {
    const auto found = headers.find(name);
    return found == headers.end() ? "" : found->second;
  }
};

inline Reply ParseReply(std::string_view text) {
  Reply reply;
  const std::size_t end = text.find("\r\n\r\n");
  if (end == std::string_view::npos) return reply;
  reply.body = text.substr(end + 4);
  std::string_view head = text.substr(0, end);
  reply.status = std::stoi(std::string(http::TakeUntil(head, '\n').substr(9, 3)));
  while (!head.empty()) {
    std::string_view line = http::TakeUntil(head, '\n');
    const std::string name = http::Lower(http::TakeUntil(line, ':'));
    reply.headers.emplace(name, http::Trim(line.substr(0, line.find('\r'))));
  }
  return reply;
}

// What stands between the two; "" where they are not there.
inline std::string Between(std::string_view text, std::string_view before, std::string_view after) {
  const std::size_t begin = text.find(before);
  if (begin == std::string_view::npos) return "";
  const std::size_t from = begin + before.size();
  return std::string(text.substr(from, text.find(after, from) - from));
}

using Headers = std::vector<std::pair<std::string, std::string>>;
using FormFields = std::vector<std::pair<std::string, std::string>>;

// Keeps cookies, follows no redirects, and trusts any certificate: http's own tests look at that.
class Browser {
 public:
  explicit Browser(std::uint16_t port, bool tls = true)
      : address_("127.0.0.1:" + std::to_string(port)), tls_(tls) {}

  Reply Get(const std::string& target, const Headers& headers = {}) {
    return Send("GET", target, headers, "");
  }
  Reply Post(const std::string& target, const FormFields& fields, const Headers& headers = {}) {
    std::string body;
    for (const auto& [name, value] : fields)
      body += (body.empty() ? "" : "&") + name + "=" + http::EncodePercent(value);
    Headers all = headers;
    all.emplace_back("Content-Type", "application/x-www-form-urlencoded");
    return Send("POST", target, all, body);
  }
  Reply Send(const std::string& method, const std::string& target, const Headers& headers,
             const std::string& body) {
    std::string text = method + " " + target + " HTTP/1.1\r\nHost: " + address_ +
                       "\r\nConnection: close\r\nContent-Length: " + std::to_string(body.size()) +
                       "\r\n";
    if (!cookies_.empty()) text += "Cookie: " + CookieHeader() + "\r\n";
    for (const auto& [name, value] : headers) text += name + ": " + value + "\r\n";
    Reply reply = ParseReply(Exchange(text + "\r\n" + body));
    for (auto [at, end] = reply.headers.equal_range("set-cookie"); at != end; ++at)
      Keep(at->second);
    return reply;
  }

  // The token of the last page's forms.
  std::string Csrf(const Reply& page) { return Between(page.body, "name=\"csrf\" value=\"", "\""); }
  [[nodiscard]] const std::map<std::string, std::string>& cookies() const { return cookies_; }
  std::map<std::string, std::string>& cookies() { return cookies_; }

 private:
  [[nodiscard]] std::string CookieHeader() const {
    std::string header;
    for (const auto& [name, value] : cookies_)
      header.append(header.empty() ? "" : "; ").append(name).append("=").append(value);
    return header;
  }
  void Keep(std::string_view cookie) {
    const std::string_view rest = cookie;
    std::string_view pair = http::TakeUntil(cookie, ';');
    const std::string name(http::TakeUntil(pair, '='));
    if (rest.contains("Max-Age=0"))
      cookies_.erase(name);
    else
      cookies_[name] = pair;
  }
  [[nodiscard]] std::string Exchange(const std::string& request) const {
    const std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context(
        SSL_CTX_new(TLS_client_method()), SSL_CTX_free);
    const std::unique_ptr<BIO, decltype(&BIO_free_all)> bio(
        tls_ ? BIO_new_ssl_connect(context.get()) : BIO_new(BIO_s_connect()), BIO_free_all);
    BIO_set_conn_hostname(bio.get(), address_.c_str());
    if (BIO_do_connect(bio.get()) != 1) return "";
    BIO_write(bio.get(), request.data(), static_cast<int>(request.size()));
    std::string answer;
    char buffer[8192];
    for (int size = 0; (size = BIO_read(bio.get(), buffer, sizeof buffer)) > 0;)
      answer.append(buffer, static_cast<std::size_t>(size));
    return answer;
  }

  std::string address_;
  bool tls_;
  std::map<std::string, std::string> cookies_;
};

// What every page owes: headers, a language, a way past the navigation; no script and no style of
// its own.
inline void ExpectSafe(const Reply& page, const std::string& target) {
  using ::testing::AllOf;
  using ::testing::HasSubstr;
  using ::testing::Not;
  EXPECT_THAT(page.header("content-security-policy"), HasSubstr("default-src 'none'")) << target;
  EXPECT_THAT(page.header("content-security-policy"), Not(HasSubstr("unsafe"))) << target;
  EXPECT_EQ(page.header("x-content-type-options"), "nosniff") << target;
  EXPECT_EQ(page.header("referrer-policy"), "no-referrer") << target;
  EXPECT_EQ(page.header("cache-control"), "no-store") << target;
  EXPECT_FALSE(page.header("strict-transport-security").empty()) << target;
  if (page.status == 303) return;
  EXPECT_THAT(page.body, AllOf(HasSubstr("<html lang=\"en-GB\""), HasSubstr("href=\"#main\""),
                               HasSubstr("<main class=\"govuk-main-wrapper\" id=\"main\">"),
                               HasSubstr("<h1 ")))
      << target;
  EXPECT_THAT(page.body,
              AllOf(Not(HasSubstr("<script")), Not(HasSubstr("style=")), Not(HasSubstr("<style"))))
      << target;
}

class WebTest : public ::testing::Test {
 protected:
  explicit WebTest(const std::vector<Door>& doors = {}, std::string_view settings_too = "",
                   std::string_view notice = "")
      : world_(settings_too, notice), service_(World::Must(Service::Start(world_.app(), doors))) {}
  World& world() { return world_; }
  Service& service() { return *service_; }
  void StopServing() { service_.reset(); }
  [[nodiscard]] Browser NewBrowser() const { return Browser(service_->endpoint().port); }
  // One that staff are signed in with, and their session's token for forms.
  struct Office {
    Browser browser;
    std::string csrf;
  };
  Office SignedInAs(const StaffId& staff) {
    app::App& app = world_.app();
    staff::Begun begun =
        World::Must(staff::Sessions(app.store(), app.keys(), app.clock()).Begin(staff, {}));
    Browser browser = NewBrowser();
    browser.cookies()[std::string(kSessionCookie.view())] = ToHex(begun.token.view());
    return {.browser = std::move(browser), .csrf = ToHex(begun.session.csrf.view())};
  }
  [[nodiscard]] std::string Metrics() const {
    return Browser(service_->metrics().port, false).Get("/metrics").body;
  }
  [[nodiscard]] std::string PersonPage() const { return "/people/" + world_.person().text(); }

 private:
  World world_;
  std::unique_ptr<Service> service_;
};

}  // namespace almoner::web
