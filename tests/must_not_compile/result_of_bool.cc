#include "base/result.h"
#ifdef WRONG
almoner::Result<bool> May() { return true; }
#else
almoner::Result<int> May() { return 1; }
#endif
int main() { return May() ? 0 : 1; }
