// What somebody has typed on the website and not sent yet, or put aside with a code. It is sealed
// under a key made of a secret that they alone hold (their browser's cookie, or a code on paper):
// without it nobody opens it, not we either. It goes by itself.
#pragma once

#include "retention/file.h"

namespace almoner::accountability {

// What a secret is good for: where the draft lies, the key that opens it, and the token of its
// forms. None of the three tells another.
struct Ticket {
  crypto::Digest finder{};
  SecretBytes key;
  SecretBytes form;
};
[[nodiscard]] Ticket TicketOf(const keys::Keys& keys, const SecretBytes& secret);

struct Draft {
  retention::Facts answers;
  std::int64_t version = 0;  // 0: it is new
  Time until;                // exclusive
};
// Nothing where there is none, or its time is over. kCorrupt: it was changed from outside.
Result<std::optional<Draft>> FindDraft(store::Store& store, const keys::Keys& keys,
                                       const Ticket& ticket, Time now);

// Sealed, as the version after the draft's.
struct ReadyDraft {
  crypto::Digest finder{};
  std::int64_t version = 1;
  Bytes body;
  Time until;
};
[[nodiscard]] ReadyDraft SealDraft(const keys::Keys& keys, const Ticket& ticket,
                                   const Draft& draft);
// kConflict: it was changed or sent meanwhile, by a second click or in another window.
Status PutDraft(store::Tx& tx, const ReadyDraft& draft);
// kConflict: there is none (any more).
Status RemoveDraft(store::Tx& tx, const crypto::Digest& finder);
// What was put aside was sent from here: it opens no more, and until its day it is known that it
// was. Nothing where it was there, or is gone by itself; kSentBefore: from another window or
// device.
enum class Spent : std::uint8_t { kNow, kSentBefore };
Result<Spent> SpendDraft(store::Tx& tx, const crypto::Digest& finder);
// Drafts whose time is over, and what found files that are gone.
Status RemoveSpentDrafts(store::Tx& tx, Time now);

}  // namespace almoner::accountability
