#include "retention/forget.h"

#include <algorithm>

#include "account/account.h"
#include "gate/break_glass.h"
#include "outbox/outbox.h"
#include "safety/reaching.h"

namespace almoner::retention {

Status ForgetBeside(const gate::Change& change, const SubjectId& subject) {
  TRY(consent::Remove(change, subject));
  TRY(versions::Forget(change, subject));
  TRY(safety::Remove(change, subject));
  TRY(standing::Remove(change, subject));
  TRY(standing::RemoveLifeEvents(change, subject));
  TRY(standing::DropHint(change.tx, subject));
  TRY(staff::Forget(change, subject));
  TRY(account::Forget(change, subject));
  TRY(gate::ForgetBreaches(change, subject));
  // That the row was done stays, so that going on with the import does not bring them back.
  TRY(change.tx.Execute("UPDATE intake_made SET subject = NULL, record = NULL WHERE subject = $1",
                        subject));
  TRY(outbox::Forget(change, subject));
  return UnlinkFiles(change, subject);
}

Status ForgetId(const gate::Change& change, const SubjectId& subject) {
  TRY(ForgetBeside(change, subject));
  TRY(change.tx.Execute("DELETE FROM trail WHERE subject = $1", subject));
  return vault::Forget(change, change.pass, subject);
}

std::optional<standing::ReadyLifeEvent> ContactThatGoes(const gate::Context& context,
                                                        const SubjectId& subject,
                                                        std::optional<Time> going,
                                                        std::optional<Time> staying) {
  const bool counts = std::ranges::any_of(context.notice.retention, [](const auto& rule) {
    return rule.trigger == notice::Trigger::kLastContact || rule.to_birthday_from_17;
  });
  if (!counts || !going || (staying && LondonDate(*staying) >= LondonDate(*going)))
    return std::nullopt;
  return standing::Make(context.keys, SecretBytes(),
                        {.id = EventId::New(context.random),
                         .subject = subject,
                         .kind = standing::Happening::kContact,
                         .rule = {},
                         .recorded = context.clock.Now()},
                        Personal(LondonDate(*going)));
}

}  // namespace almoner::retention
