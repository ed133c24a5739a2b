// One e-mail, through a relay of those who run the program (RFC 5321, RFC 5322). What it says is
// nothing about any person: e-mail is read by machines on its way.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/file.h"
#include "base/random.h"
#include "base/time.h"

namespace almoner::mail {

// Where mail can be sent to: a local part of unquoted atoms and a host name, at most 254 bytes in
// all.
class Address {
 public:
  static Result<Address> Parse(std::string_view text);
  [[nodiscard]] const std::string& text() const { return text_; }
  [[nodiscard]] std::string_view domain() const;
  // The same mailbox under a tag of its own (RFC 5233): office+tag@charity.example. kInvalid where
  // that is no address any more.
  [[nodiscard]] Result<Address> Tagged(std::string_view tag) const;

 private:
  explicit Address(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

enum class Security : std::uint8_t {
  kStartTls,  // begun in plain, and given up where the relay offers no TLS (RFC 3207)
  kTls,       // from the first byte (RFC 8314)
  kNone,      // only to this machine's own relay
};

// Where the tokens come from that one signs in with instead of a password, as at Microsoft 365:
// client credentials (RFC 6749, 4.4).
struct TokenSource {
  std::string endpoint;  // https://…; plain http to 127.0.0.1 only
  std::string client;
  std::string scope;
  OperatorPath secret_file{""};                   // its first line; nobody else may read it
  std::optional<OperatorPath> certificates = {};  // whom to trust; nothing: whom Debian trusts
};

// Where mail is handed in.
struct Relay {
  std::string host;
  std::uint16_t port = 587;
  Security security = Security::kStartTls;
  std::string user = {};                           // empty: without signing in
  std::optional<OperatorPath> password_file = {};  // its first line; nobody else may read it
  std::optional<OperatorPath> certificates = {};   // whom to trust; nothing: whom Debian trusts
  std::optional<TokenSource> token = {};           // XOAUTH2, in place of a password
};
// kInvalid: the host is none, the port is 0, security is missing on the way to another machine,
// user and password (or token) do not come together, or the token's endpoint is none.
Status CheckRelay(const Relay& relay);

// Whether the password or the client's secret that it names can be read, and is its owner's alone;
// also without one.
Status CheckSecrets(const Relay& relay);

struct Message {
  Address from;
  std::vector<Address> to;
  std::string subject;  // printable ASCII
  std::string text;     // UTF-8, lines end with \n
  std::string id = {};  // of its Message-ID, before the @: letters and digits; "": any
  std::optional<Address> bounces = {};  // where it comes back to; nothing: to `from`
};
// Hands the message in, or says why not; never waits longer than a minute, or another half for a
// token. The relay's certificate and name are verified. An address that the relay does not take
// keeps it from no other. kUnavailable: it cannot be reached or does not answer; kRefused: it is
// not who it should be, or does not take the message. REQUIRES: CheckRelay.
Status Send(const Relay& relay, const Message& message, Time now, Random& random);

// The message's own header lines, in order and without line ends, for Send and its tests.
[[nodiscard]] std::vector<std::string> HeadersOf(const Message& message, Time now, Random& random);

}  // namespace almoner::mail
