#include "http/multipart.h"

#include <gmock/gmock.h>

namespace almoner::http {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

constexpr std::string_view kType = "multipart/form-data; boundary=----x7MA";

// Lines as a browser ends them.
std::string Lines(std::initializer_list<std::string_view> lines) {
  std::string text;
  for (const std::string_view line : lines) text.append(line).append("\r\n");
  return text;
}

std::optional<Multipart> Parse(const Request& request) { return ParseMultipart(request); }

Request Sent(std::string body, std::string_view type = kType) {
  Request request;
  request.method = Method::kPost;
  request.headers["content-type"] = type;
  request.body = std::move(body);
  return request;
}

std::string Part(std::string_view disposition, std::string_view bytes = "v") {
  return Lines({"------x7MA", disposition, "", bytes});
}
std::string Field(std::string_view name, std::string_view value) {
  return Part("Content-Disposition: form-data; name=\"" + std::string(name) + "\"", value);
}
const std::string kLast = "------x7MA--\r\n";

TEST(Multipart, FieldsAndFilesAreReadAsTheBrowserSentThem) {
  const Request request = Sent(
      Lines({"------x7MA", "Content-Disposition: form-data; name=\"csrf\"", "", "abc", "------x7MA",
             "Content-Disposition: form-data; name=\"words\"", "", "Zoë\r\nField", "------x7MA",
             "Content-Disposition: form-data; name=\"table\"; filename=\"day; centre=.csv\"",
             "Content-Type: text/csv", "", "a,b\r\n1,2\r\n", "------x7MA--"}));
  const auto read = Parse(request);
  ASSERT_TRUE(read);
  EXPECT_THAT(read->fields, ElementsAre(Pair("csrf", "abc"), Pair("words", "Zoë\r\nField")));
  ASSERT_EQ(read->files.size(), 1U);
  EXPECT_EQ(read->files.at("table").name.Expose(), "day; centre=.csv");
  EXPECT_EQ(read->files.at("table").bytes, "a,b\r\n1,2\r\n");
}

TEST(Multipart, AFileMayHaveAnyBytesAndOnlyTheWholeLineEndsIt) {
  const std::string bytes("\0\xff\r\n--\r\n-----x7MA\r\n------x7M\r\n\0------x7MA", 41);
  const Request request =
      Sent(Part("Content-Disposition: form-data; name=f; filename=a.bin", bytes) + kLast);
  const auto read = Parse(request);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->files.at("f").bytes, bytes);
}

TEST(Multipart, EmptyFieldsAndEmptyFilesAreThereAndAFileThatWasNotChosenIsNot) {
  const Request request =
      Sent(Field("a", "") + Part("Content-Disposition: form-data; name=\"f\"; filename=\"\"", "") +
           Part("Content-Disposition: form-data; name=\"g\"; filename=\"g.csv\"", "") + kLast);
  const auto read = Parse(request);
  ASSERT_TRUE(read);
  EXPECT_THAT(read->fields, ElementsAre(Pair("a", "")));
  ASSERT_EQ(read->files.size(), 1U);
  EXPECT_EQ(read->files.at("g").bytes, "");
}

TEST(Multipart, NamesAreUnescapedAsWhatwgHasThemAndLoseTheirFolders) {
  const Request request =
      Sent(Part("Content-Disposition: form-data; name=\"a%22b%0D%0Ac%2\"; "
                "filename=\"C:\\people\\un%22a%41.pdf\"") +
           Part("content-disposition:form-data;NAME=\"g\";FileName=\"../../etc/passwd\"") + kLast);
  const auto read = Parse(request);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->files.at("a\"b\r\nc%2").name.Expose(), "un\"a%41.pdf");
  EXPECT_EQ(read->files.at("g").name.Expose(), "passwd");
}

TEST(Multipart, AFormWithoutAnythingInItIsEmpty) {
  const Request request = Sent(kLast);
  ASSERT_TRUE(Parse(request));
  EXPECT_THAT(Parse(request)->fields, IsEmpty());
  EXPECT_TRUE(Parse(request)->files.empty());
}

TEST(Multipart, OtherHeadersAreIgnored) {
  const Request request =
      Sent(Lines({"------x7MA", "X-More: 1", "Content-Disposition: form-data; name=\"a\"",
                  "Content-Type: text/plain; charset=utf-8", "", "1"}) +
           kLast);
  ASSERT_TRUE(Parse(request));
  EXPECT_THAT(Parse(request)->fields, ElementsAre(Pair("a", "1")));
}

TEST(Multipart, BoundariesAreOfRfc2046) {
  EXPECT_EQ(BoundaryIn("multipart/form-data; boundary=a"), "a");
  EXPECT_EQ(BoundaryIn("Multipart/Form-Data;BOUNDARY=\"a b?c\""), "a b?c");
  EXPECT_EQ(BoundaryIn("multipart/form-data; boundary=" + std::string(70, 'x')),
            std::string(70, 'x'));
  for (const std::string& bad :
       {std::string(), std::string("multipart/form-data"),
        std::string("multipart/mixed; boundary=a"), std::string("multipart/form-data; boundary="),
        std::string("multipart/form-data; boundary=\"\""),
        "multipart/form-data; boundary=" + std::string(71, 'x'),
        std::string("multipart/form-data; boundary=\"a \""),
        std::string("multipart/form-data; boundary=\"a"),
        std::string("multipart/form-data; boundary=\"a\"b"),
        std::string("multipart/form-data; boundary=a; boundary=b"),
        std::string("multipart/form-data; boundary=a; charset=utf-16"),
        std::string("multipart/form-data; boundary=\"a\\\"\""),
        std::string("multipart/form-data; boundary=\"a{\""),
        std::string("multipart/form-data, multipart/form-data; boundary=a"),
        std::string("application/x-www-form-urlencoded")})
    EXPECT_FALSE(BoundaryIn(bad)) << bad;
}

TEST(Multipart, WhatTwoReadersCouldTakeDifferentlyIsRefused) {
  const std::string good = Field("a", "1");
  ASSERT_TRUE(Parse(Sent(good + kLast)));
  const auto head = [](std::string_view lines) {
    return std::string("------x7MA\r\n").append(lines).append("\r\n\r\nv\r\n") + kLast;
  };
  const std::string disposition = "Content-Disposition: form-data; name=\"a\"";
  for (const std::string& bad :
       {std::string(),
        std::string("--"),
        std::string("------x7MA"),
        good,                 // no last line
        good + "------x7MA",  // broken off in it
        good + "------x7MA-",
        good + "------x7MA--x",
        good + kLast + "epilogue",
        good + kLast + kLast,
        "preamble\r\n" + good + kLast,
        "\r\n" + good + kLast,
        good + "------x7MAx\r\n" + kLast,  // a line that begins like the boundary
        good + "------x7MA \r\n" + good + kLast,
        good + good + kLast,  // a name twice
        good + Part(disposition + "; filename=\"f\"") + kLast,
        good.substr(0, good.size() - 2) + kLast,  // no line before the boundary
        std::string("------x7MA\n") + disposition + "\n\nv\n------x7MA--\n",
        Field("", "1") + kLast,
        Field("a", std::string("1\0", 2)) + kLast,
        Field("a", "\xff") + kLast,
        Field("\xff", "1") + kLast,
        Field(std::string("a\0b", 3), "1") + kLast,
        Field(std::string(kMostPartName + 1, 'n'), "1") + kLast,
        head("Content-Type: text/plain"),
        head("Content-Disposition: attachment; name=\"a\""),
        head("Content-Disposition: form-data"),
        head(disposition + "; name=\"b\""),
        head(disposition + "; filename*=UTF-8''a.csv"),
        head(disposition + "; filename=\"a"),
        head(disposition + "; filename=\"a\\\"b\""),
        head(disposition + "; filename=\"a\"x"),
        head(disposition + "; filename=\"a\"; filename=\"b\""),
        head(disposition + ";"),
        head(disposition + "; filename=\"\""),  // bytes, and no name
        head(disposition + "\r\n" + disposition),
        head(disposition + "\r\nContent-Type: a/b\r\nContent-Type: a/b"),
        head(disposition + "\r\nContent-Transfer-Encoding: base64"),
        head(disposition + "\r\n folded"),
        head(disposition + "\r\nno colon"),
        head(disposition + "\r\n: no name"),
        head(disposition + "\r\nX: \x01"),
        head(disposition + "\r\nX: " + std::string(kMostPartHead, 'x')),
        head(disposition + "; filename=\"" + std::string(kMostFileName + 1, 'x') + "\"")})
    EXPECT_FALSE(Parse(Sent(bad))) << bad.substr(0, 200);
}

TEST(Multipart, NoPrefixOfAGoodBodyIsGood) {
  const std::string whole = Field("a", "1") +
                            Part("Content-Disposition: form-data; name=\"f\"; filename=\"f\"") +
                            "------x7MA--";
  ASSERT_TRUE(Parse(Sent(whole)));
  for (std::size_t size = 0; size < whole.size(); ++size)
    EXPECT_FALSE(Parse(Sent(whole.substr(0, size)))) << size;
}

TEST(Multipart, PartsLinesAndFieldsAreBounded) {
  std::string many;
  for (std::size_t i = 0; i < kMostParts; ++i) many += Field("n" + std::to_string(i), "");
  EXPECT_TRUE(Parse(Sent(many + kLast)));
  EXPECT_FALSE(Parse(Sent(many + Field("more", "") + kLast)));
  std::string lines = "------x7MA\r\n";
  for (int i = 0; i < 20; ++i) lines += "X-" + std::to_string(i) + ": 1\r\n";
  EXPECT_FALSE(
      Parse(Sent(lines + "Content-Disposition: form-data; name=\"a\"\r\n\r\nv\r\n" + kLast)));
  EXPECT_TRUE(Parse(Sent(Field("a", std::string(kMostFieldBytes, 'v')) + kLast)));
  EXPECT_FALSE(
      Parse(Sent(Field("a", std::string(kMostFieldBytes, 'v')) + Field("b", "v") + kLast)));
  const std::string large(std::size_t{20} << 20, '\r');  // all of it might begin a line
  const Request request =
      Sent(Part("Content-Disposition: form-data; name=\"f\"; filename=\"f\"", large) + kLast);
  ASSERT_TRUE(Parse(request));
  EXPECT_THAT(Parse(request)->fields, IsEmpty());
}

TEST(Multipart, AMillionPartsAreRefusedWithoutReadingThem) {
  std::string million;
  million.reserve(std::size_t{40} << 20);
  for (int i = 0; i < 1'000'000; ++i) million += "------x7MA\r\nContent-Type: a/b\r\n\r\n\r\n";
  EXPECT_FALSE(Parse(Sent(million + kLast)));
}

}  // namespace
}  // namespace almoner::http
