// A document with more text than anybody would open at once, as several.
#pragma once

#include <vector>

#include "paper/document.h"
#include "paper/pdf.h"

namespace almoner::paper {

// Bytes of text in one part, some 800 pages.
inline constexpr std::size_t kPart = kMaxText / 4;

// The document itself where it has no more text than `most`; else parts that have not, cut between
// blocks, and between the rows of tables, which begin with their header again. Each says in its
// title which one it is, of how many. A single block that cannot be cut may be larger.
[[nodiscard]] std::vector<Document> InParts(Document document, std::size_t most = kPart);

// Each as a PDF, made side by side, in their order. Fails as RenderPdf does. `told` hears of all
// parts together, from one thread at a time.
Result<std::vector<Bytes>> RenderParts(const std::vector<Document>& parts, Time created,
                                       const Progress& told = {});

}  // namespace almoner::paper
