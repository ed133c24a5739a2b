#include "base/result.h"
almoner::Result<int> Half(almoner::Result<int> whole) {
#ifdef WRONG
  return TRY(whole) / 2;
#else
  return TRY(std::move(whole)) / 2;
#endif
}
int main() { return Half(4) ? 0 : 1; }
