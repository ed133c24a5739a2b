// One e-mail from the program to those who run it, through a relay of theirs (RFC 5321, RFC 5322).
// What it says is the operator's business and nothing about any person: e-mail is read by machines
// on its way.
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

// The address of a role or a person who runs the program: a local part of unquoted atoms and a host
// name, at most 254 bytes in all.
class Address {
 public:
  static Result<Address> Parse(std::string_view text);
  [[nodiscard]] const std::string& text() const { return text_; }
  [[nodiscard]] std::string_view domain() const;

 private:
  explicit Address(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

enum class Security : std::uint8_t {
  kStartTls,  // begun in plain, and given up where the relay offers no TLS (RFC 3207)
  kTls,       // from the first byte (RFC 8314)
  kNone,      // only to this machine's own relay
};

// Where mail is handed in.
struct Relay {
  std::string host;
  std::uint16_t port = 587;
  Security security = Security::kStartTls;
  std::string user = {};                           // empty: without signing in
  std::optional<OperatorPath> password_file = {};  // its first line; nobody else may read it
  std::optional<OperatorPath> certificates = {};   // whom to trust; nothing: whom Debian trusts
};
// kInvalid: the host is none, the port is 0, security is missing on the way to another machine, or
// user and password do not come together.
Status CheckRelay(const Relay& relay);

// Whether the password that it names can be read, and is its owner's alone; also without one.
Status CheckPassword(const Relay& relay);

struct Message {
  Address from;
  std::vector<Address> to;
  std::string subject;  // printable ASCII
  std::string text;     // UTF-8, lines end with \n
};
// Hands the message in, or says why not; never waits longer than a minute. The relay's certificate
// and name are verified. An address that the relay does not take keeps it from no other.
// kUnavailable: it cannot be reached or does not answer; kRefused: it is not
// who it should be, or does not take the message. REQUIRES: CheckRelay.
Status Send(const Relay& relay, const Message& message, Time now, Random& random);

// The message's own header lines, in order and without line ends, for Send and its tests.
[[nodiscard]] std::vector<std::string> HeadersOf(const Message& message, Time now, Random& random);

}  // namespace almoner::mail
