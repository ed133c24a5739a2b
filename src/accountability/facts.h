// For this folder only: what a fact of a step may say.
#pragma once

#include "accountability/register.h"

namespace almoner::accountability {

// kInvalid with the fact's name: not of its type, or in the future where it has happened.
Status CheckValue(const FactRule& rule, std::string_view value, Time now);
// kInvalid with the fact's name: one is missing, or the step takes no such.
Status CheckFacts(const Step& step, const Facts& facts, Time now);

}  // namespace almoner::accountability
