// What a served home sees to by itself, every minute: packs that nobody fetched in their time, or
// that never went out, are put away, and recipients who did not take a webhook are tried again.
#pragma once

#include "app/app.h"
#include "app/background.h"

namespace almoner::app {

// One round; each errand is tried whatever became of the one before, and the first failure is told.
Status RunErrands(App& app, const std::stop_token& stop = {});

// Ending waits for the one that is under way. The app outlives it.
Background ErrandsInBackground(App& app);

}  // namespace almoner::app
