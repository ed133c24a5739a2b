// Sending the letters of the outbox, and taking in what comes back.
#pragma once

#include "app/app.h"
#include "app/background.h"
#include "app/whose.h"
#include "mail/sender.h"
#include "outbox/claim.h"

namespace almoner::app {

// How many letters of one round ended how.
struct Delivered {
  std::int64_t sent = 0;
  std::int64_t bounced = 0;
  std::int64_t later = 0;  // to be tried again
  std::int64_t ended = 0;  // given up, or over
};

// For one thread at a time; several, also in other processes, may send from one outbox.
class Courier {
 public:
  static constexpr std::chrono::minutes kTidyEvery{1};

  // The app outlives it. REQUIRES: the app's settings have [mail].
  explicit Courier(App& app);

  // Hands what is due to the relay, one letter after another, until nothing is, the relay cannot be
  // reached or `stop`. Fails when the database does, or with kCorrupt where a letter does not open:
  // then the next round goes on with the rest.
  Result<Delivered> Deliver(const std::stop_token& stop = {});

 private:
  // What the relay said of a letter and is not recorded yet.
  struct Answered {
    outbox::Claimed letter;
    outbox::State state = outbox::State::kQueued;
    std::string outcome;
  };
  [[nodiscard]] mail::Handed Hand(const outbox::Claimed& letter, const std::stop_token& stop);
  Status Record();
  Status Tidy();
  void Tell(const mail::Handed& handed);

  App& app_;
  const Mailing mailing_;
  mail::Sender sender_;
  std::optional<Answered> answered_;
  std::optional<Time> tidied_;
  bool failing_ = false;
};

// Sends what is due; nothing where the settings have no [mail]. Ending waits for a message that is
// on its way, at most a minute. The app outlives it.
Background LettersInBackground(App& app,
                               std::chrono::milliseconds period = std::chrono::seconds(1));

// What somebody should know of the outbox.
Result<std::vector<Finding>> LetterFindings(App& app);

enum class Returned : std::uint8_t { kMarked, kNotFailed, kNotOurs };
// Takes in a message that was sent to where letters come back to. kInvalid: it is no delivery
// status notification.
Result<Returned> TakeReturned(App& app, std::string_view message);

}  // namespace almoner::app
