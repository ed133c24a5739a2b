#include <boost/json.hpp>

#include "base/json.h"
#include "law/clock.h"

namespace almoner::law {
namespace {

namespace json = boost::json;

json::value OrNull(const std::optional<Date>& date) {
  return date ? json::value(ToText(*date)) : json::value(nullptr);
}

}  // namespace

std::string DueJson(const Matter& matter, const Due& due) {
  json::object object{{"schema", "almoner.law.due/1"},
                      {"right", Name(matter.right)},
                      {"nation", Name(matter.nation)},
                      {"received", ToText(matter.received)},
                      {"start", ToText(due.start)},
                      {"raw", OrNull(due.raw)},
                      {"due", OrNull(due.due)},
                      {"conservative_due", OrNull(due.conservative_due)},
                      {"extension_notice_due", OrNull(due.extension_notice_due)},
                      {"promised_due", OrNull(due.promised_due)}};
  if (due.days_left) object["days_left"] = *due.days_left;
  object["steps"] = json::array(due.steps.begin(), due.steps.end());
  return ToText(object);
}

}  // namespace almoner::law
