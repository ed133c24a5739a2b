// For this folder only: what libcurl gives, in types that clean up.
#pragma once

#include <curl/curl.h>

#include <memory>
#include <mutex>
#include <string>

#include "base/result.h"

namespace almoner::mail {

template <auto Free>
struct Freed {
  template <class T>
  void operator()(T* thing) const {
    Free(thing);
  }
};
using Handle = std::unique_ptr<CURL, Freed<curl_easy_cleanup>>;
using Mime = std::unique_ptr<curl_mime, Freed<curl_mime_free>>;

// A handle for each message: one that is used again would go on with a connection of other terms.
inline Handle NewHandle() {
  static std::once_flag once;
  std::call_once(once, [] { CHECK(curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK); });
  Handle handle(curl_easy_init());
  CHECK(handle != nullptr);
  return handle;
}

template <class Value>
void Set(CURL* handle, CURLoption option, Value value) {
  CHECK(curl_easy_setopt(handle, option, value) == CURLE_OK);
}

// A growing list of texts, as curl wants them.
class List {
 public:
  void Add(const std::string& text) {
    curl_slist* const longer = curl_slist_append(list_.get(), text.c_str());
    CHECK(longer != nullptr);
    static_cast<void>(list_.release());
    list_.reset(longer);
  }
  [[nodiscard]] curl_slist* get() const { return list_.get(); }

 private:
  std::unique_ptr<curl_slist, Freed<curl_slist_free_all>> list_;
};

}  // namespace almoner::mail
