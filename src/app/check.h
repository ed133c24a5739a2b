// Whether everything is as it was recorded: the log, and every sealed row that the log speaks of.
#pragma once

#include "app/app.h"
#include "audit/verify_log.h"

namespace almoner::app {

struct Checked {
  audit::Report log;
  std::optional<std::string>
      damage;  // the first, outside the log: "record 3f…: its bytes are not …"
  [[nodiscard]] bool good() const { return !log.damage && !damage; }
  [[nodiscard]] std::string text() const;  // one plain sentence
};
Result<Checked> CheckAll(App& app, const audit::VerifyOptions& options);

}  // namespace almoner::app
