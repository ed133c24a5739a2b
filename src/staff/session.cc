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

Sessions::Sessions(store::Store& store, const keys::Keys& keys, const Clock& clock)
    : Typed(
          kSessions,
          [&keys](store::ReadTx& tx, const Personal<std::string>& login) {
            return FindHolder(tx, keys, login);
          },
          store, keys, clock) {}

}  // namespace almoner::staff
