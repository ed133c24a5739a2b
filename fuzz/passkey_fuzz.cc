// What authenticators and browsers send: CBOR, authenticator data, COSE keys, and both ceremonies.
// Nothing unsigned is ever taken for a sign-in.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/bytes.h"
#include "identity/authenticator_data.h"
#include "identity/cbor.h"
#include "identity/jose.h"
#include "identity/passkey.h"

namespace {

using namespace almoner::identity;  // NOLINT(google-build-using-namespace): a program of one file
using almoner::BytesView;

bool IsWithin(BytesView part, BytesView whole) {
  return part.empty() ||
         (part.data() >= whole.data() && part.data() + part.size() <= whole.data() + whole.size());
}

void CheckItem(const CborItem& item, BytesView whole, int depth) {
  CHECK(depth <= 4 && IsWithin(item.bytes, whole));
  CHECK(item.kind != CborItem::Kind::kMap || item.items.size() % 2 == 0);
  for (const CborItem& one : item.items) CheckItem(one, whole, depth + 1);
}

void Cbor(BytesView bytes) {
  const auto parsed = ParseCbor(bytes);
  if (!parsed) return;
  CHECK(parsed->size > 0 && parsed->size <= bytes.size());
  CheckItem(parsed->item, bytes, 1);
  CHECK(ParseWholeCbor(bytes.first(parsed->size)).has_value());
}

void Data(BytesView bytes) {
  const auto data = ParseAuthenticatorData(bytes);
  if (!data) return;
  CHECK(data->rp_id_hash.size() == 32 && IsWithin(data->rp_id_hash, bytes));
  if (!data->credential) return;
  CHECK(!data->credential->id.empty() && IsWithin(data->credential->id, bytes));
  CHECK(IsWithin(data->credential->public_key, bytes));
}

void Ceremonies(std::string_view text) {
  static const RelyingParty party = {
      .id = "example.org", .name = "Example", .origins = {"https://example.org"}};
  const PasskeyCeremony ceremony{
      .party = party, .challenge = {}, .verification = UserVerification::kPreferred};
  // The key of WebAuthn Level 3, 16.11, and a challenge that it has signed nothing for.
  static const almoner::Bytes key = *almoner::FromHex(
      "a401010327200621582044e06ddd331c36a8dc667bab52bcae63486c916aa5e339e6acebaa84934bf832");
  const Passkey passkey{.id = {1}, .public_key = key};
  CHECK(!VerifyPasskey(ceremony, passkey, text).has_value());
  const auto made = VerifyRegistration(ceremony, text);
  if (made) CHECK(ParseCoseKey(made->public_key).has_value());
}

}  // namespace

// The first byte says what the rest is.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const BytesView bytes(data + 1, size - 1);
  switch (data[0] % 5) {
    case 0:
      Cbor(bytes);
      break;
    case 1:
      Data(bytes);
      break;
    case 2:
      (void)ParseCoseKey(bytes);
      break;
    case 3:
      Ceremonies(almoner::AsText(bytes));
      break;
    default:
      (void)ParseJwt(almoner::AsText(bytes));
      (void)ParseJwks(almoner::AsText(bytes));
  }
  return 0;
}
