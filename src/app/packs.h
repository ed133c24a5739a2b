// Long packs are made here while a home is served, so that nobody waits for them.
#pragma once

#include "app/app.h"
#include "app/background.h"

namespace almoner::app {

// Makes what waits to be made (rights/making.h), behind everything else that the machine has to do.
// Ending gives up what is under way, which is begun again at the next start. The app outlives it.
Background PacksInBackground(App& app);

}  // namespace almoner::app
