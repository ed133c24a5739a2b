// node tests/e2e/oidc_people.mjs PORT REDIRECT AFTER: an OpenID Connect provider (the npm package "oidc-provider") at
// http://127.0.0.1:PORT, 0 for any, where people type who they are and choose whether they show two steps. Prints its
// address. One client, "almoner". Exits 3 where the package is not installed (npm ci).
import crypto from 'node:crypto';
import http from 'node:http';

let Provider;
try {
  ({Provider} = await import('oidc-provider'));
} catch (error) {
  console.error('The npm package "oidc-provider" is not installed; run `npm ci`: ' + error.message);
  process.exit(3);
}

const [port, back, after] = process.argv.slice(2);
const rsa = crypto.generateKeyPairSync('rsa', {modulusLength: 2048});
const TWO = 'urn:fen:two-steps';
const page = `<!doctype html><html lang="en"><title>Sign in to Fenland</title><h1>Fenland</h1><form method="post">
<p><label>Name <input name="name" id="name"></label></p>
<p><label><input type="checkbox" name="two" id="two"> with two steps</label></p>
<button id="in">Sign in</button> <button id="no" name="no" value="1">Cancel</button></form>`;

const server = http.createServer();
server.listen(Number(port), '127.0.0.1', () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients: [{
      client_id: 'almoner',
      client_secret: 'not: a real 50% secret',
      token_endpoint_auth_method: 'client_secret_basic',
      redirect_uris: [back],
      post_logout_redirect_uris: [after],
      response_types: ['code'],
      grant_types: ['authorization_code'],
    }],
    jwks: {keys: [{...rsa.privateKey.export({format: 'jwk'}), use: 'sig', kid: 'rsa'}]},
    acrValues: [TWO],
    claims: {openid: ['sub', 'team'], acr: null, auth_time: null, iss: null, sid: null},
    conformIdTokenClaims: false,
    cookies: {keys: ['for this run only']},
    features: {devInteractions: {enabled: false}, rpInitiatedLogout: {enabled: true}},
    findAccount: (_, id) => ({accountId: id, claims: () => ({sub: id, team: ['care', 'office']})}),
    loadExistingGrant: async (context) => {
      const grant = new context.oidc.provider.Grant({
        clientId: context.oidc.client.clientId,
        accountId: context.oidc.session.accountId,
      });
      grant.addOIDCScope('openid');
      await grant.save();
      return grant;
    },
    interactions: {url: (_, interaction) => `/interaction/${interaction.uid}`},
  });
  const callback = provider.callback();
  const interact = async (request, response) => {
    if (request.method !== 'POST') {
      response.setHeader('Content-Type', 'text/html; charset=utf-8');
      return response.end(page);
    }
    let body = '';
    for await (const piece of request) body += piece;
    const typed = new URLSearchParams(body);
    const result = typed.get('no')
        ? {error: 'access_denied', error_description: 'cancelled'}
        : {login: {accountId: typed.get('name'), acr: typed.get('two') ? TWO : undefined}};
    return provider.interactionFinished(request, response, result);
  };
  server.on('request', (request, response) => {
    if (!request.url.startsWith('/interaction/')) return callback(request, response);
    interact(request, response).catch((error) => {
      response.statusCode = 500;
      response.end(error.message);
    });
  });
  console.log(issuer);
});
