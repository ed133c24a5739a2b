// For this folder only: the table of the register's steps.
#pragma once

#include "accountability/register.h"

namespace almoner::breach {

[[nodiscard]] std::vector<accountability::Step> Steps();

}  // namespace almoner::breach
