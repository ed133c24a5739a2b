// Steps and files of a register that are one thing with something else: both happen, or neither.
#pragma once

#include "accountability/intake.h"

namespace almoner::accountability {

// As Advance(), in a transaction that does something else too, and in its entry. Who takes the step
// is whoever the transaction was decided for.
Status AdvanceIn(const Context& context, const gate::Change& change, const Register& reg,
                 const Who& who, const RequestId& id, const Entry& entry);

// As Receive(); `also` acts on the file that it becomes.
gate::Outcome<RequestId> ReceiveWith(
    const Context& context, Facts facts, const Slip& slip,
    const std::function<Status(const gate::Change&, const RequestId&)>& also);

// Of an account on the portal that somebody was signed in to: what was sent from there is found
// again by whoever is (AskedFrom), the newest first. A row put in from outside fails with kCorrupt.
Status NoteAsked(const keys::Change& change, const RequestId& file, BytesView account);
Result<std::vector<RequestId>> AskedFrom(store::ReadTx& tx, const keys::Keys& keys,
                                         BytesView account);

}  // namespace almoner::accountability
