#include "web/assets.h"

#include "crypto/hash.h"
#include "web/embedded.h"
#include "web/gzip.h"

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
                    .bytes = std::make_shared<const std::string>(file.text),
                    .packed_tag = "\"" + version + "-gzip\"",
                    .packed = std::make_shared<const std::string>(Gzip(file.text))};
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
  const bool packed = TakesGzip(request);
  const auto has = request.header("if-none-match");
  http::Response response;
  if (has == asset.tag || has == asset.packed_tag) {
    response.status = 304;
  } else {
    response.headers.emplace_back("Content-Type", asset.type);
    if (packed) response.headers.emplace_back("Content-Encoding", "gzip");
    response.shared = packed ? asset.packed : asset.bytes;
  }
  return std::move(response)
      .With("ETag", packed ? asset.packed_tag : asset.tag)
      .With("Vary", "Accept-Encoding")
      .With("Cache-Control", "public, max-age=31536000, immutable");
}

}  // namespace almoner::web
