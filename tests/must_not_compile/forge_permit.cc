#include "vault/permit.h"
std::size_t Rows(const almoner::vault::Permit& permit) { return permit.rows().size(); }
int main() {
#ifdef WRONG
  const almoner::vault::WritePass pass;
  almoner::vault::Permit permit(*almoner::EntryId::Parse("00000000000000000000000000000000"), {},
                                {});
  return static_cast<int>(Rows(permit));
#endif
}
