#include "base/result.h"
almoner::Status Save() { return {}; }
int main() {
#ifdef WRONG
  Save();
#else
  return Save() ? 0 : 1;
#endif
}
