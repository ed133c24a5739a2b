#include "audit/entry.h"
almoner::audit::Entry Read(almoner::EntryId id, const std::string& who) {
#ifdef WRONG
  return {id, almoner::Time(), who.c_str(), "allowed"};
#else
  (void)who;
  return {id, almoner::Time(), "record.read", "allowed"};
#endif
}
int main() { return 0; }
