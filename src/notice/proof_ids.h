// The proofs that a clause may name under `kept-by:`. What each asks of the records is the
// program's to know (app/proofs.h), which has exactly these.
#pragma once

#include <string_view>
#include <vector>

namespace almoner::notice {

inline const std::vector<std::string_view> kProofIds = {"requests-in-time",
                                                        "complaints-acknowledged",
                                                        "identity-before-disclosure",
                                                        "packs-approved",
                                                        "authority-shown",
                                                        "health-data-cleared",
                                                        "refusals-grounded",
                                                        "fees-within-promise",
                                                        "breaches-in-time",
                                                        "disclosures-grounded",
                                                        "disclosures-told",
                                                        "enquiries-answered",
                                                        "details-recorded",
                                                        "retention-on-time",
                                                        "erasures-certified",
                                                        "consents-worded",
                                                        "withdrawals-honoured",
                                                        "objections-honoured",
                                                        "restrictions-honoured",
                                                        "log-whole",
                                                        "decisions-logged",
                                                        "refusals-explained",
                                                        "break-glass-reviewed",
                                                        "roles-assigned",
                                                        "version-approved",
                                                        "version-shown",
                                                        "reviews-held",
                                                        "changes-recorded",
                                                        "records-sealed",
                                                        "holds-reviewed",
                                                        "training-current"};

}  // namespace almoner::notice
