// What goes out to somebody through the website: packs that wait to be fetched, and letters. For
// this folder only.
#pragma once

#include "portal/visitor.h"

namespace almoner::web::portal {

// A pack that waits to be fetched: by its link, or signed in; both with a code.
Result<http::Response> ShowDownload(Site& site, const http::Request& request);
Result<http::Response> Download(Site& site, const http::Request& request, const Answers& answers);
Result<http::Response> ShowMyDownloads(Site& site, const http::Request& request,
                                       const Visitor& visitor);
Result<http::Response> TakeMyDownload(Site& site, const http::Request& request,
                                      const Visitor& visitor, const Answers& answers);

// For programs: what a recipient replies, signed (POST /hooks/{recipient}).
Result<http::Response> TakeRecipientsReply(Site& site, const http::Request& request);
// A document that is shared with whoever is signed in; as an attachment.
Result<http::Response> GiveShared(Site& site, const http::Request& request, const Visitor& visitor,
                                  const Answers& answers);
// The same of a processor's word on how far a request is (OpenDSR).
Result<http::Response> TakeProcessorsNews(Site& site, const http::Request& request);

// What we wrote to them.
Result<http::Response> ShowMyLetters(Site& site, const http::Request& request,
                                     const Visitor& visitor);
Result<http::Response> ShowMyLetter(Site& site, const http::Request& request,
                                    const Visitor& visitor);
Result<http::Response> GiveMyLetter(Site& site, const http::Request& request,
                                    const Visitor& visitor);

}  // namespace almoner::web::portal
