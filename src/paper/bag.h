// BagIt 1.0 (RFC 8493): a folder that anyone can check is complete and unchanged.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "paper/file.h"

namespace almoner::paper {

// The whole bag, paths relative to its folder: bagit.txt, bag-info.txt, manifest-sha256.txt,
// tagmanifest-sha256.txt, then the payload under data/ by path. `info` keeps its order and may
// repeat a label; Payload-Oxum is added. The bag says nothing of when it was made unless `info`
// does.
//
// kInvalid: no payload, a path that CheckPaths refuses, a label or value that RFC 8493
// section 2.2.2 cannot hold on one line.
Result<std::vector<File>> MakeBag(std::vector<File> payload,
                                  const std::vector<std::pair<std::string, std::string>>& info);

}  // namespace almoner::paper
