// A program in the page is its reader's, but may have been copied from anywhere. It gets the
// language and the clock, and nothing that reaches another host, another page or what the browser
// keeps: of the worker's globals only these stay, and no text can become a script any more.
const LANGUAGE = `
  Object Function Array Number parseFloat parseInt Infinity NaN undefined Boolean String Symbol Date
  Promise RegExp Error AggregateError EvalError RangeError ReferenceError SyntaxError TypeError
  URIError SuppressedError globalThis JSON Math Intl ArrayBuffer SharedArrayBuffer Atomics Uint8Array
  Int8Array Uint16Array Int16Array Uint32Array Int32Array Float16Array Float32Array Float64Array
  Uint8ClampedArray BigUint64Array BigInt64Array DataView Map BigInt Set WeakMap WeakSet WeakRef
  Iterator Proxy Reflect FinalizationRegistry DisposableStack AsyncDisposableStack decodeURI
  decodeURIComponent encodeURI encodeURIComponent escape unescape isFinite isNaN WebAssembly`;
const SURROUNDINGS = `
  self console performance crypto TextEncoder TextDecoder setTimeout clearTimeout setInterval
  clearInterval queueMicrotask structuredClone MessageChannel MessagePort MessageEvent Event
  EventTarget AbortController AbortSignal DOMException onmessage constructor`;
const KEPT = new Set(`${LANGUAGE} ${SURROUNDINGS}`.split(/\s+/));

function refused() {
  throw new TypeError("in the book's Python no text becomes a script");
}

export function confine(scope) {
  refused.prototype = Function.prototype; // so that `instanceof Function` is as it was
  for (const make of [function () {}, async function () {}, function* () {}, async function* () {}]) {
    replace(Object.getPrototypeOf(make), "constructor", refused);
  }
  replace(scope, "Function", refused);
  for (const name of ["setTimeout", "setInterval"]) {
    const original = scope[name];
    replace(scope, name, (action, ...rest) => {
      if (typeof action !== "function") throw new TypeError(`${name} needs a function`);
      return original(action, ...rest);
    });
  }
  for (let level = scope; level && level !== Object.prototype; level = Object.getPrototypeOf(level)) {
    for (const name of Reflect.ownKeys(level)) {
      if (typeof name === "string" && !KEPT.has(name)) replace(level, name, undefined);
    }
  }
}

function replace(object, name, value) {
  try {
    Object.defineProperty(object, name, { value, configurable: false, writable: false });
  } catch {
    // it is fixed: of the globals only undefined, NaN and Infinity are
  }
}
