// A browser and an authenticator in one, for tests: it answers a ceremony rightly, or wrongly in
// one thing that the test names.
#pragma once

#include <string>

#include "crypto/hash.h"
#include "identity/encode.h"
#include "identity/test_signer.h"

namespace almoner::identity {

// What it answers with; each member may be made wrong.
struct Answering {
  std::string type;  // "" is the right one
  Bytes challenge;
  std::string origin = "https://care.fen.example";
  std::string more_client_data;  // behind the origin
  std::string party = "fen.example";
  std::uint8_t flags = 0x05;  // touched, and verified
  std::uint32_t count = 0;
  std::string format = "none";
  std::string statement_hex = "a0";
  std::string tail_hex;  // behind the authenticator's data
  std::string more_response;
};

class TestAuthenticator {
 public:
  explicit TestAuthenticator(Algorithm algorithm = Algorithm::kEs256)
      : algorithm_(algorithm), signer_(KindFor(algorithm)) {}

  Bytes id = ToBytes("sixteen bytes id");
  std::string key_hex;  // instead of its own, where it is not ""

  [[nodiscard]] const TestSigner& signer() const { return signer_; }

  [[nodiscard]] Bytes CoseKey() const {
    if (!key_hex.empty()) return *FromHex(key_hex);
    Writer key;
    switch (signer_.kind()) {
      case KeyKind::kP256:
        return key.Raw(*FromHex("a5010203262001215820"))
            .Raw(signer_.x())
            .Raw(*FromHex("225820"))
            .Raw(signer_.y())
            .bytes();
      case KeyKind::kEd25519:
        return key.Raw(*FromHex("a4010103272006215820")).Raw(signer_.x()).bytes();
      case KeyKind::kRsa:
        key.Raw(*FromHex("a401030339010020")).U8(0x59);
        key.U16(static_cast<std::uint16_t>(signer_.n().size())).Raw(signer_.n());
        return key.Raw(*FromHex("2143")).Raw(signer_.e()).bytes();
    }
    std::unreachable();
  }

  [[nodiscard]] std::string Create(const Answering& with) const {
    const Bytes data = AuthenticatorData(with, 0x40);
    Writer object;
    object.Raw(*FromHex("a363666d74")).U8(static_cast<std::uint8_t>(0x60 + with.format.size()));
    object.Raw(AsBytes(with.format)).Raw(*FromHex("6761747453746d74"));
    object.Raw(*FromHex(with.statement_hex)).Raw(*FromHex("686175746844617461"));
    if (data.size() < 256)
      object.U8(0x58).U8(static_cast<std::uint8_t>(data.size())).Raw(data);
    else
      object.U8(0x59).U16(static_cast<std::uint16_t>(data.size())).Raw(data);
    return Credential(
        "\"attestationObject\":\"" + ToBase64Url(object.bytes()) + "\",\"clientDataJSON\":\"" +
        ToBase64Url(AsBytes(ClientData(with, "webauthn.create"))) + "\"" + with.more_response);
  }

  [[nodiscard]] std::string Get(const Answering& with) const {
    const Bytes data = AuthenticatorData(with, 0);
    const std::string client_data = ClientData(with, "webauthn.get");
    const Bytes message = Writer().Raw(data).Raw(crypto::Sha256(client_data)).bytes();
    return Credential("\"authenticatorData\":\"" + ToBase64Url(data) + "\",\"signature\":\"" +
                      ToBase64Url(signer_.Sign(algorithm_, message)) + "\",\"clientDataJSON\":\"" +
                      ToBase64Url(AsBytes(client_data)) + "\"" + with.more_response);
  }

  [[nodiscard]] std::string Credential(const std::string& response) const {
    return R"({"id":")" + ToBase64Url(id) + R"(","rawId":")" + ToBase64Url(id) +
           R"(","type":"public-key","clientExtensionResults":{},"response":{)" + response + "}}";
  }

 private:
  static std::string ClientData(const Answering& with, std::string_view type) {
    return R"({"type":")" + (with.type.empty() ? std::string(type) : with.type) +
           R"(","challenge":")" + ToBase64Url(with.challenge) + R"(","origin":")" + with.origin +
           "\"" + with.more_client_data + "}";
  }

  [[nodiscard]] Bytes AuthenticatorData(const Answering& with, std::uint8_t more_flags) const {
    Writer data;
    data.Raw(crypto::Sha256(with.party)).U8(with.flags | more_flags).U32(with.count);
    if (((with.flags | more_flags) & 0x40) != 0)
      data.Raw(Bytes(16)).U16(static_cast<std::uint16_t>(id.size())).Raw(id).Raw(CoseKey());
    return data.Raw(*FromHex(with.tail_hex)).bytes();
  }

  Algorithm algorithm_;
  TestSigner signer_;
};

}  // namespace almoner::identity
