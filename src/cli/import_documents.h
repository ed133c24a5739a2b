// For this folder only: documents beside a table.
#pragma once

#include "cli/command.h"

namespace almoner::cli {

struct DocumentsOptions {
  std::string folder, table, source = "self", obtained;
  bool dry_run = false, good_rows = false;
};
// The verb `documents` of `import`; whoever adds it asks whether it was parsed.
CLI::App* AddImportDocuments(CLI::App* import, const std::shared_ptr<DocumentsOptions>& options);
Result<int> ImportDocuments(Shell& shell, app::App& app, const DocumentsOptions& options);

}  // namespace almoner::cli
