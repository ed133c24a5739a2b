// The register of disclosures: what of somebody's data went out to whom, or came in, on which
// ground and how, and whether the person was told.
//
//   proposed -> (approved) -> sent ----------> receipt -> told | telling-deferred … | not-told
//   proposed, approved -> declined, withdrawn                                        -> closed
//   sent-first -> (reviewed by another person) sent …      nobody could wait: an emergency
//   taken-in -> told | telling-deferred … | not-told -> closed
//
// What is refused, whoever asks (docs/decisions/0023-registers.md): anything to a recipient that is
// closed, like the press or whoever buys data; data or people that the notice does not give that
// recipient; consent that is not explicit, or not given now; harm, crime or a public interest that
// is not said to be as serious as law/disclosures.yaml, or a newer one of the home, wants, or
// without reasons; a ground of the organisation's own that the notice has no rule for. A ground
// that is a sale does not exist. Whoever reviews what went first says that what the notice wants on
// record is there by now.
//
// Purposes: law.rights for all of them; law.safeguarding (duty `care`) for safeguarding, serious
// harm and emergencies; law.emergency for emergencies; law.legal-demand for orders and duties of
// law.
#pragma once

#include "accountability/register.h"

namespace almoner::sharing {

using accountability::Facts;

[[nodiscard]] const accountability::Register& Disclosures();

// Who beside the one who proposes it has to agree to a disclosure with these facts.
struct Second {
  bool needed = false;
  std::string role = {};  // that they act in: its id; "": any
};
[[nodiscard]] Second SecondFor(const notice::Notice& notice, const Facts& facts);

// The questions of the form for whoever asks (police, social-worker, regulator, gp, other), as text
// to be filled in; "" where there is no such form.
[[nodiscard]] std::string FormText(std::string_view form);

}  // namespace almoner::sharing
