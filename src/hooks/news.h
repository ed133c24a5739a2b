// What programs of others are told of what happened here, as CloudEvents 1.0.2 in structured JSON:
// what, when, and ids. Pure but for the sending.
#pragma once

#include "hooks/tell.h"

namespace almoner::hooks {

struct News {
  std::string id;  // 32 hexadecimal digits, the same whenever it is sent again
  HomeId home;
  std::string kind;  // "request.received"
  Time at;           // when it happened
  std::string data;  // a JSON object of ids
};
// "uk.almoner.request.received.v1".
[[nodiscard]] std::string NewsType(std::string_view kind);
// The event, ready to be signed. kInvalid: `data` is no JSON object.
Result<std::string> ToEvent(const News& news);

// One attempt, signed for `now`. Fails as Post and ToEvent.
Result<Attempt> Tell(const Webhook& to, const News& news, Time now);

}  // namespace almoner::hooks
