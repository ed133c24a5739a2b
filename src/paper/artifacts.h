// Marks what a page draws outside its structure as an artifact (ISO 32000-1 section 14.8.2.2), so
// that screen readers skip it. Internal.
#pragma once

class QPDF;

namespace almoner::paper {

// For pages as cairo writes them: text objects and paths, those of the structure between BDC and
// EMC.
void MarkArtifacts(QPDF& pdf);

}  // namespace almoner::paper
