// For this folder only: what of a letter is sealed.
#pragma once

#include "outbox/outbox.h"

namespace almoner::outbox {

struct Words {
  Personal<std::string> to;
  std::string subject;
  Personal<std::string> text;
};

// What tells a letter's place besides its id: its kind, whose it is and until when it is good.
[[nodiscard]] Bytes Place(std::string_view kind, const std::optional<SubjectId>& about, Time until);
// Whether e-mail may go to them (safety/may.h); to staff always.
enum class Sendable : std::uint8_t { kYes, kNo };
Result<Sendable> MayGo(store::ReadTx& tx, const keys::Keys& keys,
                       const std::optional<SubjectId>& about);

[[nodiscard]] Bytes Encode(const Words& words);
Result<Words> Decode(BytesView plain);

}  // namespace almoner::outbox
