#include "staff/session.h"

namespace almoner::staff {
namespace {

// Leavers, and accounts without a password, are as unknown as those that never were.
Result<std::optional<session::Holder>> FindHolder(store::ReadTx& tx, const keys::Keys& keys,
                                                  const Personal<std::string>& login) {
  auto staff = FindByLogin(tx, keys, login);
  if (!staff && staff.error().code == Code::kNotFound) return std::optional<session::Holder>();
  const StaffId id = TRY(std::move(staff));
  auto password = PasswordOf(tx, keys, id);
  if (!password && password.error().code == Code::kNotFound)
    return std::optional<session::Holder>();
  std::string phc = TRY(std::move(password));
  const BytesView bytes = id.bytes();
  return std::optional<session::Holder>(
      {.id = Bytes(bytes.begin(), bytes.end()), .password = std::move(phc)});
}

}  // namespace

factor::Owner OwnerOf(const StaffId& staff) {
  const BytesView id = staff.bytes();
  return {.policy = kSessions, .id = Bytes(id.begin(), id.end())};
}

Sessions::Sessions(store::Store& store, const keys::Keys& keys, const Clock& clock)
    : Typed(kSessions,
            {.find =
                 [&keys](store::ReadTx& tx, const Personal<std::string>& login) {
                   return FindHolder(tx, keys, login);
                 },
             .password = [&keys](store::ReadTx& tx, BytesView holder) -> Result<std::string> {
               return PasswordOf(tx, keys, TRY(StaffId::From(holder)));
             }},
            store, keys, clock) {}

}  // namespace almoner::staff
