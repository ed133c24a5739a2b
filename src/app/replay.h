// Doing again what a database has missed: one that was restored from a backup, or put back by other
// means (a copied file, a snapshot of the machine), to before something was erased, restricted,
// objected to, held, withdrawn or ended.
#pragma once

#include "app/app.h"

namespace almoner::app {

// Takes in the events that only copies of the event ledger know, and does each again, before
// anything is served. Interruptible: what is done stays done, and the next call goes on. Nothing
// where the database has missed nothing. kConflict when it is older than the copies reach back.
Result<Replayed> Replay(App& app);

}  // namespace almoner::app
