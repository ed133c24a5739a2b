#include "base/csv.h"

#include <gtest/gtest.h>

namespace almoner {
namespace {

TEST(CsvTest, EveryCellIsQuotedAndLinesEndAsTheStandardSays) {
  EXPECT_EQ(ToCsv({"a", "b"}, {{"1", "say \"no\""}, {"", "two\nlines"}}),
            "\xEF\xBB\xBF\"a\",\"b\"\r\n\"1\",\"say \"\"no\"\"\"\r\n\"\",\"two\nlines\"\r\n");
}

TEST(CsvTest, WhatASpreadsheetWouldCalculateIsText) {
  for (const char* formula : {"=1+1", "+44", "-1", "@SUM(A1)", "\tx"})
    EXPECT_EQ(ToCsv({}, {{formula}}),
              std::string("\xEF\xBB\xBF\r\n\"'").append(formula).append("\"\r\n"));
  EXPECT_EQ(ToCsv({}, {{"1-1"}}), "\xEF\xBB\xBF\r\n\"1-1\"\r\n");
}

}  // namespace
}  // namespace almoner
