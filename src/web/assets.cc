#include "web/assets.h"

#include "crypto/hash.h"
#include "web/embedded.h"

namespace almoner::web {
namespace {

constexpr std::string_view kFolder = "assets/";

std::string_view TypeOf(std::string_view file) {
  if (file.ends_with(".css")) return "text/css; charset=utf-8";
  if (file.ends_with(".js")) return "text/javascript; charset=utf-8";
  if (file.ends_with(".svg")) return "image/svg+xml";
  return "text/plain; charset=utf-8";
}

}  // namespace

Assets::Assets() {
  for (const EmbeddedFile& file : Embedded()) {
    if (!file.path.starts_with(kFolder)) continue;
    const std::string_view name = file.path.substr(kFolder.size());
    const std::string version = ToHex(crypto::Sha256(file.text)).substr(0, 16);
    files_[name] = {.address = "/assets/" + version + "/" + std::string(name),
                    .tag = "\"" + version + "\"",
                    .type = TypeOf(name),
                    .bytes = std::make_shared<const std::string>(file.text)};
  }
  for (const auto& [name, asset] : files_) addresses_[asset.address] = &asset;
}

const std::string& Assets::Address(Literal file) const {
  const auto found = files_.find(file.view());
  CHECK(found != files_.end());
  return found->second.address;
}

std::optional<http::Response> Assets::Find(const http::Request& request) const {
  const auto found = addresses_.find(request.path);
  if (found == addresses_.end()) return std::nullopt;
  const Asset& asset = *found->second;
  http::Response response;
  if (request.header("if-none-match") == asset.tag) {
    response.status = 304;
  } else {
    response.headers.emplace_back("Content-Type", asset.type);
    response.shared = asset.bytes;
  }
  return std::move(response)
      .With("ETag", asset.tag)
      .With("Cache-Control", "public, max-age=31536000, immutable");
}

}  // namespace almoner::web
