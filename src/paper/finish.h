// What cairo cannot say about a PDF, said afterwards by way of qpdf. Internal.
#pragma once

#include <string>

#include "base/bytes.h"
#include "base/result.h"

namespace almoner::paper {

struct Properties {
  std::string title, publisher, language;
  std::string created;  // 2026-12-24T16:00:00Z
};

// Language, title and other metadata (Info and XMP); the scope of table headers; everything that is
// not in the structure marked as an artifact (ISO 32000-1 section 14.8.2.2); objects packed.
Result<Bytes> FinishPdf(BytesView drawn, const Properties& properties);

}  // namespace almoner::paper
