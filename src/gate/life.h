// What the rules on keeping look at in one person's life, from everything that stands about them.
#pragma once

#include "gate/gate.h"
#include "standing/life.h"

namespace almoner::gate {

// `rows` are what is held about the person; records of others that only mention them do not count.
Result<standing::Life> LoadLife(store::ReadTx& tx, const keys::Keys& keys,
                                const notice::Notice& notice, const SubjectId& subject,
                                const std::vector<vault::SealedRecord>& rows, Time now);
// The same without the records.
Result<standing::Life> LoadLifeBeside(store::ReadTx& tx, const keys::Keys& keys,
                                      const notice::Notice& notice, const SubjectId& subject,
                                      Time now);

}  // namespace almoner::gate
