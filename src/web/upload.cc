#include "web/upload.h"

#include "http/form.h"
#include "web/caller.h"
#include "web/doors.h"

namespace almoner::web {
namespace {

using std::chrono::days;

constexpr std::string_view kPlace = "place";

std::string PlaceOn(const Site& site, std::string_view path, Date day) {
  return ToHex(site.app.keys().Suppressed("upload-place", std::string(path) + "\n" + ToText(day)));
}

std::optional<http::Multipart> SentIn(const http::Request& request) {
  if (auto sent = http::ParseMultipart(request)) return sent;
  auto fields = http::ParseForm(request);
  if (!fields) return std::nullopt;
  return http::Multipart{.fields = *std::move(fields), .files = {}};
}

Result<http::Response> RunUpload(Site& site, const http::Request& request, ConsoleUpload form) {
  const auto caller = TRY(BySession(site, request));
  if (!caller) return http::Response::Redirect("/sign-in");
  const auto sent = SentIn(request);
  if (!sent)
    return Fail(Code::kInvalid,
                "The form could not be read, or broke off on its way. Nothing was taken in. Go "
                "back and send it again.");
  if (FromElsewhere(request) ||
      !SameSecret(http::Find(sent->fields, "csrf").value_or(""), caller->csrf))
    return ShowMessage(
        site, request, &*caller, 403, "This form is out of date",
        "Nothing was changed. Go back, load the page again and send the form once more.");
  return form(site, request, *caller, *sent);
}

}  // namespace

http::Handler UploadForm(Site& site, ConsoleUpload form) {
  return Guarded(
      site, [&site, form](const http::Request& request) { return RunUpload(site, request, form); });
}

std::string UploadAddress(const Site& site, std::string_view path) {
  return std::string(path) + "?" + std::string(kPlace) + "=" +
         PlaceOn(site, path, LondonDate(site.app.clock().Now()));
}

bool MayBeLarge(const Site& site, const http::Request& head) {
  const auto given = head.query(kPlace);
  if (head.method != http::Method::kPost || !given || !SessionToken(head)) return false;
  const std::chrono::sys_days today = LondonDate(site.app.clock().Now());
  return SameSecret(*given, PlaceOn(site, head.path, Date(today))) ||
         SameSecret(*given, PlaceOn(site, head.path, Date(today - days(1))));
}

}  // namespace almoner::web
