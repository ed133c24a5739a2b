// Asio, for the .cc files of this module only. Its own code is compiled once, in asio.cc.
#pragma once

// Optimising, g++ 12 inlines a coroutine frame's operator new and then takes its operator delete
// for the wrong one (GCC bug 109224).
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic ignored "-Wmismatched-new-delete"
#endif

#define BOOST_ASIO_SEPARATE_COMPILATION
#define BOOST_ASIO_NO_DEPRECATED

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

namespace almoner::http {

namespace asio = boost::asio;
using boost::asio::ip::tcp;

// Errors as values: co_await gives a tuple that begins with an error_code.
inline constexpr auto kAwait = asio::as_tuple(asio::use_awaitable);

}  // namespace almoner::http
