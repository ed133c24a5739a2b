// Taking what somebody gives as their second factor.
#include <algorithm>

#include "audit/log.h"
#include "factor/factor.h"
#include "factor/rows.h"

namespace almoner::factor {
namespace {

using session::Denied;

// The account's id, as what failures are counted by.
Personal<std::string> Tried(BytesView holder) { return Personal(std::string(AsText(holder))); }

bool IsCode(std::string_view typed) {
  return std::ranges::count_if(typed, [](char c) { return c >= '0' && c <= '9'; }) == 6 &&
         std::ranges::all_of(typed, [](char c) { return (c >= '0' && c <= '9') || c == ' '; });
}

}  // namespace

// Something right, found in a snapshot and not used yet.
struct Desk::Given {
  Way way = Way::kApp;
  FactorId factor;
  crypto::Digest stamp;   // of the row that it was found in
  std::int64_t mark = 0;  // the step, or the passkey's count
  Bytes left = {};        // the recovery codes without this one
};

Owner Desk::OwnerOf(BytesView holder) const {
  return {.policy = policy_, .id = Bytes(holder.begin(), holder.end())};
}

Result<std::optional<Desk::Given>> Desk::Look(BytesView holder, std::string_view typed) const {
  struct Found {
    std::optional<Stored> row;
    std::optional<SecretBytes> plain;
    std::optional<std::int64_t> used;
  };
  const Form form = IsCode(typed) ? Form::kApp : Form::kRecovery;
  const Found found = TRY(store_.Read([&](store::ReadTx& tx) -> Result<Found> {
    Found looked;
    for (Stored& stored : TRY(RowsOf(tx, keys_, OwnerOf(holder)))) {
      if (stored.row.form != form) continue;
      const SecretBytes key = TRY(KeyOf(tx, keys_, holder));
      looked.plain = TRY(Open(keys_, key, stored.row));
      looked.used = TRY(LoadUse(tx, keys_, stored.row.id));
      looked.row = std::move(stored);
    }
    return looked;
  }));
  if (!found.row) return std::optional<Given>();
  Given given{.way = Way::kApp, .factor = found.row->row.id, .stamp = found.row->stamp};
  if (form == Form::kApp) {
    const auto step = identity::CheckTotp(*found.plain, typed, clock_.Now(), found.used);
    if (!step) return std::optional<Given>();
    given.mark = *step;
    return std::optional(std::move(given));
  }
  RecoveryHashes hashes = TRY(DecodeRecovery(found.plain->view()));
  const auto which = identity::CheckRecoveryCode(typed, hashes);
  if (!which) return std::optional<Given>();
  hashes[*which] = std::nullopt;
  given.way = Way::kRecovery;
  given.left = EncodeRecovery(hashes);
  return std::optional(std::move(given));
}

// Once: whoever comes second with the same finds it used, also when both looked at one instant.
Status Desk::Spend(BytesView holder, const Given& given) {
  const auto used = [] { return Fail(Code::kConflict, "This code was used a moment ago."); };
  if (given.way == Way::kRecovery)
    return Record(holder, "factor.recovery-used", [&](const keys::Change& change) -> Status {
      for (const Stored& stored : TRY(RowsOf(change.tx, change.keys, OwnerOf(holder)))) {
        if (stored.stamp != given.stamp) continue;
        FactorRow row = stored.row;
        const SecretBytes key = TRY(KeyOf(change.tx, change.keys, holder));
        row.sealed = Seal(change.keys, key, row.id, row.form, given.left);
        TRY(Remove(change, stored));
        return Insert(change, row);
      }
      return used();
    });
  return store_.Write([&](store::Tx& tx) -> Status {
    const auto rows = TRY(RowsOf(tx, keys_, OwnerOf(holder)));
    if (std::ranges::find(rows, given.stamp, &Stored::stamp) == rows.end()) return used();
    const auto last = TRY(LoadUse(tx, keys_, given.factor));
    if (given.way == Way::kApp && last && *last >= given.mark) return used();
    return NoteUse(tx, keys_, given.factor, given.mark, clock_.Now());
  });
}

Result<std::expected<Way, Denied>> Desk::Take(BytesView holder, std::string_view typed) {
  using Answer = std::expected<Way, Denied>;
  const Personal<std::string> tried = Tried(holder);
  if (const auto denied = TRY(failures_.MayTry(tried))) return Answer(std::unexpect, *denied);
  const auto given = TRY(Look(holder, typed));
  const Status spent = given ? Spend(holder, *given) : Status();
  if (!spent && spent.error().code != Code::kConflict) return std::unexpected(spent.error());
  if (!given || !spent) {
    TRY(failures_.Failed(tried));
    return Answer(std::unexpect);
  }
  TRY(failures_.Succeeded(tried));
  return Answer(given->way);
}

Result<std::expected<Way, Denied>> Desk::TakePasskey(BytesView holder,
                                                     const identity::PasskeyCeremony& ceremony,
                                                     std::string_view response) {
  using Answer = std::expected<Way, Denied>;
  const Personal<std::string> tried = Tried(holder);
  if (const auto denied = TRY(failures_.MayTry(tried))) return Answer(std::unexpect, *denied);
  const auto no = [&]() -> Result<Answer> {
    TRY(failures_.Failed(tried));
    return Answer(std::unexpect);
  };
  const auto id = identity::PasskeyIdOf(response);
  if (!id) return no();
  std::optional<Given> given;
  identity::Passkey passkey;
  TRY(store_.Read([&](store::ReadTx& tx) -> Status {
    for (const Stored& stored : TRY(RowsOf(tx, keys_, OwnerOf(holder)))) {
      if (stored.row.form != Form::kPasskey) continue;
      const SecretBytes key = TRY(KeyOf(tx, keys_, holder));
      PasskeyBody body = TRY(DecodePasskey(TRY(Open(keys_, key, stored.row)).view()));
      if (body.passkey.id != *id) continue;
      passkey = std::move(body.passkey);
      TakeMark(TRY(LoadUse(tx, keys_, stored.row.id)).value_or(0), passkey);
      given = Given{.way = Way::kPasskey, .factor = stored.row.id, .stamp = stored.stamp};
    }
    return {};
  }));
  if (!given) return no();
  const auto used = identity::VerifyPasskey(ceremony, passkey, response);
  if (!used && used.error().code == Code::kCorrupt) return std::unexpected(used.error());
  const bool theirs =
      used && (!used->user_handle || std::ranges::equal(*used->user_handle, holder));
  if (!theirs) return no();
  given->mark = MarkOf(used->sign_count, used->backed_up);
  TRY(Spend(holder, *given));
  TRY(failures_.Succeeded(tried));
  return Answer(Way::kPasskey);
}

Result<std::vector<identity::Passkey>> Desk::PasskeysOf(BytesView holder) const {
  return store_.Read([&](store::ReadTx& tx) -> Result<std::vector<identity::Passkey>> {
    std::vector<identity::Passkey> all;
    for (const Stored& stored : TRY(RowsOf(tx, keys_, OwnerOf(holder)))) {
      if (stored.row.form != Form::kPasskey) continue;
      const SecretBytes key = TRY(KeyOf(tx, keys_, holder));
      all.push_back(TRY(DecodePasskey(TRY(Open(keys_, key, stored.row)).view())).passkey);
    }
    return all;
  });
}

Status Desk::Record(BytesView holder, Literal action,
                    const std::function<Status(const keys::Change&)>& change) {
  const SecretBytes key = TRY(store_.Read([&](store::ReadTx& tx) -> Result<SecretBytes> {
    const auto wrapped = TRY(keys::Load(tx, holder, keys::Kind::kAudit));
    return keys_.Unwrap(holder, keys::Kind::kAudit, wrapped);
  }));
  const EntryId id = EntryId::New(keys_.random());
  return store_.Write([&](store::Tx& tx) -> Status {
    audit::Entry entry(id, clock_.Now(), action, "done");
    entry.actor = audit::Pseudonym(key, entry.id);
    TRY(change({.tx = tx, .keys = keys_, .entry = entry, .now = entry.at}));
    if (policy_.noted) TRY(tx.ExecuteOne(*policy_.noted, holder, entry.id, entry.at));
    return audit::Append(tx, entry);
  });
}

}  // namespace almoner::factor
