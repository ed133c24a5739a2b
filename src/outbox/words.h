// For this folder only: what of a letter is sealed.
#pragma once

#include "outbox/outbox.h"

namespace almoner::outbox {

// The number of a letter's words in docs/formats/record-envelope.md.
inline constexpr auto kLetterField = static_cast<keys::SealedField>(24);

struct Words {
  Personal<std::string> to;
  std::string subject;
  Personal<std::string> text;
};

// What tells a letter's place besides its id: its kind, whose it is and until when it is good.
[[nodiscard]] Bytes Place(std::string_view kind, const std::optional<SubjectId>& about, Time until);
[[nodiscard]] Bytes Encode(const Words& words);
Result<Words> Decode(BytesView plain);

}  // namespace almoner::outbox
