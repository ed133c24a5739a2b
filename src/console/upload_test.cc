// Forms with files, as a browser sends them and as none does.
#include "web/upload.h"

#include <gmock/gmock.h>

#include "console/test_console.h"

namespace almoner::web::console {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::string_view kPdf = "%PDF-1.7\nSynthetic letter\n";

struct Chosen {
  std::string field, name, bytes;
};

std::string Multipart(const FormFields& fields, const std::vector<Chosen>& files) {
  std::string body;
  for (const auto& [name, value] : fields)
    body += "--B\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
  for (const Chosen& file : files)
    body += "--B\r\nContent-Disposition: form-data; name=\"" + file.field + "\"; filename=\"" +
            file.name + "\"\r\nContent-Type: text/html\r\n\r\n" + file.bytes + "\r\n";
  return body + "--B--\r\n";
}

class UploadTest : public ConsoleTest {
 protected:
  Reply Send(Office& office, const std::string& target, FormFields fields,
             const std::vector<Chosen>& files) {
    fields.emplace_back("csrf", office.csrf);
    return office.browser.Send("POST", target,
                               {{"Content-Type", "multipart/form-data; boundary=B"}},
                               Multipart(fields, files));
  }
  [[nodiscard]] std::string NewDocument() const { return PersonPage() + "/documents/new"; }
  Office Admin() { return SignedInAs(world().AddStaff("Al Dunn", "al", {"administrator"})); }
};

TEST_F(UploadTest, AFormWithAFileIsSentToAnAddressWithAPlace) {
  Browser sam = SignedIn("sam");
  const std::string page = sam.Get(NewDocument() + "?purpose=support").body;
  const std::string action = Between(page, "action=\"/people", "\"");
  EXPECT_THAT(action, HasSubstr("/documents/new?place="));
  EXPECT_EQ("/people" + action.substr(0, action.find('?')), NewDocument());
  EXPECT_EQ(action.size() - action.find('=') - 1, 64U) << action;
}

TEST_F(UploadTest, ALogoIsTakenByWhatItsBytesAre) {
  Office al = Admin();
  const std::string svg = "<svg xmlns=\"http://www.w3.org/2000/svg\"><g/></svg>";
  const FormFields fields = {{"name", "Fenland Care"}, {"colour", ""}};
  for (const std::string& bad :
       {std::string("GIF89a"), std::string(),
        std::string("<svg xmlns='http://www.w3.org/2000/svg' onload='x'/>"),
        std::string("\x89PNG\r\n\x1a\n")}) {
    const Reply reply = Send(al, "/settings/look", fields, {{"file", "logo.png", bad}});
    EXPECT_EQ(reply.status, 422) << bad;
    EXPECT_THAT(reply.body, HasSubstr("value=\"Fenland Care\"")) << "what was typed stays";
    EXPECT_THAT(reply.body, HasSubstr("id=\"file-error\""));
  }
  EXPECT_EQ(world().Logged("theme.changed done"), 0U);
  EXPECT_EQ(Send(al, "/settings/look", fields, {{"file", "anything.exe", svg}}).status, 303);
  const std::string page = al.browser.Get("/settings/look").body;
  const std::string logo = Between(page, "src=\"/theme/", "\"");
  ASSERT_FALSE(logo.empty()) << page;
  const Reply served = al.browser.Get("/theme/" + logo);
  EXPECT_EQ(served.body, svg);
  EXPECT_EQ(served.header("content-type"), "image/svg+xml");
  EXPECT_THAT(served.header("content-security-policy"), HasSubstr("sandbox"));
  EXPECT_EQ(
      Send(al, "/settings/look", {{"name", ""}, {"colour", ""}, {"logo.away", "1"}}, {}).status,
      303);
}

TEST_F(UploadTest, ADocumentIsPutOnTheRecordAndGivenBackToBeKept) {
  Browser browser = SignedIn("sam");
  Office sam{.browser = browser, .csrf = browser.Csrf(browser.Get("/people"))};
  const std::size_t before = world().Logged("record.added allowed");
  const FormFields fields = {
      {"purpose", "support"}, {"category", "support-notes"}, {"source", "self"}};
  const Reply added =
      Send(sam, NewDocument(), fields, {{"file", "C:\\plan.pdf", std::string(kPdf)}});
  ASSERT_EQ(added.status, 303) << added.body;
  const std::string person = sam.browser.Get(PersonPage() + "?purpose=support").body;
  EXPECT_THAT(person, HasSubstr("plan.pdf"));
  EXPECT_EQ(world().Logged("record.added allowed"), before + 1);
  const std::size_t at = person.find("/document?");
  ASSERT_NE(at, person.npos) << person;
  const std::size_t begin = person.rfind('"', at) + 1;
  const std::string path = person.substr(begin, person.find('"', at) - begin);
  const Reply given = sam.browser.Get(path);
  EXPECT_EQ(given.status, 200) << path;
  EXPECT_EQ(given.body, kPdf);
  EXPECT_EQ(given.header("content-type"), "application/pdf");
  EXPECT_EQ(given.header("content-disposition"), "attachment; filename=\"document.pdf\"");
  EXPECT_EQ(given.header("x-content-type-options"), "nosniff");
}

TEST_F(UploadTest, WhatIsNoDocumentOrNoFormLeavesNothing) {
  Browser browser = SignedIn("sam");
  Office sam{.browser = browser, .csrf = browser.Csrf(browser.Get("/people"))};
  const std::size_t before = world().Logged("record.added allowed");
  const FormFields fields = {
      {"purpose", "support"}, {"category", "support-notes"}, {"source", "self"}};
  for (const std::string& bad : {std::string(), std::string("MZ\x90"), std::string("<html>")}) {
    const Reply reply = Send(sam, NewDocument(), fields, {{"file", "a.pdf", bad}});
    EXPECT_EQ(reply.status, 422) << bad;
    EXPECT_THAT(reply.body, HasSubstr("id=\"file-error\""));
  }
  EXPECT_EQ(Send(sam, NewDocument(), fields, {}).status, 422);
  EXPECT_EQ(Send(sam, NewDocument(), {{"purpose", "support"}, {"category", "contact-details"}},
                 {{"file", "a.pdf", std::string(kPdf)}})
                .status,
            422);
  const std::string good = Multipart({{"csrf", sam.csrf},
                                      {"purpose", "support"},
                                      {"category", "support-notes"},
                                      {"source", "self"}},
                                     {{"file", "a.pdf", std::string(kPdf)}});
  const Headers type = {{"Content-Type", "multipart/form-data; boundary=B"}};
  for (const std::string& torn : {good.substr(0, good.size() - 6), good.substr(3), good + good})
    EXPECT_EQ(sam.browser.Send("POST", NewDocument(), type, torn).status, 400);
  Office stale{.browser = sam.browser, .csrf = std::string(64, '0')};
  EXPECT_EQ(Send(stale, NewDocument(), fields, {{"file", "a.pdf", std::string(kPdf)}}).status, 403);
  EXPECT_EQ(NewBrowser().Send("POST", NewDocument(), type, good).status, 303) << "to sign in";
  EXPECT_EQ(sam.browser
                .Send("POST", NewDocument() + "?place=" + std::string(64, '0'), type,
                      good + std::string(2U << 20, 'x'))
                .status,
            413);
  EXPECT_EQ(world().Logged("record.added allowed"), before);
}

TEST_F(UploadTest, ASecondClickPutsADocumentOnTheRecordOnce) {
  Browser browser = SignedIn("sam");
  Office sam{.browser = browser, .csrf = browser.Csrf(browser.Get("/people"))};
  const std::size_t before = world().Logged("record.added allowed");
  const Reply page = sam.browser.Get(NewDocument() + "?purpose=support");
  const FormFields fields = {{"purpose", "support"},
                             {"category", "support-notes"},
                             {"source", "self"},
                             {"once", Between(page.body, "name=\"once\" value=\"", "\"")}};
  for (int twice = 0; twice < 2; ++twice)
    EXPECT_EQ(Send(sam, NewDocument(), fields, {{"file", "a.pdf", std::string(kPdf)}}).status, 303);
  EXPECT_EQ(world().Logged("record.added allowed"), before + 1);
}

}  // namespace
}  // namespace almoner::web::console
