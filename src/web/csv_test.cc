#include "web/csv.h"

#include <gmock/gmock.h>

namespace almoner::web {
namespace {

using ::testing::HasSubstr;

TEST(Csv, IsAFileForASpreadsheetWhoseFormulasAreDefused) {
  const http::Response file =
      GiveCsv("holds", {"hold", "why"}, {{"1", "=HYPERLINK(\"x\")"}, {"2", "Siân, \"Bea\""}});
  EXPECT_EQ(file.body,
            "\xEF\xBB\xBF\"hold\",\"why\"\r\n\"1\",\"'=HYPERLINK(\"\"x\"\")\"\r\n"
            "\"2\",\"Siân, \"\"Bea\"\"\"\r\n");
  bool named = false;
  for (const auto& [name, value] : file.headers)
    named = named || (name == "Content-Disposition" && value.contains("holds.csv"));
  EXPECT_TRUE(named);
}

}  // namespace
}  // namespace almoner::web
