#include "web/gzip.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include "web/assets.h"

namespace almoner::web {
namespace {

http::Request Asking(std::string accepts) {
  http::Request request;
  request.method = http::Method::kGet;
  if (!accepts.empty()) request.headers.emplace("accept-encoding", std::move(accepts));
  return request;
}

std::string Unpacked(std::string packed) {
  z_stream stream{};
  EXPECT_EQ(inflateInit2(&stream, 15 + 16), Z_OK);
  std::string text(1 << 20, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_in = static_cast<uInt>(packed.size());
  stream.next_out = reinterpret_cast<Bytef*>(text.data());
  stream.avail_out = static_cast<uInt>(text.size());
  EXPECT_EQ(inflate(&stream, Z_FINISH), Z_STREAM_END);
  text.resize(stream.total_out);
  inflateEnd(&stream);
  return text;
}

TEST(GzipTest, WhatIsPackedComesOutAgain) {
  for (const std::string& text :
       {std::string(), std::string("a"), std::string(100'000, 'x'), std::string("\0\xff", 2)})
    EXPECT_EQ(Unpacked(Gzip(text)), text);
}

TEST(GzipTest, OnlyWhoSaysSoTakesIt) {
  for (const char* yes : {"gzip", "gzip, deflate, br", "br;q=1.0, gzip;q=0.8", "GZIP", "*",
                          "identity;q=0.5,gzip ; q=0.1"})
    EXPECT_TRUE(TakesGzip(Asking(yes))) << yes;
  for (const char* no : {"", "br", "identity", "gzip;q=0", "gzip;q=0.000", "x-gzip-like", ",;,"})
    EXPECT_FALSE(TakesGzip(Asking(no))) << no;
}

TEST(GzipTest, AFileGoesPackedToWhoTakesItUnderATagOfItsOwn) {
  const Assets assets;
  http::Request plain = Asking("");
  plain.path = assets.Address("almoner.css");
  http::Request packing = Asking("gzip, br");
  packing.path = plain.path;
  const auto header = [](const http::Response& response, std::string_view name) {
    for (const auto& [key, value] : response.headers)
      if (key == name) return value;
    return std::string();
  };
  const http::Response as_it_is = *assets.Find(plain);
  const http::Response packed = *assets.Find(packing);
  EXPECT_EQ(header(as_it_is, "Content-Encoding"), "");
  EXPECT_EQ(header(packed, "Content-Encoding"), "gzip");
  EXPECT_EQ(Unpacked(std::string(packed.content())), as_it_is.content());
  EXPECT_LT(packed.content().size(), 15'000U);
  EXPECT_NE(header(as_it_is, "ETag"), header(packed, "ETag"));
  for (const http::Response* each : {&as_it_is, &packed}) {
    EXPECT_EQ(header(*each, "Vary"), "Accept-Encoding");
    http::Request again = packing;
    again.headers.emplace("if-none-match", header(*each, "ETag"));
    EXPECT_EQ(assets.Find(again)->status, 304);
  }
}

}  // namespace
}  // namespace almoner::web
