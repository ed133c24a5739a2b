// The parts of a Word document that say nothing by themselves: styles, lists, properties and where
// each is. Internal.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "paper/document.h"
#include "paper/file.h"

namespace almoner::paper {

// A part of WordprocessingML whose root is w:`root`.
[[nodiscard]] Bytes DocxPart(std::string_view root, std::string_view inside);

// All parts but word/document.xml, word/header1.xml (rId4) and word/footer1.xml (rId5), with the
// letterhead's logo as rId6 where it has one. The list of
// bullets is number 1 and the step lists are numbers 2 to 1 + `step_lists`; style.cc's sizes are
// those of the styles.
[[nodiscard]] std::vector<File> DocxParts(const Document& document, Time created, int step_lists);

}  // namespace almoner::paper
