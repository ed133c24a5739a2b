// How fast someone may try to sign in, such that nobody can lock somebody else out. Pure
// arithmetic over counts that the caller keeps (RFC 6238 5.2 and RFC 4226 7.3 want a throttle; NIST
// SP 800-63B-4 section 3.2.2 a limit of at most 100 failures in a row, which is counted in a day
// here).
//
// Failures are counted for an account *from one place*, which is an IPv4 address or the /64 that an
// IPv6 address is of, and by one place over all accounts; an attacker from one place never makes
// the owner wait elsewhere. A device that has signed in to the account before (a cookie with a
// token that only it has) has a count of its own, so that whoever sits in the same office, or in
// all the places of a botnet, does not make the owner wait there.
#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/time.h"

namespace almoner::identity {

// Where a request comes from: 4 bytes of IPv4 or the first 8 of IPv6, which is what one customer
// of a provider has (RFC 6177). An IPv4 address inside an IPv6 one (::ffff:0:0/96) is IPv4.
class Place {
 public:
  // kInvalid: not 4 or 16 bytes.
  static Result<Place> Of(BytesView address);
  [[nodiscard]] BytesView bytes() const { return bytes_; }  // of a fixed meaning: to be kept
  friend auto operator<=>(const Place&, const Place&) = default;

 private:
  explicit Place(Bytes bytes) : bytes_(std::move(bytes)) {}
  Bytes bytes_;
};

// Failures in a row and when the last was; what was refused without being tried does not count.
struct Failures {
  std::uint32_t count = 0;
  Time last = {};
};

// What is known when someone tries. A success sets `device` or `here` of that account to nothing;
// it leaves `place` alone, or an attacker with one account of their own would clear it.
struct Attempts {
  std::optional<Failures> device = {};  // by this known device; nothing: it is not one
  Failures here = {};                   // for this account, from this place
  Failures place = {};                  // from this place, for whichever account
  // *Other* places from which this account has failed within kForgotten, by devices it does not
  // know.
  std::uint32_t places = 0;
};

enum class MayTry : std::uint8_t {
  kNow,       // check what was typed
  kWait,      // refuse unchecked, until `until`
  kOtherWay,  // refuse unchecked: only a known device, or what cannot be guessed (a passkey, a
              // recovery code, a link by post or e-mail), helps until `until`, if it is there
};
struct Throttle {
  MayTry may_try = MayTry::kWait;
  std::optional<Time> until = {};
  friend bool operator==(const Throttle&, const Throttle&) = default;
};

// Each count with one failure more, at `now`; it begins anew where the old one is forgotten.
[[nodiscard]] Failures WithOneMore(const Failures& failures, Time now);

inline constexpr std::chrono::hours kForgotten{24};  // after the last failure a count is nothing
inline constexpr std::uint32_t kFreeFailures = 5;    // without waiting
inline constexpr std::uint32_t kMostFailures = 10;   // for an account from one place
inline constexpr std::uint32_t kMostDeviceFailures = 30;
// With kMostFailures from each: never more than 100 in a day by devices that are not known.
inline constexpr std::uint32_t kMostPlaces = 10;
inline constexpr std::uint32_t kFreePlaceFailures = 50;
inline constexpr std::chrono::minutes kLongestWait{15};
inline constexpr std::chrono::minutes kLongestPlaceWait{1};

// A known device waits for its own failures only. Any other waits for those of this account from
// this place, and for those of the place: nothing for the first kFree…, then a second that doubles
// with each failure, up to kLongest….
[[nodiscard]] Throttle ThrottleOf(const Attempts& attempts, Time now);

}  // namespace almoner::identity
