// Nothing says that something may go out to a person but whoever was asked.
#include "safety/may.h"

namespace almoner {

SubjectId Whom(const safety::Cleared& cleared) { return cleared.subject(); }

#ifdef WRONG
safety::Cleared Forge(const SubjectId& subject) { return safety::Cleared(subject); }
#endif

}  // namespace almoner
