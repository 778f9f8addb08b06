// The memory of a Python that has just started, in the browser's cache storage: loading it takes a
// fifth of the time of a start. Whatever fails here only costs that time.
const CACHE = "policywerk-python";

function address(key) {
  return new URL(`snapshot/${encodeURIComponent(key)}`, import.meta.url).href;
}

/** The snapshot of exactly this Python in this browser, as a Blob; undefined if there is none. */
export async function recall(key) {
  try {
    const found = await (await caches.open(CACHE)).match(address(key));
    return await found?.blob();
  } catch {
    return undefined;
  }
}

/** Keep this one, and no other. */
export async function keep(key, blob) {
  try {
    const cache = await caches.open(CACHE);
    const others = (await cache.keys()).filter((request) => request.url !== address(key));
    await Promise.all(others.map((request) => cache.delete(request)));
    await cache.put(address(key), new Response(blob));
  } catch {
    // no space, or no cache storage here: the next page starts Python anew
  }
}

/** Whether there is any, of this version or another. */
export async function isKept() {
  try {
    return (await (await caches.open(CACHE)).keys()).length > 0;
  } catch {
    return false;
  }
}

export async function forget() {
  try {
    await caches.delete(CACHE);
  } catch {
    // there is nothing
  }
}
