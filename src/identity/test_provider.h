// An identity provider for tests, without a network: a Fetcher that answers as one does, or wrongly
// in one thing that the test names.
#pragma once

#include <boost/json.hpp>
#include <map>
#include <vector>

#include "base/json.h"
#include "identity/oidc.h"
#include "identity/test_signer.h"
#include "support/fakes.h"

namespace almoner::identity {

inline constexpr std::string_view kIssuer = "https://id.example";

class TestProvider : public Fetcher {
 public:
  explicit TestProvider(Algorithm algorithm = Algorithm::kEs256)
      : algorithm_(algorithm), signer_(KindFor(algorithm)) {}

  boost::json::object document = {
      {"issuer", std::string(kIssuer)},
      {"authorization_endpoint", "https://id.example/authorize?tenant=1"},
      {"token_endpoint", "https://id.example/token"},
      {"jwks_uri", "https://id.example/keys"},
      {"end_session_endpoint", "https://id.example/logout"},
      {"response_types_supported", {"code", "id_token"}},
      {"code_challenge_methods_supported", {"plain", "S256"}},
      {"authorization_response_iss_parameter_supported", true},
  };
  std::map<std::string, Fetched> answers;  // instead of its own, by URL
  std::string key_id = "key-1";
  bool down = false;
  std::vector<Fetch> asked;

  [[nodiscard]] const TestSigner& signer() const { return signer_; }

  [[nodiscard]] std::string Token(const boost::json::object& claims) const {
    return JwtSigner::Parse(SecretBytes::CopyOf(signer_.Pem()), algorithm_, key_id)
        ->Sign(ToText(claims));
  }

  [[nodiscard]] std::string Keys() const {
    boost::json::object key = {{"kid", key_id}, {"use", "sig"}};
    switch (signer_.kind()) {
      case KeyKind::kP256:
        key["kty"] = "EC", key["crv"] = "P-256";
        key["x"] = ToBase64Url(signer_.x()), key["y"] = ToBase64Url(signer_.y());
        break;
      case KeyKind::kEd25519:
        key["kty"] = "OKP", key["crv"] = "Ed25519", key["x"] = ToBase64Url(signer_.x());
        break;
      case KeyKind::kRsa:
        key["kty"] = "RSA", key["n"] = ToBase64Url(signer_.n()), key["e"] = "AQAB";
    }
    return ToText(boost::json::object{{"keys", boost::json::array{key}}});
  }

  Result<Fetched> Ask(const Fetch& fetch) override {
    asked.push_back(fetch);
    if (down) return Fail(Code::kUnavailable, "Nobody answers at the identity provider.");
    if (const auto own = answers.find(fetch.url); own != answers.end()) return own->second;
    if (fetch.url == "https://id.example/.well-known/openid-configuration")
      return Fetched{.status = 200, .body = ToText(document)};
    if (fetch.url == "https://id.example/keys") return Fetched{.status = 200, .body = Keys()};
    return Fetched{.status = 404};
  }

 private:
  Algorithm algorithm_;
  TestSigner signer_;
};

}  // namespace almoner::identity
