// Passkeys: the relying party's side of WebAuthn Level 3, sections 7.1 (a new one) and 7.2 (signing
// in with one), with attestation "none": we do not ask who made somebody's device. Pure; whoever
// calls keeps the challenges and the passkeys.
//
// The caller's part: a challenge is used for one ceremony and within five minutes (13.4.3); a new
// passkey's id belongs to no account yet (7.1, step 26); after a sign-in the record takes over the
// new count and backup state (7.2, step 24).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/personal.h"
#include "base/random.h"

namespace almoner::identity {

struct RelyingParty {
  std::string id;                    // a host name: "almoner.fen.example"
  std::string name;                  // what the browser shows
  std::vector<std::string> origins;  // where our pages are: "https://almoner.fen.example"
};
// kInvalid: the id is no host name in lower case, the name is empty or not UTF-8, there is no
// origin, or an origin is none of the id or of a name below it, by https (or http on localhost), or
// has a path.
Status CheckRelyingParty(const RelyingParty& party);

using PasskeyChallenge = std::array<std::uint8_t, 32>;
[[nodiscard]] PasskeyChallenge NewPasskeyChallenge(Random& random);

enum class UserVerification : std::uint8_t {
  kRequired,   // a passkey by itself: the device has asked for its PIN, finger or face
  kPreferred,  // a passkey beside a password
};

// What is verified against. REQUIRES: CheckRelyingParty.
struct PasskeyCeremony {
  const RelyingParty& party;
  PasskeyChallenge challenge;
  UserVerification verification = UserVerification::kRequired;
};

struct PasskeyUser {
  Bytes handle;  // 1 to 64 random bytes that say nothing about the person (14.6.1)
  Personal<std::string> name;
  Personal<std::string> display_name;
};

struct Passkey {
  Bytes id;
  Bytes public_key;  // COSE, as it came
  std::uint32_t sign_count = 0;
  bool backup_eligible = false;
  bool backed_up = false;
  std::vector<std::string> transports = {};  // for the browser; what it said, unverified
};

// What navigator.credentials.create() gets (PublicKeyCredentialCreationOptionsJSON, 5.1.8): no
// attestation, a passkey that needs no name typed, none of those that `known` names again.
// REQUIRES: the user's handle has 1 to 64 bytes.
[[nodiscard]] Personal<std::string> CreationOptions(const PasskeyCeremony& ceremony,
                                                    const PasskeyUser& user,
                                                    std::span<const Passkey> known);
// What navigator.credentials.get() gets (PublicKeyCredentialRequestOptionsJSON, 5.1.9). With none
// known, whoever comes picks a passkey, and its user handle says whose it is.
[[nodiscard]] std::string RequestOptions(const PasskeyCeremony& ceremony,
                                         std::span<const Passkey> known);

// The new passkey of RegistrationResponseJSON (5.1). kInvalid: it is none; kRefused: a check of 7.1
// fails, and the words say which.
Result<Passkey> VerifyRegistration(const PasskeyCeremony& ceremony, std::string_view response);

// The id in AuthenticationResponseJSON, by which the caller finds the passkey. kInvalid.
Result<Bytes> PasskeyIdOf(std::string_view response);

struct PasskeyUse {
  std::uint32_t sign_count = 0;
  bool backed_up = false;
  bool user_verified = false;
  std::optional<Bytes> user_handle = {};  // must be the passkey owner's where it is there, and must
                                          // be there where no passkeys were named (7.2, step 6)
};
// That whoever sent this holds `passkey`. kInvalid: it is no AuthenticationResponseJSON; kCorrupt:
// the passkey's own key cannot be read; kRefused: a check of 7.2 fails, and the words say which. A
// count that has not grown is refused (7.2, step 22): there may be a copy of the passkey.
Result<PasskeyUse> VerifyPasskey(const PasskeyCeremony& ceremony, const Passkey& passkey,
                                 std::string_view response);

}  // namespace almoner::identity
