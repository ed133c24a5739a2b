// What the MDN HTTP Observatory would say of answers that came on standard input: its own tests and its own marks, with
// nothing fetched. One line of JSON in and out for each: {url, status, headers: [[name, value]], body}.
import {existsSync, writeFileSync} from 'node:fs';
import {createInterface} from 'node:readline';
import {AxiosHeaders} from 'axios';
import {CookieJar} from 'tough-cookie';

const folder = '@mdn/mdn-http-observatory/src/';
// The list of the sites that browsers know beforehand is fetched when the package is installed with its scripts; we are not on
// it, so that an empty one says the same.
const preloaded = new URL('node_modules/@mdn/mdn-http-observatory/conf/hsts-preload.json', import.meta.url);
if (!existsSync(preloaded)) writeFileSync(preloaded, '{}');

const load = async file => import(new URL('node_modules/' + folder + file, import.meta.url));
const {ALL_TESTS} = await load('constants.js');
const {Requests} = await load('types.js');
const {MINIMUM_SCORE_FOR_EXTRA_CREDIT} = await load('grader/charts.js');
const {getGradeForScore, getScoreModifier} = await load('grader/grader.js');

for await (const line of createInterface({input: process.stdin})) {
  const {url, status, headers, body} = JSON.parse(line);
  const together = new AxiosHeaders();
  const jar = new CookieJar();
  for (const [name, value] of headers) {
    if (name.toLowerCase() === 'set-cookie') jar.setCookieSync(value, url);
    else together.set(name, value);
  }
  const response = {status, headers: together, data: body, verified: true, config: {}, request: {}};
  const asked = new Requests(new URL(url).hostname);
  asked.session = {url: new URL(url), jar, redirectHistory: []};
  asked.responses = {...asked.responses, auto: response, https: response, cors: response};
  let whole = 100, plain = 100;
  const lost = {};
  for (const test of ALL_TESTS) {
    const found = test(asked);
    const points = found.result ? getScoreModifier(found.result) : 0;
    whole += points;
    if (points < 0) plain += points;
    if (points < 0 || !found.pass) lost[found.constructor.name] = [found.result, points];
  }
  const {grade, score} = getGradeForScore(plain >= MINIMUM_SCORE_FOR_EXTRA_CREDIT ? whole : plain);
  console.log(JSON.stringify({url, grade, score, lost}));
}
