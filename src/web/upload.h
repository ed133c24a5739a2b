// Pages that take files: which requests may be larger than others before anybody has looked who
// sends them (docs/decisions/0048-uploads.md).
#pragma once

#include <string>

#include "http/multipart.h"
#include "http/router.h"
#include "web/site.h"

namespace almoner::web {

// Bytes of one file that a page takes: below http::Limits::large_body, so that a file which is
// somewhat too large is told so at its field.
inline constexpr std::size_t kMostUpload = std::size_t{25} << 20;
inline constexpr Literal kTooLargeUpload =
    "The file must be 25 MB or smaller. Larger ones are taken in on the machine itself";

// The address of a form with files, on a page for somebody who is signed in. What it bears beside
// `path` lets bodies be large there today and tomorrow, and lets nobody do anything: session and
// token are asked for all the same.
[[nodiscard]] std::string UploadAddress(const Site& site, std::string_view path);

using ConsoleUpload = Result<http::Response> (*)(Site&, const http::Request&, const Caller&,
                                                 const http::Multipart&);
// A form of a console page with files in it, as Form() in web/doors.h; whoever sends none may send
// it as any other form.
[[nodiscard]] http::Handler UploadForm(Site& site, ConsoleUpload form);

// For http::Server::Start: whether the address is one that UploadAddress has made.
[[nodiscard]] bool MayBeLarge(const Site& site, const http::Request& head);

}  // namespace almoner::web
