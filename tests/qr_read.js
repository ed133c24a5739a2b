// node tests/qr_read.js FILE: prints what the QR code in the SVG FILE says, as the npm package "jsqr" reads it off
// its pixels; exits 1 if it reads none, 3 where that package is not installed (npm ci).
'use strict';
const fs = require('fs');

let jsqr;
try {
  jsqr = require('jsqr');
} catch (error) {
  console.error('The npm package "jsqr" is not installed; run `npm ci`: ' + error.message);
  process.exit(3);
}

const svg = fs.readFileSync(process.argv[2], 'utf8');
const side = Number(/viewBox="0 0 (\d+) \1"/.exec(svg)[1]);
const scale = 4;
const width = side * scale;
const pixels = new Uint8ClampedArray(width * width * 4).fill(255);
for (const [, x, y, run, back] of /<path[^>]* d="([^"]*)"/.exec(svg)[1].matchAll(/M(\d+) (\d+)h(\d+)v1h-(\d+)z/g)) {
  if (run !== back) process.exit(1);
  for (let row = y * scale; row < (Number(y) + 1) * scale; ++row) {
    for (let column = x * scale; column < (Number(x) + Number(run)) * scale; ++column) {
      pixels.fill(0, (row * width + column) * 4, (row * width + column) * 4 + 3);
    }
  }
}
const read = jsqr(pixels, width, width);
if (!read) process.exit(1);
process.stdout.write(Buffer.from(read.binaryData));
