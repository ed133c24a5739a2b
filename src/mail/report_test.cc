#include "mail/report.h"

#include <gmock/gmock.h>

#include "support/matchers.h"

namespace almoner::mail {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// As a mail server writes them, of fictional people.
std::string Report(std::string_view action, std::string_view status) {
  return "Return-Path: <>\n"
         "Delivered-To: bounces+0011aabb@charity.example\n"
         "From: MAILER-DAEMON@mx.charity.example (Mail Delivery System)\n"
         "Subject: Undelivered Mail Returned to Sender\n"
         "To: bounces+0011aabb@charity.example\n"
         "Content-Type: multipart/report; report-type=delivery-status;\n"
         "\tboundary=\"4A1/mx.charity.example\"\n"
         "\n"
         "This is a MIME-encapsulated message.\n"
         "\n"
         "--4A1/mx.charity.example\n"
         "Content-Type: text/plain; charset=us-ascii\n"
         "\n"
         "<ana@home.example>: user unknown\n"
         "\n"
         "--4A1/mx.charity.example\n"
         "Content-Type: message/delivery-status\n"
         "\n"
         "Reporting-MTA: dns; mx.charity.example\n"
         "\n"
         "Final-Recipient: rfc822; ana@home.example\n"
         "Action: " +
         std::string(action) + "\nStatus: " + std::string(status) +
         "\n"
         "Diagnostic-Code: smtp; 550 5.1.1 <ana@home.example>: user unknown\n"
         "\n"
         "--4A1/mx.charity.example\n"
         "Content-Type: message/rfc822\n"
         "\n"
         "Date: Mon, 23 Nov 2026 04:00:00 +0000\n"
         "Message-ID:\n <ccdd@charity.example>\n"
         "\n"
         "Your code is 123456\n"
         "--4A1/mx.charity.example--\n";
}

std::string WithCrLf(std::string_view text) {
  std::string crlf;
  for (const char c : text) crlf += c == '\n' ? "\r\n" : std::string(1, c);
  return crlf;
}

std::string Changed(std::string text, std::string_view what, std::string_view instead) {
  text.replace(text.find(what), what.size(), instead);
  return text;
}

TEST(ReportTest, SaysThatItFailedAndOfWhatItMayBe) {
  const std::string text = Report("failed", "5.1.1 (no such mailbox)");
  for (const std::string& message :
       {text, WithCrLf(text), "From MAILER-DAEMON Mon Nov 23 04:00:00 2026\n" + text}) {
    ASSERT_OK_AND(const DeliveryReport report, ReadReport(message));
    EXPECT_TRUE(report.failed);
    EXPECT_EQ(report.status, "5.1.1");
    EXPECT_THAT(report.tags, ElementsAre("0011aabb", "ccdd"));
  }
}

TEST(ReportTest, WhatIsLateOrArrivedDidNotFail) {
  for (const auto* action : {"delayed", "delivered", "relayed", "expanded", "", "failedx"}) {
    ASSERT_OK_AND(const DeliveryReport report, ReadReport(Report(action, "4.4.1")));
    EXPECT_FALSE(report.failed) << action;
    EXPECT_EQ(report.status, "");
  }
  ASSERT_OK_AND(const DeliveryReport upper, ReadReport(Report("FAILED", "4.4.7")));
  EXPECT_TRUE(upper.failed) << "the time in which it was tried is over";
  EXPECT_EQ(upper.status, "4.4.7");
}

TEST(ReportTest, AStatusIsANumberOrNone) {
  for (const auto* bad : {"", "5", "5.1", "user unknown", "5.1.1.1", "5..1", ".1.1", "5.1.",
                          "5.1.1111111111", "ana@home.example"}) {
    ASSERT_OK_AND(const DeliveryReport report, ReadReport(Report("failed", bad)));
    EXPECT_TRUE(report.failed);
    EXPECT_EQ(report.status, "") << bad;
  }
}

TEST(ReportTest, RefusesWhatIsNone) {
  const std::string good = Report("failed", "5.1.1");
  const std::string none[] = {
      "",
      "\n",
      "Subject: Out of office\n\nI am away.\n",
      Changed(good, "multipart/report", "multipart/mixed"),
      Changed(good, "report-type=delivery-status", "report-type=disposition-notification"),
      Changed(good, "boundary=", "border="),
      Changed(good, "message/delivery-status", "text/plain"),
      std::string(kMostReport + 1, 'a')};
  for (const std::string& text : none)
    EXPECT_THAT(ReadReport(text), FailsWith(Code::kInvalid)) << text.substr(0, 800);
}

TEST(ReportTest, ReadsOneThatWasCutOff) {
  const std::string good = Report("failed", "5.1.1");
  ASSERT_OK_AND(const DeliveryReport cut, ReadReport(good.substr(0, good.find("Diagnostic"))));
  EXPECT_TRUE(cut.failed);
  EXPECT_THAT(cut.tags, ElementsAre("0011aabb"));
}

TEST(ReportTest, TakesNoAddressForATag) {
  std::string odd = Report("failed", "5.1.1");
  odd = Changed(odd, "\nTo: bounces+0011aabb@", "\nTo: bounces+ana.kovac@");
  odd = Changed(odd, "<ccdd@", "<c'd@");
  odd = Changed(odd, "Delivered-To: bounces+0011aabb@", "Delivered-To: bounces@");
  ASSERT_OK_AND(const DeliveryReport none, ReadReport(odd));
  EXPECT_THAT(none.tags, IsEmpty());
}

}  // namespace
}  // namespace almoner::mail
