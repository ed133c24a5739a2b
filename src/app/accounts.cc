#include "app/accounts.h"

#include <bitset>

#include "app/api_keys.h"
#include "app/hand.h"
#include "audit/log.h"
#include "crypto/password.h"

namespace almoner::app {
namespace {

Result<crypto::Digest> ActorIn(App& app, const StaffId& staff, const EntryId& entry) {
  const auto wrapped = TRY(app.store().Read(
      [&](store::ReadTx& tx) { return keys::Load(tx, staff.bytes(), keys::Kind::kAudit); }));
  return audit::Pseudonym(TRY(app.keys().Unwrap(staff.bytes(), keys::Kind::kAudit, wrapped)),
                          entry);
}

}  // namespace

Result<std::bitset<2>> DutiesInOffice(const keys::Change& in, const notice::Notice& notice) {
  std::bitset<2> duties;
  for (const StaffId& staff : TRY(staff::List(in.tx))) {
    if (TRY(ApiKeyOf(in.tx, in.keys, staff))) continue;  // a program answers for nothing
    const auto roles = TRY(staff::RolesOf(in.tx, in.keys, notice, staff, in.now));
    if (notice.HasDuty(roles, "administer")) duties.set(0);
    if (notice.HasDuty(roles, "rights")) duties.set(1);
  }
  return duties;
}

Status TakeAway(const App& app, const keys::Change& in,
                const std::function<Status(const keys::Change&)>& change) {
  const auto before = TRY(DutiesInOffice(in, app.notice()));
  TRY(change(in));
  const auto after = TRY(DutiesInOffice(in, app.notice()));
  if ((before & ~after).none()) return {};
  return Fail(
      Code::kConflict,
      "Nobody else in office has this account's duty to administer, or to answer for rights; "
      "give it to somebody else first.");
}

Result<EntryId> Administer(App& app, const std::optional<StaffId>& by, Literal action,
                           const std::function<Status(const keys::Change&)>& change) {
  const EntryId id = EntryId::New(app.random());
  std::optional<crypto::Digest> actor;
  if (by) actor = TRY(ActorIn(app, *by, id));
  return app.store().Write([&](store::Tx& tx) -> Result<EntryId> {
    audit::Entry entry(id, app.clock().Now(), action, "done");
    entry.notice = app.notice().hash;
    entry.actor = actor;
    TRY(change({.tx = tx, .keys = app.keys(), .entry = entry, .now = entry.at}));
    TRY(audit::Append(tx, entry));
    if (by)
      TRY(tx.ExecuteOne("INSERT INTO staff_trail (staff, entry, at) VALUES ($1, $2, $3)", *by, id,
                        entry.at));
    return id;
  });
}

Result<StaffId> AddStaff(App& app, const std::optional<StaffId>& by, const staff::Profile& profile,
                         const SecretBytes* password, const std::vector<std::string>& roles) {
  for (const std::string& role : roles)
    if (!app.notice().FindRole(role))
      return Fail(Code::kInvalid, "The notice has no such role.", Detail::Id("role", role));
  std::optional<std::string> hash;
  if (password != nullptr) hash = crypto::HashPassword(*password);
  const staff::Ready ready = TRY(staff::Prepare(app.keys(), profile, std::move(hash)));
  const SecretBytes audit_key =
      TRY(app.keys().Unwrap(ready.id.bytes(), keys::Kind::kAudit, ready.audit_key));
  TRY(Administer(app, by, "staff.added", [&](const keys::Change& change) -> Status {
    change.entry.subjects = {audit::Pseudonym(audit_key, change.entry.id)};
    TRY(staff::Insert(change, ready));
    for (const std::string& role : roles)
      TRY(staff::GiveRole(change, ready.id, role, std::nullopt));
    return NoteHand(app, change, by, ready.id);
  }));
  return ready.id;
}

SecretBytes NewPassword(Random& random) {
  static constexpr std::string_view kAlphabet = "23456789abcdefghijkmnpqrstuvwxyz";  // 32: no bias
  std::array<std::uint8_t, 16> bytes{};
  random.Fill(bytes);
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (i != 0 && i % 4 == 0) text += '-';
    text += kAlphabet[bytes[i] & 31];
  }
  return SecretBytes::CopyOf(text);
}

}  // namespace almoner::app
