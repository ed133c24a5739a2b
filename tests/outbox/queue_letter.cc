// Puts letters into the outbox of a home that is not being served, as the portal does: one to each
// address on standard input, a line each; with PERSON, letters to that person. Prints their ids.
//   queue_letter HOME MINUTES [PERSON]
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <string>

#include "app/accounts.h"
#include "crypto/random.h"
#include "outbox/outbox.h"

namespace almoner {
namespace {

Status Queue(const OperatorPath& home, std::chrono::minutes good, const char* person) {
  crypto::SystemRandom random;
  const SystemClock clock;
  const auto app = TRY(app::App::Open(home, random, clock));
  std::optional<SubjectId> about;
  if (person != nullptr) about = TRY(SubjectId::Parse(person));
  for (std::string to; std::getline(std::cin, to);) {
    const auto letter =
        TRY(outbox::Prepare(app->keys(), {.to = Personal(to),
                                          .kind = "sign-in-code",
                                          .subject = "Your code",
                                          .text = Personal(std::string("Your code is 314159.\n"
                                                                       ".It is good for once.\n")),
                                          .until = clock.Now() + good,
                                          .about = about}));
    TRY(app::Administer(*app, std::nullopt, "tested",
                        [&](const keys::Change& change) { return outbox::Queue(change, letter); }));
    std::cout << letter.id.text() << "\n";
  }
  return app->Settle();
}

}  // namespace
}  // namespace almoner

int main(int count, char** arguments) {
  if (count != 3 && count != 4) return 2;
  const auto done = almoner::Queue(almoner::OperatorPath(arguments[1]),
                                   std::chrono::minutes(std::atoi(arguments[2])),
                                   count == 4 ? arguments[3] : nullptr);
  if (done) return 0;
  std::fprintf(stderr, "%s\n", done.error().Text().c_str());
  return 1;
}
