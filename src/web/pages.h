// The templates of pages/, compiled once; and the page around every page.
#pragma once

#include <memory>
#include <string>

#include "web/view.h"

namespace almoner::web {

// Safe for concurrent use.
class Pages {
 public:
  // kInternal when a template does not parse.
  static Result<std::unique_ptr<Pages>> Load();
  ~Pages();
  Pages(const Pages&) = delete;
  Pages& operator=(const Pages&) = delete;

  // kInternal when the view and the page do not fit: a value missing or not asked for.
  [[nodiscard]] Result<std::string> Render(const View& view) const;

 private:
  struct Templates;
  explicit Pages(std::unique_ptr<Templates> templates);
  const std::unique_ptr<Templates> templates_;
};

}  // namespace almoner::web
