// Which handler answers a request.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "http/request.h"
#include "http/response.h"

namespace almoner::http {

// Answers a complete request. Runs on a worker thread, beside others, and may take its time.
using Handler = std::function<Response(const Request&)>;

// Fill it, then share it: Handle may be called from many threads once Add is no longer.
class Router {
 public:
  Router();

  // A pattern is "/people/{id}/records": words, and names in braces that stand for one segment each
  // and go into Request::params. A last name with a star, "/assets/{file*}", stands for all that is
  // left (one segment at least). Where two patterns fit, the word wins over the name, segment by
  // segment. REQUIRES: the pattern is well formed, and new for this method.
  void Add(Method method, Literal pattern, Handler handler);
  // The same for a handler that reads bodies of up to so many bytes piece by piece (http/flow.h).
  void Add(Method method, Literal pattern, Handler handler, std::uint64_t most_body);

  // 404 where no pattern fits; 405 with Allow where only the method does not. HEAD is answered by
  // the handler of GET where it has none of its own (the server leaves the body out), OPTIONS with
  // Allow.
  Response Handle(Request& request) const;
  // What was said of the route that answers it; 0 where nothing was.
  [[nodiscard]] std::uint64_t MostBody(const Request& request) const;

 private:
  struct Node;
  struct Freed {
    void operator()(Node* node) const;
  };
  std::unique_ptr<Node, Freed> root_;
};

}  // namespace almoner::http
