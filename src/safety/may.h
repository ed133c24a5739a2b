// The one question that everything which goes out asks: may this go, to them or about them?
//
// Whoever sends asks it in the transaction in which it is sent, and what sends takes the answer: a
// Cleared can be had only here. What is withheld is withheld in words that say nothing of why.
#pragma once

#include <expected>

#include "safety/reaching.h"

namespace almoner::safety {

// Something that would go out. Exactly one of these.
struct Output {
  std::optional<Channel> channel = {};  // to the person themself, by this way
  // Something about them to another: a recipient of the notice by its id, or somebody by name.
  std::string_view recipient = {};
  // An answer to somebody who asks for them, and is known only by what they show.
  bool to_another = false;
};

// That it may go, for the one person and the one output that were asked about.
class Cleared {
 public:
  [[nodiscard]] const SubjectId& subject() const { return subject_; }

 private:
  friend Result<std::expected<Cleared, struct Withheld>> MaySend(store::ReadTx&, const keys::Keys&,
                                                                 const SubjectId&, const Output&);
  explicit Cleared(SubjectId subject) : subject_(subject) {}
  SubjectId subject_;
};

struct Withheld {};

// Whether it may go to the person, or about them. Somebody of whom nothing was said, or who is not
// known here, is no obstacle.
Result<std::expected<Cleared, Withheld>> MaySend(store::ReadTx& tx, const keys::Keys& keys,
                                                 const SubjectId& subject, const Output& output);

// The same for whoever fails where it may not: kRefused, in words that say only whom to ask.
Result<Cleared> MustMaySend(store::ReadTx& tx, const keys::Keys& keys, const SubjectId& subject,
                            const Output& output);

}  // namespace almoner::safety
