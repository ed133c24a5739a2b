#include "safety/may.h"

#include <algorithm>

#include "safety/hidden.h"

namespace almoner::safety {
namespace {

bool Named(const std::vector<std::string>& lines, std::string_view who) {
  const std::string sought = Folded(who);
  return !sought.empty() && std::ranges::any_of(lines, [&](const std::string& line) {
    return Folded(line) == sought;
  });
}

// Who may be the danger is not always known by name: where somebody is in danger at all, an answer
// to another is decided on by a person first.
bool Forbids(const Marker& marker, const Output& output) {
  if (output.channel && Has(marker.never, *output.channel)) return true;
  if (output.to_another) return true;
  return Named(marker.never_told, output.recipient);
}

}  // namespace

Result<std::expected<Cleared, Withheld>> MaySend(store::ReadTx& tx, const keys::Keys& keys,
                                                 const SubjectId& subject, const Output& output) {
  const int asked =
      (output.channel ? 1 : 0) + (output.recipient.empty() ? 0 : 1) + (output.to_another ? 1 : 0);
  if (asked != 1) return Fail(Code::kInternal, "An output goes one way, to one.");
  const Reaching reaching = TRY(Load(tx, keys, subject));
  if (reaching.marker && Forbids(*reaching.marker, output))
    return std::expected<Cleared, Withheld>(std::unexpect);
  return std::expected<Cleared, Withheld>(Cleared(subject));
}

Result<Cleared> MustMaySend(store::ReadTx& tx, const keys::Keys& keys, const SubjectId& subject,
                            const Output& output) {
  const auto answer = TRY(MaySend(tx, keys, subject, output));
  if (answer) return *answer;
  return Fail(Code::kRefused,
              "This does not go out this way without a colleague whose task care is; ask one of "
              "them before you try another.");
}

}  // namespace almoner::safety
