// The operator's log: fixed words and typed details, one line each, to standard error (journald
// picks it up). There is no way to put a run-time string in, hence none to put a person in.
#pragma once

#include <initializer_list>

#include "base/result.h"

namespace almoner::log {

enum class Level : std::uint8_t { kInfo, kWarning, kError };

void Write(Level level, Literal what, std::initializer_list<Detail> details);
inline void Info(Literal what, std::initializer_list<Detail> details = {}) {
  Write(Level::kInfo, what, details);
}
inline void Warning(Literal what, std::initializer_list<Detail> details = {}) {
  Write(Level::kWarning, what, details);
}
void Failure(Literal doing, const Error& error);  // "Sealing the log: The disk is full. (…)"
void SetQuiet(bool quiet);                        // warnings and errors only

}  // namespace almoner::log
