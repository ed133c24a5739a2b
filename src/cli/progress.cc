#include "cli/progress.h"

#include <fmt/format.h>

namespace almoner::cli {
namespace {

constexpr std::uint64_t kTellEvery = 64 << 20;  // bytes

bool Watched(const Shell& shell) { return shell.world.terminal && !shell.json; }

}  // namespace

backup::Progress Telling(Shell& shell, Literal what) {
  if (!Watched(shell)) return {};
  return [&shell, what, told = std::uint64_t{0}](std::uint64_t bytes) mutable {
    if (bytes < told + kTellEvery) return;
    told = bytes;
    shell.world.err << fmt::format("\r{} {} MB", what.view(), bytes >> 20) << std::flush;
  };
}

std::function<void(Literal what, double part)> TellingPart(Shell& shell) {
  if (!Watched(shell)) return [](Literal, double) {};
  return [&shell](Literal what, double part) {
    shell.world.err << fmt::format("\r{} {:.0f} %  ", what.view(), part * 100) << std::flush;
  };
}

void Done(Shell& shell) {
  if (Watched(shell)) shell.world.err << "\r" << std::flush;
}

}  // namespace almoner::cli
