#include "app/front.h"

#include <toml++/toml.h>

#include <algorithm>

namespace almoner::app {
namespace {

Detail LineOf(const toml::node& node) {
  return Detail("line", static_cast<std::int64_t>(node.source().begin.line));
}

Result<std::string> TextOf(const toml::node& node) {
  const auto value = node.value<std::string>();
  if (value) return *value;
  return Fail(Code::kInvalid, "A setting in almoner.toml must be text in quotes.", LineOf(node));
}

// "https://" and a host, perhaps with a port: nothing that a link could not be put behind.
Result<std::string> WebsiteOf(const toml::node& node) {
  std::string text = TRY(TextOf(node));
  while (text.ends_with('/')) text.pop_back();
  constexpr std::string_view kScheme = "https://";
  const std::string_view host =
      std::string_view(text).substr(std::min(text.size(), kScheme.size()));
  const bool plain = std::ranges::all_of(host, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == ':' ||
           c == '[' || c == ']';
  });
  if (text.starts_with(kScheme) && !host.empty() && plain) return text;
  return Fail(Code::kInvalid,
              "`website` in almoner.toml is https:// and a host, in small letters: "
              "'https://privacy.charity.example'.",
              LineOf(node));
}

Status TakeProxies(const toml::node& node, http::Proxies& proxies) {
  const toml::array* const list = node.as_array();
  if (list == nullptr)
    return Fail(Code::kInvalid,
                "`trusted-proxies` in almoner.toml is a list of addresses: ['10.0.0.7', "
                "'10.1.0.0/16'].",
                LineOf(node));
  for (const toml::node& item : *list)
    if (const std::string text = TRY(TextOf(item)); !proxies.Trust(text))
      return Fail(Code::kInvalid,
                  "`trusted-proxies` in almoner.toml has something that is no address and no "
                  "network: an address, or one with / and the number of its first bits.",
                  LineOf(item));
  return {};
}

Status TakeProxyHeader(const toml::node& node, http::Proxies& proxies) {
  const std::string word = TRY(TextOf(node));
  if (word == "forwarded")
    proxies.header = http::Proxies::Header::kForwarded;
  else if (word == "x-forwarded-for")
    proxies.header = http::Proxies::Header::kXForwardedFor;
  else
    return Fail(Code::kInvalid,
                "`proxy-header` in almoner.toml is 'x-forwarded-for' or 'forwarded'.",
                LineOf(node));
  return {};
}

Status TakeFront(std::string_view key, const toml::node& node, Front& front) {
  if (key == "website")
    front.website = TRY(WebsiteOf(node));
  else if (key == "trusted-proxies")
    TRY(TakeProxies(node, front.proxies));
  else if (key == "proxy-header")
    TRY(TakeProxyHeader(node, front.proxies));
  return {};
}

}  // namespace

Result<Front> ReadFront(const OperatorPath& home) {
  const auto bytes = TRY(ReadFile(home / "almoner.toml", Access::kAnyone, 1 << 20));
  Front front;
  try {
    for (const auto& [key, node] : toml::parse(bytes.text())) TRY(TakeFront(key, node, front));
  } catch (const toml::parse_error& error) {
    return Fail(Code::kInvalid, "almoner.toml is not well-formed TOML.",
                Detail("line", static_cast<std::int64_t>(error.source().begin.line)));
  }
  return front;
}

}  // namespace almoner::app
