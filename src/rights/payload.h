// For this folder only: a pack in its two stages, what takes time and what is put around it.
#pragma once

#include "paper/pdf.h"
#include "rights/access.h"

namespace almoner::rights {

// How much text the readable part has, as paper counts it.
[[nodiscard]] std::size_t TextOf(const Context& context, const State& state,
                                 const Collected& collected);
// One number for all that a pack says but who looked, and when it was made.
Result<crypto::Digest> BasisOf(const Context& context, const State& state,
                               const Collected& collected);
// What we make ourselves; the documents are not in it.
Result<std::vector<paper::File>> MakePayload(const Context& context, const State& state,
                                             const Collected& collected, PackKind kind, Time now,
                                             const paper::Progress& told = {});
// The pack around it. kConflict: a password, and documents.
Result<std::vector<paper::File>> BagPayload(const Context& context, const Collected& collected,
                                            std::vector<paper::File> payload, PackKind kind,
                                            Time now,
                                            const std::optional<SecretBytes>& password = {});
// SHA-256 of all of it, hex.
[[nodiscard]] std::string DigestOf(const std::vector<paper::File>& files);
// kConflict: something is not ruled on, or a ruling does not hold (any more).
Status MayBePacked(const Context& context, const State& state, const Collected& collected);

// The draft as it was made in the background; nothing where it was not, or is not that any more.
Result<std::optional<std::vector<paper::File>>> FoundMade(const Context& context,
                                                          const State& state,
                                                          const Collected& collected,
                                                          PackKind kind);
// Asks for one to be made, as an event of the request.
gate::Outcome<gate::Changed> AskToMake(const Context& context, const StaffId& actor,
                                       const State& state, PackKind kind);
// Notes, in the transaction of the approval, that what goes out is to be made, where the draft was
// made in the background too.
Result<Also> ThenMakeRelease(const Context& context, const State& state);

}  // namespace almoner::rights
