// What was asked on the website, as other pages of the console need it. For this folder only.
#pragma once

#include "accountability/intake.h"
#include "web/site.h"

namespace almoner::web::console {

[[nodiscard]] accountability::Context IntakeContext(Site& site);
// Recorded, like every reading.
gate::Outcome<accountability::State> LookAtIntake(Site& site, const Caller& caller,
                                                  const RequestId& id);
// What is asked for, as staff call it.
[[nodiscard]] std::string AskedInWords(std::string_view right);

}  // namespace almoner::web::console
