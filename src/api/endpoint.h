// The calls of the API, one row each: everything that is said of a call is said here, once. The
// routes, the checks at the door, the OpenAPI document, the page /api and the tests are all made of
// these rows. To add a call: a row in one of the tables, and a handler that translates.
#pragma once

#include <boost/json.hpp>
#include <span>
#include <vector>

#include "app/api_keys.h"
#include "console/deed.h"
#include "http/router.h"
#include "web/site.h"

namespace almoner::web::api {

namespace json = boost::json;

enum class Type : std::uint8_t {
  kText,
  kWord,   // one of the words
  kDate,   // "2026-12-24"
  kTime,   // "2026-12-24T16:00:00Z"
  kId,     // 32 hexadecimal digits
  kIds,    // several
  kYes,    // true or false
  kCount,  // a whole number from 0 to a million
  kTexts,  // an object of texts
  kWords,  // several of the words
};
// What a call takes, in its body or in the query.
struct Field {
  std::string_view name;
  Type type = Type::kText;
  std::string_view what;  // for whoever fills it in
  bool required = true;
  std::vector<std::string_view> words = {};
  std::string_view example = {};
};

enum class Body : std::uint8_t {
  kNone,
  kJson,   // an object with the fields
  kForm,   // an object with the answers to what GET at the same address asks
  kBytes,  // a document as it is
};

// For what a key may do it, beside its scope.
enum class For : std::uint8_t {
  kNamed,   // the purpose that X-Purpose names
  kOne,     // `purpose`
  kEither,  // one of the register's purposes
  kNobody,  // nothing about anybody is read or written
};

enum class Match : std::uint8_t {
  kNone,
  kRead,  // answers with an ETag, and 304 where If-None-Match has it
  kMust,  // takes If-Match, and nothing without
};

struct Call;
using Handler = Result<http::Response> (*)(const Call&);

struct Endpoint {
  http::Method method;
  Literal path;
  std::string_view group;
  std::string_view summary;
  std::string_view scope;
  For reason = For::kNamed;
  std::string_view purpose = {};  // of kOne
  std::string_view duty = {};     // one of the caller's roles must have it; "": the gate decides
  Body body = Body::kNone;
  std::vector<Field> fields = {};
  std::vector<Field> query = {};
  std::string_view answer = {};  // the schema of what is answered (schemas.h); "": a file
  int status = 200;
  bool pages = false;   // takes limit and cursor
  bool repeats = true;  // takes Idempotency-Key, where it changes anything
  bool secret = false;  // its answer is not kept for whoever repeats the call
  Match match = Match::kNone;
  Handler handle = nullptr;
  console::MakeDeed deed = nullptr;  // of the console's own form at the same path
};

// All of them, in the order in which they are read about.
[[nodiscard]] std::span<const Endpoint> Endpoints();

// A call that was let in, its body read and checked against the row.
struct Call {
  Site& site;
  const Endpoint& endpoint;
  const http::Request& request;
  const Caller& caller;
  const app::ApiKey* key;  // none: a member of staff
  std::string purpose;     // "" where the row has none
  const json::object& body;

  [[nodiscard]] app::App& app() const { return site.app; }
  // REQUIRES: the field is there, and of its type.
  [[nodiscard]] std::string Text(std::string_view name) const;
  [[nodiscard]] bool Has(std::string_view name) const { return body.contains(name); }
  [[nodiscard]] bool Yes(std::string_view name) const;  // false where it was not said
  [[nodiscard]] std::string Param(std::string_view name) const;
  // Whether a key may act for that purpose; a member of staff may, as far as the gate lets them.
  [[nodiscard]] bool MayFor(std::string_view wanted) const {
    return key == nullptr || key->HasPurpose(wanted);
  }
};

// The tables, each beside its handlers.
[[nodiscard]] std::vector<Endpoint> PeopleCalls();
[[nodiscard]] std::vector<Endpoint> RecordCalls();
[[nodiscard]] std::vector<Endpoint> ConsentCalls();
[[nodiscard]] std::vector<Endpoint> RequestCalls();
[[nodiscard]] std::vector<Endpoint> KeepingCalls();
[[nodiscard]] std::vector<Endpoint> RegisterCalls();
[[nodiscard]] std::vector<Endpoint> OfficeCalls();
[[nodiscard]] std::vector<Endpoint> WebhookCalls();
[[nodiscard]] std::vector<Endpoint> ReachingCalls();

// The methods of the row: "POST /api/v1/…".
[[nodiscard]] std::string NameOf(const Endpoint& endpoint);

}  // namespace almoner::web::api
