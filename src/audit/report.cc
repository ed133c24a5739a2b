#include "audit/report.h"

#include <utility>

namespace almoner::audit {
namespace {

std::string Counted(std::uint64_t count, Literal one, Literal many) {
  return std::to_string(count) + " " + std::string((count == 1 ? one : many).view());
}

}  // namespace

std::string Place::text() const {
  const std::string which = std::to_string(number);
  switch (kind) {
    case Kind::kHead:
      return "head";
    case Kind::kEntry:
      return "entry " + which;
    case Kind::kPendingEntry:
      return "entry " + id + ", not sealed yet";
    case Kind::kTile:
      return "tile level " + std::to_string(level) + " index " + which;
    case Kind::kCheckpoint:
      return "checkpoint at size " + which;
    case Kind::kWitness:
      return "witness line " + which;
    case Kind::kSince:
      return "kept checkpoint at size " + which;
  }
  std::unreachable();
}

std::string Report::text() const {
  if (damage) return "Damaged at " + damage->place.text() + ": " + std::string(damage->what.view());
  std::string text = "The log is whole: " + Counted(checked, "entry", "entries") + ", " +
                     std::to_string(signed_size) + " under the newest checkpoint";
  if (pruned > 0) text += ", " + std::to_string(pruned) + " known by the hash alone";
  if (pending > 0) text += "; " + std::to_string(pending) + " more not sealed yet";
  if (witness_lines)
    text += "; " + Counted(*witness_lines, "line", "lines") + " of the witness file agree";
  if (witness_of_others > 0)
    text +=
        ", " + Counted(witness_of_others, "is", "are") + " of the log before or after a restore";
  return text + ".";
}

}  // namespace almoner::audit
