// Signing in at the organisation's identity provider, as the console does it (identity/oidc.h says
// how the two speak). Which sign-in a browser has begun stands in a sealed cookie of it, so that
// nobody can fill our memory by beginning.
#pragma once

#include <memory>
#include <mutex>
#include <semaphore>

#include "app/staff_sign_in.h"
#include "base/random.h"
#include "factor/link.h"
#include "identity/oidc.h"
#include "keys/keys.h"
#include "web/site.h"

namespace almoner::web {

// What somebody went to the provider for.
enum class Errand : std::uint8_t {
  kSignIn = 1,
  kLink,   // to link the account that they are signed in with
  kAgain,  // to show again that it is them
};

struct Begun {
  Errand errand = Errand::kSignIn;
  std::string next;     // where to go afterwards
  std::string session;  // which of ours it belongs to, in hexadecimal; "" for kSignIn
  Time at;
  identity::SignIn sign_in;
};

// Safe for concurrent use. Keys, clock, random numbers and fetcher outlive it.
class Provider {
 public:
  static constexpr std::chrono::minutes kGood{10};   // for a sign-in to come back
  static constexpr std::chrono::seconds kRests{10};  // after the provider could not be asked
  static constexpr std::chrono::hours kFresh{1};     // what it says of itself
  static constexpr int kAtOnce = 6;                  // of the workers wait for it at most

  struct Around {
    const keys::Keys& keys;
    const Clock& clock;
    Random& random;
    identity::Fetcher& fetcher;
  };
  Provider(app::SignInProvider settings, std::string website, const Around& around);
  ~Provider();
  Provider(const Provider&) = delete;
  Provider& operator=(const Provider&) = delete;

  [[nodiscard]] const app::SignInProvider& settings() const { return settings_; }
  // What has to be registered there.
  [[nodiscard]] std::string RedirectUri() const { return website_ + "/sign-in/back"; }
  [[nodiscard]] std::string AfterSignOut() const { return website_ + "/sign-in"; }

  struct Leaving {
    std::string address;  // where the browser goes
    std::string cookie;   // what it keeps until it comes back
  };
  // kUnavailable: the provider cannot be asked now, or enough of us wait for it already; others as
  // identity::Discover.
  Result<Leaving> Begin(Errand errand, std::string next, std::string session);
  // Nothing: the cookie is none of ours, or too old.
  [[nodiscard]] std::optional<Begun> Opened(std::string_view cookie) const;
  // Who signed in. kRefused: not in the way that the settings want, or any check of
  // identity/oidc.h; kUnavailable as Begin().
  Result<factor::Provided> Finish(const Begun& begun, const identity::Parameters& query);

  // Somebody whom no account here is linked to, for as long as it takes to type a code.
  [[nodiscard]] std::string Kept(const factor::Provided& who) const;
  [[nodiscard]] std::optional<factor::Provided> Known(std::string_view cookie) const;

  // Where one signs out there too; nothing: there is no such place, or it cannot be asked.
  [[nodiscard]] std::optional<std::string> SignOutAddress();

 private:
  struct Live;  // what the provider says of itself, and its keys
  Result<std::shared_ptr<Live>> Now();
  Result<std::shared_ptr<Live>> Discovered();
  [[nodiscard]] Result<identity::OidcClient> Client(Errand errand) const;
  [[nodiscard]] std::string Sealed(Literal use, BytesView plain) const;
  [[nodiscard]] std::optional<SecretBytes> Unsealed(Literal use, std::string_view cookie) const;

  const app::SignInProvider settings_;
  const std::string website_;
  const Around around_;
  std::counting_semaphore<kAtOnce> turns_{kAtOnce};
  std::mutex mutex_;
  std::shared_ptr<Live> live_;
  std::optional<Time> asked_;   // when live_ was fetched
  std::optional<Time> failed_;  // when that went wrong last
};

// What a site needs for it.
struct Elsewhere {
  Elsewhere(app::App& services, const std::optional<std::string>& website,
            app::StaffSignIn staff_settings);

  const app::StaffSignIn settings;
  std::unique_ptr<identity::Fetcher> fetcher;
  std::unique_ptr<Provider> provider;  // nothing: the settings name none
  session::Failures links;             // of accounts to it, by code
};
// Nothing: staff sign in nowhere else.
[[nodiscard]] Provider* ProviderOf(const Site& site);

// Whether the claims are what the settings want, and, for kAgain, that they signed in just now.
// kRefused with what is not so.
Status CheckClaims(const app::SignInProvider& settings, const Begun& begun, Time now,
                   const Personal<std::string>& claims);

}  // namespace almoner::web
