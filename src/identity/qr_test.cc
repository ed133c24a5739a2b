#include "identity/qr.h"

#include <gmock/gmock.h>

#include <fstream>

#include "support/files.h"
#include "support/matchers.h"
#include "support/shell.h"

namespace almoner::identity {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

Result<Personal<std::string>> Svg(std::string text, std::string_view title = "A code") {
  return QrSvg(Personal(std::move(text)), title);
}

TEST(QrTest, SaysWhatItWasGivenToAReaderThatIsNotOurs) {
  const std::string texts[] = {
      "otpauth://totp/Fen%20Care:ada%40fen.example?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&"
      "issuer=Fen%20Care&algorithm=SHA1&digits=6&period=30",
      "1", std::string(300, 'a') + "\xc3\xa9\n<&"};
  const TempDir folder;
  const std::string file = (folder / "code.svg").path().string();
  for (const std::string& text : texts) {
    ASSERT_OK_AND(const Personal<std::string> svg, Svg(text));
    std::ofstream(file) << svg.Expose();
    const Answer answer = Shell("node tests/qr_read.js '" + file + "'");
    EXPECT_EQ(answer.code, 0);
    EXPECT_EQ(answer.text, text);
  }
}

TEST(QrTest, IsAnImageWithANameInThePagesOwnColour) {
  ASSERT_OK_AND(const Personal<std::string> svg, Svg("text", "Scan <this> & go"));
  EXPECT_THAT(svg.Expose(), StartsWith("<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" "
                                       "viewBox=\"0 0 29 29\""));
  EXPECT_THAT(svg.Expose(), HasSubstr("><title>Scan &lt;this&gt; &amp; go</title><path "
                                      "fill=\"currentColor\" d=\"M4 4h7v1h-7z"));
  EXPECT_THAT(svg.Expose(), EndsWith("z\"/></svg>"));
  EXPECT_THAT(svg.Expose(), Not(HasSubstr("style=")));
}

TEST(QrTest, HoldsWhatFitsAndRefusesTheRest) {
  EXPECT_THAT(Svg(std::string(2331, 'a')), IsOk());
  EXPECT_THAT(Svg(std::string(2332, 'a')), FailsWith(Code::kInvalid));
  EXPECT_THAT(Svg(""), FailsWith(Code::kInvalid));
  EXPECT_THAT(Svg("text", ""), FailsWith(Code::kInvalid));
  EXPECT_THAT(Svg("text", "\xff"), FailsWith(Code::kInvalid));
}

}  // namespace
}  // namespace almoner::identity
