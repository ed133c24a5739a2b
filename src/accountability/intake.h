// What people ask on the website without an account: put in by the program itself, nobody's record
// yet, until somebody takes it up as a rights request, answers it or sets it aside.
//
//   received -> taken-up | set-aside (-> reopened) | answered
//
// The day of receipt is the day it arrived, also if nobody looked yet. Nothing here tells whether
// whoever asks is known. Purpose law.rights.
#pragma once

#include "accountability/register.h"
#include "law/clock.h"

namespace almoner::accountability {

[[nodiscard]] const Register& Intakes();

// What finds it again: both together, and only together. Random, with nobody in it.
struct Slip {
  std::string reference;  // "HL-7K4M-2Q9T": the organisation's initials stand before it
  std::string code;       // "4K7M-9QTX-2RWP": shown to whoever sent it, and kept nowhere in plain
};
[[nodiscard]] Slip NewSlip(Random& random, std::string_view organisation);
// As it was meant, however it was typed: without the initials, dashes and spaces, in capitals, 0
// for O and 1 for I and L. "" where that makes no reference, or no code.
[[nodiscard]] std::string ReadReference(std::string_view typed);
[[nodiscard]] std::string ReadCode(std::string_view typed);

// What the law and the notice give for an answer, counted from the day it arrived. `right` is a
// word of the register; what is no right of the law is counted like a request for access.
Result<law::Due> AnswerDates(const Context& context, std::string_view right, Date received);
// The earlier of the law's day and the notice's; nothing where neither has one.
[[nodiscard]] std::optional<Date> AnswerBy(const law::Due& due);

// Takes in what was sent, with the `facts` of the step "received" but for `reference` and `on`;
// `also` acts in the same transaction. kInvalid: a fact is missing or not of its type.
gate::Outcome<RequestId> Receive(const Context& context, Facts facts, const Slip& slip,
                                 const std::function<Status(const gate::Change&)>& also);
// Which file the two belong to; nothing where there is none. It takes as long for a wrong reference
// as for a wrong code. kCorrupt: the row was put in from outside.
Result<std::optional<RequestId>> FindIntake(store::ReadTx& tx, const keys::Keys& keys,
                                            std::string_view reference, std::string_view code);
// How many wait for somebody: for a number on a page, decided by nothing.
Result<std::int64_t> Waiting(store::ReadTx& tx);
// Which one became that request; nothing: it came otherwise.
Result<std::optional<RequestId>> IntakeOf(const Context& context, const RequestId& request);

}  // namespace almoner::accountability
