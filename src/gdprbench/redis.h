// Redis, as GDPRbench's own client uses it: a hash for each record and no index of anything, so
// that whoever asks by anything but the key reads every record and looks (KEYS, HGETALL).
#pragma once

#include <memory>

#include "gdprbench/target.h"

namespace almoner::gdprbench {

// An empty server, by its Unix socket, used over at most so many connections. kInvalid: it does not
// write each change to the disk before it answers (appendonly yes, appendfsync always), which the
// others do; or this program is without it, as releases are.
Result<std::unique_ptr<Target>> OnRedis(const OperatorPath& socket, int connections,
                                        const Shape& shape);

}  // namespace almoner::gdprbench
