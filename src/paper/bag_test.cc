#include "paper/bag.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "crypto/hash.h"
#include "paper/folder.h"
#include "support/files.h"
#include "support/matchers.h"

namespace almoner::paper {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using namespace std::string_literals;

std::vector<File> Payload() {
  return {{"letter.pdf", ToBytes("%PDF")}, {"records/2026.json", ToBytes("{}")}, {"empty", {}}};
}

std::string TextOf(const std::vector<File>& bag, std::string_view path) {
  for (const File& file : bag)
    if (file.path == path) return std::string(AsText(file.bytes));
  ADD_FAILURE() << "no " << path;
  return "";
}

std::string HashLine(std::string_view bytes, std::string_view path) {
  return ToHex(crypto::Sha256(bytes)) + "  " + std::string(path) + "\n";
}

TEST(MakeBag, HasTheFilesOfRfc8493InThatOrder) {
  ASSERT_OK_AND(const auto bag, MakeBag(Payload(), {{"Source-Organization", "Fenland Care"}}));
  std::vector<std::string> paths;
  for (const File& file : bag) paths.push_back(file.path);
  EXPECT_THAT(paths, ElementsAre("bagit.txt", "bag-info.txt", "manifest-sha256.txt",
                                 "tagmanifest-sha256.txt", "data/empty", "data/letter.pdf",
                                 "data/records/2026.json"));
  EXPECT_EQ(TextOf(bag, "bagit.txt"), "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n");
  EXPECT_EQ(TextOf(bag, "bag-info.txt"), "Source-Organization: Fenland Care\nPayload-Oxum: 6.3\n");
  EXPECT_EQ(TextOf(bag, "data/letter.pdf"), "%PDF");
}

TEST(MakeBag, NamesTheHashOfEveryFileButTheTagManifestItself) {
  ASSERT_OK_AND(const auto bag, MakeBag(Payload(), {}));
  EXPECT_EQ(TextOf(bag, "manifest-sha256.txt"), HashLine("", "data/empty") +
                                                    HashLine("%PDF", "data/letter.pdf") +
                                                    HashLine("{}", "data/records/2026.json"));
  EXPECT_EQ(TextOf(bag, "tagmanifest-sha256.txt"),
            HashLine(TextOf(bag, "bagit.txt"), "bagit.txt") +
                HashLine(TextOf(bag, "bag-info.txt"), "bag-info.txt") +
                HashLine(TextOf(bag, "manifest-sha256.txt"), "manifest-sha256.txt"));
}

TEST(MakeBag, EncodesLineEndsAndPercentInManifestsOnly) {
  ASSERT_OK_AND(const auto bag, MakeBag({{"100%\r\n é.txt", ToBytes("x")}}, {}));
  EXPECT_EQ(TextOf(bag, "manifest-sha256.txt"), HashLine("x", "data/100%25%0D%0A é.txt"));
  EXPECT_EQ(TextOf(bag, "data/100%\r\n é.txt"), "x");
}

TEST(MakeBag, KeepsRepeatedLabelsInOrder) {
  ASSERT_OK_AND(const auto bag, MakeBag(Payload(), {{"Contact-Name", "Żaneta"},
                                                    {"Bagging-Date", "2026-12-24"},
                                                    {"Contact-Name", "Bob: again"}}));
  EXPECT_THAT(
      TextOf(bag, "bag-info.txt"),
      HasSubstr("Contact-Name: Żaneta\nBagging-Date: 2026-12-24\nContact-Name: Bob: again\n"));
}

TEST(MakeBag, RefusesLabelsAndValuesThatWouldReadOtherwise) {
  const std::pair<std::string, std::string> bad[] = {{"", "x"},      {"a:b", "x"},
                                                     {"a\nb", "x"},  {" a", "x"},
                                                     {"a ", "x"},    {"a", ""},
                                                     {"a", "b\nc"},  {"a", "b\rc"},
                                                     {"a", " b"},    {"a", "b "},
                                                     {"a", "\xFF"},  {"\xFF", "x"},
                                                     {"a", "b\0c"s}, {"payload-OXUM", "1.1"}};
  for (const auto& entry : bad)
    EXPECT_THAT(MakeBag(Payload(), {entry}), FailsWith(Code::kInvalid)) << entry.first;
}

TEST(MakeBag, RefusesAnEmptyPayload) { EXPECT_THAT(MakeBag({}, {}), FailsWith(Code::kInvalid)); }

TEST(CheckPaths, RefusesEveryPathThatCouldLeaveItsFolder) {
  for (const std::string& path :
       {""s, "/"s, "/etc/passwd"s, ".."s, "../x"s, "a/../x"s, "a/.."s, "."s, "./a"s, "a//b"s, "a/"s,
        "a\\b"s, "C:x"s, "~"s, "~root/x"s, "a\0b"s, "a\xFF"s})
    EXPECT_THAT(CheckPaths(std::vector<File>{{path, {}}}), FailsWith(Code::kInvalid)) << path;
  for (const std::string& path : {"a"s, "..a"s, "a..b/c.d"s, "a b/é%"s, "a~"s, ".hidden"s})
    EXPECT_THAT(CheckPaths(std::vector<File>{{path, {}}}), IsOk()) << path;
}

TEST(CheckPaths, RefusesPathsThatCannotStandBesideEachOther) {
  const auto check = [](const std::string& a, const std::string& b) {
    return CheckPaths(std::vector<File>{{a, {}}, {b, {}}});
  };
  EXPECT_THAT(check("a", "a"), FailsWith(Code::kInvalid));
  EXPECT_THAT(check("Letter.pdf", "letter.PDF"), FailsWith(Code::kInvalid));
  EXPECT_THAT(check("a", "a/b"), FailsWith(Code::kInvalid));
  EXPECT_THAT(check("a/b/c", "A/b"), FailsWith(Code::kInvalid));
  EXPECT_THAT(check("a/b", "a/c"), IsOk());
  EXPECT_THAT(check("a.b", "a/b"), IsOk());
}

// RFC 8493 once more, by another hand: complete and valid (section 3).
constexpr const char* kValidator = R"python(
import hashlib, os, re, sys
os.chdir(sys.argv[1])
assert open('bagit.txt', 'rb').read() == b'BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n'
def entries(name):
    for line in open(name, encoding='utf-8', newline='\n').read().splitlines():
        digest, path = re.fullmatch(r'([0-9a-f]{64})\s+(.+)', line).groups()
        yield digest, re.sub('%(0A|0D|25)', lambda m: chr(int(m[1], 16)), path)
def check(name):
    paths = set()
    for digest, path in entries(name):
        assert hashlib.sha256(open(path, 'rb').read()).hexdigest() == digest, path
        paths.add(path)
    return paths
present = {os.path.join(d, f) for d, _, files in os.walk('data') for f in files}
assert check('manifest-sha256.txt') == present, present
assert check('tagmanifest-sha256.txt') == {'bagit.txt', 'bag-info.txt', 'manifest-sha256.txt'}
oxum = re.search(r'^Payload-Oxum: (\d+)\.(\d+)$', open('bag-info.txt').read(), re.M).groups()
assert (int(oxum[0]), int(oxum[1])) == (sum(map(os.path.getsize, present)), len(present))
)python";

class WrittenBag : public testing::Test {
 protected:
  void SetUp() override {
    std::vector<File> payload = Payload();
    payload.push_back({"50%\n.txt", ToBytes("half")});
    ASSERT_OK_AND(const auto bag, MakeBag(std::move(payload), {{"External-Identifier", "AL-417"}}));
    ASSERT_THAT(WriteFolder(OperatorPath(dir_ / "bag"), bag), IsOk());
    std::ofstream(dir_ / "validate.py") << kValidator;
  }
  [[nodiscard]] int Validate() const {
    const std::string command = "python3 '" + (dir_ / "validate.py").string() + "' '" +
                                (dir_ / "bag").string() + "' 2>/dev/null";
    return std::system(command.c_str());
  }
  const TempDir folder_;
  const std::filesystem::path& dir_ = folder_.path();
};

TEST_F(WrittenBag, IsValidToAnIndependentChecker) { EXPECT_EQ(Validate(), 0); }

TEST_F(WrittenBag, IsNoLongerValidAfterAnyChange) {
  std::ofstream(dir_ / "bag/data/letter.pdf", std::ios::app) << "x";
  EXPECT_NE(Validate(), 0);
}

TEST_F(WrittenBag, IsNoLongerValidWithAFileMore) {
  std::ofstream(dir_ / "bag/data/more") << "x";
  EXPECT_NE(Validate(), 0);
}

TEST_F(WrittenBag, IsNoLongerValidWithAFileLess) {
  std::filesystem::remove(dir_ / "bag/data/empty");
  EXPECT_NE(Validate(), 0);
}

}  // namespace
}  // namespace almoner::paper
