#include "web/csv.h"

#include "base/csv.h"

namespace almoner::web {

http::Response GiveCsv(Literal name, const std::vector<std::string>& header,
                       const std::vector<std::vector<std::string>>& rows) {
  return http::Response::File("text/csv; charset=utf-8; header=present", ToCsv(header, rows))
      .With("Content-Disposition", "attachment; filename=\"" + std::string(name.view()) + ".csv\"");
}

}  // namespace almoner::web
