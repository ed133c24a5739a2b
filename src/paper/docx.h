// Letters as Word documents (ECMA-376, transitional), for who writes on before they are sent.
//
// Safe for concurrent use. Everything happens in memory: no temporary file is ever written.
#pragma once

#include "base/bytes.h"
#include "base/result.h"
#include "base/time.h"
#include "paper/document.h"

namespace almoner::paper {

// A4 pages of what RenderPdf makes of the same document, with styles that Word knows by name, so
// that its outline and screen readers find title, headings, lists and the headers of tables. Pages
// break, and text is set, as Word does it. The watermark stands as a line at the top of each page.
// The same document and time give the same bytes.
//
// kInvalid: no title, a language that is not letters, digits and hyphens, a heading's level, too
// much text, too many columns, groups or blanks; how many of each, paper/pdf.h says.
Result<Bytes> RenderDocx(const Document& document, Time created);

}  // namespace almoner::paper
