// For this folder only: what passes between the steps of the door.
#pragma once

#include "gate/gate.h"

namespace almoner::gate {

struct Gate::Names {
  EntryId entry;
  std::optional<crypto::Digest> actor;
  std::vector<crypto::Digest> subjects;
};

struct Gate::Judged {
  Judged(const Question& asked, const std::expected<Decision, Refusal>& answer)
      : question(asked), verdict(answer) {}
  Question question;  // about the subject that decided
  std::expected<Decision, Refusal> verdict;
  std::vector<SubjectId> broken;  // those for whom the glass was broken

  [[nodiscard]] Explanation Words(const notice::Notice& notice) const {
    return verdict ? Explain(notice, *verdict) : Explain(notice, question, verdict.error());
  }
  [[nodiscard]] Refused Refusing(const notice::Notice& notice, const EntryId& entry) const {
    return {.rule = verdict.error().rule(), .words = Words(notice), .entry = entry};
  }
};

}  // namespace almoner::gate
