// For this folder only: XML as workbooks hold it, element by element, through expat. A document
// type (and with it every entity) is refused, so nothing in it can grow or reach out.
#pragma once

#include <expat.h>

#include <functional>
#include <memory>
#include <string_view>

#include "base/bytes.h"

namespace almoner::intake {

// Attributes of one element, by their names without prefix.
class Attributes {
 public:
  explicit Attributes(const char* const* pairs) : pairs_(pairs) {}
  // "" where there is none.
  [[nodiscard]] std::string_view Get(std::string_view name) const;

 private:
  const char* const* pairs_;
};

// A name without its prefix: "x:row" is "row".
[[nodiscard]] std::string_view LocalName(std::string_view name);

class XmlReader {
 public:
  struct Handlers {
    std::function<Status(std::string_view name, const Attributes&)> open;
    std::function<Status(std::string_view name)> close;
    std::function<Status(std::string_view text)> text;
  };
  explicit XmlReader(Handlers handlers);
  XmlReader(const XmlReader&) = delete;
  XmlReader& operator=(const XmlReader&) = delete;
  ~XmlReader() = default;

  // The next piece of the document; `last` with the end, which may be empty. What a handler fails
  // with is returned; kInvalid where it is not XML.
  Status Feed(BytesView piece, bool last);

 private:
  struct Free {
    void operator()(XML_Parser parser) const { XML_ParserFree(parser); }
  };
  static void XMLCALL OnOpen(void* self, const char* name, const char** attributes);
  static void XMLCALL OnClose(void* self, const char* name);
  static void XMLCALL OnText(void* self, const char* text, int length);
  static void XMLCALL OnDoctype(void* self, const char*, const char*, const char*, int);
  void Note(Status done);

  Handlers handlers_;
  std::unique_ptr<XML_ParserStruct, Free> parser_;
  Status so_far_;
  int depth_ = 0;
};

}  // namespace almoner::intake
