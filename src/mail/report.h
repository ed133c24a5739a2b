// Delivery status notifications: what a mail server sends back about a message that it took and
// could not deliver (RFC 3464, in a multipart/report of RFC 6522). Pure. Nothing is taken from one
// but what is fixed or is an id: addresses and the words of servers stay where they are.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace almoner::mail {

inline constexpr std::size_t kMostReport = std::size_t{1} << 20;  // bytes

struct DeliveryReport {
  bool failed =
      false;  // for good, for one recipient or more; otherwise late, delivered or passed on
  std::string status;  // the first failure's, by RFC 3463: "5.1.1"; "" where it has none
  // What it may be about, in the order of trust: the tags behind a + of the addresses that the
  // notification itself went to, and the local parts of the Message-ID of what came back.
  std::vector<std::string> tags;
};

// kInvalid: it is longer than kMostReport, or no delivery status notification.
Result<DeliveryReport> ReadReport(std::string_view message);

}  // namespace almoner::mail
