#include "base/secret.h"
int main() {
  const almoner::SecretBytes key(32);
#ifdef WRONG
  const almoner::SecretBytes other = key;
#else
  const almoner::SecretBytes other = key.Clone();
#endif
  return other.size() == 32 ? 0 : 1;
}
