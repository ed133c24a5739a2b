#include "identity/passkey.h"

#include <algorithm>
#include <boost/json.hpp>

#include "crypto/hash.h"
#include "identity/authenticator_data.h"
#include "identity/cbor.h"
#include "identity/fields.h"

namespace almoner::identity {
namespace {

namespace json = boost::json;

constexpr std::size_t kMostTransports = 16;
constexpr std::size_t kMostTransport = 32;

// PublicKeyCredential's JSON, of either ceremony.
struct Sent {
  Bytes id;
  json::object response;
  Bytes client_data;
};

Result<Sent> Read(std::string_view text) {
  const json::object whole = TRY(ParseObject(text));
  const std::string type = TRY(TextAt(whole, "type"));
  Bytes id = TRY(BytesAt(whole, "rawId"));
  const Bytes same_id = TRY(BytesAt(whole, "id"));
  if (type != "public-key" || id.empty() || id != same_id)
    return Fail(Code::kInvalid, "What the browser sent is no passkey's answer.");
  json::object response = TRY(ObjectAt(whole, "response"));
  Bytes client_data = TRY(BytesAt(response, "clientDataJSON"));
  return Sent{
      .id = std::move(id), .response = std::move(response), .client_data = std::move(client_data)};
}

// 7.1, steps 5 to 11; 7.2, steps 8 to 14.
Status CheckClientData(const PasskeyCeremony& ceremony, BytesView client_data,
                       std::string_view type) {
  const json::object data = TRY(ParseObject(AsText(client_data)));
  if (TRY(TextAt(data, "type")) != type)
    return Fail(Code::kRefused, "The passkey's answer is of the other ceremony.");
  if (!SameBytes(TRY(BytesAt(data, "challenge")), ceremony.challenge))
    return Fail(Code::kRefused, "The passkey's answer is to another challenge; start again.");
  const std::string origin = TRY(TextAt(data, "origin"));
  if (std::ranges::find(ceremony.party.origins, origin) == ceremony.party.origins.end())
    return Fail(Code::kRefused, "The passkey was asked for by pages that are not ours.");
  const json::value* const cross = data.if_contains("crossOrigin");
  if ((cross != nullptr && (!cross->is_bool() || cross->get_bool())) || data.contains("topOrigin"))
    return Fail(Code::kRefused, "The passkey was asked for inside somebody else's page.");
  return {};
}

// 7.1, steps 15 to 18; 7.2, steps 15 to 19.
Status CheckAuthenticator(const PasskeyCeremony& ceremony, const AuthenticatorData& data) {
  if (!crypto::SameDigest(crypto::Sha256(ceremony.party.id), data.rp_id_hash))
    return Fail(Code::kRefused, "The passkey is one for another host.");
  if (!data.user_present) return Fail(Code::kRefused, "Nobody touched the authenticator.");
  if (ceremony.verification == UserVerification::kRequired && !data.user_verified)
    return Fail(Code::kRefused,
                "The authenticator did not ask for its PIN, finger or face; set one up on it.");
  return {};
}

// 7.1, steps 20 to 24, for attestation "none" (8.7): the authenticator's data.
Result<BytesView> TakeUnattested(const CborItem& object) {
  const CborItem* const format = object.At("fmt");
  const CborItem* const statement = object.At("attStmt");
  const CborItem* const data = object.At("authData");
  if (format == nullptr || format->kind != CborItem::Kind::kText || statement == nullptr ||
      statement->kind != CborItem::Kind::kMap || data == nullptr ||
      data->kind != CborItem::Kind::kBytes)
    return Fail(Code::kInvalid, "The passkey's attestation object is not one.");
  if (AsText(format->bytes) != "none" || !statement->items.empty())
    return Fail(Code::kRefused, "The passkey came with an attestation, which was not asked for.");
  return data->bytes;
}

// What the browser says it is reached by; words of its own kind only.
std::vector<std::string> TransportsOf(const json::object& response) {
  std::vector<std::string> transports;
  const json::value* const list = response.if_contains("transports");
  if (list == nullptr || !list->is_array()) return transports;
  for (const json::value& one : list->get_array()) {
    if (!one.is_string() || transports.size() == kMostTransports) continue;
    const std::string word(one.get_string());
    const bool plain = word.find_first_not_of("abcdefghijklmnopqrstuvwxyz-") == std::string::npos;
    if (plain && !word.empty() && word.size() <= kMostTransport) transports.push_back(word);
  }
  return transports;
}

// 7.2, steps 20 and 21.
Status CheckSignature(const Passkey& passkey, const Sent& sent, BytesView authenticator_data,
                      BytesView signature) {
  const auto key = ParseCoseKey(passkey.public_key);
  if (!key) return Fail(Code::kCorrupt, "A passkey that is kept has no key that can be read.");
  const crypto::Digest hash = crypto::Sha256(BytesView(sent.client_data));
  const Bytes message = Writer().Raw(authenticator_data).Raw(hash).bytes();
  if (key->key.Verify(key->algorithm, message, signature) != crypto::Verdict::kGood)
    return Fail(Code::kRefused, "The answer is not signed with this passkey.");
  return {};
}

// 7.2, steps 18 and 22.
Status CheckAgainstRecord(const Passkey& passkey, const AuthenticatorData& data) {
  if (data.backup_eligible != passkey.backup_eligible)
    return Fail(Code::kRefused,
                "The passkey says otherwise than before whether it can be backed up.");
  const bool counts = data.sign_count != 0 || passkey.sign_count != 0;
  if (counts && data.sign_count <= passkey.sign_count)
    return Fail(Code::kRefused,
                "The passkey has counted backwards, so that there may be a copy of it; remove it "
                "and make a new one.");
  return {};
}

}  // namespace

PasskeyChallenge NewPasskeyChallenge(Random& random) {
  PasskeyChallenge challenge{};
  random.Fill(challenge);
  return challenge;
}

Result<Passkey> VerifyRegistration(const PasskeyCeremony& ceremony, std::string_view response) {
  const Sent sent = TRY(Read(response));
  TRY(CheckClientData(ceremony, sent.client_data, "webauthn.create"));
  const Bytes attestation = TRY(BytesAt(sent.response, "attestationObject"));
  const CborItem object = TRY(ParseWholeCbor(attestation));
  const AuthenticatorData data = TRY(ParseAuthenticatorData(TRY(TakeUnattested(object))));
  TRY(CheckAuthenticator(ceremony, data));
  if (!data.credential || !SameBytes(data.credential->id, sent.id))
    return Fail(Code::kInvalid, "The authenticator made no passkey, or one of another id.");
  TRY(ParseCoseKey(data.credential->public_key));
  const BytesView key = data.credential->public_key;
  return Passkey{.id = sent.id,
                 .public_key = Bytes(key.begin(), key.end()),
                 .sign_count = data.sign_count,
                 .backup_eligible = data.backup_eligible,
                 .backed_up = data.backed_up,
                 .transports = TransportsOf(sent.response)};
}

Result<Bytes> PasskeyIdOf(std::string_view response) { return TRY(Read(response)).id; }

Result<PasskeyUse> VerifyPasskey(const PasskeyCeremony& ceremony, const Passkey& passkey,
                                 std::string_view response) {
  const Sent sent = TRY(Read(response));
  if (sent.id != passkey.id) return Fail(Code::kRefused, "The answer is another passkey's.");
  TRY(CheckClientData(ceremony, sent.client_data, "webauthn.get"));
  const Bytes bytes = TRY(BytesAt(sent.response, "authenticatorData"));
  const Bytes signature = TRY(BytesAt(sent.response, "signature"));
  const AuthenticatorData data = TRY(ParseAuthenticatorData(bytes));
  TRY(CheckAuthenticator(ceremony, data));
  TRY(CheckSignature(passkey, sent, bytes, signature));
  TRY(CheckAgainstRecord(passkey, data));
  PasskeyUse use{.sign_count = data.sign_count,
                 .backed_up = data.backed_up,
                 .user_verified = data.user_verified};
  if (TRY(OptionalTextAt(sent.response, "userHandle")))
    use.user_handle = TRY(BytesAt(sent.response, "userHandle"));
  return use;
}

}  // namespace almoner::identity
