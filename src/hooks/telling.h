// What a recipient is told (UK GDPR Article 19) and answers, as CloudEvents 1.0.2 in structured
// JSON. Nothing about the person is in it: a reference that means something to the two parties
// only, and what is to be done. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.h"
#include "base/time.h"

namespace almoner::hooks {

// How both sides call the data in question, agreed on when it was given: the number of a
// disclosure, a case of theirs. Letters, digits, "-" and "_", at most 64.
class Reference {
 public:
  // kInvalid: it is not that, or has the form of an NHS or National Insurance number, which would
  // tell others who it is about.
  static Result<Reference> Parse(std::string_view text);
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  explicit Reference(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

// What was done here and is to be done there. What the right details are goes with none of them; it
// is asked for, or sent the way that was agreed.
enum class Action : std::uint8_t { kRectify, kErase, kRestrict, kLiftRestriction };
[[nodiscard]] std::string_view Name(Action action);  // "rectify", …, "lift-restriction"

inline constexpr std::string_view kToldType = "uk.almoner.request.recipient-told.v1";
inline constexpr std::string_view kRepliedType = "uk.almoner.request.recipient-replied.v1";
inline constexpr std::string_view kEventContentType = "application/cloudevents+json; charset=utf-8";

struct Telling {
  EventId id;  // the same whenever it is sent again
  HomeId home;
  Action action;
  Reference reference;
  Time at;  // when it was done here
  // Which of what was given, in the notice's words for data: "contact-details", and of what was put
  // right the field too, "contact-details/phone"; empty: all of it.
  std::vector<std::string> parts = {};
};
// The webhook-id that it goes with: "msg_" and the event's id.
[[nodiscard]] std::string WebhookIdOf(const EventId& id);
// The event, ready to be signed.
[[nodiscard]] std::string ToEvent(const Telling& telling);

enum class Outcome : std::uint8_t { kDone, kNothingHeld, kRefused };
[[nodiscard]] std::string_view Name(Outcome outcome);  // "done", "nothing-held", "refused"

// What a recipient's event of kRepliedType says: `data` has `told`, the id of the event that it
// answers, and `outcome`. Words of theirs are not taken: they go by letter.
struct Reply {
  EventId told;
  Outcome outcome;
  Time at;
};
// REQUIRES: VerifyWebhook has taken the body. kInvalid: it is no such event.
Result<Reply> ReadReply(std::string_view body);

}  // namespace almoner::hooks
